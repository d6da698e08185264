/* SPDX-License-Identifier: MIT */
/*
 * html: the one writer of markup, HTML5 with inline SVG. Whatever is given to it as text, value of an attribute or part
 * of an address stays that: it is made printable (base/text.h) and escaped on the way out, so a caller cannot forget
 * it. Names of elements and attributes are ours, never made from input.
 *
 * It writes to a FILE and leaves it to the caller to see whether that worked.
 */
#ifndef DMARCSTAT_REPORT_HTML_H
#define DMARCSTAT_REPORT_HTML_H

#include "report/url.h"
#include <stdio.h>

struct html;

/* `out` stays the caller's. With html_end() every element must have been closed. */
struct html *html_begin(FILE *out);
void html_end(struct html *html);

void html_doctype(struct html *html);
void html_open(struct html *html, const char *element);
/* The element opened last; the two names must be the same. */
void html_close(struct html *html, const char *element);

/* Attributes come right after html_open(). `value` may be hostile; NULL writes no attribute. */
void html_attribute(struct html *html, const char *name, const char *value);
/* In hundredths, for SVG: 4350 is "43.5". */
void html_coordinate(struct html *html, const char *name, int64_t hundredths);
/* For href, src and action, which html_attribute() refuses. */
void html_url(struct html *html, const char *name, const struct url *url);

/* Hostile text is welcome. NULL is nothing. */
void html_text(struct html *html, const char *text);
void html_printf(struct html *html, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* One of our own style sheets, into <style>. It has no "</". */
void html_style(struct html *html, const char *sheet);

/* An element with a class (NULL: none) that is left open, or with text and closed. */
void html_open_class(struct html *html, const char *element, const char *class);
void html_element(struct html *html, const char *element, const char *class, const char *text);
/* <thead> with a column for each label; NULL ends. Of a class NULL: none. */
struct html_head {
  const char *label, *class;
};
void html_thead(struct html *html, const struct html_head *heads);

/* <a href="url">text</a>, or the text alone when `url` is NULL. */
void html_link(struct html *html, const struct url *url, const char *text);

#endif
