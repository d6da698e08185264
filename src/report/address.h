/* SPDX-License-Identifier: MIT */
/*
 * address: IP addresses as people and data formats write them, and ranges of them as people type them.
 */
#ifndef DMARCSTAT_REPORT_ADDRESS_H
#define DMARCSTAT_REPORT_ADDRESS_H

#include "schema/report.h"
#include <stddef.h>

/* "192.0.2.1", "2001:db8::1"; NULL when `length` is neither 4 nor 16. Caller frees. */
char *address_text(const void *bytes, size_t length);

/*
 * One address or a CIDR block of either family; host bits ("192.0.2.77/24") are tolerated. An IPv4 address written as
 * IPv6 (::ffff:192.0.2.1) means the IPv4 address. `option` ("--source") opens the sentence of a fault (FAULT_USAGE).
 */
bool address_parse_range(const char *option, const char *text, struct source_address *first,
                         struct source_address *last, GError **error);

#endif
