/* SPDX-License-Identifier: MIT */
#include "schema/words.h"
#include "schema/failure_report.h"
#include "schema/tls_report.h"

const char *words_at(const struct words *words, unsigned int value) {
  return value < words->n ? words->list[value] : "other";
}

/* The words of enum NAME, `most` of them, and NAME_word(). */
#define WORDS(name, most, ...)                                                                                         \
  static const char *const name##_list[] = {__VA_ARGS__};                                                              \
  G_STATIC_ASSERT(G_N_ELEMENTS(name##_list) == (most));                                                                \
  const struct words name##_words = {name##_list, (most)};                                                             \
  const char *name##_word(enum name value) {                                                                           \
    return words_at(&name##_words, (unsigned int)value);                                                               \
  }

WORDS(auth_result, AUTH_RESULT_MAX, "other", "pass", "fail", "none", "neutral", "softfail", "temperror", "permerror",
      "policy")
WORDS(alignment_result, ALIGNMENT_RESULT_MAX, "fail", "pass", "other")
WORDS(disposition, DISPOSITION_MAX, "other", "none", "quarantine", "reject", "pass")
WORDS(policy, POLICY_MAX, "-", "none", "quarantine", "reject", "other")
WORDS(alignment_mode, ALIGNMENT_MODE_MAX, "-", "r", "s", "other")
WORDS(discovery_method, DISCOVERY_METHOD_MAX, "-", "psl", "treewalk", "other")
WORDS(spf_scope, SPF_SCOPE_MAX, "-", "mfrom", "helo", "other")
WORDS(override_type, OVERRIDE_TYPE_MAX, "other", "forwarded", "sampled_out", "trusted_forwarder", "mailing_list",
      "local_policy", "policy_test_mode")
WORDS(trust, TRUST_MAX, "unverified", "failed", "authenticated", "verified")
WORDS(tls_policy_type, TLS_POLICY_TYPE_MAX, "other", "tlsa", "sts", "no-policy-found")
WORDS(tls_result_type, TLS_RESULT_TYPE_MAX, "other", "starttls-not-supported", "certificate-host-mismatch",
      "certificate-expired", "certificate-not-trusted", "validation-failure", "tlsa-invalid", "dnssec-invalid",
      "dane-required", "sts-policy-fetch-error", "sts-policy-invalid", "sts-webpki-invalid")
WORDS(auth_failure, AUTH_FAILURE_MAX, "-", "other", "adsp", "bodyhash", "revoked", "signature", "spf", "dmarc")
WORDS(delivery_result, DELIVERY_RESULT_MAX, "-", "other", "delivered", "spam", "policy", "reject")
