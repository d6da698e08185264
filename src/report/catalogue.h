/* SPDX-License-Identifier: MIT */
/*
 * catalogue: well-known services that send mail, and how to recognise them. Ours is embedded (catalogue.csv); the user
 * can name a file of the same form, whose rows go before ours.
 *
 * CSV in UTF-8, quoted as in RFC 4180; empty lines and those that begin with # are passed over. The header is
 *
 *   service,kind,names,dkim,envelope,networks
 *
 * names: suffixes of the names of its addresses; dkim: domains it signs with (d=); envelope: domains of its envelopes;
 * networks: CIDR blocks that are its own. Each is a list separated by spaces and may be empty. A suffix matches the
 * domain itself and all below it, the longest one wins; of networks the smallest. A suffix or network has one service.
 */
#ifndef DMARCSTAT_REPORT_CATALOGUE_H
#define DMARCSTAT_REPORT_CATALOGUE_H

#include "schema/report.h"
#include <glib.h>

struct catalogue_service {
  const char *service; /* "Amazon SES"; belongs to the catalogue */
  const char *kind;    /* a word of catalogue_kinds */
};

/*
 * mailbox: people's mailboxes; hosting: sites and servers of customers; transactional, bulk: sends for its customers,
 * one by one or to lists; crm, helpdesk, invoicing, documents, hr, survey, events, shop: software that sends in its
 * customers' names; notification: sends in its own name; security: a gateway that passes mail on after looking at it;
 * forwarder, list: passes on what others wrote. NULL ends.
 */
extern const char *const catalogue_kinds[];

struct catalogue;

/*
 * `file` is the user's, or NULL. NULL with *error: FAULT_NO_INPUT when it cannot be read, FAULT_CONFIG with file and
 * line for what is wrong in it.
 */
struct catalogue *catalogue_load(const char *file, GError **error);
void catalogue_free(struct catalogue *catalogue); /* NULL is fine */

/* NULL when nobody is known. Names may be hostile, in any case of letters; NULL is fine. */
const struct catalogue_service *catalogue_by_name(const struct catalogue *catalogue, const char *host);
const struct catalogue_service *catalogue_by_dkim(const struct catalogue *catalogue, const char *domain);
const struct catalogue_service *catalogue_by_envelope(const struct catalogue *catalogue, const char *domain);
const struct catalogue_service *catalogue_by_address(const struct catalogue *catalogue,
                                                     const struct source_address *address);

/* How many services ours has. */
unsigned int catalogue_size(const struct catalogue *catalogue);

#endif
