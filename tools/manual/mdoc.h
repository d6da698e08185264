/* SPDX-License-Identifier: MIT */
/* mdoc: words of people as mdoc(7), so that nothing in them is taken for markup. */
#ifndef DMARCSTAT_MANUAL_MDOC_H
#define DMARCSTAT_MANUAL_MDOC_H

#include <glib.h>

/*
 * `text` on one line or more: one sentence to a line as mdoc wants it, broken at 78 columns; what is between backquotes
 * is bold.
 */
void mdoc_text(GString *page, const char *text);

/* The same on one line, for the head of a list item. */
void mdoc_words(GString *page, const char *text);

/* `lines` as they are, indented; without empty ones at both ends. */
void mdoc_literal(GString *page, const char *lines);

/* Paragraphs, a line each, but those that begin with two spaces are literal. */
void mdoc_paragraphs(GString *page, const char *text);

#endif
