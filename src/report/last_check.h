/* SPDX-License-Identifier: MIT */
/* last_check: how the newest check of a domain that `check --store` kept came out, in one line. */
#ifndef DMARCSTAT_REPORT_LAST_CHECK_H
#define DMARCSTAT_REPORT_LAST_CHECK_H

#include "store/store.h"
#include <stdbool.h>
#include <stdint.h>

/* Which checks. */
enum last_check_of { LAST_CHECK_ALL, LAST_CHECK_TLS /* mta-sts, tls-rpt, dane, tls */ };

/*
 * "checked on 2026-11-20 (3 days ago): 2 errors, spf-missing at example.com, ..."; `now` is UTC seconds. *words is NULL
 * when no check is kept; the caller frees it. Subjects in it are HOSTILE. False with *error from the store.
 */
bool last_check_words(struct store *store, const char *domain, enum last_check_of which, int64_t now, char **words,
                      GError **error);

#endif
