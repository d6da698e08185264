/* SPDX-License-Identifier: MIT */
/*
 * aggregate_values: what stands in the elements of a report, as values. Texts come trimmed, in UTF-8, and hostile.
 */
#ifndef DMARCSTAT_INGEST_AGGREGATE_VALUES_H
#define DMARCSTAT_INGEST_AGGREGATE_VALUES_H

#include "schema/report.h"

#define VALUE_COUNT_MOST (UINT64_C(1) << 53)

/* A whole number from 0 to VALUE_COUNT_MOST; decimals are cut. */
bool value_count(const char *text, uint64_t *count);

/*
 * UTC seconds since the epoch; decimals are cut, what can only be milliseconds is divided (RB-19). False: no number, or
 * further from 1970 than any calendar goes.
 */
bool value_time(const char *text, int64_t *seconds, bool *milliseconds);

/* RFC 3986 section 3.2.2, also in brackets. An IPv6 address that holds an IPv4 address is that IPv4 address. */
bool value_address(const char *text, struct source_address *address);

/* In place: ASCII letters in lower case, no dots at the end. */
void value_domain(char *text);

/* In place, without what people put around a report_id: <>, ; and space. Returns where it begins. */
char *value_report_id(char *text);

/* The words of one enumeration. */
struct value_words {
  const char *(*word)(unsigned int value);
  uint8_t first, last; /* the values that have words */
  uint8_t empty;       /* the value of an empty element */
  uint8_t other;       /* of any other word */
};
extern const struct value_words value_words_auth_result, value_words_alignment, value_words_disposition,
    value_words_policy, value_words_mode, value_words_discovery, value_words_scope, value_words_override;

enum value_match { VALUE_EMPTY, VALUE_EXACT, VALUE_OTHER_CASE, VALUE_UNKNOWN };
enum value_match value_word(const struct value_words *words, const char *text, uint8_t *value);

/*
 * SPF results that are no words of the standard and mean one: "hardfail" is fail; "unknown" temperror and "error"
 * permerror (comments in RFC 7489 appendix C). -1: not one of these.
 */
int value_spf_alias(const char *text);

#endif
