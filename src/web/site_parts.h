/* SPDX-License-Identifier: MIT */
/* site_parts: inside of site.c and site_path.c. */
#ifndef DMARCSTAT_WEB_SITE_PARTS_H
#define DMARCSTAT_WEB_SITE_PARTS_H

#include "web/site.h"

/* Numbers that keep a site finite however many domains and sources strangers make up. */
#define SITE_DOMAINS_MOST 300
#define SITE_SOURCES_OF_DOMAIN 25

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

#endif
