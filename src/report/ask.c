/* SPDX-License-Identifier: MIT */
/* From a question and a filter to an answer. */
#include "report/ask.h"
#include "base/fault.h"
#include "base/organisation.h"
#include "base/text.h"
#include "report/ask_about.h"
#include "report/confidence.h"
#include "report/figures.h"
#include "report/sentence.h"
#include "report/shape.h"
#include <string.h>

#define OLD_DAYS 2 /* newest data older than this is worth a warning: reports of a day arrive on the next one */

static const char *keep(struct answer *answer, const char *text) {
  return text ? g_string_chunk_insert(answer->strings, text) : NULL;
}

static struct answer *answer_new(const struct question *question, const struct filter *filter) {
  struct answer *answer = g_new0(struct answer, 1);
  answer->shape = g_new(struct shape, 1);
  shape_make(answer->shape, question, filter);
  answer->question = &answer->shape->question;
  answer->strings = g_string_chunk_new(256);
  answer->filter = *filter;
  g_autofree char *domain = filter->domain ? organisation_normal_domain(filter->domain) : NULL;
  answer->filter.domain = keep(answer, domain);
  answer->filter.reporter = keep(answer, filter->reporter);
  answer->filter.report_id = keep(answer, filter->report_id);
  answer->filter.sort = keep(answer, filter->sort);
  answer->filter.record = keep(answer, filter->record);
  answer->filter.source_name = keep(answer, filter->source_name);
  answer->filter.evaluator = question->evaluated ? filter->evaluator : NULL;
  answer->filter.by = question->groups ? filter->by : NULL;
  answer->filter.compare = filter->compare && (question->takes & TAKES_COMPARE);
  answer->table = table_new(answer->question->columns);
  return answer;
}

void answer_free(struct answer *answer) {
  if (!answer)
    return;
  table_free(answer->table);
  table_free(answer->details);
  g_free(answer->sentence);
  g_free(answer->next);
  g_clear_pointer(&answer->steps, g_ptr_array_unref);
  g_free(answer->warning);
  g_string_chunk_free(answer->strings);
  shape_clear(answer->shape);
  g_free(answer->shape);
  g_free(answer);
}

int64_t ask_number(struct query *query, int column) {
  if (query_type(query, column) != QUERY_REAL)
    return query_int(query, column);
  double number = query_real(query, column);
  if (number >= (double)G_MAXINT64)
    return G_MAXINT64;
  return number <= (double)G_MININT64 ? G_MININT64 : (int64_t)number;
}

static void add_cell(struct table *table, struct query *query, int column) {
  size_t length;
  switch (query_type(query, column)) {
  case QUERY_INT:
  case QUERY_REAL:
    table_add_int(table, ask_number(query, column));
    break;
  case QUERY_TEXT:
    table_add_text(table, query_text(query, column));
    break;
  case QUERY_BLOB: {
    const uint8_t *bytes = query_blob(query, column, &length);
    table_add_blob(table, bytes, length);
    break;
  }
  default:
    table_add_null(table);
  }
}

static bool read_rows(const struct asking *asking, struct answer *answer, GError **error) {
  struct query *query = ask_question_query(asking, error);
  if (!query)
    return false;
  int n = (int)answer->table->n_columns, step;
  while ((step = query_step(query, error)) > 0) {
    for (int i = 0; i < n; i++)
      add_cell(answer->table, query, i);
    answer->rows = (uint64_t)ask_number(query, n);
    answer->messages = (uint64_t)ask_number(query, n + 1);
    answer->dmarc_pass = (uint64_t)ask_number(query, n + 2);
    answer->gone = (uint64_t)ask_number(query, n + 3);
  }
  query_close(query);
  return step == 0;
}

static bool read_before(const struct asking *asking, struct answer *answer, GError **error) {
  return !answer->filter.compare || figures_of(asking, figures_before(answer->filter.period), &answer->before, error);
}

/* One row whose columns are in the order of question->details. */
static bool read_details(const struct asking *asking, struct answer *answer, GError **error) {
  const struct question *question = asking->question;
  if (!question->details_sql)
    return true;
  struct query *query = ask_resource_query(asking, question->details_sql, error);
  if (!query)
    return false;
  answer->details = table_new(question->details);
  int step = query_step(query, error);
  for (unsigned int i = 0; step > 0 && i < answer->details->n_columns; i++)
    add_cell(answer->details, query, (int)i);
  query_close(query);
  return step >= 0;
}

