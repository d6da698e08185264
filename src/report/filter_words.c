/* SPDX-License-Identifier: MIT */
#include "report/filter_words.h"
#include "base/fault.h"
#include "base/text.h"
#include "report/address.h"
#include <string.h>

#define DEFAULT_DAYS 30 /* up to --until, when only that is typed */

bool filter_words_period(const char *mark, const char *since, const char *until, bool *given, struct period *period,
                         GError **error) {
  int64_t now = period_now();
  if (!since && !until)
    return true;
  g_autofree char *begins = g_strconcat(mark, "since", NULL), *ends = g_strconcat(mark, "until", NULL);
  *given = true;
  period->until = period_day(now) + 1;
  if (until && !period_parse_until(ends, until, now, &period->until, error))
    return false;
  period->since = period->until - DEFAULT_DAYS;
  if (since && !period_parse_since(begins, since, now, &period->since, error))
    return false;
  if (period->since < period->until)
    return true;
  g_autofree char *first = text_day((int64_t)period->since * PERIOD_DAY_SECONDS);
  g_autofree char *last = text_day((int64_t)(period->until - 1) * PERIOD_DAY_SECONDS);
  return fault(error, FAULT_USAGE, "%s (%s) is after %s (%s), so no day is left.", begins, first,
               until ? ends : "today", last);
}

bool filter_words_trust(const char *option, const char *word, bool *given, enum trust *trust, GError **error) {
  if (!word)
    return true;
  *given = true;
  for (*trust = TRUST_UNVERIFIED; *trust < TRUST_MAX; (*trust)++)
    if (g_ascii_strcasecmp(word, trust_word(*trust)) == 0)
      return true;
  g_autofree char *shown = text_printable(word);
  return fault(error, FAULT_USAGE, "%s: '%s' is none. Try verified, authenticated, unverified or failed.", option,
               shown);
}

bool filter_words_disposition(const char *option, const char *word, enum disposition *disposition, GError **error) {
  for (*disposition = DISPOSITION_NONE; *disposition < DISPOSITION_MAX; (*disposition)++)
    if (g_ascii_strcasecmp(word, disposition_word(*disposition)) == 0)
      return true;
  g_autofree char *shown = text_printable(word);
  return fault(error, FAULT_USAGE, "%s: '%s' is no disposition. Try none, quarantine, reject or pass.", option, shown);
}

bool filter_words_class(const char *option, const char *word, struct filter *filter, GError **error) {
  g_autofree char *plain = g_strdelimit(g_strdup(word), "-_", ' ');
  filter->has_class = true;
  for (filter->class = 0; filter->class < SOURCE_CLASS_MAX; filter->class ++)
    if (g_ascii_strcasecmp(plain, source_class_word(filter->class)) == 0)
      return true;
  g_autofree char *shown = text_printable(word);
  return fault(error, FAULT_USAGE,
               "%s: '%s' is none. Try aligned, partly-aligned, misconfigured, forwarded or suspicious.", option, shown);
}

char *filter_words_of_class(enum source_class class) {
  return g_strdelimit(g_strdup(source_class_word(class)), " ", '-');
}

bool filter_words_source(const char *option, const char *text, struct filter *filter, GError **error) {
  if (strpbrk(text, ":/") || strspn(text, "0123456789.") == strlen(text))
    return address_parse_range(option, text, &filter->source_first, &filter->source_last, error);
  filter->source_name = text;
  return true;
}

char *filter_words_of_source(const struct filter *filter) {
  const struct source_address *first = &filter->source_first, *last = &filter->source_last;
  if (first->length == 0)
    return g_strdup(filter->source_name);
  g_autofree char *words = address_text(first->bytes, first->length);
  const unsigned int all = first->length * 8u;
  unsigned int same = 0;
  while (same < all && !((first->bytes[same / 8] ^ last->bytes[same / 8]) >> (7 - same % 8) & 1))
    same++;
  return same == all ? g_steal_pointer(&words) : g_strdup_printf("%s/%u", words, same);
}
