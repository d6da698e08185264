/* SPDX-License-Identifier: MIT */
/*
 * resolve: the addresses of a host in no more than a given time, which getaddrinfo cannot be told. Private to net.
 */
#ifndef DMARCSTAT_NET_RESOLVE_H
#define DMARCSTAT_NET_RESOLVE_H

#include <glib.h>
#include <netdb.h>
#include <stdint.h>

#define RESOLVE_TIME_OVER 1 /* besides the EAI_ values, which are negative */

/*
 * For TCP, in the order in which they should be tried (RFC 6724). `until` as of g_get_monotonic_time. NULL with
 * *trouble set to an EAI_ value or RESOLVE_TIME_OVER. Free with freeaddrinfo.
 */
struct addrinfo *resolve(const char *host, uint16_t port, gint64 until, int *trouble);

#endif
