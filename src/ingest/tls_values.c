/* SPDX-License-Identifier: MIT */
#include "ingest/tls_values.h"
#include "schema/tls_report.h"
#include <string.h>

#define DATE_LENGTH 10 /* 2026-11-25 */

static const char *policy_type(unsigned int value) {
  return tls_policy_type_word((enum tls_policy_type)value);
}

static const char *result_type(unsigned int value) {
  return tls_result_type_word((enum tls_result_type)value);
}

const struct value_words value_words_tls_policy = {policy_type, TLS_POLICY_TLSA, TLS_POLICY_NOT_FOUND, TLS_POLICY_OTHER,
                                                   TLS_POLICY_OTHER};
const struct value_words value_words_tls_result = {result_type, TLS_RESULT_STARTTLS_NOT_SUPPORTED,
                                                   TLS_RESULT_STS_WEBPKI_INVALID, TLS_RESULT_OTHER, TLS_RESULT_OTHER};

/* ISO 8601, in UTC when it names no zone. */
static bool read_iso(const char *text, int64_t *seconds) {
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
  g_autofree char *upper = g_ascii_strup(text, -1); /* RFC 3339 section 5.6 takes t and z, GLib does not */
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(upper, utc);
  if (time)
    *seconds = g_date_time_to_unix(time);
  return time != NULL;
}

static bool has_zone(const char *text) {
  const size_t length = strlen(text);
  const char *time = length > DATE_LENGTH ? text + DATE_LENGTH : "";
  return g_str_has_suffix(time, "Z") || g_str_has_suffix(time, "z") || strpbrk(time, "+-");
}

enum value_when value_when(const char *text, int64_t *seconds) {
  bool milliseconds;
  if (strlen(text) > 64)
    return WHEN_NEVER;
  if (read_iso(text, seconds))
    return has_zone(text) ? WHEN_EXACT : WHEN_NO_ZONE;
  if (value_time(text, seconds, &milliseconds))
    return WHEN_SECONDS;
  g_autofree char *day = g_strdup_printf("%.*sT00:00:00Z", DATE_LENGTH, text);
  return strlen(text) >= DATE_LENGTH && read_iso(day, seconds) ? WHEN_DAY : WHEN_NEVER;
}
