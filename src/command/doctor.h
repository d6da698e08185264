/* SPDX-License-Identifier: MIT */
/*
 * doctor: what `dmarcstat doctor` looks at. Each of doctor_look_*() is about one thing, says what it finds, and goes on
 * whatever it finds; what it stands on (the configuration, the database) may be missing, which was said then.
 */
#ifndef DMARCSTAT_COMMAND_DOCTOR_H
#define DMARCSTAT_COMMAND_DOCTOR_H

#include "base/config.h"
#include "command/settings.h"
#include "store/health.h"

enum doctor_level {
  DOCTOR_GOOD,
  DOCTOR_NOTE, /* to be known; nothing is wrong */
  DOCTOR_BAD   /* to be mended */
};

struct doctor {
  const struct settings_options *settings;
  const char *db; /* --db, or NULL */
  char *words;    /* what makes a proposed command work with the same: " --config FILE", then also " --db FILE" */
  struct config *config; /* NULL: it cannot be used */
  char *database;        /* where it is; NULL likewise */
  struct store *store;   /* NULL: it cannot be opened */
  struct store_health health;
  int64_t now;
  unsigned int bad; /* said so far */
};

/*
 * A line about `subject` ("database"), and below it the command that mends it; `mend` may be NULL. The words of
 * `doctor` are added to a command of dmarcstat. Text that is hostile goes through text_printable() first.
 */
void doctor_say(struct doctor *doctor, enum doctor_level level, const char *subject, const char *mend,
                const char *format, ...) G_GNUC_PRINTF(5, 6);

void doctor_look_at_configuration(struct doctor *doctor); /* sets config and database */
void doctor_look_at_jail(struct doctor *doctor);
void doctor_look_at_database(struct doctor *doctor); /* sets store and health; permissions, damage */
void doctor_look_at_disk(struct doctor *doctor);
void doctor_look_at_reports(struct doctor *doctor);   /* old data, silent reporters, quarantine */
void doctor_look_at_mailboxes(struct doctor *doctor); /* and their certificates; connects */
void doctor_look_at_dns(struct doctor *doctor);       /* the DMARC records of the domains; asks DNS */

#endif
