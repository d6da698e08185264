/* SPDX-License-Identifier: MIT */
/*
 * dns_reverse: the name of an address, and whether it is true.
 *
 * Whoever has an address writes its reverse zone and may claim any name there. A name is confirmed when its own
 * addresses (A or AAAA, which its owner writes) have the address among them; only then does it say who it is. Names
 * that are no host names (net/host_name.h) are taken for none.
 */
#ifndef DMARCSTAT_NET_DNS_REVERSE_H
#define DMARCSTAT_NET_DNS_REVERSE_H

#include "net/dns.h"

#define DNS_REVERSE_NAMES 4 /* claimed names that are tried */

struct dns_reverse {
  const char *name; /* confirmed; NULL: none. Both until `done` returns, and lower-case host names */
  const char *ptr;  /* the first that is claimed, when none is confirmed */
  bool failed;      /* something had no answer, and nothing is confirmed: it may be different soon */
};

typedef void (*dns_reverse_done)(void *user, const struct dns_reverse *found);

/* `address` has 4 or 16 bytes, and is copied. Counts as one question in dns_pending() until `done` is called, once. */
void dns_reverse(struct dns *dns, const uint8_t *address, size_t length, dns_reverse_done done, void *user);

#endif
