/* SPDX-License-Identifier: MIT */
/*
 * ask: inside of question_ask(), for the files of this room that put questions to a store.
 */
#ifndef DMARCSTAT_REPORT_ASK_H
#define DMARCSTAT_REPORT_ASK_H

#include "record/dmarc_record.h"
#include "report/question.h"

struct asking {
  const struct question *question;
  struct store *store;
  struct filter *filter;       /* of the answer; its period is filled in by ask_period() */
  GStringChunk *strings;       /* for texts that ask_scope() puts into the filter */
  int64_t domain;              /* filter->domain as its number in the store; 0: any */
  int64_t report;              /* filter->report_id likewise; 0: none is asked for */
  int32_t newest;              /* the newest day with data, which the default period ends with */
  bool empty;                  /* the store holds no report at all */
  struct dmarc_record record;  /* with TAKES_RECORD: filter->record, or the one that is tried without it */
  char *walked;                /* with filter->walker: organisational domains, as alignment_walked.sql reads them */
  unsigned int unwalked;       /* names for which DNS had no answer; */
  GString *unwalked_names;     /* the first of them, "a.example, b.example, ..." */
  char *spf_terms, *spf_pairs; /* with filter->evaluator, as sql/spf_published.sql reads them; */
  unsigned int spf_left;       /* addresses that were too many for it */
};

/*
 * Looks up in the store what the filter names, and fills in the period. Faults: unknown domain or report, several
 * reports of that id. An unknown reporter is not seen here, see ask_check_reporter().
 */
bool ask_scope(struct asking *asking, GError **error);

/*
 * Puts in place of filter->source_name what it stands for: when no known source is called that, the one service or
 * organisational domain that has it in its name. Faults: none, with the nearest; several, which are named.
 */
bool ask_source(struct asking *asking, GError **error);

/*
 * With TAKES_RECORD, after ask_scope(): reads or makes asking->record, which is freed with dmarc_record_clear(), also
 * after a fault. Faults: an error in the record. Without a domain the record is tried on all.
 */
bool ask_record(struct asking *asking, GError **error);
void ask_bind_record(const struct asking *asking, struct query *query);

/*
 * With filter->walker, after ask_record(): has it find the organisational domains of the names that alignment compares.
 * Faults: of the store, and FAULT_UNAVAILABLE without DNS. Freed with ask_walk_clear(), also after a fault.
 */
bool ask_walk(struct asking *asking, GError **error);
void ask_walk_clear(struct asking *asking);

/*
 * With filter->evaluator and a question that is about it: has it find what SPF says now. Faults: of the store and of
 * the evaluator. Freed with ask_spf_clear(), also after a fault.
 */
bool ask_spf(struct asking *asking, GError **error);
void ask_spf_bind(const struct asking *asking, struct query *query);
void ask_spf_clear(struct asking *asking);

/* For an answer without mail: FAULT_NO_INPUT when nobody of the name filter->reporter ever reported. */
bool ask_check_reporter(const struct asking *asking, GError **error);

/*
 * Opens `select`, which may use everything of sql/scope.sql, `fact` and the tables of words
 * (auth_result_word(value, word), ...), with the filter bound.
 */
struct query *ask_query(const struct asking *asking, const char *select, GError **error);

/* The same for a resource of report/sql/. */
struct query *ask_resource_query(const struct asking *asking, const char *resource, GError **error);

/* The SQL of the question itself. FAULT_USAGE: it cannot be sorted like that. Caller frees. */
char *ask_question_text(const struct asking *asking, GError **error);

/* A number of the current row; total() makes them real. What is beyond 64 bits is the largest there is. */
int64_t ask_number(struct query *query, int column);

/* Opens it. After the columns come four more: the rows, messages, dmarc_pass and rows that are gone, before the limit.
 */
struct query *ask_question_query(const struct asking *asking, GError **error);

#endif
