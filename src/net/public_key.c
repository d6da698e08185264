/* SPDX-License-Identifier: MIT */
#include "net/public_key.h"
#include <glib.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#define KEY_MOST 8192 /* bytes; a DNS answer holds no real key of that size */

static unsigned int bits_of(const uint8_t *bytes, size_t length) {
  const gnutls_datum_t der = {(unsigned char *)(uintptr_t)bytes, (unsigned int)length};
  gnutls_pubkey_t key;
  unsigned int bits = 0;
  if (gnutls_pubkey_init(&key) != GNUTLS_E_SUCCESS)
    return 0;
  if (gnutls_pubkey_import(key, &der, GNUTLS_X509_FMT_DER) != GNUTLS_E_SUCCESS ||
      gnutls_pubkey_get_pk_algorithm(key, &bits) != GNUTLS_PK_RSA)
    bits = 0;
  gnutls_pubkey_deinit(key);
  return bits;
}

/* The tag and length of a DER value before what is there already. */
static void wrap(GByteArray *der, uint8_t tag) {
  const guint length = der->len;
  uint8_t head[6] = {tag};
  guint n = 1;
  if (length < 0x80)
    head[n++] = (uint8_t)length;
  else {
    head[n++] = 0x82; /* two bytes of length: nothing here is longer */
    head[n++] = (uint8_t)(length >> 8);
    head[n++] = (uint8_t)length;
  }
  g_byte_array_prepend(der, head, n);
}

/* As SubjectPublicKeyInfo, which is all that the library reads: SEQUENCE { SEQUENCE { rsaEncryption, NULL }, bits } */
static unsigned int bits_of_bare(const uint8_t *bytes, size_t length) {
  static const uint8_t algorithm[] = {0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                      0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
  static const uint8_t no_unused_bits = 0;
  g_autoptr(GByteArray) der = g_byte_array_new();
  g_byte_array_append(der, &no_unused_bits, 1);
  g_byte_array_append(der, bytes, (guint)length);
  wrap(der, 0x03);
  g_byte_array_prepend(der, algorithm, sizeof algorithm);
  wrap(der, 0x30);
  return bits_of(der->data, der->len);
}

unsigned int public_key_rsa_bits(const uint8_t *bytes, size_t length) {
  if (length == 0 || length > KEY_MOST)
    return 0;
  const unsigned int bits = bits_of(bytes, length);
  return bits > 0 ? bits : bits_of_bare(bytes, length);
}
