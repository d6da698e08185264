/* SPDX-License-Identifier: MIT */
/*
 * dns_data: what is in the records that DNS gives (net/dns.h). The bytes are HOSTILE: each reader says NULL or false to
 * what is cut short or too long. Names are as in zone files: in lower case, without a dot at the end, and what is
 * neither letter, digit, hyphen nor underscore is escaped by a backslash, so that they are safe to print and to ask
 * for.
 */
#ifndef DMARCSTAT_NET_DNS_DATA_H
#define DMARCSTAT_NET_DNS_DATA_H

#include "net/dns.h"

/* A whole, uncompressed name; the root is ".". *used, when not NULL, is how many bytes it takes. Caller frees. */
char *dns_name_from_wire(const uint8_t *bytes, size_t length, size_t *used);

/*
 * What `dns_ask` takes for plain text whose dots separate labels, as macros make it; NULL when no such name can be
 * asked for: a label that is empty or above 63 bytes, or more than 253 in all. One dot at the end is left out. Caller
 * frees.
 */
char *dns_name_escaped(const char *text);

/* The reverse name of an address of 4 or 16 bytes (RFC 1035 section 3.5, RFC 3596 section 2.5). Caller frees. */
char *dns_reverse_name(const uint8_t *address, size_t length);

struct dns_mx {
  uint16_t preference;
  char *host; /* "." is the null MX of RFC 7505. g_free */
};

bool dns_mx_read(const struct dns_record *record, struct dns_mx *mx);

/* Bytes on the wire of an answer with these records at `name` and nothing else, by UDP without EDNS. */
size_t dns_answer_size(const char *name, const struct dns_record *records, unsigned int n);

#endif
