/* SPDX-License-Identifier: MIT */
/* senders: who sends in the name of a domain, by what they are, and what to do about each; from an answer to `advise`.
 */
#ifndef DMARCSTAT_WEB_SENDERS_H
#define DMARCSTAT_WEB_SENDERS_H

#include "web/view.h"

void senders_by_class(struct view *view, const struct answer *advice);

/* Messages of the kinds that are of a class, and how many kinds these are. */
struct senders_sum {
  uint64_t messages, sources, kinds;
};
struct senders_sum senders_of_class(const struct answer *advice, enum source_class class);

#endif
