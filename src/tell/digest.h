/* SPDX-License-Identifier: MIT */
/*
 * digest: how the mail of one domain, or of all, fared in a day or a week: how things stand, what to do, what changed,
 * what fails most. For tell/message.h; made of the same answers as the pages and the terminal.
 */
#ifndef DMARCSTAT_TELL_DIGEST_H
#define DMARCSTAT_TELL_DIGEST_H

#include "base/period.h"
#include "store/store.h"

enum digest_every { DIGEST_DAY, DIGEST_WEEK };

/*
 * The period that a digest made at `now` is about: the day before yesterday, or the last week from Monday to Sunday
 * that has been over for a day: most reports about a day come on the next one.
 */
struct period digest_period(enum digest_every every, int64_t now);

struct digest {
  char *subject, *plain, *html;
};

/*
 * `domain` NULL: all. Faults are those of question_ask(): FAULT_NO_INPUT when nobody ever reported about the domain.
 * Free with digest_clear.
 */
bool digest_make(struct store *store, const char *domain, struct period period, struct digest *digest, GError **error);
void digest_clear(struct digest *digest);

#endif
