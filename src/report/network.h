/* SPDX-License-Identifier: MIT */
/*
 * network: the country and the autonomous system of an address, out of files in the format of MaxMind that the user has
 * (GeoLite2, DB-IP Lite and others). What such a file says is the word of whoever made it, and its texts are only
 * UTF-8.
 */
#ifndef DMARCSTAT_REPORT_NETWORK_H
#define DMARCSTAT_REPORT_NETWORK_H

#include "schema/source.h"
#include <glib.h>

struct network;

/*
 * Either file may be NULL, and both. NULL with *error: FAULT_NO_INPUT for a file that cannot be read, FAULT_CONFIG for
 * one that is damaged or of another type, FAULT_UNAVAILABLE for one named to a dmarcstat that was built without the
 * library.
 */
struct network *network_open(const char *geo_database, const char *asn_database, GError **error);
void network_close(struct network *network); /* NULL is fine */

/* Sets country, asn and as_name of facts->address, whose texts are the network's. FAULT_CONFIG: a file is damaged. */
bool network_look_up(struct network *network, struct source_facts *facts, GError **error);

#endif
