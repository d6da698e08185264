/* SPDX-License-Identifier: MIT */
/*
 * print: the printers behind answer_print(), one file each. They know tables and nothing of DMARC; they write to `out`
 * and leave it to answer_print() to see whether that worked.
 */
#ifndef DMARCSTAT_REPORT_PRINT_H
#define DMARCSTAT_REPORT_PRINT_H

#include "report/question.h"

void print_text(const struct answer *answer, const struct print_options *options, FILE *out);
void print_csv(const struct answer *answer, const struct print_options *options, FILE *out);
void print_tsv(const struct answer *answer, const struct print_options *options, FILE *out);
void print_json(const struct answer *answer, const struct print_options *options, FILE *out);
void print_ndjson(const struct answer *answer, const struct print_options *options, FILE *out);
void print_markdown(const struct answer *answer, const struct print_options *options, FILE *out);
void print_html(const struct answer *answer, const struct print_options *options, FILE *out);

/* A drawing has no place in data. */
bool print_has_data(const struct column *column);

/* Columns that people see: not those for data only, nor those that say the same in every row. */
bool print_is_shown(const struct answer *answer, unsigned int column);

/* "1,205 more sources", NULL when the limit left nothing out. Caller frees. */
char *print_more(const struct answer *answer);

/* The messages in the rows that the limit left out. */
uint64_t print_more_messages(const struct answer *answer);

#endif
