/* SPDX-License-Identifier: MIT */
/*
 * page: the one registry of pages. The nightly site and the CGI write the same pages; they differ in where links lead.
 *
 * A page is a function of what is in the store and a filter. Its `takes` says which parts of the filter mean something
 * to it; whoever makes the filter refuses the others or leaves them empty. Of the bits of the questions' filter:
 * TAKES_DOMAIN_NAMED, TAKES_SOURCE_NAMED and TAKES_REPORT_ID are what a page cannot do without.
 */
#ifndef DMARCSTAT_WEB_PAGE_H
#define DMARCSTAT_WEB_PAGE_H

#include "report/question.h"
#include "report/url.h"

struct view; /* web/view.h: a page being made */

/* A table on a page that is made of nothing but tables. */
struct part {
  const char *question;      /* its id */
  const char *title, *intro; /* the heading above it, and what it is good for; of the first none */
  int64_t limit;             /* rows, unless the filter says */
};

struct page {
  const char *id;           /* "sources": its name in addresses */
  const char *title;        /* "Sources" */
  const char *purpose;      /* a sentence for the guide */
  unsigned int takes;       /* enum filter_bit */
  bool live_only;           /* never in the published site, nor where pages are redacted */
  const struct part *parts; /* the first is what the page is about; NULL question ends */
  bool (*write)(struct view *view, GError **error);
};

extern const struct page *const pages[]; /* in the order of the navigation; NULL ends */
const struct page *page_find(const char *id);

/* Where a link leads. */
struct target {
  const struct page *page;
  struct filter filter; /* with its period; its texts are only borrowed, and may be hostile */
  const char *data;     /* the name of a table of the page whose data it is; NULL: the page itself */
  enum format format;   /* with data: FORMAT_CSV or FORMAT_JSON */
};

/* Makes addresses, relative to the page `from`. */
struct links {
  /* NULL: there is no such page here, so no link is made. url_free(). */
  struct url *(*to)(void *user, const struct view *from, const struct target *target);
  /* One of the files that go with all pages, WEB_STYLE_SHEET or WEB_ICON (web/web.h). */
  struct url *(*file)(void *user, const struct view *from, const char *name);
  /* Where the page is in the whole web; NULL: that is not known. */
  struct url *(*canonical)(void *user, const struct view *from);
  /* Where the form of filters leads; NULL, or giving NULL: pages cannot be filtered, and have no form. */
  struct url *(*form)(void *user, const struct view *from);
  void *user;
};

#endif
