/* SPDX-License-Identifier: MIT */
#include "check/tls_findings.h"

#define DH_LEAST 2048

enum { SSL_3, TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3 }; /* places in mail_probe.versions */

#define SETTING(subject, what) mail_software_setting((subject)->software, (subject)->kind, what)

/* -- versions ------------------------------------------------------------------------------------------------------ */

/* "TLS 1.2, TLS 1.3" of those that are `known` so. Caller frees. */
static char *versions_that(const struct mail_probe *probe, enum mail_probe_known known, unsigned int first,
                           unsigned int last) {
  GString *words = g_string_new(NULL);
  for (unsigned int i = first; i <= last; i++)
    if (probe->versions[i] == known)
      g_string_append_printf(words, "%s%s", words->len ? ", " : "", mail_probe_version_name(i));
  return g_string_free(words, FALSE);
}

static void tell_versions(const struct tls_subject *subject) {
  const struct mail_probe *probe = subject->probe;
  g_autofree char *taken = versions_that(probe, MAIL_PROBE_YES, SSL_3, TLS_1_3),
                  *old = versions_that(probe, MAIL_PROBE_YES, TLS_1_0, TLS_1_1),
                  *unknown = versions_that(probe, MAIL_PROBE_UNKNOWN, SSL_3, TLS_1_3);
  const bool has_1_2 = probe->versions[TLS_1_2] == MAIL_PROBE_YES, has_1_3 = probe->versions[TLS_1_3] == MAIL_PROBE_YES;
  if (*unknown)
    finding_add(subject->findings, CHECK_UNKNOWN, subject->subject, "tls-versions-unknown", NULL, NULL, NULL,
                "the server did not answer in time to offers of %s", unknown);
  if (probe->versions[SSL_3] == MAIL_PROBE_YES)
    finding_add(subject->findings, CHECK_ERROR, subject->subject, "tls-ssl-3", "RFC 7568 section 3", taken,
                SETTING(subject, MAIL_SETTING_VERSIONS), "the server takes SSL 3, which is broken and forbidden");
  if (*old)
    finding_add(subject->findings, has_1_2 || has_1_3 ? CHECK_WARNING : CHECK_ERROR, subject->subject,
                "tls-old-versions", "RFC 8996 sections 4 and 5", taken, SETTING(subject, MAIL_SETTING_VERSIONS),
                "the server takes %s, which must not be used any more%s", old,
                has_1_2 || has_1_3 ? "" : ", and nothing newer");
  if (!has_1_3 && probe->versions[TLS_1_3] == MAIL_PROBE_NO && has_1_2)
    finding_add(subject->findings, CHECK_NOTE, subject->subject, "tls-no-1.3", "RFC 9325 section 3.1.1", taken,
                "update the server or its TLS library, and forbid TLS 1.3 nowhere", "the server does not take TLS 1.3");
  if ((has_1_2 || has_1_3) && !*old && probe->versions[SSL_3] == MAIL_PROBE_NO)
    finding_add(subject->findings, CHECK_OK, subject->subject, "tls-versions", "RFC 9325 section 3.1.1", taken, NULL,
                "the server takes %s and nothing older", taken);
}

/* -- cipher suites ------------------------------------------------------------------------------------------------- */

/* For servers that other servers bring mail to, and for those that people use. */
static const struct {
  unsigned int weakness;
  const char *rule, *reference, *what;
  enum check_result mx, people;
} rules[] = {
    {TLS_WEAK_NULL, "tls-suite-null", "RFC 9325 section 4.1", "without encryption", CHECK_WARNING, CHECK_ERROR},
    {TLS_WEAK_ANONYMOUS, "tls-suite-anonymous", "RFC 7672 section 8.2",
     "without a certificate, which clients that verify never use", CHECK_NOTE, CHECK_NOTE},
    {TLS_WEAK_EXPORT, "tls-suite-export", "RFC 9325 section 4.1", "of 40 or 56 bits, made weak for export",
     CHECK_WARNING, CHECK_ERROR},
    {TLS_WEAK_DES, "tls-suite-des", "RFC 9325 section 4.1", "of 56 bits (DES)", CHECK_WARNING, CHECK_ERROR},
    {TLS_WEAK_RC4, "tls-suite-rc4", "RFC 7465 section 2", "with RC4, which is broken", CHECK_WARNING, CHECK_ERROR},
    {TLS_WEAK_3DES, "tls-suite-3des", "RFC 9325 section 4.1", "with 3DES, whose blocks are too short", CHECK_WARNING,
     CHECK_WARNING},
    {TLS_WEAK_STATIC_RSA, "tls-suite-static-rsa", "RFC 10015 sections 2 to 4",
     "that exchange keys by RSA, so that who gets the key later can read all that was said before", CHECK_NOTE,
     CHECK_WARNING},
    {TLS_WEAK_FINITE_FIELD, "tls-suite-dhe", "RFC 10015 sections 2 to 4", "that exchange keys by finite fields (DHE)",
     CHECK_NOTE, CHECK_WARNING},
};

static void tell_suites(const struct tls_subject *subject) {
  const struct mail_probe *probe = subject->probe;
  for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
    if (probe->weak & rules[i].weakness)
      finding_add(subject->findings, tls_is_opportunistic(subject) ? rules[i].mx : rules[i].people, subject->subject,
                  rules[i].rule, rules[i].reference, tls_suite_name(probe->weak_suites[i]),
                  SETTING(subject, MAIL_SETTING_SUITES), "the server takes cipher suites %s", rules[i].what);
  if (probe->weak_looked_for == MAIL_PROBE_UNKNOWN)
    finding_add(subject->findings, CHECK_UNKNOWN, subject->subject, "tls-suites-unknown", NULL, NULL, NULL,
                "the server did not answer in time to offers of weak cipher suites");
  else if (probe->weak == 0)
    finding_add(subject->findings, CHECK_OK, subject->subject, "tls-suites", "RFC 9325 section 4.1", NULL, NULL,
                "the server takes no weak cipher suite");
}

static void tell_strong(const struct tls_subject *subject) {
  if (subject->probe->versions[TLS_1_2] == MAIL_PROBE_YES && subject->probe->strong == MAIL_PROBE_NO)
    finding_add(subject->findings, CHECK_WARNING, subject->subject, "tls-no-strong-suite", "RFC 9325 section 4.2", NULL,
                SETTING(subject, MAIL_SETTING_SUITES),
                "with TLS 1.2 the server takes no suite with ECDHE and authenticated encryption");
}

static void tell_dh(const struct tls_subject *subject) {
  if (subject->probe->dh_bits > 0 && subject->probe->dh_bits < DH_LEAST)
    finding_add(subject->findings, tls_is_opportunistic(subject) ? CHECK_WARNING : CHECK_ERROR, subject->subject,
                "tls-dh-weak", "RFC 9325 section 4.5", NULL, SETTING(subject, MAIL_SETTING_DH),
                "the server exchanges keys in a finite field of %u bits, which is too few", subject->probe->dh_bits);
}

void tls_findings_offers(const struct tls_subject *subject) {
  tell_versions(subject);
  tell_strong(subject);
  tell_suites(subject);
  tell_dh(subject);
}
