/* SPDX-License-Identifier: MIT */
/*
 * request: what is asked of the pages by an address, typed and checked; and the addresses that ask for it.
 *
 *   BASE/                                        the overview
 *   BASE/sources?domain=example.com&days=90      another page, by its id, with what narrows it
 *   BASE/report?id=12                            one report, by its number or its report_id
 *   BASE/sources?format=csv&table=selectors      the data of a table of the page; without `table`, of the main one
 *   BASE/style.css, BASE/icon.svg
 *
 * BASE is wherever the program hangs. Links are relative, so it need not know where that is.
 */
#ifndef DMARCSTAT_WEB_REQUEST_H
#define DMARCSTAT_WEB_REQUEST_H

#include "web/web.h"

/* What an address may be; longer ones are refused before they are read. */
#define REQUEST_PATH_MOST 256
#define REQUEST_QUERY_MOST 4096
#define REQUEST_VALUE_MOST 512 /* bytes of one value, decoded */
#define REQUEST_DAYS_MOST 3660
#define REQUEST_ROWS_MOST 1000       /* on a page */
#define REQUEST_DATA_ROWS_MOST 50000 /* in csv and json, which is also what they have when nobody says */
#define REQUEST_PAGE_MOST 100000

/* The parameters, in the order in which they stand in addresses. */
enum parameter {
  PARAMETER_DOMAIN,
  PARAMETER_REPORT, /* "id" */
  PARAMETER_SOURCE, /* an address, a block, or a name */
  PARAMETER_DAYS,   /* that end with the newest data */
  PARAMETER_SINCE,
  PARAMETER_UNTIL,
  PARAMETER_REPORTER,
  PARAMETER_CLASS,
  PARAMETER_DISPOSITION,
  PARAMETER_TRUST,
  PARAMETER_FAILING, /* "yes" */
  PARAMETER_SORT,
  PARAMETER_LIMIT,
  PARAMETER_PAGE, /* from 1, each of as many rows as the limit says */
  PARAMETER_FORMAT,
  PARAMETER_TABLE,
  PARAMETER_MAX
};
const char *parameter_name(enum parameter parameter);
const char *parameter_meaning(enum parameter parameter); /* a sentence */
/* Whether it means something to the page. */
bool parameter_fits(enum parameter parameter, const struct page *page);

struct request {
  const struct page *page; /* NULL: a file */
  const char *file;        /* WEB_STYLE_SHEET or WEB_ICON (web/web.h) */
  struct filter filter;    /* its texts belong to the request */
  int32_t days;            /* 0: the period is that of the filter */
  enum format format;      /* FORMAT_HTML, FORMAT_CSV, FORMAT_JSON */
  const char *table;       /* NULL: the main one of the page */
  GStringChunk *texts;
};

/*
 * `path` is what follows BASE, decoded ("", "/", "/sources"); `query` is as it stands in the address, or NULL. Both are
 * hostile. Faults, one sentence each: FAULT_NO_INPUT: there is no such page; FAULT_USAGE: a parameter, which is named,
 * is unknown, is said twice, means nothing to the page or has a bad value. What is given without a value is not given,
 * as forms do it.
 */
struct request *request_parse(const char *path, const char *query, GError **error);
void request_free(struct request *request); /* NULL is fine */

/* From the page at `path` to BASE: "", "../", and from BASE itself the end of `script`: "dmarcstat.cgi/". Caller frees.
 */
char *request_base(const char *script, const char *path);

/*
 * Links of pages that are asked for by address. `base` is that of the page being written; it must outlive them, and so
 * must the pointer.
 */
struct links request_links(const char *const *base);

/* The address below `base` that asks for just this. `period` is the one that pages have when nobody says. url_free().
 */
struct url *request_url(const char *base, const struct target *target, struct period period);

/* The address of a file, which says what is in it, so that it may be kept for long. url_free(). */
struct url *request_file(const char *base, const char *name);

#endif
