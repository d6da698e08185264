/* SPDX-License-Identifier: MIT */
/*
 * web: what all pages of one run share. Runs no SQL: it asks questions.
 */
#ifndef DMARCSTAT_WEB_WEB_H
#define DMARCSTAT_WEB_WEB_H

#include "web/page.h"

/* What goes with all pages: resources of report/resource.h. */
#define WEB_STYLE_SHEET "style.css"
#define WEB_ICON "icon.svg"

struct web_options {
  const char *title;    /* above all pages: "DMARC" */
  const char *base_url; /* where the pages will be, with a slash at the end; NULL: not known */
  int32_t keep_days;    /* pages of months go back that far from the newest data; 0: 12 months */
  bool redact;          /* hide source addresses and the local parts of mail addresses (web/redact.h) */
  bool has_since;
  int32_t
      since; /* first day of pages whose filter has no period; without, they are of the 30 days up to the newest data */
};

struct web {
  struct store *store;
  struct web_options options;
  struct links links;
  int64_t now;
  struct period period;
  struct answer *domains; /* question `summary` of that period: all domains, those with most mail first */
  struct answer *before;  /* the same of the period before */
  struct answer *tls;     /* question `tls` of that period, of all domains */
  uint64_t rejected;      /* items in the quarantine */
};

/* `store`, the texts of `options` and `links` must outlive it. NULL with *error. */
struct web *web_open(struct store *store, const struct web_options *options, const struct links *links, GError **error);
void web_close(struct web *web); /* NULL is fine */

/* A whole month before the newest data: pages about it are an archive, and tell nothing of later. */
bool web_is_past_month(const struct web *web, struct period period);

#endif
