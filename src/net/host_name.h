/* SPDX-License-Identifier: MIT */
/*
 * host_name: whether what DNS gave is the name of a host. Names in DNS may hold any bytes and are HOSTILE: anybody may
 * write anything into the reverse zone of addresses of his own.
 */
#ifndef DMARCSTAT_NET_HOST_NAME_H
#define DMARCSTAT_NET_HOST_NAME_H

#include <stddef.h>
#include <stdint.h>

#define HOST_NAME_MOST 253 /* characters, RFC 1035 section 3.1: 255 bytes on the wire */

/*
 * A whole, uncompressed domain name as it is on the wire, as text in lower case without a dot at the end. NULL when it
 * is no host name: at least two labels of ASCII letters, digits and inner hyphens (RFC 1123 section 2.1), of which the
 * last is no number. Caller frees.
 */
char *host_name_from_wire(const uint8_t *bytes, size_t length);

#endif
