/* SPDX-License-Identifier: MIT */
/*
 * question: the one registry of what can be asked. A question's id is its subcommand, its CGI path, the page of the
 * site and the name in JSON. Adding one is an entry in questions.c and a file in report/sql/.
 *
 * The SQL of a question reads `fact`, which the asker puts in front as a common table expression: either from the daily
 * roll-up (sql/fact_daily.sql) or, when a filter needs it (reporter, disposition), from the records
 * (sql/fact_records.sql). Both have the same columns, so a question is written once.
 */
#ifndef DMARCSTAT_REPORT_QUESTION_H
#define DMARCSTAT_REPORT_QUESTION_H

#include "base/period.h"
#include "report/table.h"
#include "schema/report.h"
#include "store/query.h"
#include <stdio.h>

/* What narrows an answer. Zeroed means no filter and the default period. */
struct filter {
  bool has_period;
  struct period period;       /* made by the asker when !has_period: the 30 days that end with the newest data */
  const char *domain;         /* policy domain, exact, lower case */
  const char *reporter;       /* org_name, exact but for case */
  const char *report_id;
  struct source_address source_first, source_last; /* length 0: any */
  enum disposition disposition; /* DISPOSITION_OTHER: any */
  bool failing;               /* only what failed DMARC */
  int64_t limit;              /* 0: the question's own default; -1: all */
  const char *sort;           /* a column key, "-key" for descending; NULL: the question's own order */
};

/* Bits of struct question.takes: which filters make sense */
enum filter_bit {
  TAKES_PERIOD = 1, TAKES_DOMAIN = 2, TAKES_SOURCE = 4, TAKES_REPORTER = 8, TAKES_DISPOSITION = 16,
  TAKES_FAILING = 32, TAKES_LIMIT = 64, TAKES_SORT = 128, TAKES_REPORT_ID = 256
};

struct question {
  const char *id;      /* "top-failures" */
  const char *title;   /* "Top failures" */
  const char *summary; /* one line */
  const char *purpose; /* a paragraph for help */
  const char *sql;     /* resource name: "sources.sql" */
  bool reads_fact;     /* put `fact` in front */
  unsigned int takes;  /* filter_bit */
  int64_t default_limit; /* 0: all */
  const struct column *columns;
  /* The one sentence above the table, e.g. "4,011 of 175,223 messages from ..."; caller frees. */
  char *(*sentence)(struct store *store, const struct filter *filter, const struct table *table, GError **error);
  /* What to type next, or NULL; caller frees. */
  char *(*next)(const struct filter *filter, const struct table *table);
  const char *examples[3]; /* command lines that run on the demo data; NULL ends */
};

extern const struct question *const questions[]; /* NULL ends */
const struct question *question_find(const char *id);

struct answer {
  const struct question *question;
  struct filter filter; /* with the period filled in */
  struct table *table;
  char *sentence, *next;
  char *warning; /* e.g. "the newest data is 9 days old"; NULL */
  uint64_t more; /* rows left out by the limit, when known */
};

/* Faults: unknown domain (names the nearest known), unknown report, unknown sort key. */
struct answer *question_ask(const struct question *question, struct store *store, const struct filter *filter,
                            GError **error);
void answer_free(struct answer *answer);

enum format { FORMAT_TEXT, FORMAT_CSV, FORMAT_TSV, FORMAT_JSON, FORMAT_NDJSON, FORMAT_MARKDOWN, FORMAT_MAX };
bool format_parse(const char *name, enum format *format, GError **error);

struct print_options {
  enum format format;
  unsigned int width; /* terminal columns; 0: not a terminal, nothing is dropped or cut */
  bool colour;
};
bool answer_print(const struct answer *answer, const struct print_options *options, FILE *out, GError **error);

#endif
