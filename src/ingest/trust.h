/* SPDX-License-Identifier: MIT */
/*
 * trust: from what is known of a mail to how far the report in it can be believed (enum trust).
 *
 * A mail that passed DMARC comes from the domain in its From field. That binds the report to its reporter when the
 * report itself names that organisation: by the domain of its email, by an org_name that is a domain, or by the
 * Submitter in the mail's subject (base/organisation.h).
 *
 * All of that is what the report says of itself, and hostile: `verified` means that the mail comes from the domain that
 * the report names, not that the report is true, nor that its other names are.
 */
#ifndef DMARCSTAT_INGEST_TRUST_H
#define DMARCSTAT_INGEST_TRUST_H

#include "ingest/aggregate.h"

/* `mail` may be NULL. The report's names are complete. */
enum trust trust_of(const struct mail_envelope *mail, const struct report *report);

#endif
