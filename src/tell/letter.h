/* SPDX-License-Identifier: MIT */
/*
 * letter: what is to be said, written as plain text and as HTML at once, for the two parts of a mail.
 *
 * Every text may be hostile: it is one line of printable text in both, and never markup. The HTML asks for nothing
 * else.
 */
#ifndef DMARCSTAT_TELL_LETTER_H
#define DMARCSTAT_TELL_LETTER_H

#include <glib.h>

struct letter;

struct letter *letter_begin(const char *heading);
/* Gives both parts, which the caller frees, and frees the letter. */
void letter_end(struct letter *letter, char **plain, char **html);

/* What the letter says in one sentence; right after the beginning. */
void letter_lede(struct letter *letter, const char *text);
void letter_heading(struct letter *letter, const char *text);
void letter_paragraph(struct letter *letter, const char *text);
/* One of a list: what it is about (NULL: nothing of its own), and what is to be said of it. */
void letter_item(struct letter *letter, const char *subject, const char *text);
/* Below all: who sent it and why. */
void letter_foot(struct letter *letter, const char *text);

#endif
