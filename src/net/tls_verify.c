/* SPDX-License-Identifier: MIT */
#include "net/tls_verify.h"
#include "base/ip_address.h"
#include "base/text.h"
#include "net/peer_parts.h"
#include <gnutls/x509.h>
#include <string.h>

/* One of those that the server showed, 0 being its own; NULL when there is none. */
static gnutls_x509_crt_t shown_certificate(gnutls_session_t session, unsigned int at) {
  unsigned int count = 0;
  gnutls_x509_crt_t certificate = NULL;
  if (gnutls_certificate_type_get(session) != GNUTLS_CRT_X509)
    return NULL;
  const gnutls_datum_t *shown = gnutls_certificate_get_peers(session, &count);
  if (!shown || at >= count || gnutls_x509_crt_init(&certificate) < 0)
    return NULL;
  if (gnutls_x509_crt_import(certificate, &shown[at], GNUTLS_X509_FMT_DER) >= 0)
    return certificate;
  gnutls_x509_crt_deinit(certificate);
  return NULL;
}

static void read_issuers(struct peer *peer, gnutls_session_t session) {
  bool ignored;
  for (gnutls_x509_crt_t issuer;
       peer->n_issuers < PEER_ISSUERS_MOST && (issuer = shown_certificate(session, (unsigned int)peer->n_issuers + 1));
       gnutls_x509_crt_deinit(issuer))
    peer_read_certificate(&peer->issuers[peer->n_issuers++], issuer, &ignored);
}

static bool refuse(struct connection *connection, const char *words) {
  g_clear_error(&connection->refusal);
  return connection_fault(connection, FAULT_REFUSED, &connection->refusal, "%s", words);
}

/* Whoever pins a certificate has seen it: chain, name and dates are not asked, and no other one will do. */
static bool is_pinned(struct connection *connection) {
  const char *shown = connection->peer.certificate.fingerprint;
  if (strcmp(shown, connection->fingerprint) == 0) {
    connection->peer.verified = PEER_BY_FINGERPRINT;
    return true;
  }
  g_autofree char *words =
      g_strdup_printf("the certificate is not the pinned one: its SHA-256 fingerprint is %s; pin that if the server's "
                      "owner confirms it.",
                      shown);
  return refuse(connection, words);
}

/* What GnuTLS has to compare with: the host name, or the bytes of an address. */
static unsigned int make_questions(const struct connection *connection, uint8_t address[IP_ADDRESS_MOST],
                                   gnutls_typed_vdata_st questions[2]) {
  questions[0] = (gnutls_typed_vdata_st){.type = GNUTLS_DT_KEY_PURPOSE_OID,
                                         .data = (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER};
  questions[1] =
      (gnutls_typed_vdata_st){.type = GNUTLS_DT_DNS_HOSTNAME, .data = (unsigned char *)connection->reference};
  const size_t length = ip_address_parse(connection->reference, address);
  if (length > 0)
    questions[1] = (gnutls_typed_vdata_st){.type = GNUTLS_DT_IP_ADDRESS, .data = address, .size = (unsigned int)length};
  return 2;
}

/* What GnuTLS does not say when it has found something worse. */
static unsigned int more_troubles(const struct connection *connection, gnutls_x509_crt_t own,
                                  const gnutls_typed_vdata_st *name, bool names_host) {
  const struct peer_certificate *read = &connection->peer.certificate;
  const int64_t now = g_get_real_time() / G_USEC_PER_SEC;
  const bool fits = name->type == GNUTLS_DT_IP_ADDRESS
                        ? gnutls_x509_crt_check_ip(own, name->data, name->size, 0)
                        : names_host && gnutls_x509_crt_check_hostname2(own, (const char *)name->data, 0);
  return (fits ? 0 : GNUTLS_CERT_UNEXPECTED_OWNER) | (read->ends < now ? GNUTLS_CERT_EXPIRED : 0) |
         (read->begins > now ? GNUTLS_CERT_NOT_ACTIVATED : 0);
}

static bool is_vouched_for(struct connection *connection, gnutls_x509_crt_t own, bool names_host) {
  uint8_t address[IP_ADDRESS_MOST];
  gnutls_typed_vdata_st questions[2];
  const unsigned int count = make_questions(connection, address, questions);
  unsigned int status = 0;
  const int result = gnutls_certificate_verify_peers(connection->session, questions, count, &status);
  if (result < 0) {
    g_autofree char *words = g_strdup_printf("the certificate cannot be verified: %s.", gnutls_strerror(result));
    return refuse(connection, words);
  }
  /* GnuTLS would make do with the common name of a certificate that names no host */
  status |= more_troubles(connection, own, &questions[1], names_host);
  if (status == 0) {
    connection->peer.verified = PEER_BY_AUTHORITY;
    return true;
  }
  const bool self_signed = gnutls_x509_crt_check_issuer(own, own);
  connection->peer.troubles = tls_verify_troubles(status, self_signed);
  g_autofree char *words = tls_verify_words(connection, status, self_signed);
  return refuse(connection, words);
}

int tls_verify(gnutls_session_t session) {
  struct connection *connection = gnutls_session_get_ptr(session);
  bool names_host = false;
  gnutls_x509_crt_t own = shown_certificate(session, 0);
  if (!own) {
    refuse(connection, "the server shows no certificate that can be read.");
    return GNUTLS_E_CERTIFICATE_ERROR;
  }
  peer_read_certificate(&connection->peer.certificate, own, &names_host);
  read_issuers(&connection->peer, session);
  const bool fine = connection->fingerprint ? is_pinned(connection) : is_vouched_for(connection, own, names_host);
  gnutls_x509_crt_deinit(own);
  return fine ? 0 : GNUTLS_E_CERTIFICATE_ERROR;
}
