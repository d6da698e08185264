/* SPDX-License-Identifier: MIT */
/*
 * libdane takes its records from a resolver of its own or trusts the caller as we do here, and knows no names to
 * compare with; so the records are compared by hand, and chains are GnuTLS's.
 */
#include "net/dane.h"
#include "net/tls_verify.h"
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>

/* NULL when it cannot be read. */
static gnutls_x509_crt_t import(const struct peer_certificate *shown) {
  gnutls_x509_crt_t certificate = NULL;
  const gnutls_datum_t der = {shown->der, (unsigned int)shown->der_length};
  if (!shown->der || gnutls_x509_crt_init(&certificate) < 0)
    return NULL;
  if (gnutls_x509_crt_import(certificate, &der, GNUTLS_X509_FMT_DER) >= 0)
    return certificate;
  gnutls_x509_crt_deinit(certificate);
  return NULL;
}

/* SubjectPublicKeyInfo in DER; data is NULL when it cannot be had. gnutls_free it. */
static gnutls_datum_t public_key_of(const struct peer_certificate *shown) {
  gnutls_datum_t der = {0};
  gnutls_pubkey_t key = NULL;
  gnutls_x509_crt_t certificate = import(shown);
  if (certificate && gnutls_pubkey_init(&key) >= 0 && gnutls_pubkey_import_x509(key, certificate, 0) >= 0 &&
      gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &der) < 0)
    der = (gnutls_datum_t){0};
  if (key)
    gnutls_pubkey_deinit(key);
  if (certificate)
    gnutls_x509_crt_deinit(certificate);
  return der;
}

static bool is_digest(const struct tlsa_record *record, const uint8_t *bytes, size_t length) {
  uint8_t digest[64];
  gsize size = sizeof digest;
  if (record->matching == TLSA_FULL)
    return length == record->length && memcmp(bytes, record->data, length) == 0;
  g_autoptr(GChecksum) sum = g_checksum_new(record->matching == TLSA_SHA512 ? G_CHECKSUM_SHA512 : G_CHECKSUM_SHA256);
  g_checksum_update(sum, bytes, (gssize)length);
  g_checksum_get_digest(sum, digest, &size);
  return size == record->length && memcmp(digest, record->data, size) == 0;
}

/* Whether the record means this certificate. */
static bool means(const struct tlsa_record *record, const struct peer_certificate *shown) {
  if (!shown->der)
    return false;
  if (record->selector == TLSA_CERTIFICATE)
    return is_digest(record, shown->der, shown->der_length);
  gnutls_datum_t key = public_key_of(shown);
  const bool is = key.data && is_digest(record, key.data, key.size);
  gnutls_free(key.data);
  return is;
}

/* -- usage 2 ------------------------------------------------------------------------------------------------------ */

static bool is_for_one_of(gnutls_x509_crt_t own, const char *const *names) {
  for (; *names; names++)
    if (gnutls_x509_crt_check_hostname2(own, *names, 0))
      return true;
  return false;
}

/* What is wrong with the chain when the issuer at `anchor` is the only one to be trusted. */
static unsigned int judge(const struct peer *peer, size_t anchor, const char *const *names) {
  gnutls_x509_crt_t chain[1 + PEER_ISSUERS_MOST];
  gnutls_x509_trust_list_t list = NULL;
  unsigned int n = 0, status = GNUTLS_CERT_INVALID;
  gnutls_typed_vdata_st purpose = {.type = GNUTLS_DT_KEY_PURPOSE_OID,
                                   .data = (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER};
  for (; n <= anchor + 1; n++)
    if (!(chain[n] = import(n == 0 ? &peer->certificate : &peer->issuers[n - 1])))
      break;
  if (n == anchor + 2 && gnutls_x509_trust_list_init(&list, 0) >= 0 &&
      gnutls_x509_trust_list_add_cas(list, &chain[n - 1], 1, 0) == 1 &&
      gnutls_x509_trust_list_verify_crt2(list, chain, n, &purpose, 1, GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_MEDIUM),
                                         &status, NULL) < 0)
    status = GNUTLS_CERT_INVALID;
  if (n > 0 && !is_for_one_of(chain[0], names))
    status |= GNUTLS_CERT_UNEXPECTED_OWNER;
  if (list)
    gnutls_x509_trust_list_deinit(list, 0);
  while (n > 0)
    gnutls_x509_crt_deinit(chain[--n]);
  return tls_verify_troubles(status, false);
}

enum dane_match dane_match(const struct tlsa_record *record, const struct peer *peer, const char *const *names,
                           unsigned int *troubles) {
  enum dane_match found = DANE_DIFFERS;
  *troubles = 0;
  if (record->usage == TLSA_DANE_EE)
    return means(record, &peer->certificate) ? DANE_MATCHES : DANE_DIFFERS;
  for (size_t i = 0; i < peer->n_issuers; i++) {
    if (!means(record, &peer->issuers[i]))
      continue;
    *troubles = judge(peer, i, names);
    found = *troubles == 0 ? DANE_MATCHES : DANE_NOT_VALID;
    if (found == DANE_MATCHES)
      break;
  }
  return found;
}

char *dane_record_for(const struct peer *peer) {
  gnutls_datum_t key = public_key_of(&peer->certificate);
  g_autofree char *digest = key.data ? g_compute_checksum_for_data(G_CHECKSUM_SHA256, key.data, key.size) : NULL;
  gnutls_free(key.data);
  return g_strdup_printf("3 1 1 %s", digest ? digest : "and the SHA-256 digest of its public key");
}
