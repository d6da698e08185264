/* SPDX-License-Identifier: MIT */
/* dmarc_destinations: whether reports can arrive where a DMARC record wants them, RFC 9990 section 4. */
#ifndef DMARCSTAT_CHECK_DMARC_DESTINATIONS_H
#define DMARCSTAT_CHECK_DMARC_DESTINATIONS_H

#include "check/check.h"
#include "record/dmarc_record.h"

/* `policy_domain` is where the record is. */
void dmarc_destinations_check(struct check_context *context, const char *policy_domain,
                              const struct dmarc_record *record);

#endif
