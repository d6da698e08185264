/* SPDX-License-Identifier: MIT */
/* tls_advice: what the result types of RFC 8460 section 4.3 mean, and what to do about them. */
#ifndef DMARCSTAT_REPORT_TLS_ADVICE_H
#define DMARCSTAT_REPORT_TLS_ADVICE_H

#include "schema/tls_report.h"

/* In plain language: "the certificate has expired". */
const char *tls_advice_meaning(enum tls_result_type type);

/*
 * A step to take, without its end: "mx.example.org: renew its certificate". `mx` (NULL: nobody says) and `domain` are
 * where it happened. Caller frees.
 */
char *tls_advice_step(enum tls_result_type type, const char *mx, const char *domain);

/* The type of that word; TLS_RESULT_OTHER for any other. */
enum tls_result_type tls_advice_type(const char *word);

#endif
