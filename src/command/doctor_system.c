/* SPDX-License-Identifier: MIT */
#include "base/fault.h"
#include "base/text.h"
#include "command/doctor.h"
#include "ingest/jail.h"
#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define ROOM_LEAST (UINT64_C(256) << 20) /* bytes; a batch of reports and the log of SQLite take less */

/* -- configuration ------------------------------------------------------------------------------------------------- */

void doctor_look_at_configuration(struct doctor *doctor) {
  GError *trouble = NULL;
  doctor->config = settings_load(doctor->settings, &trouble);
  if (!doctor->config) {
    doctor_say(doctor, DOCTOR_BAD, "configuration", "dmarcstat config check", "%s", trouble->message);
    g_error_free(trouble);
    return;
  }
  doctor->database = settings_database(doctor->config, doctor->db);
  g_autofree char *quoted = doctor->db ? g_shell_quote(doctor->db) : NULL, *settings = doctor->words;
  doctor->words = g_strconcat(settings, quoted ? " --db " : NULL, quoted, NULL);
  const char *const *files = config_files(doctor->config);
  g_autofree char *list = g_strjoinv(" and ", (char **)(uintptr_t)files), *shown = text_printable(list);
  g_autofree char *mailboxes =
      text_plural(g_strv_length((char **)(uintptr_t)config_mailboxes(doctor->config)), "mailbox", "mailboxes");
  doctor_say(doctor, DOCTOR_GOOD, "configuration", NULL, "%s, %s", *shown ? shown : "no file", mailboxes);
}

void doctor_look_at_jail(struct doctor *doctor) {
  g_autoptr(GError) trouble = NULL;
  g_autofree char *words = jail_describe();
  if (jail_possible(&trouble))
    doctor_say(doctor, DOCTOR_GOOD, "sandbox of the parser", NULL, "%s", words);
  else
    doctor_say(doctor, DOCTOR_BAD, "sandbox of the parser", NULL, "%s", trouble->message);
}

/* -- database ------------------------------------------------------------------------------------------------------ */

/* A command for a shell about the database. Caller frees. */
static char *shell_command(const char *command, const char *path, const char *more) {
  g_autofree char *quoted = g_shell_quote(path);
  return g_strdup_printf("%s %s%s", command, quoted, more);
}

/* The service cannot write what root has made in its folder. */
static bool belongs_to_another(const struct stat *file, const char *folder) {
  struct stat about;
  return stat(folder, &about) == 0 && about.st_uid != file->st_uid && about.st_uid != 0;
}

static void look_at_permissions(struct doctor *doctor) {
  struct stat about;
  g_autofree char *folder = g_path_get_dirname(doctor->database), *shown = text_printable(doctor->database);
  if (stat(doctor->database, &about) != 0)
    return;
  if (belongs_to_another(&about, folder)) {
    g_autofree char *quoted = g_shell_quote(folder), *command = g_strdup_printf("chown --reference=%s", quoted);
    g_autofree char *mend = shell_command(command, doctor->database, "*");
    doctor_say(doctor, DOCTOR_BAD, "permissions", mend, "%s does not belong to whom its folder belongs to", shown);
  } else if (about.st_mode & S_IWOTH) {
    g_autofree char *mend = shell_command("chmod o-w", doctor->database, "");
    doctor_say(doctor, DOCTOR_BAD, "permissions", mend, "everybody may write to %s", shown);
  } else if (access(doctor->database, W_OK) != 0) {
    doctor_say(doctor, DOCTOR_NOTE, "permissions", NULL, "you may only read %s: reports are taken in by another user",
               shown);
  } else {
    doctor_say(doctor, DOCTOR_GOOD, "permissions", NULL, "%s can be written", shown);
  }
}

static void judge_contents(struct doctor *doctor, const char *shown) {
  g_autofree char *reports = text_plural(doctor->health.reports, "report", "reports");
  g_autofree char *damage = text_printable(doctor->health.damage);
  if (doctor->health.damage)
    doctor_say(doctor, DOCTOR_BAD, "database", "dmarcstat export --output rescued.ndjson", "%s is damaged: %s", shown,
               damage);
  else
    doctor_say(doctor, DOCTOR_GOOD, "database", NULL, "%s, sound, %s", shown, reports);
}

void doctor_look_at_database(struct doctor *doctor) {
  GError *trouble = NULL;
  if (!doctor->database)
    return;
  g_autofree char *shown = text_printable(doctor->database);
  if (access(doctor->database, F_OK) != 0 && errno == ENOENT) {
    doctor_say(doctor, DOCTOR_NOTE, "database", "dmarcstat fetch", "%s is not there yet: nothing was taken in", shown);
    return;
  }
  doctor->store = store_open(doctor->database, STORE_READ, &trouble);
  if (!doctor->store || !store_health(doctor->store, doctor->now, &doctor->health, &trouble)) {
    doctor_say(doctor, DOCTOR_BAD, "database", NULL, "%s", trouble->message);
    g_error_free(trouble);
    store_close(g_steal_pointer(&doctor->store));
  } else {
    judge_contents(doctor, shown);
  }
  look_at_permissions(doctor);
}

/* -- disk ---------------------------------------------------------------------------------------------------------- */

/* The folder of the database, or the nearest above it that is there. Caller frees. */
static char *existing_folder(const char *database) {
  char *folder = g_path_get_dirname(database);
  while (access(folder, F_OK) != 0 && !g_str_equal(folder, "/") && !g_str_equal(folder, ".")) {
    char *above = g_path_get_dirname(folder);
    g_free(folder);
    folder = above;
  }
  return folder;
}

void doctor_look_at_disk(struct doctor *doctor) {
  struct statvfs disk;
  g_autofree char *folder = doctor->database ? existing_folder(doctor->database) : NULL;
  if (!folder || statvfs(folder, &disk) != 0)
    return;
  const uint64_t bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
  g_autofree char *room = text_bytes(bytes), *shown = text_printable(folder);
  g_autofree char *mend = shell_command("df -h", folder, "");
  if (bytes < ROOM_LEAST)
    doctor_say(doctor, DOCTOR_BAD, "disk", mend, "only %s are free in %s", room, shown);
  else
    doctor_say(doctor, DOCTOR_GOOD, "disk", NULL, "%s are free in %s", room, shown);
}
