/* SPDX-License-Identifier: MIT */
/*
 * spf_lint: what is wrong or unwise in one SPF record, seen alone. What it includes is for check/spf_tree.h.
 */
#ifndef DMARCSTAT_CHECK_SPF_LINT_H
#define DMARCSTAT_CHECK_SPF_LINT_H

#include "check/finding.h"
#include "record/spf_record.h"

/* Errors of the grammar, with their places. `domain` is where the record is. */
void spf_lint_syntax(struct findings *findings, const char *domain, const struct spf_record *record);

/* What the terms of a record that is well-formed mean together; not for included ones, whose ends mean nothing. */
void spf_lint_terms(struct findings *findings, const char *domain, const struct spf_record *record);

/* The first `all`, NULL when there is none. */
const struct spf_term *spf_lint_all(const struct spf_record *record);

#endif
