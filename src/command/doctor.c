/* SPDX-License-Identifier: MIT */
/* dmarcstat doctor: looks for what is wrong, and names the command that mends it. */
#include "command/doctor.h"
#include "base/command.h"
#include "base/fault.h"
#include "base/text.h"
#include "command/as_service.h"
#include <stdio.h>

extern const struct command command_doctor;

void doctor_say(struct doctor *doctor, enum doctor_level level, const char *subject, const char *mend,
                const char *format, ...) {
  static const char *const words[] = {"good", "note", "BAD"};
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *sentence = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  printf("%-4s  %s: %s\n", words[level], subject, sentence);
  if (mend)
    printf("      Mend it with: %s%s\n", mend, g_str_has_prefix(mend, "dmarcstat ") ? doctor->words : "");
  fflush(stdout); /* the next may take a while */
  doctor->bad += level == DOCTOR_BAD;
}

static bool look(struct doctor *doctor, bool offline, GError **error) {
  doctor_look_at_configuration(doctor);
  doctor_look_at_jail(doctor);
  doctor_look_at_database(doctor);
  doctor_look_at_disk(doctor);
  doctor_look_at_reports(doctor);
  if (!offline) {
    doctor_look_at_mailboxes(doctor);
    doctor_look_at_dns(doctor);
  }
  g_autofree char *count = text_plural(doctor->bad, "thing", "things");
  return doctor->bad == 0 || fault(error, FAULT_FINDINGS, "%s to be mended", count);
}

static bool run(int argc, char **argv, GError **error) {
  char *db = NULL;
  gboolean offline = FALSE;
  struct settings_options settings = {0};
  const GOptionEntry entries[] = {{"offline", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &offline,
                                   "Neither connect to the mailboxes nor ask DNS", NULL},
                                  {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &db, "The database", "FILE"},
                                  SETTINGS_OPTIONS(&settings),
                                  G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_doctor, entries, &argc, &argv, &help, error);
  g_autofree char *superfluous = good && argc > 1 ? text_printable(argv[1]) : NULL;
  if (superfluous)
    good = fault(error, FAULT_USAGE, "doctor has no use for '%s'", superfluous);
  if (good && !help && (good = as_service_become(&settings, db, error))) {
    struct doctor doctor = {.settings = &settings, .db = db, .words = settings_words(&settings), .now = period_now()};
    good = look(&doctor, offline, error);
    store_health_clear(&doctor.health);
    store_close(doctor.store);
    config_free(doctor.config);
    g_free(doctor.database);
    g_free(doctor.words);
  }
  g_free(db);
  settings_options_clear(&settings);
  return good;
}

const struct command command_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = "Look for what is wrong, and say what mends it",
    .purpose = "Looks at the configuration, the protection of the parser, the database, its permissions and its disk, "
               "whether reports still come in and who has stopped sending them, the mailboxes and their certificates, "
               "and the DMARC records of your domains. Below what is wrong stands the command that mends it, or that "
               "shows more. Nothing is changed. It exits with 1 when something is to be mended.\n"
               "  dmarcstat doctor --offline",
    .run = run,
};
