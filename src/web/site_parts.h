/* SPDX-License-Identifier: MIT */
/* site_parts: inside of site.c, site_path.c and site_digest.c. */
#ifndef DMARCSTAT_WEB_SITE_PARTS_H
#define DMARCSTAT_WEB_SITE_PARTS_H

#include "report/data_version.h"
#include "web/site.h"

/* Numbers that keep a site finite however many domains and sources strangers make up. */
#define SITE_DOMAINS_MOST 300
#define SITE_SOURCES_OF_DOMAIN 20

struct site_paths {
  const char *domain;   /* the only one, normalized; NULL: all */
  struct period period; /* of pages without one in their name */
  GHashTable *domains;  /* of those that have pages: char * -> GHashTable of the addresses that have one */
};

/*
 * Where a page is, without its ending: "domain/example.com/2026-10". NULL when the site has none of that filter. The
 * first sources that are asked for get pages. Caller frees.
 */
char *site_path(struct site_paths *paths, const struct target *target);

/*
 * Of what a page about the past is made of; NULL: it is about the present, and made each time. *digest: g_free. What
 * `dmarcstat enrich` finds later comes into the page of a month with new reports only, unless it has found twice as
 * much.
 */
bool site_digest(const struct web *web, const struct data_version *version, const struct page *page,
                 const struct filter *filter, char **digest, GError **error);

#endif
