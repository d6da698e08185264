/* SPDX-License-Identifier: MIT */
/* The canonical words of the enumerations in *report.h, in the order of their numbers. */
#include "schema/failure_report.h"
#include "schema/tls_report.h"

static const char *word(const char *const *words, unsigned int n, unsigned int value) {
  return value < n ? words[value] : "other";
}
#define WORD(value, ...)                                                                                               \
  static const char *const words[] = {__VA_ARGS__};                                                                    \
  return word(words, G_N_ELEMENTS(words), (unsigned int)(value))

const char *auth_result_word(enum auth_result value) {
  WORD(value, "other", "pass", "fail", "none", "neutral", "softfail", "temperror", "permerror", "policy");
}
const char *alignment_result_word(enum alignment_result value) { WORD(value, "fail", "pass", "other"); }
const char *disposition_word(enum disposition value) {
  WORD(value, "other", "none", "quarantine", "reject", "pass");
}
const char *policy_word(enum policy value) { WORD(value, "-", "none", "quarantine", "reject", "other"); }
const char *alignment_mode_word(enum alignment_mode value) { WORD(value, "-", "r", "s", "other"); }
const char *discovery_method_word(enum discovery_method value) { WORD(value, "-", "psl", "treewalk", "other"); }
const char *spf_scope_word(enum spf_scope value) { WORD(value, "-", "mfrom", "helo", "other"); }
const char *override_type_word(enum override_type value) {
  WORD(value, "other", "forwarded", "sampled_out", "trusted_forwarder", "mailing_list", "local_policy",
       "policy_test_mode");
}
const char *trust_word(enum trust value) { WORD(value, "unverified", "failed", "authenticated", "verified"); }
const char *tls_policy_type_word(enum tls_policy_type value) {
  WORD(value, "other", "tlsa", "sts", "no-policy-found");
}
const char *tls_result_type_word(enum tls_result_type value) {
  WORD(value, "other", "starttls-not-supported", "certificate-host-mismatch", "certificate-expired",
       "certificate-not-trusted", "validation-failure", "tlsa-invalid", "dnssec-invalid", "dane-required",
       "sts-policy-fetch-error", "sts-policy-invalid", "sts-webpki-invalid");
}
const char *auth_failure_word(enum auth_failure value) {
  WORD(value, "-", "other", "adsp", "bodyhash", "revoked", "signature", "spf", "dmarc");
}
const char *delivery_result_word(enum delivery_result value) {
  WORD(value, "-", "other", "delivered", "spam", "policy", "reject");
}
