/* SPDX-License-Identifier: MIT */
/* Numbers as people read them. Not with printf's own means, which go by the locale: what is shown is always English. */
#include "base/text.h"

#define GROUP 3

char *text_count(uint64_t number) {
  g_autofree char *digits = g_strdup_printf("%" G_GUINT64_FORMAT, number);
  GString *count = g_string_new(digits);
  for (gssize at = (gssize)count->len - GROUP; at > 0; at -= GROUP)
    g_string_insert_c(count, at, ',');
  return g_string_free(count, FALSE);
}

char *text_share(uint64_t part, uint64_t whole) {
  if (whole == 0)
    return g_strdup("-");
  if (part == 0)
    return g_strdup("0 %");
  if (part >= whole)
    return g_strdup("100 %");
  /* counts may come near 2^64, so no product of them */
  const unsigned int tenths = (unsigned int)((double)part / (double)whole * 1000 + 0.5), shown = CLAMP(tenths, 1, 999);
  return g_strdup_printf("%u.%u %%", shown / 10, shown % 10);
}

char *text_bytes(uint64_t bytes) {
  static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  unsigned int unit = 0;
  if (bytes < 1024)
    return text_plural(bytes, "byte", "bytes");
  while (bytes >> (10 * unit) >= 1024)
    unit++;
  const uint64_t tenths = (bytes >> (10 * (unit - 1)) & 1023) * 10 / 1024;
  return g_strdup_printf("%u.%u %s", (unsigned int)(bytes >> (10 * unit)), (unsigned int)tenths, units[unit]);
}

char *text_plural(uint64_t number, const char *one, const char *many) {
  g_autofree char *count = text_count(number);
  return g_strdup_printf("%s %s", count, number == 1 ? one : many);
}
