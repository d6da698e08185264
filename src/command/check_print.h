/* SPDX-License-Identifier: MIT */
/* check_print: what checks found, in each of the formats. Records and answers in it are hostile. */
#ifndef DMARCSTAT_COMMAND_CHECK_PRINT_H
#define DMARCSTAT_COMMAND_CHECK_PRINT_H

#include "check/run.h"

/* All of `domains` (of struct check_domain *), on standard output. */
typedef void (*check_printer)(const GPtrArray *domains, bool brief);

void check_print_text(const GPtrArray *domains, bool brief);
void check_print_json(const GPtrArray *domains, bool brief);
void check_print_markdown(const GPtrArray *domains, bool brief);
void check_print_html(const GPtrArray *domains, bool brief);

/* What --format json has of one check. Caller frees. */
char *check_details(const struct check *check, const struct findings *findings);

/* "2 errors, 1 warning", "all is well". Caller frees. */
char *check_summary_words(const struct check_domain *domain);

#endif
