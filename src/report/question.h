/* SPDX-License-Identifier: MIT */
/*
 * question: the one registry of what can be asked. A question's id is its subcommand, its CGI path, the page of the
 * site and the name in JSON. Adding one is a file question_NAME.c with one table, its SQL in report/sql/, and a line in
 * questions.c.
 *
 * The SQL of a question is one SELECT whose columns are named by the keys of its columns; `messages` is one of them, or
 * what `counts` names. It may read what sql/scope.sql offers (scope, mail, period_report) and `fact`: mail per policy
 * domain, day and source with the columns domain, day, source, messages, dmarc_pass, both_aligned, dkim_aligned,
 * spf_aligned, dkim_pass, spf_pass, quarantine, reject, overridden. The asker takes fact from the daily roll-up
 * (sql/fact_daily.sql) or, when a filter needs it (reporter, disposition, trust), from the records
 * (sql/fact_records.sql), so a question is written once. Several rows of fact may have the same domain, day and source:
 * always sum.
 */
#ifndef DMARCSTAT_REPORT_QUESTION_H
#define DMARCSTAT_REPORT_QUESTION_H

#include "base/period.h"
#include "report/class.h"
#include "report/table.h"
#include "report/walker.h"
#include "schema/report.h"
#include "store/query.h"
#include <stdio.h>

struct evaluator;

/* What narrows an answer. Zeroed means no filter and the default period. Texts may be hostile. */
struct filter {
  bool has_period;
  struct period period;  /* made by the asker when !has_period: the 30 days that end with the newest data */
  const char *domain;    /* policy domain; case and a trailing dot do not matter */
  const char *reporter;  /* org_name, exact but for case */
  const char *report_id; /* of one report: its number in the store, or its report_id */
  struct source_address source_first, source_last; /* of the same length; length 0: any */
  const char *source_name;      /* or a service, a host or an organisational domain; see ask_source.c */
  enum disposition disposition; /* DISPOSITION_OTHER: any; DISPOSITION_NONE includes what is missing or odd */
  bool has_trust;
  enum trust trust; /* with has_trust: only reports of this class; TRUST_AUTHENTICATED includes TRUST_VERIFIED */
  bool has_class;
  enum source_class class;     /* with has_class: only sources that are this (report/class.h) */
  const char *record;          /* a DMARC record to try (record/dmarc_record.h); NULL: the question's own */
  const struct walker *walker; /* who walks the tree of DNS for it; NULL: organisations are by the Public Suffix List */
  const struct evaluator *evaluator; /* who evaluates SPF for it (report/evaluator.h); NULL: nobody */
  const struct grouping *by;         /* a row for each of these (report/grouping.h); NULL: the rows of the question */
  bool compare;                      /* each figure with that of the period before, which is as long */
  bool failing;                      /* only rows with messages that failed DMARC */
  int64_t limit;                     /* 0: the question's own default; -1: all */
  int64_t offset;                    /* rows before these, which are passed over */
  const char *sort;                  /* a column key, "-key" for descending; NULL: the question's own order */
};

/* Bits of struct question.takes: which filters make sense */
enum filter_bit {
  TAKES_PERIOD = 1,
  TAKES_DOMAIN = 2,
  TAKES_SOURCE = 4,
  TAKES_REPORTER = 8,
  TAKES_DISPOSITION = 16,
  TAKES_FAILING = 32,
  TAKES_LIMIT = 64,
  TAKES_SORT = 128,
  TAKES_TRUST = 256,
  TAKES_REPORT_ID = 512,
  TAKES_CLASS = 1024,
  TAKES_SOURCE_NAMED = 2048, /* the source is the operand */
  TAKES_DOMAIN_NAMED = 4096, /* the domain is */
  TAKES_RECORD = 8192,       /* with --treewalk */
  TAKES_BY = 16384,
  TAKES_COMPARE = 32768,
  TAKES_RESOLVE = 65536
};
#define TAKES_EVERYTHING_BUT_REPORT_ID (TAKES_REPORT_ID - 1)

struct answer;
struct asking; /* report/ask.h: a question being asked of a store */
struct grouping;

/* What is told of each group with --by; shared by questions. */
struct question_groups {
  const char *sql;              /* resource: a SELECT of group_key and the columns, from `keyed` (report/grouping.h) */
  const struct column *columns; /* after the key */
  char *(*sentence)(const struct asking *asking, const struct answer *answer, GError **error);
  char *(*next)(const struct answer *answer); /* or NULL */
};

/* What kind of reports a question is about. */
enum question_about { ABOUT_MAIL, ABOUT_TLS, ABOUT_FAILURES };