static void hide(struct answer *answer, const char *key) {
  int column = table_column(answer->table, key);
  if (column > 0) /* the first column says what a row is about and stays */
    answer->hidden |= UINT64_C(1) << column;
}

/* Before sources were looked up, their names would be a column of nothing. */
static void hide_if_empty(struct answer *answer, const char *key) {
  const int column = table_column(answer->table, key);
  for (size_t row = 0; column > 0 && row < table_rows(answer->table); row++)
    if (table_cell(answer->table, row, (unsigned int)column)->kind != CELL_NULL)
      return;
  hide(answer, key);
}

static void warn_of_age(const struct asking *asking, struct answer *answer) {
  int32_t days = period_day(period_now()) - asking->newest;
  if (answer->question->about == ABOUT_FAILURES) /* few send them: there need not be new ones */
    return;
  if (answer->filter.has_period || asking->report || asking->empty || days <= OLD_DAYS)
    return;
  g_autofree char *day = text_day((int64_t)asking->newest * PERIOD_DAY_SECONDS);
  answer->warning = g_strdup_printf("the newest data is %d days old (%s)", days, day);
}

/* What the sentence says of the period before. Rows that are left out would not be in its sums. */
static void tell_of_before(struct answer *answer) {
  if (!answer->filter.compare || answer->filter.failing || answer->filter.has_class)
    return;
  g_autofree char *sentence = answer->sentence, *before = sentence_before(answer), *gone = sentence_gone(answer);
  answer->sentence = g_strconcat(sentence, before, gone, NULL);
}

static bool put_in_words(const struct asking *asking, struct answer *answer, GError **error) {
  const struct question *question = asking->question;
  answer->sentence = question->sentence(asking, answer, error);
  if (!answer->sentence)
    return false;
  tell_of_before(answer);
  if (question->next && table_rows(answer->table) > 0)
    answer->next = question->next(answer);
  if (question->steps)
    answer->steps = question->steps(answer);
  if (answer->filter.domain)
    hide(answer, "domain");
  if (answer->filter.reporter)
    hide(answer, "reporter");
  if (answer->filter.has_trust && answer->filter.trust != TRUST_AUTHENTICATED)
    hide(answer, "trust");
  hide_if_empty(answer, "name");
  warn_of_age(asking, answer);
  return true;
}

struct answer *question_ask(const struct question *question, struct store *store, const struct filter *filter,
                            GError **error) {
  struct answer *answer = answer_new(question, filter);
  struct asking asking = {
      .question = answer->question, .store = store, .filter = &answer->filter, .strings = answer->strings};
  bool ok = class_add_functions(store, error) && confidence_add_function(store, error) && ask_scope(&asking, error);
  if (ok && asking.empty) {
    answer->sentence = g_strdup_printf("There are no %s in the database yet", ask_about(answer->question->about)->noun);
    answer->next = g_strdup("Next: dmarcstat ingest PATH");
    return answer;
  }
  ok = ok && ask_record(&asking, error) && ask_walk(&asking, error) && ask_spf(&asking, error) &&
       read_rows(&asking, answer, error) && read_before(&asking, answer, error) && read_details(&asking, answer, error);
  if (ok && answer->messages == 0)
    ok = ask_check_reporter(&asking, error);
  ok = ok && put_in_words(&asking, answer, error);
  dmarc_record_clear(&asking.record);
  ask_walk_clear(&asking);
  ask_spf_clear(&asking);
  if (ok)
    return answer;
  answer_free(answer);
  return NULL;
}

bool question_ask_if_known(const struct question *question, struct store *store, const struct filter *filter,
                           struct answer **answer, GError **error) {
  GError *trouble = NULL;
  *answer = question_ask(question, store, filter, &trouble);
  if (!trouble || g_error_matches(trouble, FAULT, FAULT_NO_INPUT)) {
    g_clear_error(&trouble);
    return true;
  }
  g_propagate_error(error, trouble);
  return false;
}
