/* SPDX-License-Identifier: MIT */
/* What stands once in a report: report_metadata and policy_published; and whether that makes a report. */
#include "base/text.h"
#include "ingest/aggregate_parts.h"
#include "ingest/trust.h"
#include <string.h>

#define DAY INT64_C(86400)
#define FUTURE_MOST (2 * DAY)
#define DMARC_BEGAN INT64_C(1325376000) /* 2012-01-01 */

static const char *const namespaces[] = {"urn:ietf:params:xml:ns:dmarc-2.0", "http://dmarc.org/dmarc-xml/0.1", NULL};

void aggregate_metadata_begin(struct aggregate *aggregate) {
  aggregate_texts_clear(&aggregate->report_texts);
  aggregate->report = (struct report){.policy.pct = -1, .errors = aggregate->errors, .nesting = aggregate->nesting};
  aggregate->fingerprint = UINT64_C(0xCBF29CE484222325);
  if (!aggregate->mail)
    return;
  aggregate->report.mail_from = aggregate->mail->from;
  aggregate->report.mail_subject = aggregate->mail->subject;
  aggregate->report.mail_message_id = aggregate->mail->message_id;
}

/* -- values ------------------------------------------------------------------------------------------------------ */

static const char *keep(struct aggregate *aggregate, const char *text) {
  return aggregate_keep(aggregate, &aggregate->report_texts, text);
}

static void set_token(struct aggregate *aggregate, struct token *token, const struct value_words *words,
                      enum element element, const char *text) {
  aggregate_set_token(aggregate, &aggregate->report_texts, token, words, element, text);
}

static void set_time(struct aggregate *aggregate, int64_t *time, enum element element, const char *text) {
  bool milliseconds;
  if (!value_time(text, time, &milliseconds)) {
    g_autofree char *shown = aggregate_warnings_shown(text);
    aggregate_refuse(aggregate, REFUSAL_REJECTED, "its %s is not a time in seconds: '%s'",
                     aggregate_element_path(element), shown);
    return;
  }
  if (milliseconds)
    aggregate_warn_value(aggregate, "milliseconds:", element, "is in milliseconds instead of seconds; divided", text);
  if (*time < DMARC_BEGAN)
    aggregate_warn_value(aggregate, "implausible:", element, "is before 2012, when DMARC began", text);
}

static void set_pct(struct aggregate *aggregate, const char *text) {
  uint64_t pct;
  if (value_count(text, &pct) && pct <= 100)
    aggregate->report.policy.pct = (int16_t)pct;
  else if (*text != '\0')
    aggregate_warn_value(aggregate, "odd-value:", ELEMENT_PCT, "is no percentage", text);
}

static void add_error(struct aggregate *aggregate, const char *text) {
  struct report *report = &aggregate->report;
  if (report->n_errors < REPORT_MAX_ERRORS) {
    aggregate->errors[report->n_errors++] = keep(aggregate, text);
  } else if (aggregate_warn_element(aggregate, "too-many:", ELEMENT_ERROR)) {
    aggregate_warnings_describe(&aggregate->warnings, "it has more than %u errors; the rest is dropped",
                                REPORT_MAX_ERRORS);
  }
}

static void set_policy(struct aggregate *aggregate, enum element element, char *text) {
  struct policy_published *policy = &aggregate->report.policy;
  switch (element) {
  case ELEMENT_POLICY_DOMAIN:
    value_domain(text);
    policy->domain = keep(aggregate, text);
    break;
  case ELEMENT_DISCOVERY_METHOD:
    set_token(aggregate, &policy->discovery_method, &value_words_discovery, element, text);
    break;
  case ELEMENT_ADKIM:
    set_token(aggregate, &policy->adkim, &value_words_mode, element, text);
    break;
  case ELEMENT_ASPF:
    set_token(aggregate, &policy->aspf, &value_words_mode, element, text);
    break;
  case ELEMENT_P:
    set_token(aggregate, &policy->p, &value_words_policy, element, text);
    break;
  case ELEMENT_SP:
    set_token(aggregate, &policy->sp, &value_words_policy, element, text);
    break;
  case ELEMENT_NP:
    set_token(aggregate, &policy->np, &value_words_policy, element, text);
    break;
  case ELEMENT_PCT:
    set_pct(aggregate, text);
    break;
  case ELEMENT_FO:
    policy->fo = keep(aggregate, text);
    break;
  default:
    policy->testing = keep(aggregate, text);
    if (*text != '\0' && g_ascii_strcasecmp(text, "y") != 0 && g_ascii_strcasecmp(text, "n") != 0)
      aggregate_warn_value(aggregate, "odd-value:", element, "is neither y nor n", text);
  }
}

