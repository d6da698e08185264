/* SPDX-License-Identifier: MIT */
#include "imap/uid_set.h"
#include <stdbool.h>
#include <stdint.h>

#define RANGES_MOST 200 /* of at most 22 bytes: well below the 8192 of RFC 7162 section 4 */
#define UIDS_MOST 1000

static uint32_t uid_at(const GArray *uids, guint i) {
  return g_array_index(uids, uint32_t, i);
}

/* The next range that fits into a command, of which `ranges` and the UIDs from `begin` on are used up. */
static bool take_range(const GArray *uids, guint begin, int ranges, guint *at, uint32_t *first, uint32_t *last) {
  const guint end = MIN(uids->len, begin + UIDS_MOST);
  if (*at >= end || ranges >= RANGES_MOST)
    return false;
  *first = *last = uid_at(uids, *at);
  while (++*at < end && uid_at(uids, *at) == *last + 1)
    ++*last;
  return true;
}

struct mailimap_set *uid_set_next(const GArray *uids, guint *at) {
  const guint begin = *at;
  uint32_t first, last;
  if (*at >= uids->len)
    return NULL;
  struct mailimap_set *set = mailimap_set_new_empty();
  for (int ranges = 0; set && take_range(uids, begin, ranges, at, &first, &last); ranges++)
    mailimap_set_add_interval(set, first, last);
  return set;
}

char *uid_set_text(const GArray *uids, guint *at) {
  const guint begin = *at;
  uint32_t first, last;
  GString *text = g_string_new(NULL);
  for (int ranges = 0; take_range(uids, begin, ranges, at, &first, &last); ranges++)
    g_string_append_printf(text, first == last ? "%s%u" : "%s%u:%u", ranges > 0 ? "," : "", first, last);
  return g_string_free(text, FALSE);
}
