/* SPDX-License-Identifier: MIT */
/*
 * dmarcstat-samples FOLDER: writes a Maildir of report mail that tells a story; see world.h. The same bytes each time.
 * With --manifest it also says on stdout what is in it, for tests (tally.h).
 */
#include "kinds.h"
#include "mail.h"
#include "oddities.h"
#include "tally.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

static gint by_time(gconstpointer a, gconstpointer b) {
  const struct mail *one = *(const struct mail *const *)a, *other = *(const struct mail *const *)b;
  if (one->time != other->time)
    return one->time < other->time ? -1 : 1;
  return strcmp(one->text->str, other->text->str);
}

static GPtrArray *make_mails(GStringChunk *strings, struct tally *tally) {
  g_autoptr(GPtrArray) reports = traffic_make(strings);
  GPtrArray *mails = g_ptr_array_new_with_free_func((GDestroyNotify)mail_free);
  for (guint i = 0; i < reports->len; i++) {
    const struct report *report = reports->pdata[i];
    tally_report(tally, report);
    if (oddities_takes(reports, report))
      continue;
    g_autoptr(GBytes) attachment = mail_attachment(report);
    g_ptr_array_add(mails, mail_of_report(report, attachment, 0));
    tally_mail(tally, FATE_REPORT);
  }
  oddities_add(mails, reports, tally);
  kinds_add_tls(mails, tally);
  kinds_add_failures(mails, reports, tally);
  g_ptr_array_sort(mails, by_time);
  return mails;
}

/* Mail that came after the last day lies in new/, as if nobody had looked yet. */
static bool write_mails(const GPtrArray *mails, const char *folder, GError **error) {
  const int64_t last_look = WORLD_BEGIN + WORLD_DAYS * (int64_t)DAY_SECONDS;
  for (guint i = 0; i < mails->len; i++) {
    const struct mail *mail = mails->pdata[i];
    const bool seen = mail->time < last_look;
    g_autofree char *path = g_strdup_printf("%s/%s/%" G_GINT64_FORMAT ".M%06uP1.mx.example.com%s", folder,
                                            seen ? "cur" : "new", mail->time, i, seen ? ":2,S" : "");
    if (!g_file_set_contents_full(path, mail->text->str, (gssize)mail->text->len, G_FILE_SET_CONTENTS_NONE, 0644,
                                  error))
      return false;
  }
  return true;
}

static bool make_folders(const char *folder, GError **error) {
  static const char *const names[] = {"cur", "new", "tmp"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = g_build_filename(folder, names[i], NULL);
    if (g_mkdir_with_parents(path, 0755) < 0) {
      g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "cannot make the folder %s: %s", path,
                  g_strerror(errno));
      return false;
    }
  }
  return true;
}

int main(int argc, char **argv) {
  gboolean manifest = FALSE;
  const GOptionEntry entries[] = {
      {"manifest", 0, 0, G_OPTION_ARG_NONE, &manifest, "Print on stdout what the mails hold", NULL},
      {NULL, 0, 0, 0, NULL, NULL, NULL}};
  g_autoptr(GError) error = NULL;
  g_autoptr(GOptionContext) context = g_option_context_new("FOLDER - write a Maildir of sample report mail");
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 2) {
    g_printerr("dmarcstat-samples: %s. Try --help.\n", error ? error->message : "give it one folder to write to");
    return 64;
  }
  GStringChunk *strings = g_string_chunk_new(4096);
  struct tally *tally = tally_new();
  g_autoptr(GPtrArray) mails = make_mails(strings, tally);
  const bool done = make_folders(argv[1], &error) && write_mails(mails, argv[1], &error);
  if (!done)
    g_printerr("dmarcstat-samples: %s\n", error->message);
  else if (manifest)
    tally_print(tally, stdout);
  tally_free(tally);
  g_string_chunk_free(strings);
  return done ? EXIT_SUCCESS : 73;
}
