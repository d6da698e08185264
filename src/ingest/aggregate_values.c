/* SPDX-License-Identifier: MIT */
#include "ingest/aggregate_values.h"
#include "base/ip_address.h"
#include <netinet/in.h>
#include <string.h>

#define MILLISECONDS_FROM INT64_C(100000000000) /* as seconds: the year 5138 */
#define TIME_MOST (INT64_C(1) << 53)

/* -- numbers ----------------------------------------------------------------------------------------------------- */

/* Digits, and decimals that are cut; the number, or `most` + 1 when it is more. */
static bool whole_number(const char *text, uint64_t most, uint64_t *number) {
  const char *p = text;
  *number = 0;
  for (; g_ascii_isdigit(*p); p++)
    *number = *number > most ? *number : *number * 10 + (uint64_t)(*p - '0');
  *number = MIN(*number, most + 1);
  if (p == text)
    return false;
  if (*p == '.')
    for (p++; g_ascii_isdigit(*p);)
      p++;
  return *p == '\0';
}

bool value_count(const char *text, uint64_t *count) {
  return whole_number(*text == '+' ? text + 1 : text, VALUE_COUNT_MOST, count) && *count <= VALUE_COUNT_MOST;
}

bool value_time(const char *text, int64_t *seconds, bool *milliseconds) {
  const bool negative = *text == '-';
  uint64_t number;
  if (!whole_number(negative || *text == '+' ? text + 1 : text, TIME_MOST, &number) || number > TIME_MOST)
    return false;
  *seconds = negative ? -(int64_t)number : (int64_t)number;
  *milliseconds = number > MILLISECONDS_FROM;
  if (*milliseconds)
    *seconds /= 1000;
  return true;
}

/* -- addresses and names ------------------------------------------------------------------------------------------- */

bool value_address(const char *text, struct source_address *address) {
  static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  char bare[INET6_ADDRSTRLEN];
  const size_t length = strlen(text);
  if (*text == '[' && length > 2 && length < sizeof bare && text[length - 1] == ']') {
    memcpy(bare, text + 1, length - 2);
    bare[length - 2] = '\0';
    text = bare;
  }
  address->length = (uint8_t)ip_address_parse(text, address->bytes);
  if (address->length == 16 && memcmp(address->bytes, mapped, sizeof mapped) == 0) {
    memcpy(address->bytes, address->bytes + sizeof mapped, 4);
    address->length = 4;
  }
  return address->length > 0;
}

void value_domain(char *text) {
  char *p = text;
  for (; *p != '\0'; p++)
    *p = g_ascii_tolower(*p);
  while (p > text && p[-1] == '.')
    *--p = '\0';
}

char *value_report_id(char *text) {
  static const char around[] = "<>; \t\r\n";
  text += strspn(text, around);
  size_t length = strlen(text);
  while (length > 0 && strchr(around, text[length - 1]))
    length--;
  text[length] = '\0';
  return text;
}

/* -- words --------------------------------------------------------------------------------------------------------- */

/* The functions of schema/report.h, each of which takes its own enumeration. */
#define WORD(name)                                                                                                     \
  static const char *name(unsigned int value) {                                                                        \
    return name##_word((enum name)value);                                                                              \
  }
WORD(auth_result)
WORD(alignment_result)
WORD(disposition)
WORD(policy)
WORD(alignment_mode)
WORD(discovery_method)
WORD(spf_scope)
WORD(override_type)

const struct value_words value_words_auth_result = {auth_result, AUTH_PASS, AUTH_POLICY, AUTH_OTHER, AUTH_OTHER};
const struct value_words value_words_alignment = {alignment_result, ALIGNED_FAIL, ALIGNED_PASS, ALIGNED_OTHER,
                                                  ALIGNED_OTHER};
const struct value_words value_words_disposition = {disposition, DISPOSITION_NONE, DISPOSITION_PASS, DISPOSITION_OTHER,
                                                    DISPOSITION_OTHER};
const struct value_words value_words_policy = {policy, POLICY_NONE, POLICY_REJECT, POLICY_ABSENT, POLICY_OTHER};
const struct value_words value_words_mode = {alignment_mode, MODE_RELAXED, MODE_STRICT, MODE_ABSENT, MODE_OTHER};
const struct value_words value_words_discovery = {discovery_method, DISCOVERY_PSL, DISCOVERY_TREEWALK, DISCOVERY_ABSENT,
                                                  DISCOVERY_OTHER};
const struct value_words value_words_scope = {spf_scope, SCOPE_MFROM, SCOPE_HELO, SCOPE_ABSENT, SCOPE_OTHER};
const struct value_words value_words_override = {override_type, OVERRIDE_OTHER, OVERRIDE_POLICY_TEST_MODE,
                                                 OVERRIDE_OTHER, OVERRIDE_OTHER};

enum value_match value_word(const struct value_words *words, const char *text, uint8_t *value) {
  if (*text == '\0') {
    *value = words->empty;
    return VALUE_EMPTY;
  }
  for (uint8_t i = words->first; i <= words->last; i++) {
    const char *word = words->word(i);
    if ((*text | 0x20) != *word || g_ascii_strcasecmp(text, word) != 0) /* first letters are most of the answer */
      continue;
    *value = i;
    return strcmp(text, word) == 0 ? VALUE_EXACT : VALUE_OTHER_CASE;
  }
  *value = words->other;
  return VALUE_UNKNOWN;
}

int value_spf_alias(const char *text) {
  static const struct {
    const char *word;
    enum auth_result value;
  } aliases[] = {{"hardfail", AUTH_FAIL}, {"unknown", AUTH_TEMPERROR}, {"error", AUTH_PERMERROR}};
  for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++)
    if (g_ascii_strcasecmp(text, aliases[i].word) == 0)
      return (int)aliases[i].value;
  return -1;
}
