/* SPDX-License-Identifier: MIT */
/* pages: what pages.c lists, one file page_NAME.c each; those of nothing but tables are in pages.c itself. */
#ifndef DMARCSTAT_WEB_PAGES_H
#define DMARCSTAT_WEB_PAGES_H

#include "web/page.h"

extern const struct page page_overview, page_domain, page_source, page_advice, page_report, page_guide;

/* Writes a page of parts. */
bool page_parts_write(struct view *view, GError **error);

#endif
