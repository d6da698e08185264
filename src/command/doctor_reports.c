/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "command/doctor.h"

#define DAY 86400
#define STALE_DAYS 3 /* most reporters send once a day, and some are late */
#define NAMED_MOST 5 /* silent reporters */

static void look_at_age(struct doctor *doctor) {
  const int64_t days = (doctor->now - doctor->health.last_received) / DAY;
  const bool has_mailbox = *config_mailboxes(doctor->config) != NULL;
  g_autofree char *day = text_day(doctor->health.last_received);
  g_autofree char *ago = text_plural((uint64_t)MAX(days, 0), "day", "days");
  if (doctor->health.reports == 0)
    doctor_say(doctor, DOCTOR_NOTE, "reports", has_mailbox ? "dmarcstat fetch" : NULL, "none has been taken in yet");
  else if (days >= STALE_DAYS)
    doctor_say(doctor, DOCTOR_BAD, "reports", has_mailbox ? "dmarcstat fetch" : "dmarcstat init",
               "the newest was taken in on %s, %s ago", day, ago);
  else
    doctor_say(doctor, DOCTOR_GOOD, "reports", NULL, "the newest was taken in on %s", day);
}

static void look_for_silence(struct doctor *doctor) {
  const GPtrArray *silent = doctor->health.silent;
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < MIN(silent->len, NAMED_MOST); i++) {
    g_autofree char *shown = text_printable(silent->pdata[i]);
    g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", shown);
  }
  if (silent->len > NAMED_MOST)
    g_string_append_printf(names, " and %u more", silent->len - NAMED_MOST);
  if (silent->len > 0)
    doctor_say(doctor, DOCTOR_NOTE, "silent reporters", "dmarcstat coverage",
               "%s: regular before, and nothing about the last %d days", names->str, HEALTH_SILENT_DAYS);
  else if (doctor->health.reports > 0)
    doctor_say(doctor, DOCTOR_GOOD, "silent reporters", NULL, "none");
}

static void look_at_quarantine(struct doctor *doctor) {
  g_autofree char *items = text_plural(doctor->health.quarantined, "item", "items");
  if (doctor->health.quarantined > 0)
    doctor_say(doctor, DOCTOR_NOTE, "quarantine", "dmarcstat quarantine list",
               "%s of the last 7 days could not be read", items);
}

void doctor_look_at_reports(struct doctor *doctor) {
  if (!doctor->store)
    return;
  look_at_age(doctor);
  look_for_silence(doctor);
  look_at_quarantine(doctor);
}
