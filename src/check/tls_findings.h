/* SPDX-License-Identifier: MIT */
/* tls_findings: what is to be said of the TLS of one mail server. */
#ifndef DMARCSTAT_CHECK_TLS_FINDINGS_H
#define DMARCSTAT_CHECK_TLS_FINDINGS_H

#include "check/finding.h"
#include "check/mail_software.h"

/* One address of a server that was probed, and where to say what of it. */
struct tls_subject {
  struct findings *findings;
  const char *subject; /* "mx.example.com:25" */
  const char *host;
  enum server_kind kind;
  const struct mail_probe *probe;
  bool reached; /* at this or another of its addresses */
  enum mail_software software;
};

/* What a server that other servers bring mail to may do and one that people use may not: they take what they get. */
static inline bool tls_is_opportunistic(const struct tls_subject *subject) {
  return subject->kind == SERVER_MX;
}

/* The certificate and those above it; when a certificate came. */
void tls_findings_certificate(const struct tls_subject *subject);

/* Versions, cipher suites and the size of primes; when it came to TLS. */
void tls_findings_offers(const struct tls_subject *subject);

/* What is wrong with a certificate, of enum peer_trouble: "it expired on 2026-01-02, and it is ...". Caller frees. */
char *tls_trouble_words(const struct peer *peer, const char *host, unsigned int troubles);

#endif
