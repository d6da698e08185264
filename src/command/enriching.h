/* SPDX-License-Identifier: MIT */
/*
 * enriching: looks up who is behind source addresses, many at a time, and stores it: their names in DNS, the service by
 * the sender catalogue, and what the files in the format of MaxMind say.
 */
#ifndef DMARCSTAT_COMMAND_ENRICHING_H
#define DMARCSTAT_COMMAND_ENRICHING_H

#include "base/config.h"
#include "store/store.h"

struct enriching;

/*
 * Opens what [report] of the configuration names: catalogue, geo_database, asn_database, dns_server. NULL with *error:
 * FAULT_NO_INPUT or FAULT_CONFIG when a file is missing or wrong.
 */
struct enriching *enriching_open(const struct config *config, GError **error);
void enriching_close(struct enriching *enriching); /* NULL is fine */

struct enriched {
  uint64_t done, names, services, failed; /* failed: DNS gave no answer */
  bool no_dns;                            /* no server answers at all; what needs none is stored */
};

/*
 * Looks the addresses up (of struct source_address) and stores what is found in batches, with a line of progress; no
 * transaction is open while DNS is waited for. Each question has the time-out of the configuration (dns_timeout), and
 * DNS that is not there is given up after a few of them. Ends early, with true, when stopping_asked(). Once only.
 */
bool enriching_run(struct enriching *enriching, struct store *store, const GArray *addresses, struct enriched *result,
                   GError **error);

/* For people: why there are no names. */
#define ENRICHING_NO_DNS "no DNS server answers, so there are no names"

#endif
