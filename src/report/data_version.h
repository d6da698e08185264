/* SPDX-License-Identifier: MIT */
/*
 * data_version: whether what is known of some days has changed, told without asking what it is. A report never changes,
 * so the numbers of those that are about a day stand for all that is known of it.
 */
#ifndef DMARCSTAT_REPORT_DATA_VERSION_H
#define DMARCSTAT_REPORT_DATA_VERSION_H

#include "base/period.h"
#include "store/store.h"

struct data_version;

/* Of the whole store, in one pass over its reports. NULL with *error. */
struct data_version *data_version_read(struct store *store, GError **error);
void data_version_free(struct data_version *version); /* NULL is fine */

/*
 * Of the days of a policy domain, as the store writes it; NULL: of all domains. The same text as long as neither
 * reports about them come in nor something is forgotten. Names that are found of sources count when they have become
 * twice as many, so that the first do. Caller frees.
 */
char *data_version_of(const struct data_version *version, const char *domain, struct period period);

#endif
