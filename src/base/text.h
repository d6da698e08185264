/* SPDX-License-Identifier: MIT */
/*
 * text: words and numbers as people read them, and hostile text made safe to print.
 *
 * Everything that came from a report, a mail, DNS or the command line passes text_printable() before it reaches a
 * terminal or a log: control characters (C0, C1, ESC), bidirectional overrides, line separators, invalid UTF-8 and
 * other invisible format characters become visible replacements, so they can neither move the cursor nor forge a line.
 * A tab, a line feed and a carriage return become one space each; everything else of that kind, private and unassigned
 * characters, and each byte that is no UTF-8 become U+FFFD.
 */
#ifndef DMARCSTAT_BASE_TEXT_H
#define DMARCSTAT_BASE_TEXT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A copy of `text` that is valid UTF-8 on one line and safe on a terminal. NULL gives "". Caller frees. */
char *text_printable(const char *text);

/* The same for `length` bytes that need not end in NUL. */
char *text_printable_bytes(const char *bytes, size_t length);

/* Columns that `text` (valid UTF-8) takes on a terminal: wide characters count 2, combining ones 0. */
size_t text_width(const char *text);

/* "175,223". Caller frees. */
char *text_count(uint64_t number);

/*
 * "97.7 %", rounded to the nearest; "100 %" and "0 %" only when exactly so (99.96 % stays "99.9 %", 0.01 % is "0.1 %");
 * "-" when whole is 0. A part above the whole counts as the whole. Caller frees.
 */
char *text_share(uint64_t part, uint64_t whole);

/* "1.5 MiB", "2.0 KiB", "812 bytes"; rounded down. Caller frees. */
char *text_bytes(uint64_t bytes);

/*
 * UTC: "2026-11-23", "2026-11-23 14:05:09". Seconds since the epoch; any value, also negative, so that a year may have
 * more than four digits or a minus. The day of hostile times is held where period_day() holds it. Caller frees.
 */
char *text_day(int64_t seconds);
char *text_time(int64_t seconds);
char *text_instant(int64_t seconds); /* "2026-11-24T12:00:00Z" (RFC 3339), for programs */

/*
 * Of `words`, the first of the nearest to `wrong` when it is near enough to be a typing mistake (one letter, two in
 * longer words, in either case of letters), else NULL. `words` ends in NULL. Not a copy. `wrong` may be hostile.
 */
const char *text_nearest(const char *wrong, const char *const *words);

/*
 * Appends the words of `text` (valid UTF-8 on one line) and a line feed, in lines of at most `columns` where words
 * allow it. The first line begins `indent` columns in already; all others are indented by spaces.
 */
void text_wrap(GString *lines, const char *text, size_t indent, unsigned int columns);

/* "1 report" / "2,004 reports". Caller frees. */
char *text_plural(uint64_t number, const char *one, const char *many);

#endif
