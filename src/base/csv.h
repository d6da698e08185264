/* SPDX-License-Identifier: MIT */
/*
 * csv: cells of CSV (RFC 4180) and of tab-separated values, safe on a terminal and in a spreadsheet: a text that a
 * spreadsheet would take for a formula gets an apostrophe in front.
 */
#ifndef DMARCSTAT_BASE_CSV_H
#define DMARCSTAT_BASE_CSV_H

#include <glib.h>

/* Appends `text` (hostile; NULL is an empty cell) as one cell, quoted where it must be, without a comma behind it. */
void csv_append(GString *line, const char *text);

/* The same for tab-separated values: tab, newline and backslash become \t, \n and \\. */
void csv_append_tsv(GString *line, const char *text);

#endif
