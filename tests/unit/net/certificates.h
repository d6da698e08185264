/* SPDX-License-Identifier: MIT */
/* certificates: what the tests of TLS share: authorities and certificates made on the spot, good ones and bad ones. */
#ifndef DMARCSTAT_TESTS_CERTIFICATES_H
#define DMARCSTAT_TESTS_CERTIFICATES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#define DAY 86400

struct certified {
  gnutls_x509_crt_t certificate;
  gnutls_x509_privkey_t key;
};

/* All that is left out is as in a good certificate of a server. */
struct wish {
  const struct certified *issuer; /* NULL: signs itself */
  const char *common_name;
  const char *names[4];    /* host names */
  const char *address;     /* the address it is for */
  int begins, ends;        /* days from now; both 0: since yesterday, for 30 days */
  unsigned int rsa;        /* bits; 0: a key on an elliptic curve */
  bool authority;          /* may issue others */
  const char *only_for;    /* a GNUTLS_KP_ */
  const char *raw_name;    /* its only host name, byte by byte, */
  unsigned int more_names; /* and so many others of the kind "0.more.example" */
  bool must_staple;
};

static inline void make_key(struct certified *made, unsigned int rsa) {
  assert_int_equal(gnutls_x509_privkey_init(&made->key), 0);
  if (rsa)
    assert_int_equal(gnutls_x509_privkey_generate(made->key, GNUTLS_PK_RSA, rsa, 0), 0);
  else
    assert_int_equal(
        gnutls_x509_privkey_generate(made->key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
        0);
}

static inline void put_name(gnutls_x509_crt_t certificate, gnutls_x509_subject_alt_name_t type, const void *bytes,
                            size_t size) {
  assert_int_equal(
      gnutls_x509_crt_set_subject_alt_name(certificate, type, bytes, (unsigned int)size, GNUTLS_FSAN_APPEND), 0);
}

/* The form of DER: a tag and a length before the bytes. */
static inline void put_der(GByteArray *der, uint8_t tag, const void *bytes, size_t size) {
  const uint8_t head[] = {tag, 0x83, (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size};
  const uint8_t short_head[] = {tag, (uint8_t)size};
  g_byte_array_append(der, size < 128 ? short_head : head, size < 128 ? sizeof short_head : sizeof head);
  g_byte_array_append(der, bytes, (guint)size);
}

/* GnuTLS tidies names up, and takes its time over many. */
static inline void put_raw_names(gnutls_x509_crt_t certificate, const struct wish *wish) {
  g_autoptr(GByteArray) names = g_byte_array_new(), extension = g_byte_array_new();
  put_der(names, 0x82, wish->raw_name, strlen(wish->raw_name));
  for (unsigned int i = 0; i < wish->more_names; i++) {
    g_autofree char *name = g_strdup_printf("%u.more.example", i);
    put_der(names, 0x82, name, strlen(name));
  }
  put_der(extension, 0x30, names->data, names->len);
  assert_int_equal(gnutls_x509_crt_set_extension_by_oid(certificate, "2.5.29.17", extension->data, extension->len, 0),
                   0);
}

static inline void put_names(gnutls_x509_crt_t certificate, const struct wish *wish) {
  uint8_t address[16];
  if (wish->common_name)
    assert_int_equal(gnutls_x509_crt_set_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, wish->common_name,
                                                   (unsigned int)strlen(wish->common_name)),
                     0);
  for (size_t i = 0; i < G_N_ELEMENTS(wish->names) && wish->names[i]; i++)
    put_name(certificate, GNUTLS_SAN_DNSNAME, wish->names[i], strlen(wish->names[i]));
  if (wish->raw_name)
    put_raw_names(certificate, wish);
  if (wish->address && inet_pton(AF_INET, wish->address, address) == 1)
    put_name(certificate, GNUTLS_SAN_IPADDRESS, address, 4);
  else if (wish->address && inet_pton(AF_INET6, wish->address, address) == 1)
    put_name(certificate, GNUTLS_SAN_IPADDRESS, address, 16);
}

static inline void put_purpose(gnutls_x509_crt_t certificate, const struct wish *wish) {
  static const uint8_t must_staple[] = {0x30, 0x03, 0x02, 0x01, 0x05}; /* RFC 7633 */
  assert_int_equal(gnutls_x509_crt_set_basic_constraints(certificate, wish->authority, -1), 0);
  const unsigned int own_use = GNUTLS_KEY_DIGITAL_SIGNATURE | (wish->rsa ? GNUTLS_KEY_KEY_ENCIPHERMENT : 0);
  assert_int_equal(gnutls_x509_crt_set_key_usage(certificate, wish->authority ? GNUTLS_KEY_KEY_CERT_SIGN : own_use), 0);
  if (!wish->authority)
    assert_int_equal(
        gnutls_x509_crt_set_key_purpose_oid(certificate, wish->only_for ? wish->only_for : GNUTLS_KP_TLS_WWW_SERVER, 0),
        0);
  if (wish->must_staple)
    assert_int_equal(gnutls_x509_crt_set_extension_by_oid(certificate, GNUTLS_X509EXT_OID_TLSFEATURES, must_staple,
                                                          sizeof must_staple, 0),
                     0);
}

static inline struct certified certify(struct wish wish) {
  struct certified made = {0};
  const time_t now = time(NULL);
  uint8_t serial[8];
  const bool dated = wish.begins || wish.ends;
  make_key(&made, wish.rsa);
  assert_int_equal(gnutls_x509_crt_init(&made.certificate), 0);
  assert_int_equal(gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial), 0);
  serial[0] = (uint8_t)((serial[0] & 0x7f) | 1);
  assert_int_equal(gnutls_x509_crt_set_version(made.certificate, 3), 0);
  assert_int_equal(gnutls_x509_crt_set_serial(made.certificate, serial, sizeof serial), 0);
  assert_int_equal(gnutls_x509_crt_set_activation_time(made.certificate, now + (dated ? wish.begins : -1) * DAY), 0);
  assert_int_equal(gnutls_x509_crt_set_expiration_time(made.certificate, now + (dated ? wish.ends : 30) * DAY), 0);
  assert_int_equal(gnutls_x509_crt_set_key(made.certificate, made.key), 0);
  put_names(made.certificate, &wish);
  put_purpose(made.certificate, &wish);
  const struct certified *issuer = wish.issuer ? wish.issuer : &made;
  assert_int_equal(gnutls_x509_crt_sign2(made.certificate, issuer->certificate, issuer->key, GNUTLS_DIG_SHA256, 0), 0);
  return made;
}

