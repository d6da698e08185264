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

void peer_read_certificate(struct peer *peer, gnutls_x509_crt_t certificate, bool *names_host) {
  peer->certificate = (struct peer_certificate){
      .subject = distinguished_name(certificate, gnutls_x509_crt_get_dn3),
      .issuer = distinguished_name(certificate, gnutls_x509_crt_get_issuer_dn3),
      .names = read_names(certificate, names_host),
      .begins = gnutls_x509_crt_get_activation_time(certificate),
      .ends = gnutls_x509_crt_get_expiration_time(certificate),
      .fingerprint = fingerprint_of(certificate),
  };
}

void peer_read_session(struct peer *peer, gnutls_session_t session) {
  const char *protocol = gnutls_protocol_get_name(gnutls_protocol_get_version(session));
  const char *group = gnutls_group_get_name(gnutls_group_get(session));
  const char *cipher = gnutls_cipher_get_name(gnutls_cipher_get(session));
  const char *version = protocol && g_str_has_prefix(protocol, "TLS") ? protocol + strlen("TLS") : "";
  peer->protocol = g_strdup_printf("TLS %s", version);
  const char *exchange = group && g_str_has_prefix(group, "FFDHE") ? "" : "ECDHE-";
  peer->cipher = g_strdup_printf("%s%s %s", exchange, group ? group : "", cipher ? cipher : "");
}

void peer_clear(struct peer *peer) {
  g_free(peer->address);
  g_free(peer->protocol);
  g_free(peer->cipher);
  g_free(peer->certificate.subject);
  g_free(peer->certificate.issuer);
  g_strfreev(peer->certificate.names);
  g_free(peer->certificate.fingerprint);
  *peer = (struct peer){0};
}
