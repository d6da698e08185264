/* SPDX-License-Identifier: MIT */
/* Reads a certificate for people. Nothing here decides: that is GnuTLS's, in tls_verify.c. */
#include "net/peer.h"
#include "base/text.h"
#include "net/peer_parts.h"
#include <arpa/inet.h>
#include <string.h>

#define MOST_NAMES 100   /* of a certificate are kept */
#define LONGEST_TEXT 256 /* bytes of a name are kept */
#define SHA256_BYTES 32
#define SUBJECT_ALTERNATIVE_NAME "2.5.29.17"

static char *datum_words(const gnutls_datum_t *datum) {
  return text_printable_bytes((const char *)datum->data, MIN(datum->size, LONGEST_TEXT));
}

static char *address_words(const gnutls_datum_t *address) {
  char words[INET6_ADDRSTRLEN];
  const int family = address->size == sizeof(struct in_addr) ? AF_INET : AF_INET6;
  if (family == AF_INET6 && address->size != sizeof(struct in6_addr))
    return NULL;
  return g_strdup(inet_ntop(family, address->data, words, sizeof words));
}

/* Either gnutls_x509_crt_get_dn3 or the one for the issuer. */
static char *distinguished_name(gnutls_x509_crt_t certificate,
                                int (*get)(gnutls_x509_crt_t, gnutls_datum_t *, unsigned int)) {
  gnutls_datum_t name = {0};
  if (get(certificate, &name, 0) < 0)
    return g_strdup("");
  char *words = datum_words(&name);
  gnutls_free(name.data);
  return words;
}

/* Parsed once, as a certificate may have thousands of names. NULL when it has none that can be read. */
static gnutls_subject_alt_names_t alternative_names(gnutls_x509_crt_t certificate) {
  gnutls_datum_t extension = {0};
  gnutls_subject_alt_names_t names = NULL;
  if (gnutls_x509_crt_get_extension_by_oid2(certificate, SUBJECT_ALTERNATIVE_NAME, 0, &extension, NULL) < 0)
    return NULL;
  if (gnutls_subject_alt_names_init(&names) < 0)
    names = NULL;
  if (names && gnutls_x509_ext_import_subject_alt_names(&extension, names, 0) < 0) {
    gnutls_subject_alt_names_deinit(names);
    names = NULL;
  }
  gnutls_free(extension.data);
  return names;
}

static char **read_names(gnutls_x509_crt_t certificate, bool *names_host) {
  g_autoptr(GStrvBuilder) read = g_strv_builder_new();
  gnutls_subject_alt_names_t names = alternative_names(certificate);
  gnutls_datum_t name;
  unsigned int type;
  *names_host = false;
  for (unsigned int i = 0; names && gnutls_subject_alt_names_get(names, i, &type, &name, NULL) >= 0; i++) {
    g_autofree char *words = type == GNUTLS_SAN_DNSNAME     ? datum_words(&name)
                             : type == GNUTLS_SAN_IPADDRESS ? address_words(&name)
                                                            : NULL;
    *names_host = *names_host || type == GNUTLS_SAN_DNSNAME;
    if (words && i < MOST_NAMES)
      g_strv_builder_add(read, words);
  }
  if (names)
    gnutls_subject_alt_names_deinit(names);
  return g_strv_builder_end(read);
}

static char *fingerprint_of(gnutls_x509_crt_t certificate) {
  uint8_t digest[SHA256_BYTES];
  size_t size = sizeof digest;
  GString *digits = g_string_new(NULL);
  if (gnutls_x509_crt_get_fingerprint(certificate, GNUTLS_DIG_SHA256, digest, &size) < 0)
    size = 0;
  for (size_t i = 0; i < size; i++)
    g_string_append_printf(digits, "%02x", digest[i]);
  return g_string_free(digits, FALSE);
}

/* "RSA 2048 bits", "ECDSA SECP256R1" */
static char *key_words(gnutls_x509_crt_t certificate) {
  gnutls_ecc_curve_t curve;
  unsigned int bits = 0;
  const int algorithm = gnutls_x509_crt_get_pk_algorithm(certificate, &bits);
  const char *name = algorithm < 0 ? NULL : gnutls_pk_get_name((gnutls_pk_algorithm_t)algorithm);
  if (!name)
    return g_strdup("unknown");
  if (algorithm == GNUTLS_PK_ECDSA && gnutls_x509_crt_get_pk_ecc_raw(certificate, &curve, NULL, NULL) >= 0)
    return g_strdup_printf("ECDSA %s", gnutls_ecc_curve_get_name(curve));
  return g_strdup_printf("%s %u bits", name, bits);
}

static char *signature_words(gnutls_x509_crt_t certificate) {
  const int algorithm = gnutls_x509_crt_get_signature_algorithm(certificate);
  const char *name = algorithm < 0 ? NULL : gnutls_sign_get_name((gnutls_sign_algorithm_t)algorithm);
  return g_strdup(name ? name : "unknown");
}

static void read_der(gnutls_x509_crt_t certificate, struct peer_certificate *read) {
  gnutls_datum_t der = {0};
  if (gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_DER, &der) < 0)
    return;
  read->der = g_memdup2(der.data, der.size);
  read->der_length = der.size;
  gnutls_free(der.data);
}

void peer_read_certificate(struct peer_certificate *read, gnutls_x509_crt_t certificate, bool *names_host) {
  *read = (struct peer_certificate){
      .subject = distinguished_name(certificate, gnutls_x509_crt_get_dn3),
      .issuer = distinguished_name(certificate, gnutls_x509_crt_get_issuer_dn3),
      .names = read_names(certificate, names_host),
      .begins = gnutls_x509_crt_get_activation_time(certificate),
      .ends = gnutls_x509_crt_get_expiration_time(certificate),
      .fingerprint = fingerprint_of(certificate),
      .key = key_words(certificate),
      .signature = signature_words(certificate),
  };
  gnutls_x509_crt_get_pk_algorithm(certificate, &read->key_bits);
  read_der(certificate, read);
}

void peer_read_session(struct peer *peer, gnutls_session_t session) {
  const char *protocol = gnutls_protocol_get_name(gnutls_protocol_get_version(session));
  const char *group = gnutls_group_get_name(gnutls_group_get(session));
  const char *cipher = gnutls_cipher_get_name(gnutls_cipher_get(session));
  const char *version = protocol && g_str_has_prefix(protocol, "TLS") ? protocol + strlen("TLS") : "";
  peer->protocol = g_strdup_printf("TLS %s", version);
  const gnutls_kx_algorithm_t kx = gnutls_kx_get(session);
  const bool plain = kx == GNUTLS_KX_RSA || kx == GNUTLS_KX_DHE_RSA || kx == GNUTLS_KX_DHE_DSS;
  const char *exchange = group && g_str_has_prefix(group, "FFDHE") ? "" : plain ? gnutls_kx_get_name(kx) : "ECDHE-";
  peer->cipher = g_strdup_printf("%s%s %s", exchange, group ? group : "", cipher ? cipher : "");
}

static void clear_certificate(struct peer_certificate *certificate) {
  g_free(certificate->subject);
  g_free(certificate->issuer);
  g_strfreev(certificate->names);
  g_free(certificate->fingerprint);
  g_free(certificate->key);
  g_free(certificate->signature);
  g_free(certificate->der);
}

void peer_clear(struct peer *peer) {
  g_free(peer->address);
  g_free(peer->protocol);
  g_free(peer->cipher);
  clear_certificate(&peer->certificate);
  for (size_t i = 0; i < peer->n_issuers; i++)
    clear_certificate(&peer->issuers[i]);
  *peer = (struct peer){0};
}