static inline void uncertify(struct certified *made) {
  gnutls_x509_crt_deinit(made->certificate);
  gnutls_x509_privkey_deinit(made->key);
}

/* Caller frees. */
static inline char *certificate_pem(const struct certified *made) {
  gnutls_datum_t pem = {0};
  assert_int_equal(gnutls_x509_crt_export2(made->certificate, GNUTLS_X509_FMT_PEM, &pem), 0);
  char *text = g_strndup((const char *)pem.data, pem.size);
  gnutls_free(pem.data);
  return text;
}

/* Caller frees. */
static inline char *key_pem(const struct certified *made) {
  gnutls_datum_t pem = {0};
  assert_int_equal(gnutls_x509_privkey_export2_pkcs8(made->key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem), 0);
  char *text = g_strndup((const char *)pem.data, pem.size);
  gnutls_free(pem.data);
  return text;
}

/* Caller frees. */
static inline char *certificate_fingerprint(const struct certified *made) {
  gnutls_datum_t der = {0};
  assert_int_equal(gnutls_x509_crt_export2(made->certificate, GNUTLS_X509_FMT_DER, &der), 0);
  char *digits = g_compute_checksum_for_data(G_CHECKSUM_SHA256, der.data, der.size);
  gnutls_free(der.data);
  return digits;
}

#endif
