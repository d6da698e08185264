/* SPDX-License-Identifier: MIT */
#include "command/filter_options.h"
#include "base/fault.h"
#include "base/text.h"

bool filter_options_period(const char *since, const char *until, bool *given, struct period *period, GError **error) {
  int64_t now = period_now();
  if (!since && !until)
    return true;
  *given = true;
  period->until = period_day(now) + 1;
  if (until && !period_parse_until("--until", until, now, &period->until, error))
    return false;
  period->since = period->until - 30;
  if (since && !period_parse_since("--since", since, now, &period->since, error))
    return false;
  if (period->since < period->until)
    return true;
  g_autofree char *first = text_day((int64_t)period->since * PERIOD_DAY_SECONDS);
  g_autofree char *last = text_day((int64_t)(period->until - 1) * PERIOD_DAY_SECONDS);
  return fault(error, FAULT_USAGE, "--since (%s) is after %s (%s), so no day is left.", first,
               until ? "--until" : "today", last);
}

bool filter_options_trust(const char *word, bool *given, enum trust *trust, GError **error) {
  if (!word)
    return true;
  *given = true;
  for (*trust = TRUST_UNVERIFIED; *trust < TRUST_MAX; (*trust)++)
    if (g_ascii_strcasecmp(word, trust_word(*trust)) == 0)
      return true;
  g_autofree char *shown = text_printable(word);
  return fault(error, FAULT_USAGE, "--trust: '%s' is none. Try verified, authenticated, unverified or failed.", shown);
}