struct question {
  const char *id;      /* "top-failures" */
  const char *title;   /* "Top failures" */
  const char *summary; /* one line */
  const char *purpose; /* a paragraph for help */
  enum question_about about;
  const char *sql; /* resource name: "sources.sql" */
  /* Resource of the `late` columns, or NULL: expressions ending in `answer`, which reads the shown rows from `picked`
   */
  const char *late_sql;
  const char *details_sql;  /* resource that gives one row of facts around the table, or NULL */
  const char *stands_on[8]; /* resources of CTEs after those of sql/scope.sql, which several texts share; NULL ends */
  const struct question_groups *groups; /* with TAKES_BY */
  const struct question *evaluated;     /* what is asked instead with filter.evaluator; NULL: the same */
  const char *keys[3];                  /* with TAKES_COMPARE: the columns that tell a row from all others; NULL ends */
  int32_t looks_back; /* days before the period that the SQL sees too, at least; 0: none. :turn is where it begins */
  const struct column *columns;
  const struct column *details;   /* of details_sql */
  bool details_below;             /* people see them after the table, not before */
  const char *counts;             /* key of the column that is added up for the answer; NULL: messages */
  const char *order;              /* SQL: the question's own order of rows, which also decides between equals */
  unsigned int takes;             /* filter_bit */
  int64_t default_limit;          /* 0: all */
  const char *row_one, *row_many; /* what a row is: "source", "sources" */
  /* The one sentence above the table, e.g. "4,011 of 175,223 messages from ..."; caller frees. */
  char *(*sentence)(const struct asking *asking, const struct answer *answer, GError **error);
  /* What to do, in this order; NULL: nothing is ever to be done. Of char *, caller frees. */
  GPtrArray *(*steps)(const struct answer *answer);
  /* What to type next, ending in the command line, or NULL; caller frees. */
  char *(*next)(const struct answer *answer);
  const char *examples[6]; /* command lines that run on the demo data; NULL ends */
};

extern const struct question *const questions[]; /* NULL ends */
const struct question *question_find(const char *id);

/* Sums over all mail that a filter lets through; report/figures.h. */
struct figures {
  struct period period;
  uint64_t messages, dmarc_pass, dkim_aligned, spf_aligned, quarantine, reject, overridden;
  uint64_t sources, failing_sources; /* addresses */
  uint64_t reports, reporters;
};

struct answer {
  const struct question *question; /* in the shape that the filter gives it; belongs to the answer */
  struct filter filter;            /* with the period filled in; its texts belong to the answer */
  struct table *table;
  struct table *details; /* one row; NULL when the question has none */
  char *sentence, *next;
  GPtrArray *steps;    /* of char *; NULL: none */
  char *warning;       /* e.g. "the newest data is 9 days old"; NULL */
  uint64_t rows;       /* before the limit */
  uint64_t gone;       /* of them, with filter.compare: rows that were there only in the period before */
  uint64_t messages;   /* sum of column `messages` before the limit */
  uint64_t dmarc_pass; /* the same of `dmarc_pass`; 0 when the question has no such column */
  uint64_t
      hidden; /* bit i: column i says the same in every row (the filter does) or nothing, so people need not see it */
  GStringChunk *strings;
  struct figures before; /* with filter.compare: of the period before */
  struct shape *shape;   /* report/shape.h */
};

/*
 * Asks. An empty store is no fault: the answer has no rows and its sentence says so. Faults: unknown domain (names the
 * nearest known), unknown reporter, unknown report, unknown sort key, and what the store says.
 */
struct answer *question_ask(const struct question *question, struct store *store, const struct filter *filter,
                            GError **error);

/* The same, but for FAULT_NO_INPUT: what no report is about is no fault, and *answer is NULL. */
bool question_ask_if_known(const struct question *question, struct store *store, const struct filter *filter,
                           struct answer **answer, GError **error);
void answer_free(struct answer *answer); /* NULL is fine */

/*
 * The addresses (struct source_address; g_array_unref) that the answer shows, or where it shows none, those whose mail
 * it is about, most mail first. NULL with *error.
 */
GArray *answer_sources(const struct answer *answer, struct store *store, GError **error);

enum format {
  FORMAT_TEXT,
  FORMAT_CSV,
  FORMAT_TSV,
  FORMAT_JSON,
  FORMAT_NDJSON,
  FORMAT_MARKDOWN,
  FORMAT_HTML,
  FORMAT_MAX
};
/* "text", "csv", ... */
const char *format_name(enum format format);
/* The other way round; the fault names --format and the nearest real one. */
bool format_parse(const char *name, enum format *format, GError **error);
/* The format that the ending of a file name stands for, in either case of letters; false: none. */
bool format_of_ending(const char *path, enum format *format);
/* "text, csv, ... or markdown", ".txt, .csv, ... or .md". Caller frees. */
char *format_names(void);
char *format_endings(void);

struct print_options {
  enum format format;
  unsigned int width; /* terminal columns; 0: not a terminal, nothing is dropped or cut */
  bool colour;
};
/*
 * Everything but the warning, which is talk and not data. FAULT_IO when `out` cannot be written. Text from reports is
 * safe in each format: no control characters reach a terminal, no CSV cell starts a formula, no markup is let through.
 */
bool answer_print(const struct answer *answer, const struct print_options *options, FILE *out, GError **error);

#endif
