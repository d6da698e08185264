/* SPDX-License-Identifier: MIT */
/* ip_address: text that may be the address of a computer. It may be hostile. */
#ifndef DMARCSTAT_BASE_IP_ADDRESS_H
#define DMARCSTAT_BASE_IP_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IP_ADDRESS_MOST 16 /* bytes */

/*
 * "192.0.2.1" or "2001:db8::1", without brackets, zone or mask, in network byte order: 4 or 16, how many bytes it is; 0
 * for anything else, with `bytes` undefined.
 */
size_t ip_address_parse(const char *text, uint8_t bytes[IP_ADDRESS_MOST]);

bool ip_address_is(const char *text);

#endif
