/* SPDX-License-Identifier: MIT */
#include "schema/report.h"

bool report_add_up(struct report *sums, const struct record *record) {
  const bool dkim = record->dkim.value == ALIGNED_PASS, spf = record->spf.value == ALIGNED_PASS;
  sums->records++;
  sums->dkim_aligned += dkim ? record->count : 0;
  sums->spf_aligned += spf ? record->count : 0;
  sums->dmarc_pass += dkim || spf ? record->count : 0;
  sums->messages += record->count;
  return sums->messages <= G_MAXINT64; /* each count is far less, so it cannot have wrapped; no other sum is larger */
}

bool report_same_sums(const struct report *a, const struct report *b) {
  return a->records == b->records && a->messages == b->messages && a->dkim_aligned == b->dkim_aligned &&
         a->spf_aligned == b->spf_aligned && a->dmarc_pass == b->dmarc_pass;
}
