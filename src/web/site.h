/* SPDX-License-Identifier: MIT */
/*
 * site: all pages as files, for any web server. It begins with the overview and writes whatever is linked, so there is
 * no dead link and no page that nobody finds.
 *
 *   index.html, failures.html, guide.html    all domains
 *   2026-10.html                             the overview of a month
 *   domain/example.com/index.html, ...       one domain
 *   domain/example.com/source/192.0.2.1.html one of its sources
 *   report/12.html                           one report
 *   sources.sources.csv                      the table `sources` of the page sources.html
 *
 * With one domain only, its pages are at the top, and nothing tells of the others.
 */
#ifndef DMARCSTAT_WEB_SITE_H
#define DMARCSTAT_WEB_SITE_H

#include "web/web.h"

struct site_options {
  struct web_options web;
  const char *domain; /* only this one, as it was typed; NULL: all */
};

/* What came of it. */
struct site_result {
  uint64_t pages, files, unchanged; /* files include the pages */
};

/*
 * Writes the site and puts it in the place of what is in `folder` (web/site_folder.h). When it fails, or is killed, the
 * old one is as it was. Faults: those of questions and of folders.
 */
bool site_publish(struct store *store, const struct site_options *options, const char *folder,
                  struct site_result *result, GError **error);

#endif
