/* SPDX-License-Identifier: MIT */
/*
 * redact: what a public page does not tell. Source addresses keep their network only (203.0.113.0/24 is shown as
 * "203.0.113.x", 2001:db8:1::/48 as "2001:db8:1::x"), host names are left out, of mail addresses the local part is, and
 * so is where a report came from. Services, domains and figures stay.
 */
#ifndef DMARCSTAT_WEB_REDACT_H
#define DMARCSTAT_WEB_REDACT_H

#include "report/question.h"

/* In every text and cell of the answer, so that the page and its data files tell the same. */
void redact_answer(struct answer *answer);

/* A copy of `text` without IP addresses and local parts. Caller frees; NULL gives NULL. */
char *redact_text(const char *text);

#endif
