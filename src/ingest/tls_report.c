/* SPDX-License-Identifier: MIT */
/* The members of a TLS report, and whether they make one. */
#include "base/text.h"
#include "ingest/tls.h"
#include "ingest/trust.h"
#include <string.h>

#define FUTURE_MOST INT64_C(172800) /* two days */
#define DAY_LAST INT64_C(86399)

void tls_reading_begin(struct tls_reading *reading, const struct content *content) {
  *reading = (struct tls_reading){.content = content,
                                  .texts = g_string_chunk_new(4096),
                                  .scratch = g_string_new(NULL),
                                  .policies = g_array_new(FALSE, FALSE, sizeof(struct tls_policy)),
                                  .failures = g_array_new(FALSE, FALSE, sizeof(struct tls_failure))};
  aggregate_warnings_begin(&reading->warnings);
}

void tls_reading_end(struct tls_reading *reading) {
  g_string_chunk_free(reading->texts);
  g_string_free(reading->scratch, TRUE);
  g_array_unref(reading->policies);
  g_array_unref(reading->failures);
  aggregate_warnings_end(&reading->warnings);
  g_free(reading->refusal);
}

/* -- the period ---------------------------------------------------------------------------------------------------- */

/* False: there is no such time. */
static bool take_time(struct tls_reading *reading, const json_t *range, const char *key, const char *path, bool end,
                      int64_t *time) {
  const char *text = tls_text(reading, range, key, path);
  switch (text ? value_when(text, time) : WHEN_NEVER) {
  case WHEN_EXACT:
    return true;
  case WHEN_NO_ZONE:
    tls_warn(reading, "odd-value:", path, "names no time zone; read as UTC", text);
    return true;
  case WHEN_SECONDS:
    tls_warn(reading, "odd-value:", path, "is in seconds, not as RFC 3339 has it", text);
    return true;
  case WHEN_DAY:
    tls_warn(reading, "odd-value:", path, "is a day without a time", text);
    *time += end ? DAY_LAST : 0;
    return true;
  case WHEN_NEVER:
    break;
  }
  if (text)
    tls_warn(reading, "odd-value:", path, "is no time", text);
  return false;
}

static bool take_period(struct tls_reading *reading, const json_t *object) {
  struct tls_report *report = &reading->report;
  const json_t *range = tls_member(reading, object, "date-range", "date-range");
  const bool has_begin =
      take_time(reading, range, "start-datetime", "date-range/start-datetime", false, &report->begin);
  const bool has_end = take_time(reading, range, "end-datetime", "date-range/end-datetime", true, &report->end);
  if (!has_begin && !has_end) {
    reading->refusal = g_strdup("its date-range names no time");
    return false;
  }
  if (!has_begin)
    report->begin = report->end;
  if (!has_end)
    report->end = report->begin;
  if (MAX(report->begin, report->end) > reading->content->collector.now + FUTURE_MOST) {
    g_autofree char *day = text_day(MAX(report->begin, report->end));
    reading->refusal = g_strdup_printf("its period lies in the future: it ends on %s", day);
    return false;
  }
  if (report->end < report->begin)
    tls_warn(reading, "before-begin:", "date-range/end-datetime", "lies before its begin", NULL);
  return true;
}

/* -- names --------------------------------------------------------------------------------------------------------- */

static const char *organisation(struct tls_reading *reading, const json_t *object) {
  const char *name = tls_text(reading, object, "organization-name", "organization-name");
  if (name && *name != '\0')
    return name;
  const char *at = reading->report.contact ? strrchr(reading->report.contact, '@') : NULL;
  g_autofree char *domain = g_strdup(at ? at + 1 : "");
  domain[strcspn(domain, "<>, \t\r\n")] = '\0';
  value_domain(domain);
  return tls_keep(reading, domain);
}

static const char *report_id(struct tls_reading *reading, const json_t *object) {
  const char *text = tls_text(reading, object, "report-id", "report-id");
  g_autofree char *copy = g_strdup(text ? text : "");
  const char *id = value_report_id(copy);
  if (text && *id == '\0')
    tls_warn(reading, "empty:", "report-id", "is empty", NULL);
  return tls_keep(reading, id);
}

/* The same report gets the same stand-in whenever it comes. */
static const char *stand_in(struct tls_reading *reading, const json_t *object) {
  if (*reading->report.report_id != '\0')
    return NULL;
  char *content = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
  g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, content ? content : "", -1);
  free(content);
  g_autofree char *name = g_strdup_printf("no-report-id-%.16s", hash);
  return tls_keep(reading, name);
}

/* -- all of it ------------------------------------------------------------------------------------------------------
 */

static bool is_report(const json_t *object) {
  static const char *const members[] = {"organization-name", "date-range", "report-id", "policies"};
  unsigned int n = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
    n += json_object_get(object, members[i]) != NULL;
  return n >= 2;
}

static void add_mail(struct tls_reading *reading) {
  const struct mail_envelope *mail = reading->content->mails > 0 ? &reading->content->envelope : NULL;
  struct tls_report *report = &reading->report;
  if (mail)
    report->mail = (struct report_mail){.from = mail->from, .subject = mail->subject, .message_id = mail->message_id};
  report->mail.trust = trust_of_signed(mail, report->contact, report->org_name);
}

bool tls_reading_take(struct tls_reading *reading, const json_t *object) {
  struct tls_report *report = &reading->report;
  if (!is_report(object) || !take_period(reading, object))
    return false;
  report->contact = tls_text(reading, object, "contact-info", "contact-info");
  report->org_name = organisation(reading, object);
  report->report_id = report_id(reading, object);
  report->stand_in = stand_in(reading, object);
  tls_take_policies(reading, object);
  report->policies = (struct tls_policy *)(void *)reading->policies->data;
  report->n_policies = reading->policies->len;
  report->failures = (struct tls_failure *)(void *)reading->failures->data;
  report->n_failures = reading->failures->len;
  report->domain = report->n_policies > 0 ? report->policies[0].domain : "";
  add_mail(reading);
  return true;
}
