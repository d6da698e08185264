/* SPDX-License-Identifier: MIT */
/* tls_suites: cipher suites of TLS 1.2 and older by what is wrong with them (RFC 9325 section 4, RFC 10015). */
#ifndef DMARCSTAT_NET_TLS_SUITES_H
#define DMARCSTAT_NET_TLS_SUITES_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* The worst that can be said of a suite. Bits. */
enum tls_weakness {
  TLS_WEAK_NULL = 1 << 0,         /* no encryption */
  TLS_WEAK_ANONYMOUS = 1 << 1,    /* no certificate */
  TLS_WEAK_EXPORT = 1 << 2,       /* 40 or 56 bits on purpose */
  TLS_WEAK_DES = 1 << 3,          /* DES of 56 bits */
  TLS_WEAK_RC4 = 1 << 4,          /* RFC 7465 */
  TLS_WEAK_3DES = 1 << 5,         /* blocks of 64 bits */
  TLS_WEAK_STATIC_RSA = 1 << 6,   /* no forward secrecy */
  TLS_WEAK_FINITE_FIELD = 1 << 7, /* DHE */
};
#define TLS_WEAKNESSES 8

/* Those that have one of the weaknesses, in no order of preference; array of uint16_t. Caller frees. */
GArray *tls_suites_weak(unsigned int weaknesses);

/* Those with ECDHE and authenticated encryption, and those of TLS 1.3. Caller frees. */
GArray *tls_suites_strong(void);

/* All of both kinds, and ECDHE with CBC; the strong ones first. Caller frees. */
GArray *tls_suites_all(void);

/* 0 for one without weakness, or that is not known. */
unsigned int tls_suite_weakness(uint16_t suite);

/* As IANA has it, "TLS_RSA_WITH_RC4_128_SHA"; NULL when it is not known. */
const char *tls_suite_name(uint16_t suite);

#endif
