/* SPDX-License-Identifier: MIT */
/*
 * mime_header: what we read of the header fields of a mail. Hostile.
 */
#ifndef DMARCSTAT_INGEST_MIME_HEADER_H
#define DMARCSTAT_INGEST_MIME_HEADER_H

#include <glib.h>
#include <stdbool.h>

/*
 * The value of parameter `name` (lower case) of a structured field such as Content-Type, without its quotes and without
 * space at its end: boundary="a b" (RFC 2045 section 5.1). False when there is none or it is empty.
 */
bool mime_header_parameter(const char *field, const char *name, GString *value);

/* Whether the first word of a structured field is `word` (lower case), in any case: "text/plain; charset=..." */
bool mime_header_is(const char *field, const char *word);

/*
 * The domain of the one address in a field as it came (From; RFC 5322 section 3.4), not decoded. False when it holds no
 * address, several, or a group, or when it is not clear which part is the address.
 */
bool mime_header_address_domain(const char *field, GString *domain);

/* Decoded text is cut here, in bytes, between characters. */
#define MIME_HEADER_TEXT 1000

/*
 * An unstructured field as people read it: encoded words (RFC 2047) in UTF-8, US-ASCII, ISO-8859-1 and windows-1252 are
 * decoded, those in other character sets are kept as they are, bytes that are no UTF-8 and control characters replaced.
 */
void mime_header_decode(const char *field, GString *text);

#endif
