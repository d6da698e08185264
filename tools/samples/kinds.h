/* SPDX-License-Identifier: MIT */
/*
 * kinds: mail that is about our domains and is no aggregate report: SMTP TLS reports (RFC 8460) of the last 30 days,
 * which tell of a mail server whose certificate was forgotten, and failure reports (RFC 6591) about forged messages
 * that the aggregate reports hold too.
 */
#ifndef SAMPLES_KINDS_H
#define SAMPLES_KINDS_H

#include "tally.h"

/* Adds to `mails` (struct mail), and counts. */
void kinds_add_tls(GPtrArray *mails, struct tally *tally);
void kinds_add_failures(GPtrArray *mails, const GPtrArray *reports, struct tally *tally);

/*
 * The header of a mail that mx.example.com takes from `from`, up to its Content-Type, which comes next. `dkim` is what
 * it says of its signature: "pass". `name` makes its Message-ID.
 */
GString *kinds_mail(const char *from, const char *subject, const char *dkim, int64_t time, const char *name);

#endif
