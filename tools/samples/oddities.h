/* SPDX-License-Identifier: MIT */
/* oddities: what else lies in a mailbox for reports: repeats, damage, other mail and malice. */
#ifndef SAMPLES_ODDITIES_H
#define SAMPLES_ODDITIES_H

#include "tally.h"

/* Adds to `mails` (struct mail) what goes beside the mails of `reports`, and counts it. */
void oddities_add(GPtrArray *mails, const GPtrArray *reports, struct tally *tally);

/* Whether oddities_add() sends this report in its own way, so that it is not to be mailed as the others. */
bool oddities_takes(const GPtrArray *reports, const struct report *report);

#endif
