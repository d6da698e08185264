/* SPDX-License-Identifier: MIT */
/* The fields of a failure report as values (RFC 5965 section 3, RFC 6591 section 3, RFC 9991 section 4). */
#include "ingest/aggregate_values.h"
#include "ingest/clean.h"
#include "ingest/failure.h"
#include "ingest/mime_header.h"
#include "ingest/tls_values.h"
#include "ingest/trust.h"
#include <stdio.h>
#include <string.h>

#define TEXT_MOST 1000 /* of a field; what is longer is cut */

static const char *auth_failure(unsigned int value) {
  return auth_failure_word((enum auth_failure)value);
}

static const char *delivery_result(unsigned int value) {
  return delivery_result_word((enum delivery_result)value);
}

static const struct value_words auth_failures = {auth_failure, AUTH_FAILURE_ADSP, AUTH_FAILURE_DMARC,
                                                 AUTH_FAILURE_ABSENT, AUTH_FAILURE_OTHER};
static const struct value_words delivery_results = {delivery_result, DELIVERY_OTHER, DELIVERY_REJECT, DELIVERY_ABSENT,
                                                    DELIVERY_OTHER};

static const char *keep(struct failure *failure, const char *text) {
  return g_string_chunk_insert(failure->texts, text);
}

static void warn(struct failure *failure, const char *kind, const char *field, const char *what, const char *value) {
  if (!aggregate_warnings_count(&failure->warnings, kind, field))
    return;
  g_autofree char *shown = value ? aggregate_warnings_shown(value) : NULL;
  aggregate_warnings_describe(&failure->warnings, "%s %s%s%s%s", field, what, shown ? ": '" : "", shown ? shown : "",
                              shown ? "'" : "");
}

/* -- dates --------------------------------------------------------------------------------------------------------- */

/* "Thu, 8 Mar 2012 14:00:00 -0800 (PST)": only what can be taken without doubt. */
static bool mail_date(const char *text, int64_t *seconds) {
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  int day, year, hour, minute, second = 0, n = 0, zone_hours = 0, zone_minutes = 0;
  char month[4], sign = '+';
  const char *comma = strchr(text, ',');
  if (comma)
    text = comma + 1;
  if (sscanf(text, " %2d %3[A-Za-z] %4d %2d:%2d%n", &day, month, &year, &hour, &minute, &n) != 5)
    return false;
  text += n;
  if (sscanf(text, ":%2d%n", &second, &n) == 1)
    text += n;
  const char *found = strlen(month) == 3 ? strcasestr(months, month) : NULL;
  if (!found || (found - months) % 3 != 0)
    return false;
  sscanf(text, " %c%2d%2d", &sign, &zone_hours, &zone_minutes);
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
  g_autoptr(GDateTime) time =
      g_date_time_new(utc, year, (int)(found - months) / 3 + 1, day, hour, minute, MIN(second, 59));
  if (!time)
    return false;
  const int offset = (sign == '-' ? -1 : 1) * (zone_hours * 3600 + zone_minutes * 60);
  *seconds = g_date_time_to_unix(time) - offset;
  return true;
}

bool failure_date(const char *text, int64_t *seconds) {
  int64_t exact = 0; /* what is no date may still have numbers in it */
  if (strlen(text) >= 100 || !(mail_date(text, &exact) || value_when(text, &exact) == WHEN_EXACT))
    return false;
  *seconds = exact;
  return true;
}

/* -- the report ---------------------------------------------------------------------------------------------------- */

static void set_token(struct failure *failure, struct token *token, const struct value_words *words, const char *field,
                      const char *text) {
  if (token->value != words->empty)
    return; /* the first counts */
  if (value_word(words, text, &token->value) != VALUE_UNKNOWN)
    return;
  token->raw = keep(failure, text);
  warn(failure, "odd-value:", field, "is no word of the standard", text);
}

static void set_source(struct failure *failure, const char *text) {
  struct failure_report *report = &failure->report;
  if (report->source.length > 0 || report->source_raw || value_address(text, &report->source))
    return;
  report->source_raw = keep(failure, text);
  warn(failure, "odd-value:", "Source-IP", "is no IP address", text);
}

static void set_arrival(struct failure *failure, const char *text) {
  struct failure_report *report = &failure->report;
  if (report->has_arrived)
    return;
  report->has_arrived = failure_date(text, &report->arrived);
  if (!report->has_arrived)
    warn(failure, "odd-value:", "Arrival-Date", "is no date", text);
}

static void set_incidents(struct failure *failure, const char *text) {
  guint64 number;
  if (g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT32, &number, NULL))
    failure->report.incidents = (uint32_t)number;
  else
    warn(failure, "odd-value:", "Incidents", "is no number", text);
}

static const char *domain_of(struct failure *failure, const char *text) {
  g_autofree char *domain = g_strdup(text);
  value_domain(domain);
  return keep(failure, domain);
}

