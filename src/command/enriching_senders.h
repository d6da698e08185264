/* SPDX-License-Identifier: MIT */
/* enriching_senders: sources that are known by the domains that passed for their mail. Private to command/enriching.c.
 */
#ifndef DMARCSTAT_COMMAND_ENRICHING_SENDERS_H
#define DMARCSTAT_COMMAND_ENRICHING_SENDERS_H

#include "report/catalogue.h"
#include "store/store.h"

#define SENDERS_DAYS 90 /* of the newest reports that are looked at */

struct senders;

/* Reads them once; the catalogue must outlive them. NULL with *error. */
struct senders *senders_read(struct store *store, const struct catalogue *catalogue, GError **error);
void senders_free(struct senders *senders); /* NULL is fine */

/* NULL: of no service. *known_by is "envelope" or "dkim". */
const struct catalogue_service *senders_find(const struct senders *senders, const struct source_address *address,
                                             const char **known_by);

#endif
