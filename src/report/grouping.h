/* SPDX-License-Identifier: MIT */
/*
 * grouping: what the rows of an answer can be gathered by (--by). A question says in its `groups` what it tells of each
 * group; how the facts get their key is said here, once for all questions.
 *
 * The SQL of a grouping is the CTE `keyed`: all columns of `fact`, and group_key. One that needs the identifiers of the
 * records (`of_records`) finds reporter and header_from in fact as well, each a number in `name`.
 */
#ifndef DMARCSTAT_REPORT_GROUPING_H
#define DMARCSTAT_REPORT_GROUPING_H

#include "report/question.h"

#define GROUPING_UNKNOWN "unknown" /* the key of what has none; also in sql/by_*.sql */

struct grouping {
  const char *id;       /* the word of --by */
  struct column column; /* of the key; its key is the id */
  const char *sql;      /* resource */
  const char *order;    /* SQL: of the groups, which also decides between equals */
  bool of_records;      /* the daily roll-up does not have it */
  bool of_enrichment;   /* told by `dmarcstat enrich` */
  const char *row_one, *row_many;
};

extern const struct grouping groupings[]; /* ends with a NULL id */

/* NULL with *error, FAULT_USAGE, which names the nearest word: the question cannot be grouped like that. */
const struct grouping *grouping_parse(const struct question *question, const char *word, GError **error);

/* What summary and sources tell of a group: all of its mail; and what top-failures tells: its failing mail. */
extern const struct question_groups groups_of_mail, groups_of_failures;

#endif
