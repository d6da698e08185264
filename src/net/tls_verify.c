/* SPDX-License-Identifier: MIT */
#include "net/tls_verify.h"
#include "base/text.h"
#include "net/peer_parts.h"
#include <arpa/inet.h>
#include <gnutls/x509.h>
#include <string.h>

/* The certificate of the server itself; NULL when it showed none. */
static gnutls_x509_crt_t own_certificate(gnutls_session_t session) {
  unsigned int count = 0;
  gnutls_x509_crt_t certificate = NULL;
  if (gnutls_certificate_type_get(session) != GNUTLS_CRT_X509)
    return NULL;
  const gnutls_datum_t *shown = gnutls_certificate_get_peers(session, &count);
  if (!shown || count == 0 || gnutls_x509_crt_init(&certificate) < 0)
    return NULL;
  if (gnutls_x509_crt_import(certificate, &shown[0], GNUTLS_X509_FMT_DER) >= 0)
    return certificate;
  gnutls_x509_crt_deinit(certificate);
  return NULL;
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
static unsigned int make_questions(const struct connection *connection, uint8_t address[sizeof(struct in6_addr)],
                                   gnutls_typed_vdata_st questions[2]) {
  questions[0] = (gnutls_typed_vdata_st){.type = GNUTLS_DT_KEY_PURPOSE_OID,
                                         .data = (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER};
  questions[1] =
      (gnutls_typed_vdata_st){.type = GNUTLS_DT_DNS_HOSTNAME, .data = (unsigned char *)connection->reference};
  const bool four = inet_pton(AF_INET, connection->reference, address) == 1;
  if (four || inet_pton(AF_INET6, connection->reference, address) == 1)
    questions[1] = (gnutls_typed_vdata_st){
        .type = GNUTLS_DT_IP_ADDRESS, .data = address, .size = four ? sizeof(struct in_addr) : sizeof(struct in6_addr)};
  return 2;
}

static bool is_vouched_for(struct connection *connection, gnutls_x509_crt_t own, bool names_host) {
  uint8_t address[sizeof(struct in6_addr)];
  gnutls_typed_vdata_st questions[2];
  const unsigned int count = make_questions(connection, address, questions);
  unsigned int status = 0;
  const int result = gnutls_certificate_verify_peers(connection->session, questions, count, &status);
  if (result < 0) {
    g_autofree char *words = g_strdup_printf("the certificate cannot be verified: %s.", gnutls_strerror(result));
    return refuse(connection, words);
  }
  /* GnuTLS would make do with the common name of a certificate that names no host */
  if (questions[1].type == GNUTLS_DT_DNS_HOSTNAME && !names_host)
    status |= GNUTLS_CERT_UNEXPECTED_OWNER;
  if (status == 0) {
    connection->peer.verified = PEER_BY_AUTHORITY;
    return true;
  }
  g_autofree char *words = tls_verify_words(connection, status, gnutls_x509_crt_check_issuer(own, own));
  return refuse(connection, words);
}

int tls_verify(gnutls_session_t session) {
  struct connection *connection = gnutls_session_get_ptr(session);
  bool names_host = false;
  gnutls_x509_crt_t own = own_certificate(session);
  if (!own) {
    refuse(connection, "the server shows no certificate that can be read.");
    return GNUTLS_E_CERTIFICATE_ERROR;
  }
  peer_read_certificate(&connection->peer, own, &names_host);
  const bool fine = connection->fingerprint ? is_pinned(connection) : is_vouched_for(connection, own, names_host);
  gnutls_x509_crt_deinit(own);
  return fine ? 0 : GNUTLS_E_CERTIFICATE_ERROR;
}
