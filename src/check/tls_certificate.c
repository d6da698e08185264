/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "check/tls_findings.h"
#include <string.h>

#define DAY 86400
#define SOON_DAYS 14 /* authorities of today want renewal a month before the end: two weeks are late */
#define RSA_LEAST 2048
#define EC_LEAST 224

/* -- verification -------------------------------------------------------------------------------------------------- */

static const struct {
  unsigned int trouble;
  const char *rule, *reference;
} rules[] = {
    {PEER_REVOKED, "tls-certificate-revoked", "RFC 9325 section 7.5"},
    {PEER_FALSE_SIGNATURE, "tls-certificate-forged", "RFC 5280 section 6.1"},
    {PEER_EXPIRED, "tls-certificate-expired", "RFC 5280 section 6.1.3"},
    {PEER_NOT_YET, "tls-certificate-not-yet-valid", "RFC 5280 section 6.1.3"},
    {PEER_WRONG_NAME, "tls-certificate-wrong-name", "RFC 9525 section 6.3"},
    {PEER_SELF_SIGNED, "tls-certificate-self-signed", "RFC 5280 section 6.1"},
    {PEER_UNKNOWN_AUTHORITY, "tls-certificate-unknown-authority", "RFC 5280 section 6.1"},
    {PEER_WRONG_ISSUER, "tls-certificate-wrong-issuer", "RFC 5280 section 6.1.4"},
    {PEER_WRONG_PURPOSE, "tls-certificate-wrong-purpose", "RFC 5280 section 4.2.1.12"},
    {PEER_NO_STAPLE, "tls-certificate-no-staple", "RFC 7633 section 4"},
    {PEER_OTHER_TROUBLE, "tls-certificate-invalid", "RFC 5280 section 6.1"},
};

/* Servers that bring mail mostly look at nothing; the dates they all might. */
static enum check_result badness(const struct tls_subject *subject, unsigned int trouble) {
  if (!tls_is_opportunistic(subject))
    return CHECK_ERROR;
  return trouble & (PEER_WRONG_NAME | PEER_SELF_SIGNED | PEER_UNKNOWN_AUTHORITY) ? CHECK_NOTE : CHECK_WARNING;
}

static void tell_troubles(const struct tls_subject *subject) {
  const struct peer *peer = &subject->probe->peer;
  const char *who = tls_is_opportunistic(subject) ? "senders that verify, by MTA-STS for one, will not deliver to it"
                                                  : "mail programs warn of it or refuse it";
  for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
    if (!(peer->troubles & rules[i].trouble))
      continue;
    g_autofree char *words = tls_trouble_words(peer, subject->host, rules[i].trouble);
    finding_add(subject->findings, badness(subject, rules[i].trouble), subject->subject, rules[i].rule,
                rules[i].reference, peer->certificate.subject,
                mail_software_setting(subject->software, subject->kind, MAIL_SETTING_CERTIFICATE),
                "of the certificate: %s; %s", words, who);
  }
}

/* -- dates, keys, signatures --------------------------------------------------------------------------------------- */

static void tell_end(const struct tls_subject *subject) {
  const struct peer_certificate *certificate = &subject->probe->peer.certificate;
  const int64_t left = certificate->ends - g_get_real_time() / G_USEC_PER_SEC;
  if (left < 0 || left >= SOON_DAYS * DAY)
    return;
  g_autofree char *day = text_day(certificate->ends), *days = text_plural((uint64_t)(left / DAY), "day", "days");
  finding_add(subject->findings, CHECK_WARNING, subject->subject, "tls-certificate-expires-soon",
              "RFC 5280 section 4.1.2.5", certificate->subject, "renew it, and see why that has not happened by itself",
              "the certificate expires on %s, in %s", day, days);
}

static bool has_weak_key(const struct peer_certificate *certificate) {
  const bool rsa = g_str_has_prefix(certificate->key, "RSA") || g_str_has_prefix(certificate->key, "DSA");
  const bool ec = g_str_has_prefix(certificate->key, "ECDSA");
  return certificate->key_bits > 0 &&
         ((rsa && certificate->key_bits < RSA_LEAST) || (ec && certificate->key_bits < EC_LEAST));
}

static bool has_weak_signature(const struct peer_certificate *certificate) {
  return strstr(certificate->signature, "SHA1") || strstr(certificate->signature, "MD5") ||
         strstr(certificate->signature, "MD2");
}

static void tell_strength_of(const struct tls_subject *subject, const struct peer_certificate *certificate,
                             const char *which) {
  const enum check_result result = tls_is_opportunistic(subject) ? CHECK_WARNING : CHECK_ERROR;
  const char *name = *certificate->subject ? certificate->subject : "without a name";
  if (has_weak_key(certificate))
    finding_add(subject->findings, result, subject->subject, "tls-key-weak", "RFC 9325 section 4.5",
                certificate->subject,
                "make a new key, of RSA with 2048 bits or more or on the curve P-256, and get a "
                "certificate for it",
                "the key of %s (%s) is too weak: %s", which, name, certificate->key);
  /* what an authority has signed for itself proves nothing, strong or weak */
  if (has_weak_signature(certificate) && strcmp(certificate->subject, certificate->issuer) != 0)
    finding_add(subject->findings, result, subject->subject, "tls-signature-weak", "RFC 9325 section 4.5",
                certificate->subject, "get a certificate that is signed with SHA-256",
                "the signature of %s (%s) is too weak: %s", which, name, certificate->signature);
}

static void tell_strength(const struct tls_subject *subject) {
  const struct peer *peer = &subject->probe->peer;
  const size_t before = subject->findings->list->len;
  tell_strength_of(subject, &peer->certificate, "the certificate");
  for (size_t i = 0; i < peer->n_issuers; i++)
    tell_strength_of(subject, &peer->issuers[i], "a certificate above it");
  if (peer->troubles & PEER_WEAK && subject->findings->list->len == before)
    finding_add(subject->findings, CHECK_WARNING, subject->subject, "tls-key-weak", "RFC 9325 section 4.5",
                peer->certificate.subject, NULL,
                "a key or signature between the certificate and its authority is too weak");
}

void tls_findings_certificate(const struct tls_subject *subject) {
  const struct peer_certificate *certificate = &subject->probe->peer.certificate;
  if (subject->probe->peer.troubles == 0) {
    g_autofree char *day = text_day(certificate->ends), *names = g_strjoinv(", ", certificate->names);
    finding_add(subject->findings, CHECK_OK, subject->subject, "tls-certificate", "RFC 9525 section 6.3", names, NULL,
                "the certificate is for %s, valid until %s, from %s, with a key of %s and signed by %s", subject->host,
                day, certificate->issuer, certificate->key, certificate->signature);
  }
  tell_troubles(subject);
  tell_end(subject);
  tell_strength(subject);
}
