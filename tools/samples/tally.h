/* SPDX-License-Identifier: MIT */
/*
 * tally: what the mails hold, counted while they are made. Tests compare the answers of dmarcstat with it.
 *
 * A line of the manifest is a name, a blank and a number or word, e.g. "last30.example.com.messages 132087". "all." is
 * the 60 days, "last30." the 30 days that end with the last one. A report is counted on the UTC day of its begin.
 */
#ifndef SAMPLES_TALLY_H
#define SAMPLES_TALLY_H

#include "traffic.h"
#include <stdio.h>

/* Mails by what becomes of them. */
enum fate { FATE_REPORT, FATE_DUPLICATE, FATE_REJECTED, FATE_NOT_A_REPORT, FATES };

struct tally;

struct tally *tally_new(void);
void tally_free(struct tally *tally);
void tally_mail(struct tally *tally, enum fate fate);

/* A report that is to be stored; once for each, however often it is sent. */
void tally_report(struct tally *tally, const struct report *report);

/* A TLS report of the last 30 days; and one that is stored, and left out of all sums. */
void tally_tls(struct tally *tally, int domain, unsigned sessions, unsigned failed);
void tally_tls_ignored(struct tally *tally);

/* A failure report of the last 30 days, about example.com. */
void tally_failure(struct tally *tally);

void tally_print(const struct tally *tally, FILE *out);

#endif