void aggregate_metadata_value(struct aggregate *aggregate, enum element element, char *text) {
  struct report *report = &aggregate->report;
  switch (element) {
  case ELEMENT_VERSION:
    report->version = keep(aggregate, text);
    break;
  case ELEMENT_ORG_NAME:
    report->org_name = keep(aggregate, text);
    break;
  case ELEMENT_EMAIL:
    report->email = keep(aggregate, text);
    break;
  case ELEMENT_EXTRA_CONTACT_INFO:
    report->extra_contact_info = keep(aggregate, text);
    break;
  case ELEMENT_REPORT_ID:
    text = value_report_id(text);
    report->report_id = *text != '\0' ? keep(aggregate, text) : NULL;
    break;
  case ELEMENT_BEGIN:
    set_time(aggregate, &report->begin, element, text);
    break;
  case ELEMENT_END:
    set_time(aggregate, &report->end, element, text);
    break;
  case ELEMENT_ERROR:
    add_error(aggregate, text);
    break;
  case ELEMENT_GENERATOR:
    report->generator = keep(aggregate, text);
    break;
  default:
    set_policy(aggregate, element, text);
  }
}

/* -- is it a report ------------------------------------------------------------------------------------------------ */

/* Without these it says nothing about anybody's mail at any time. */
static bool has_identity(struct aggregate *aggregate) {
  static const enum element needed[] = {ELEMENT_REPORT_METADATA, ELEMENT_DATE_RANGE, ELEMENT_BEGIN, ELEMENT_END,
                                        ELEMENT_POLICY_PUBLISHED};
  for (size_t i = 0; i < G_N_ELEMENTS(needed); i++) {
    if (aggregate->seen & ELEMENT_BIT(needed[i]))
      continue;
    aggregate_refuse(aggregate, REFUSAL_REJECTED, "it has no <%s>", strchr(aggregate_element_path(needed[i]), '/') + 1);
    return false;
  }
  if (aggregate->report.policy.domain && *aggregate->report.policy.domain != '\0')
    return true;
  aggregate_refuse(aggregate, REFUSAL_REJECTED, "its <policy_published> names no <domain>");
  return false;
}

static bool has_plausible_period(struct aggregate *aggregate) {
  const struct report *report = &aggregate->report;
  if (MAX(report->begin, report->end) > aggregate->collector->now + FUTURE_MOST) {
    g_autofree char *end = text_day(MAX(report->begin, report->end));
    aggregate_refuse(aggregate, REFUSAL_REJECTED, "its period lies in the future: it ends on %s", end);
    return false;
  }
  if (report->end < report->begin && aggregate_warn_element(aggregate, "before-begin:", ELEMENT_END))
    aggregate_warnings_describe(&aggregate->warnings, "its period ends before it begins");
  return true;
}

static void name_reporter(struct aggregate *aggregate) {
  struct report *report = &aggregate->report;
  if (report->org_name && *report->org_name != '\0')
    return;
  const char *at = report->email ? strrchr(report->email, '@') : NULL;
  g_autofree char *domain = g_strdup(at ? at + 1 : "");
  domain[strcspn(domain, "<>, \t\r\n")] = '\0';
  value_domain(domain);
  if (aggregate_warn_element(aggregate, report->org_name ? "empty:" : "missing:", ELEMENT_ORG_NAME))
    aggregate_warnings_describe(&aggregate->warnings, "the reporter has no name; %s",
                                *domain != '\0' ? "the domain of its email stands for it" : "nor an email address");
  report->org_name = keep(aggregate, domain);
}

/* The same report gets the same stand-in whenever it comes. */
static void name_report(struct aggregate *aggregate) {
  struct report *report = &aggregate->report;
  if (report->report_id)
    return;
  if (aggregate_warn_element(
          aggregate, aggregate->seen & ELEMENT_BIT(ELEMENT_REPORT_ID) ? "empty:" : "missing:", ELEMENT_REPORT_ID))
    aggregate_warnings_describe(&aggregate->warnings, "it has no report_id; one made from its content stands for it");
  g_autofree char *content =
      g_strdup_printf("%s|%s|%s|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%" G_GUINT64_FORMAT "|%" G_GUINT64_FORMAT
                      "|%016" G_GINT64_MODIFIER "x",
                      report->policy.domain, report->org_name, report->email ? report->email : "", report->begin,
                      report->end, report->records, report->messages, aggregate->fingerprint);
  g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, content, -1);
  g_autofree char *name = g_strdup_printf("no-report-id-%.16s", hash);
  report->report_id = keep(aggregate, name);
}

void aggregate_metadata_close(struct aggregate *aggregate) {
  const char *uri = aggregate->report.namespace_uri;
  if (aggregate->over || !has_identity(aggregate) || !has_plausible_period(aggregate))
    return;
  if (uri && !g_strv_contains(namespaces, uri) && aggregate_warnings_count(&aggregate->warnings, "odd-namespace", "")) {
    g_autofree char *shown = aggregate_warnings_shown(uri);
    aggregate_warnings_describe(&aggregate->warnings, "its namespace '%s' is none of the standard", shown);
  }
  name_reporter(aggregate);
  name_report(aggregate);
  aggregate->report.trust = trust_of_names(aggregate->mail, aggregate->report.email, aggregate->report.org_name);
  aggregate->waiting = !aggregate->over;
}
