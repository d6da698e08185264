/* SPDX-License-Identifier: MIT */
/*
 * spf_tree: an SPF record with all that it includes and redirects to, counted and drawn.
 *
 * Counted as check_host() of RFC 7208 section 4.6.4 does when nothing matches, which is the most that it can come to.
 * Names with macros depend on the mail and are not followed.
 */
#ifndef DMARCSTAT_CHECK_SPF_TREE_H
#define DMARCSTAT_CHECK_SPF_TREE_H

#include "check/check.h"
#include "record/spf_record.h"

/* Of the record of context->domain, which is well-formed. Adds findings, the drawing, and the facts "lookups",
 * "void_lookups". */
void spf_tree_check(struct check_context *context, const struct spf_record *record);

/*
 * The SPF records of a domain among its TXT records, of char *. *size, when not NULL, is the size of the answer. NULL
 * when DNS failed, with *status. Caller frees.
 */
GPtrArray *spf_records_of(struct check_context *context, const char *domain, size_t *size, enum dns_status *status);

#endif
