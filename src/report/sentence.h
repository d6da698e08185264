/* SPDX-License-Identifier: MIT */
/*
 * sentence: parts of the sentences above and below an answer. Texts from reports go in as they are: the printers make
 * the whole sentence safe.
 */
#ifndef DMARCSTAT_REPORT_SENTENCE_H
#define DMARCSTAT_REPORT_SENTENCE_H

#include "report/ask.h"

/* What was asked for: " for example.com, from 192.0.2.1, reported by google.com, verified, disposition reject"; or "".
 * Caller frees. */
char *sentence_filter(const struct answer *answer);

/* The same with the period behind: " for example.com, 30 days to 23 November 2026". Caller frees. */
char *sentence_scope(const struct answer *answer);

/*
 * "303 of 5,629 TLS sessions failed (5.4 %) for example.com, 30 days to 23 November 2026": of an answer that counts
 * sessions and has a column sessions_failed. Caller frees.
 */
char *sentence_tls_failed(const struct answer *answer);

/* "; 97.7 % passed DMARC"; "" when there was no mail. Caller frees. */
char *sentence_passed(uint64_t dmarc_pass, uint64_t messages);

/* ". In the 30 days before: 134,567 messages, 95.2 % of them passed DMARC" for an answer with filter.compare. Caller
 * frees. */
char *sentence_before(const struct answer *answer);

/* ". 3 sources were there only then"; with a limit, how to see them. "" when there are none. Caller frees. */
char *sentence_gone(const struct answer *answer);

/* "No mail for example.com, 30 days to 23 November 2026", `what` being mail. Caller frees. */
char *sentence_nothing(const struct answer *answer, const char *what);

/* All messages that the filter lets through, whatever became of them. */
bool sentence_all_messages(const struct asking *asking, uint64_t *messages, GError **error);

/*
 * How many different texts the column `key` holds; 0 when the limit left rows out, so that it cannot be told.
 */
uint64_t sentence_different(const struct answer *answer, const char *key);

/* A word from a report that may stand in a command line to be copied: letters, digits, dots, hyphens, colons. */
bool sentence_is_plain(const char *word);

#endif
