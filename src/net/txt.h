/* SPDX-License-Identifier: MIT */
/* txt: the text of a TXT record of DNS. Anybody may write anything into it: it is HOSTILE. */
#ifndef DMARCSTAT_NET_TXT_H
#define DMARCSTAT_NET_TXT_H

#include <stddef.h>
#include <stdint.h>

/*
 * The strings of a record as it is on the wire, joined without anything between (RFC 7208 section 3.3, which the others
 * follow). A zero byte becomes 0x01, which no text of mail authentication may have either.
 * NULL when it is broken. Caller frees.
 */
char *txt_from_wire(const uint8_t *bytes, size_t length);

/* The place in that text, behind `after`, where one string ends and the next begins; 0: there is no more. */
size_t txt_next_joint(const uint8_t *bytes, size_t length, size_t after);

#endif
