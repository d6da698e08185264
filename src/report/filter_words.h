/* SPDX-License-Identifier: MIT */
/*
 * filter_words: the parts of a filter as people type them, on the command line and in addresses of pages. `option`
 * ("--class", "class") opens the sentence of a fault, which is always FAULT_USAGE. What is typed may be hostile.
 */
#ifndef DMARCSTAT_REPORT_FILTER_WORDS_H
#define DMARCSTAT_REPORT_FILTER_WORDS_H

#include "report/question.h"

/*
 * The first and the last day (base/period.h), each NULL when not typed; *given stays as it is when neither is. `mark`
 * ("--" or "") stands before "since" and "until" in a fault.
 */
bool filter_words_period(const char *mark, const char *since, const char *until, bool *given, struct period *period,
                         GError **error);

/* NULL when not typed; *given likewise. */
bool filter_words_trust(const char *option, const char *word, bool *given, enum trust *trust, GError **error);

bool filter_words_disposition(const char *option, const char *word, enum disposition *disposition, GError **error);

/* "partly aligned" may have a hyphen. */
bool filter_words_class(const char *option, const char *word, struct filter *filter, GError **error);
/* With the hyphen. Caller frees. */
char *filter_words_of_class(enum source_class class);

/* What begins like an address or a block is one; all else is a name, which is not copied. */
bool filter_words_source(const char *option, const char *text, struct filter *filter, GError **error);
/* The other way round: "192.0.2.1", "192.0.2.0/24", a name; NULL: none. Caller frees. */
char *filter_words_of_source(const struct filter *filter);

#endif
