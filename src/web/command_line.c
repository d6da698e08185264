/* SPDX-License-Identifier: MIT */
#include "web/command_line.h"
#include "base/text.h"
#include "report/filter_words.h"
#include "report/grouping.h"
#include "report/sentence.h"

static void append_word(GString *line, const char *word) {
  g_autofree char *quoted = sentence_is_plain(word) ? g_strdup(word) : g_shell_quote(word);
  g_string_append_printf(line, " %s", quoted);
}

static void append_option(GString *line, const char *option, const char *value) {
  if (!value)
    return;
  g_string_append_printf(line, " %s", option);
  append_word(line, value);
}

/* What the question cannot do without. */
static void append_operand(GString *line, const struct question *question, const struct filter *filter) {
  g_autofree char *source = filter_words_of_source(filter);
  if (question->takes & TAKES_SOURCE_NAMED && source) {
    append_word(line, source);
  } else if (question->takes & TAKES_DOMAIN_NAMED && filter->domain) {
    append_word(line, filter->domain);
  } else if (question->takes & TAKES_REPORT_ID && filter->report_id) {
    append_word(line, filter->report_id);
  }
}

static void append_period(GString *line, const struct filter *filter) {
  g_autofree char *since = text_day((int64_t)filter->period.since * PERIOD_DAY_SECONDS);
  g_autofree char *until = text_day(((int64_t)filter->period.until - 1) * PERIOD_DAY_SECONDS);
  g_string_append_printf(line, " --since %s --until %s", since, until);
}

static void append_filter(GString *line, const struct question *question, const struct filter *filter) {
  if (!(question->takes & TAKES_DOMAIN_NAMED))
    append_option(line, "--domain", filter->domain);
  g_autofree char *source = filter_words_of_source(filter);
  if (!(question->takes & TAKES_SOURCE_NAMED))
    append_option(line, "--source", source);
  append_option(line, "--reporter", filter->reporter);
  if (filter->disposition != DISPOSITION_OTHER)
    append_option(line, "--disposition", disposition_word(filter->disposition));
  if (filter->has_trust)
    append_option(line, "--trust", trust_word(filter->trust));
  if (filter->has_class) {
    g_autofree char *word = filter_words_of_class(filter->class);
    append_option(line, "--class", word);
  }
  append_option(line, "--by", filter->by ? filter->by->id : NULL);
  if (filter->failing)
    g_string_append(line, " --failing");
  append_option(line, "--sort", filter->sort);
}

char *command_line(const struct answer *answer) {
  const struct question *question = answer->question;
  const struct filter *filter = &answer->filter;
  GString *line = g_string_new(NULL);
  g_string_printf(line, "dmarcstat %s", question->id);
  append_operand(line, question, filter);
  append_filter(line, question, filter);
  if (question->takes & TAKES_PERIOD && filter->has_period)
    append_period(line, filter);
  if (filter->limit > 0 && filter->limit != question->default_limit)
    g_string_append_printf(line, " --limit %" G_GINT64_FORMAT, filter->limit);
  if (filter->offset > 0)
    g_string_append_printf(line, " --offset %" G_GINT64_FORMAT, filter->offset);
  return g_string_free(line, FALSE);
}
