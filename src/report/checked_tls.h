/* SPDX-License-Identifier: MIT */
/* checked_tls: what the newest checks that `check --store` kept found of what a domain publishes about TLS. */
#ifndef DMARCSTAT_REPORT_CHECKED_TLS_H
#define DMARCSTAT_REPORT_CHECKED_TLS_H

#include "store/store.h"

/* A finding, in the words of `check --format json`. Texts are HOSTILE, and NULL where there is nothing to say. */
struct checked_tls {
  const char *check; /* "mta-sts", "tls-rpt", "dane" or "tls" */
  int64_t checked;   /* UTC seconds */
  const char *result, *subject, *text, *evidence, *advice;
};

/*
 * Gives each of them to `each`, by check; of the servers only what alarms. Texts last until it returns. False with
 * *error from the store.
 */
bool checked_tls_each(struct store *store, const char *domain,
                      void (*each)(void *user, const struct checked_tls *finding), void *user, GError **error);

#endif
