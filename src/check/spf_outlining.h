/* SPDX-License-Identifier: MIT */
/* spf_outlining: the outline (record/spf_outline.h) of what DNS has of a domain. */
#ifndef DMARCSTAT_CHECK_SPF_OUTLINING_H
#define DMARCSTAT_CHECK_SPF_OUTLINING_H

#include "check/spf_evaluate.h"
#include "record/spf_outline.h"

#define SPF_OUTLINE_MOST 1000 /* terms; those that come later are not in it */

/*
 * Waits for DNS. NULL with the result that check_host() comes to for every address when there is no such record, or
 * none that can be read. What is included and cannot be read has no terms. Terms of what is included that are no
 * reason for an include to match, as -all, are left out. Names with macros are not followed.
 */
GArray *spf_outline(struct resolver *resolver, const char *domain, enum spf_verdict *result);

#endif