/* Fields that are kept as they are; the first of each counts. */
static const struct {
  const char *name;
  size_t offset;
} texts[] = {
    {"User-Agent", offsetof(struct failure_report, user_agent)},
    {"Reporting-MTA", offsetof(struct failure_report, reporting_mta)},
    {"Original-Mail-From", offsetof(struct failure_report, original_mail_from)},
    {"Original-Rcpt-To", offsetof(struct failure_report, original_rcpt_to)},
    {"Original-Envelope-Id", offsetof(struct failure_report, original_envelope_id)},
    {"Identity-Alignment", offsetof(struct failure_report, identity_alignment)},
    {"DKIM-Domain", offsetof(struct failure_report, dkim_domain)},
    {"DKIM-Identity", offsetof(struct failure_report, dkim_identity)},
    {"DKIM-Selector", offsetof(struct failure_report, dkim_selector)},
    {"SPF-DNS", offsetof(struct failure_report, spf_dns)},
    {"Message-ID", offsetof(struct failure_report, message_id)},
};

static void take_text(struct failure *failure, const char *field) {
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    const char *value = header_fields_value(field, texts[i].name);
    const char **text = (const char **)(void *)((char *)&failure->report + texts[i].offset);
    if (value && !*text && *value != '\0')
      *text = keep(failure, value);
  }
}

void failure_take_field(struct failure *failure, GString *field) {
  const char *value;
  clean_text(field, FIELDS_VALUE_MOST, false);
  if ((value = header_fields_value(field->str, "Authentication-Results"))) {
    if (failure->results->len + field->len < FIELDS_VALUE_MOST)
      g_string_append_printf(failure->results, "%s%s", failure->results->len > 0 ? "\n" : "", value);
    return;
  }
  clean_text(field, TEXT_MOST, false);
  if ((value = header_fields_value(field->str, "Source-IP")))
    set_source(failure, value);
  else if ((value = header_fields_value(field->str, "Arrival-Date")) ||
           (value = header_fields_value(field->str, "Received-Date")))
    set_arrival(failure, value);
  else if ((value = header_fields_value(field->str, "Auth-Failure")))
    set_token(failure, &failure->report.auth_failure, &auth_failures, "Auth-Failure", value);
  else if ((value = header_fields_value(field->str, "Delivery-Result")))
    set_token(failure, &failure->report.delivery_result, &delivery_results, "Delivery-Result", value);
  else if ((value = header_fields_value(field->str, "Incidents")))
    set_incidents(failure, value);
  else if ((value = header_fields_value(field->str, "Reported-Domain")) && *failure->report.domain == '\0')
    failure->report.domain = domain_of(failure, value);
  else
    take_text(failure, field->str);
}

/* -- the message that failed -----------------------------------------------------------------------------------------
 */

void failure_take_sample_field(struct failure *failure, GString *field) {
  struct failure_report *report = &failure->report;
  const char *value;
  if (failure->sample->len + field->len + 1 > FAILURE_SAMPLE_MOST)
    return;
  clean_text(field, FIELDS_VALUE_MOST, false);
  g_string_append_printf(failure->sample, "%s\n", field->str);
  if ((value = header_fields_value(field->str, "From")) && !report->header_from) {
    g_autoptr(GString) domain = g_string_new(NULL);
    if (mime_header_address_domain(value, domain)) {
      clean_text(domain, TEXT_MOST, false);
      report->header_from = domain_of(failure, domain->str);
    }
  } else if ((value = header_fields_value(field->str, "Message-ID")) && *value != '\0') {
    g_autoptr(GString) id = g_string_new(value);
    clean_text(id, TEXT_MOST, false);
    report->message_id = keep(failure, id->str);
  }
}

/* -- what follows ---------------------------------------------------------------------------------------------------
 */

static void complete_mail(struct failure *failure, const struct content *content) {
  const struct mail_envelope *mail = content->mails > 0 ? &content->envelope : NULL;
  struct failure_report *report = &failure->report;
  if (mail)
    report->mail = (struct report_mail){.from = mail->from, .subject = mail->subject, .message_id = mail->message_id};
  if (mail && !report->has_arrived && mail->date)
    report->has_arrived = failure_date(mail->date, &report->arrived);
  const char *mta = report->reporting_mta ? strrchr(report->reporting_mta, ';') : NULL;
  g_autofree char *host = g_strdup(mta ? mta + 1 : "");
  report->mail.trust = trust_of_names(mail, NULL, g_strstrip(host));
}

void failure_complete(struct failure *failure, const struct content *content) {
  struct failure_report *report = &failure->report;
  if (failure->sample->len > 0)
    report->sample = failure->sample->str;
  if (failure->results->len > 0)
    report->authentication_results = failure->results->str;
  if (*report->domain == '\0' && report->header_from)
    report->domain = report->header_from;
  if (*report->domain == '\0')
    warn(failure, "missing:", "Reported-Domain", "is missing, and no From tells it", NULL);
  if (report->source.length == 0 && !report->source_raw)
    warn(failure, "missing:", "Source-IP", "is missing", NULL);
  if (report->auth_failure.value == AUTH_FAILURE_ABSENT)
    warn(failure, "missing:", "Auth-Failure", "is missing", NULL);
  complete_mail(failure, content);
}
