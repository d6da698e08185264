/* SPDX-License-Identifier: MIT */
/* The policies of a TLS report, each with its sums and its failures. */
#include "ingest/tls.h"
#include <string.h>

#define FAILURE(member) "failure-details/" member

/* The first of two names that is there: a standard and its own example, or a draft, may differ. */
static const char *either(const json_t *object, const char *key, const char *other) {
  return json_object_get(object, key) ? key : other;
}

static void take_failure(struct tls_reading *reading, const json_t *object, unsigned int policy) {
  struct tls_failure failure = {.policy = (uint16_t)policy};
  failure.result = tls_token(reading, object, "result-type", FAILURE("result-type"), &value_words_tls_result);
  failure.sending = tls_address(reading, object, "sending-mta-ip", FAILURE("sending-mta-ip"), &failure.sending_raw);
  failure.receiving = tls_address(reading, object, "receiving-ip", NULL, &failure.receiving_raw);
  failure.receiving_mx = tls_text(reading, object, "receiving-mx-hostname", FAILURE("receiving-mx-hostname"));
  failure.receiving_helo = tls_text(reading, object, "receiving-mx-helo", NULL);
  failure.sessions = tls_count(reading, object, "failed-session-count", FAILURE("failed-session-count"));
  failure.information =
      tls_text(reading, object, either(object, "additional-information", "additional-info-uri"), NULL);
  failure.reason_code = tls_text(reading, object, either(object, "failure-reason-code", "failure-error-code"), NULL);
  g_array_append_val(reading->failures, failure);
}

static void take_failures(struct tls_reading *reading, const json_t *details, unsigned int policy) {
  const json_t *item;
  size_t i;
  if (json_is_object(details)) {
    tls_warn(reading, "not-an-array:", "failure-details", "is no array", NULL);
    take_failure(reading, details, policy);
    return;
  }
  if (!json_is_array(details))
    tls_warn(reading, "odd-type:", "failure-details", "is no array; skipped", NULL);
  json_array_foreach((json_t *)(uintptr_t)details, i, item) {
    if (reading->failures->len == TLS_REPORT_MAX_FAILURES)
      tls_warn(reading, "too-many:", "failure-details",
               "are more than " G_STRINGIFY(TLS_REPORT_MAX_FAILURES) "; the rest is dropped", NULL);
    else if (!json_is_object(item))
      tls_warn(reading, "odd-type:", "failure-details", "holds something that is no object; skipped", NULL);
    else
      take_failure(reading, item, policy);
  }
}

/* "Report Domain: example.org", RFC 8460 section 5.3: what the mail says when the report does not. */
static const char *domain_of_mail(struct tls_reading *reading) {
  static const char word[] = "domain:";
  const char *subject = reading->content->mails > 0 ? reading->content->envelope.subject : NULL;
  for (const char *p = subject; p && *p; p++) {
    if (g_ascii_strncasecmp(p, word, strlen(word)) != 0)
      continue;
    p += strlen(word);
    p += strspn(p, " \t");
    g_autofree char *domain = g_strndup(p, strcspn(p, " \t;,"));
    value_domain(domain);
    return tls_keep(reading, domain);
  }
  return "";
}

static const char *policy_domain(struct tls_reading *reading, const json_t *policy) {
  const char *text = tls_text(reading, policy, "policy-domain", "policy/policy-domain");
  if (!text || *text == '\0')
    return domain_of_mail(reading);
  g_autofree char *domain = g_strdup(text);
  value_domain(domain);
  return tls_keep(reading, domain);
}

static void take_policy(struct tls_reading *reading, const json_t *object) {
  struct tls_policy policy = {.domain = ""};
  const json_t *about = tls_member(reading, object, "policy", "policies/policy");
  if (about && !json_is_object(about)) {
    tls_warn(reading, "odd-type:", "policies/policy", "is no object", NULL);
    about = NULL;
  }
  policy.domain = about ? policy_domain(reading, about) : domain_of_mail(reading);
  if (about) {
    policy.type = tls_token(reading, about, "policy-type", "policy/policy-type", &value_words_tls_policy);
    policy.text = tls_lines(reading, about, "policy-string", "policy/policy-string", false);
    policy.mx = tls_lines(reading, about, either(about, "mx-host", "mx-host-pattern"), "policy/mx-host", true);
  }
  const json_t *summary = tls_member(reading, object, "summary", "policies/summary");
  if (summary) {
    policy.sessions_ok =
        tls_count(reading, summary, "total-successful-session-count", "summary/total-successful-session-count");
    policy.sessions_failed =
        tls_count(reading, summary, "total-failure-session-count", "summary/total-failure-session-count");
  }
  g_array_append_val(reading->policies, policy);
  const json_t *details = tls_member(reading, object, "failure-details", NULL);
  if (details)
    take_failures(reading, details, reading->policies->len - 1);
}

void tls_take_policies(struct tls_reading *reading, const json_t *object) {
  const json_t *policies = tls_member(reading, object, "policies", "policies"), *item;
  size_t i;
  if (json_is_object(policies)) {
    tls_warn(reading, "not-an-array:", "policies", "is no array", NULL);
    take_policy(reading, policies);
  } else if (policies && !json_is_array(policies)) {
    tls_warn(reading, "odd-type:", "policies", "is no array; skipped", NULL);
  }
  json_array_foreach((json_t *)(uintptr_t)policies, i, item) {
    if (reading->policies->len == TLS_REPORT_MAX_POLICIES)
      tls_warn(reading, "too-many:", "policies",
               "are more than " G_STRINGIFY(TLS_REPORT_MAX_POLICIES) "; the rest is dropped", NULL);
    else if (!json_is_object(item))
      tls_warn(reading, "odd-type:", "policies", "holds something that is no object; skipped", NULL);
    else
      take_policy(reading, item);
  }
  if (reading->policies->len == 0)
    aggregate_warnings_add(&reading->warnings, "no-policies", "it says nothing about any policy", 1);
}
