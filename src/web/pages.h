/* SPDX-License-Identifier: MIT */
/* pages: what pages.c lists, one file page_NAME.c each; those of nothing but tables are in pages.c itself. */
#ifndef DMARCSTAT_WEB_PAGES_H
#define DMARCSTAT_WEB_PAGES_H

#include "web/page.h"

extern const struct page page_overview, page_domain, page_source, page_advice, page_report, page_guide, page_tls,
    page_failure_reports, page_failure_report;

/* One of the parts, by the question; NULL is the first. NULL with *error, FAULT_NO_INPUT: there is none. */
const struct answer *page_parts_ask(struct view *view, const char *question, GError **error);

/* Writes a page of parts. */
bool page_parts_write(struct view *view, GError **error);

#endif
