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

/*
 * `mail` may be NULL; so may be the names that the report gives its reporter: an address and an organisation, which may
 * be a domain.
 */
enum trust trust_of_names(const struct mail_envelope *mail, const char *address, const char *org_name);

/*
 * The same for a TLS report, which MUST come with a valid DKIM signature of the reporting domain, and is to be ignored
 * without one (RFC 8460 section 3): failed when our server found no valid signature, verified when one is of the
 * reporter. What passed DMARC without a word about signatures is authenticated.
 */
enum trust trust_of_signed(const struct mail_envelope *mail, const char *address, const char *org_name);

#endif
