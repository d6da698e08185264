/* SPDX-License-Identifier: MIT */
/* What is wrong with a certificate, and what to do about it, for somebody who has never seen one. */
#include "base/period.h"
#include "base/text.h"
#include "net/tls_verify.h"
#include <gnutls/x509.h>
#include <string.h>

#define NAMES_SHOWN 4

/* -- names -------------------------------------------------------------------------------------------------------- */

/* "a.example, b.example and 7 more" */
static char *some_names(char *const *names) {
  GString *words = g_string_new(NULL);
  const guint count = g_strv_length((char **)names);
  const guint shown = count > NAMES_SHOWN + 1 ? NAMES_SHOWN : count;
  for (guint i = 0; i < shown; i++)
    g_string_append_printf(words, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " and ", names[i]);
  if (shown < count)
    g_string_append_printf(words, " and %u more", count - shown);
  return g_string_free(words, FALSE);
}

static char *wrong_host(const struct connection *connection) {
  const struct peer_certificate *certificate = &connection->peer.certificate;
  g_autofree char *host = text_printable(connection->reference);
  if (!certificate->names[0])
    return g_strdup_printf("the certificate names no host (no subject alternative name, which alone counts), so it is "
                           "not for %s; the server needs a new one.",
                           host);
  g_autofree char *names = some_names(certificate->names);
  return g_strdup_printf("the certificate is for %s and not for %s; use a name that the certificate has.", names, host);
}

/* -- the issuer --------------------------------------------------------------------------------------------------- */

static char *self_signed_words(const struct connection *connection) {
  return g_strdup_printf(
      "the certificate is self-signed, so nobody vouches for it; if the server's owner confirms that "
      "its SHA-256 fingerprint is %s, pin that.",
      connection->peer.certificate.fingerprint);
}

static char *unknown_authority(const struct connection *connection) {
  const char *issuer = connection->peer.certificate.issuer;
  return g_strdup_printf("the certificate comes from %s, which does not lead to an authority that %s; the server may "
                         "leave out an intermediate certificate, or the authority is a private one whose certificate "
                         "belongs into a ca_file.",
                         *issuer ? issuer : "an issuer without a name",
                         connection->ca_file ? "the ca_file has" : "this system trusts");
}

/* -- dates -------------------------------------------------------------------------------------------------------- */

static char *expired(const struct connection *connection) {
  const int64_t ends = connection->peer.certificate.ends, now = g_get_real_time() / G_USEC_PER_SEC;
  if (ends < 0 || ends > now)
    return g_strdup("a certificate between the server's and its authority has expired; the server must send a newer "
                    "one.");
  g_autofree char *day = text_day(ends);
  return g_strdup_printf("the certificate expired on %s; the server's owner must renew it.", day);
}

static char *not_yet(const struct connection *connection) {
  const int64_t begins = connection->peer.certificate.begins, now = g_get_real_time() / G_USEC_PER_SEC;
  g_autofree char *today = text_time(now);
  if (begins < now)
    return g_strdup_printf(
        "a certificate between the server's and its authority is not yet valid; is the clock of this "
        "computer right (%s UTC)?",
        today);
  g_autofree char *start = text_time(begins);
  return g_strdup_printf("the certificate is not valid before %s UTC; is the clock of this computer right (%s UTC)?",
                         start, today);
}

/* -- all ---------------------------------------------------------------------------------------------------------- */

static char *other(unsigned int status) {
  gnutls_datum_t said = {0};
  if (gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &said, 0) < 0)
    return g_strdup("the certificate is not valid.");
  g_autofree char *words = text_printable_bytes((const char *)said.data, said.size);
  gnutls_free(said.data);
  return g_strdup(g_strstrip(words));
}

/* The worst first. Either a text or a function. */
static const struct {
  unsigned int bits, trouble;
  const char *text;
  char *(*words)(const struct connection *);
} troubles[] = {
    {GNUTLS_CERT_REVOKED, PEER_REVOKED,
     "the certificate was revoked by its issuer; the server's owner must replace it.", NULL},
    {GNUTLS_CERT_SIGNATURE_FAILURE, PEER_FALSE_SIGNATURE,
     "the signature of the certificate is false; it may be forged.", NULL},
    {GNUTLS_CERT_INSECURE_ALGORITHM, PEER_WEAK,
     "the certificate, or one between it and its authority, has too weak a key or signature (less than RSA of 2048 "
     "bits "
     "or SHA-256); the server's owner must replace it.",
     NULL},
    {GNUTLS_CERT_SIGNER_NOT_FOUND, PEER_UNKNOWN_AUTHORITY, NULL, unknown_authority},
    {GNUTLS_CERT_SIGNER_NOT_CA | GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, PEER_WRONG_ISSUER,
     "the certificate was issued by somebody who may not issue it.", NULL},
    {GNUTLS_CERT_NOT_ACTIVATED, PEER_NOT_YET, NULL, not_yet},
    {GNUTLS_CERT_EXPIRED, PEER_EXPIRED, NULL, expired},
    {GNUTLS_CERT_UNEXPECTED_OWNER, PEER_WRONG_NAME, NULL, wrong_host},
    {GNUTLS_CERT_PURPOSE_MISMATCH, PEER_WRONG_PURPOSE,
     "the certificate is not meant for a server (extended key usage).", NULL},
    {GNUTLS_CERT_MISSING_OCSP_STATUS | GNUTLS_CERT_INVALID_OCSP_STATUS, PEER_NO_STAPLE,
     "the certificate demands a fresh proof that it is not revoked (OCSP stapling), and the server sent none; its "
     "owner "
     "must turn that on.",
     NULL},
};

unsigned int tls_verify_troubles(unsigned int status, bool self_signed) {
  unsigned int found = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(troubles); i++)
    if (status & troubles[i].bits)
      found |= troubles[i].trouble;
  if (self_signed && found & PEER_UNKNOWN_AUTHORITY)
    found ^= PEER_UNKNOWN_AUTHORITY | PEER_SELF_SIGNED;
  return status == 0 || found ? found : PEER_OTHER_TROUBLE;
}

char *tls_verify_words(const struct connection *connection, unsigned int status, bool self_signed) {
  if (self_signed && status & GNUTLS_CERT_SIGNER_NOT_FOUND)
    return self_signed_words(connection);
  for (size_t i = 0; i < G_N_ELEMENTS(troubles); i++)
    if (status & troubles[i].bits)
      return troubles[i].text ? g_strdup(troubles[i].text) : troubles[i].words(connection);
  return other(status);
}
