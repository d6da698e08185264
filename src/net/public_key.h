/* SPDX-License-Identifier: MIT */
/* public_key: what kind of key some bytes are, as DKIM publishes them. The bytes are HOSTILE. */
#ifndef DMARCSTAT_NET_PUBLIC_KEY_H
#define DMARCSTAT_NET_PUBLIC_KEY_H

#include <stddef.h>
#include <stdint.h>

/*
 * Bits of the modulus of an RSA key, as SubjectPublicKeyInfo (RFC 5280) or as RSAPublicKey (RFC 8017): records hold
 * either. 0 when it is no RSA key.
 */
unsigned int public_key_rsa_bits(const uint8_t *bytes, size_t length);

#endif
