/* SPDX-License-Identifier: MIT */
/*
 * organisation: which domains belong together, and whether one is aligned with another.
 *
 * The organisational domain of a domain is the one label below its longest public suffix (RFC 7489 section 3.2), by the
 * Public Suffix List that libpsl was built with. Domains may be hostile: what is no domain has none.
 */
#ifndef DMARCSTAT_BASE_ORGANISATION_H
#define DMARCSTAT_BASE_ORGANISATION_H

#include <stdbool.h>
#include <stddef.h>

/* Looks everything up that is found on first use. A process calls it before it jails itself. */
void organisation_warm_up(void);

/*
 * Of `length` bytes in any case, with or without a dot at the end, as A-labels or not. NULL when they are no domain or
 * a public suffix. Caller frees.
 */
char *organisation_of(const char *domain, size_t length);

/* The same bytes in lower case, as A-labels, without a dot at the end; NULL when they are no domain. Caller frees. */
char *organisation_canonical(const char *domain, size_t length);

/* A domain as policy domains are stored: in lower case, without trailing dot, as A-labels. Caller frees. */
char *organisation_normal_domain(const char *domain);

/*
 * Whether `domain` (d= of a signature, or of the envelope) is aligned with `header_from` (RFC 7489 section 3.1): the
 * same when `strict`, else of the same organisation. NULL is aligned with nothing.
 */
bool organisation_aligns(const char *domain, const char *header_from, bool strict);

#endif
