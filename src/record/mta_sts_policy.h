/* SPDX-License-Identifier: MIT */
/*
 * mta_sts_policy: the file at https://mta-sts.DOMAIN/.well-known/mta-sts.txt, RFC 8461 section 3.2. It may be hostile;
 * whoever fetches it caps it at MTA_STS_POLICY_MOST bytes.
 */
#ifndef DMARCSTAT_RECORD_MTA_STS_POLICY_H
#define DMARCSTAT_RECORD_MTA_STS_POLICY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define MTA_STS_POLICY_MOST 65536     /* bytes; section 3.3 suggests it */
#define MTA_STS_MAX_AGE_MOST 31557600 /* seconds */
#define MTA_STS_PATTERNS_MOST 1000    /* mx lines that are kept */

enum mta_sts_mode { MTA_STS_NO_MODE, MTA_STS_NONE, MTA_STS_TESTING, MTA_STS_ENFORCE };

struct mta_sts_policy {
  bool valid; /* senders take it */
  enum mta_sts_mode mode;
  int64_t max_age;     /* seconds; -1 when there is none that is good */
  GPtrArray *mx;       /* of char *, patterns in lower case without a dot at the end */
  GPtrArray *findings; /* record/findings.h; places are bytes of the file */
};

/* `length` bytes, which need not end in NUL. Frees with mta_sts_policy_clear(). */
void mta_sts_policy_parse(const char *bytes, size_t length, struct mta_sts_policy *policy);
void mta_sts_policy_clear(struct mta_sts_policy *policy);

/* "none", "testing", "enforce"; "" for none. A constant. */
const char *mta_sts_mode_word(enum mta_sts_mode mode);

/* Whether a pattern allows the host (section 4.1): "*." stands for exactly one label. */
bool mta_sts_pattern_matches(const char *pattern, const char *host);
bool mta_sts_policy_allows(const struct mta_sts_policy *policy, const char *host);

#endif
