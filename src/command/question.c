/* SPDX-License-Identifier: MIT */
#include "command/question.h"
#include "base/command.h"
#include "base/fault.h"
#include "base/say.h"
#include "base/text.h"
#include "command/filter_options.h"
#include "command/outputs.h"
#include "command/resolving.h"
#include "command/settings.h"
#include "command/spf_evaluating.h"
#include "command/treewalk.h"
#include "report/filter_words.h"
#include "report/grouping.h"
#include <string.h>

/* What was typed, as it was typed. */
struct typed {
  char *db, *domain, *since, *until, *source, *reporter, *disposition, *trust, *class, *record, *limit, *offset, *sort,
      *by, *format;
  char **output;
  gboolean resolve, failing, compare, treewalk;
  struct settings_options settings;
};

static void typed_clear(struct typed *t) {
  char *texts[] = {t->db,    t->domain, t->since, t->until,  t->source, t->reporter, t->disposition, t->trust,
                   t->class, t->record, t->limit, t->offset, t->sort,   t->by,       t->format};
  for (unsigned int i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  g_strfreev(t->output);
  settings_options_clear(&t->settings);
}

/* An option of some questions: `bit` says of which; 0 is for all. */
struct choice {
  const char *name;
  unsigned int bit;
  GOptionArg arg;
  gpointer value;
  const char *meaning, *argument;
};

#define MAX_CHOICES 24

/* Every option is parsed for every question, so that one without meaning there can be told so; help shows its own. */
static void make_entries(const struct question *question, const struct choice *choices, GOptionEntry *entries) {
  for (; choices->name; choices++, entries++) {
    bool taken = choices->bit == 0 || (question->takes & choices->bit);
    *entries = (GOptionEntry){.long_name = choices->name,
                              .flags = taken ? G_OPTION_FLAG_NONE : G_OPTION_FLAG_HIDDEN,
                              .arg = choices->arg,
                              .arg_data = choices->value,
                              .description = choices->meaning,
                              .arg_description = choices->argument};
  }
}

static bool was_given(const struct choice *choice) {
  return choice->arg == G_OPTION_ARG_NONE ? *(const gboolean *)choice->value : *(char *const *)choice->value != NULL;
}

static bool refuse_senseless(const struct question *question, const struct choice *choices, GError **error) {
  for (; choices->name; choices++)
    if (choices->bit && !(question->takes & choices->bit) && was_given(choices))
      return fault(error, FAULT_USAGE, "--%s has no meaning for `%s`. Type dmarcstat help %s to see what has.",
                   choices->name, question->id, question->id);
  return true;
}

static bool parse_limit(const char *text, int64_t *limit, GError **error) {
  if (g_str_equal(text, "all")) {
    *limit = -1;
    return true;
  }
  guint64 number;
  g_autofree char *shown = text_printable(text);
  if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &number, NULL))
    return fault(error, FAULT_USAGE, "--limit: '%s' is no number of rows. Try 20, or all.", shown);
  *limit = (int64_t)number;
  return true;
}

static bool parse_offset(const char *text, int64_t *offset, GError **error) {
  guint64 number;
  g_autofree char *shown = text_printable(text);
  if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &number, NULL))
    return fault(error, FAULT_USAGE, "--offset: '%s' is no number of rows. Try 20.", shown);
  *offset = (int64_t)number;
  return true;
}

static bool parse_operands(const struct question *question, int argc, char **argv, struct filter *filter,
                           GError **error) {
  const bool by_source = question->takes & TAKES_SOURCE_NAMED, by_domain = question->takes & TAKES_DOMAIN_NAMED;
  int wanted = question->takes & (TAKES_REPORT_ID | TAKES_SOURCE_NAMED | TAKES_DOMAIN_NAMED) ? 1 : 0;
  g_autofree char *shown = text_printable(argc > wanted + 1 ? argv[wanted + 1] : NULL);
  if (argc > wanted + 1)
    return fault(error, FAULT_USAGE, "`%s` has no use for '%s'. Type dmarcstat help %s to see how it is asked.",
                 question->id, shown, question->id);
  if (argc < wanted + 1 && by_source)
    return fault(error, FAULT_USAGE, "which source? Type dmarcstat sources to see them, then dmarcstat %s 192.0.2.1.",
                 question->id);
  if (argc < wanted + 1 && by_domain)
    return fault(error, FAULT_USAGE, "which domain? Type dmarcstat summary to see them, then dmarcstat %s example.com.",
                 question->id);
  if (argc < wanted + 1 && question->about == ABOUT_FAILURES)
    return fault(error, FAULT_USAGE,
                 "which failure report? Type dmarcstat failures to see their numbers, then dmarcstat %s 12.",
                 question->id);
  if (argc < wanted + 1)
    return fault(error, FAULT_USAGE, "which report? Type dmarcstat reports to see their numbers, then dmarcstat %s 12.",
                 question->id);
  if (by_source)
    return filter_words_source(question->id, argv[1], filter, error);
  if (by_domain)
    filter->domain = argv[1];
  else if (wanted)
    filter->report_id = argv[1];
  return true;
}

static bool parse_filter(const struct question *question, const struct typed *typed, struct filter *filter,
                         GError **error) {
  filter->domain = typed->domain ? typed->domain : filter->domain;
  filter->reporter = typed->reporter;
  filter->failing = typed->failing;
  filter->compare = typed->compare;
  filter->sort = typed->sort;
  filter->record = typed->record;
  return filter_words_period("--", typed->since, typed->until, &filter->has_period, &filter->period, error) &&
         (!typed->source || filter_words_source("--source", typed->source, filter, error)) &&
         (!typed->disposition ||
          filter_words_disposition("--disposition", typed->disposition, &filter->disposition, error)) &&
         filter_words_trust("--trust", typed->trust, &filter->has_trust, &filter->trust, error) &&
         (!typed->class || filter_words_class("--class", typed->class, filter, error)) &&
         (!typed->limit || parse_limit(typed->limit, &filter->limit, error)) &&
         (!typed->offset || parse_offset(typed->offset, &filter->offset, error)) &&
         (!typed->by || (filter->by = grouping_parse(question, typed->by, error)));
}

static struct answer *ask_as_it_is(const struct question *question, const char *database, const struct filter *filter,
                                   GError **error) {
  struct store *store = store_open(database, STORE_READ, error);
  struct answer *answer = store ? question_ask(question, store, filter, error) : NULL;
  store_close(store);
  return answer;
}

/* NULL with *error. */
static struct answer *ask(const struct question *question, const struct typed *typed, const struct filter *filter,
                          GError **error) {
  struct config *config = settings_load(&typed->settings, error);
  g_autofree char *path = config ? settings_database(config, typed->db) : NULL;
  const struct walker walker = {treewalk_walk, config};
  const struct evaluator evaluator = {spf_evaluating_evaluate, config};
  struct filter asked = *filter;
  asked.walker = typed->treewalk ? &walker : NULL;
  asked.evaluator = typed->resolve && question->evaluated ? &evaluator : NULL;
  struct answer *answer = !path ? NULL
                          : typed->resolve && !question->evaluated
                              ? resolving_ask(question, path, config, &asked, error)
                              : ask_as_it_is(question, path, &asked, error);
  config_free(config);
  if (answer && filter->offset > 0 && table_rows(answer->table) == 0) {
    fault(error, FAULT_NO_INPUT, "--offset: `%s` has no rows behind the first %" G_GINT64_FORMAT ".", question->id,
          filter->offset);
    g_clear_pointer(&answer, answer_free);
  }
  return answer;
}

/* What is proposed to type next works as it stands. */
static void complete_next(struct answer *answer, const struct typed *typed) {
  if (!answer->next || !strstr(answer->next, "Next: dmarcstat ")) /* advice is no command */
    return;
  g_autofree char *quoted = typed->db ? g_shell_quote(typed->db) : NULL, *next = answer->next;
  g_autofree char *settings = settings_words(&typed->settings);
  answer->next = g_strconcat(next, settings, quoted ? " --db " : NULL, quoted, NULL);
}

static bool answer_and_print(const struct question *question, const struct typed *typed, const struct filter *filter,
                             const struct outputs *outputs, GError **error) {
  struct answer *answer = ask(question, typed, filter, error);
  if (!answer)
    return false;
  complete_next(answer, typed);
  if (answer->warning) {
    g_autofree char *warning = text_printable(answer->warning);
    say(SAY_WARNING, "dmarcstat: warning: %s", warning);
  }
  const bool ok = outputs_print(outputs, answer, error);
  answer_free(answer);
  return ok;
}

static void append_columns(GString *help, const char *title, const struct column *columns) {
  size_t width = 0;
  for (const struct column *c = columns; c->key; c++)
    width = MAX(width, strlen(c->key));
  g_string_append_printf(help, "\n\n%s\n", title);
  for (const struct column *c = columns; c->key; c++)
    g_string_append_printf(help, "  %-*s  %s%s", (int)width, c->key, c->meaning, (c + 1)->key ? "\n" : "");
}

/* The purpose, what each column means, and examples. */
static char *help_text(const struct question *question) {
  GString *help = g_string_new(question->purpose);
  append_columns(help, "Columns", question->columns);
  if (question->evaluated)
    append_columns(help, "Columns with --resolve", question->evaluated->columns);
  if (question->groups)
    append_columns(help, "Columns with --by, after that of the group", question->groups->columns);
  if (question->details)
    append_columns(help, "Beside the columns", question->details);
  g_string_append(help, "\n\nExamples");
  for (unsigned int i = 0; question->examples[i]; i++)
    g_string_append_printf(help, "\n  %s", question->examples[i]);
  return g_string_free(help, FALSE);
}

static bool run(const struct question *question, int argc, char **argv, struct typed *typed, GError **error) {
  g_autofree char *format_help = outputs_format_help(), *output_help = outputs_output_help();
  const struct choice choices[MAX_CHOICES] = {
      {"domain", TAKES_DOMAIN, G_OPTION_ARG_STRING, &typed->domain, FILTER_DOMAIN_HELP, "DOMAIN"},
      {"since", TAKES_PERIOD, G_OPTION_ARG_STRING, &typed->since, FILTER_SINCE_HELP, "WHEN"},
      {"until", TAKES_PERIOD, G_OPTION_ARG_STRING, &typed->until, FILTER_UNTIL_HELP, "WHEN"},
      {"source", TAKES_SOURCE, G_OPTION_ARG_STRING, &typed->source, "Only mail from this address, block or sender",
       "IP|CIDR|NAME"},
      {"reporter", TAKES_REPORTER, G_OPTION_ARG_STRING, &typed->reporter, FILTER_REPORTER_HELP, "NAME"},
      {"disposition", TAKES_DISPOSITION, G_OPTION_ARG_STRING, &typed->disposition,
       "Only mail that met this: none, quarantine, reject, pass", "WORD"},
      {"trust", TAKES_TRUST, G_OPTION_ARG_STRING, &typed->trust, FILTER_TRUST_HELP, "WORD"},
      {"class", TAKES_CLASS, G_OPTION_ARG_STRING, &typed->class,
       "Only sources that are aligned, partly-aligned, misconfigured, forwarded or suspicious", "WORD"},
      {"record", TAKES_RECORD, G_OPTION_ARG_STRING, &typed->record,
       "The DMARC record to try; without it the newest published one with p=reject", "RECORD"},
      {"treewalk", TAKES_RECORD, G_OPTION_ARG_NONE, &typed->treewalk,
       "Find organisational domains by asking DNS (RFC 9989 section 4.10), not by the Public Suffix List", NULL},
      {"failing", TAKES_FAILING, G_OPTION_ARG_NONE, &typed->failing, "Only rows with mail that failed DMARC", NULL},
      {"limit", TAKES_LIMIT, G_OPTION_ARG_STRING, &typed->limit, "At most so many rows, or all", "N"},
      {"offset", TAKES_LIMIT, G_OPTION_ARG_STRING, &typed->offset, "Pass over so many rows first", "N"},
      {"sort", TAKES_SORT, G_OPTION_ARG_STRING, &typed->sort, "By this column, -COLUMN for the largest first",
       "COLUMN"},
      {"compare", TAKES_COMPARE, G_OPTION_ARG_NONE, &typed->compare,
       "Beside each figure that of the period before, which is as long; rows that had mail only then show 0", NULL},
      {"by", TAKES_BY, G_OPTION_ARG_STRING, &typed->by,
       "A row for each day, week, month, reporter, header_from, network, country, sender or class", "WHAT"},
      {"resolve", TAKES_RESOLVE, G_OPTION_ARG_NONE, &typed->resolve,
       question->evaluated ? "Tell of the published SPF records which term each address matches, and which nobody uses"
                           : "First look up who is behind the sources shown, as enrich does it",
       NULL},
      {"format", 0, G_OPTION_ARG_STRING, &typed->format, format_help, "FORMAT"},
      {"output", 0, G_OPTION_ARG_FILENAME_ARRAY, &typed->output, output_help, "FILE"},
      {"db", 0, G_OPTION_ARG_FILENAME, &typed->db, "The database", "FILE"},
      {"config", 0, G_OPTION_ARG_FILENAME, &typed->settings.config, SETTINGS_CONFIG_HELP, "FILE"},
      {"no-config", 0, G_OPTION_ARG_NONE, &typed->settings.no_config, SETTINGS_NO_CONFIG_HELP, NULL},
      {"log-format", 0, G_OPTION_ARG_STRING, &typed->settings.log_format, SETTINGS_LOG_FORMAT_HELP, "WORD"},
  };
  GOptionEntry entries[MAX_CHOICES] = {0};
  make_entries(question, choices, entries);
  g_autofree char *help_words = help_text(question);
  const struct command command = {.name = question->id,
                                  .arguments = question->takes & TAKES_REPORT_ID      ? "ID"
                                               : question->takes & TAKES_SOURCE_NAMED ? "IP|CIDR|NAME"
                                               : question->takes & TAKES_DOMAIN_NAMED ? "DOMAIN"
                                                                                      : "",
                                  .summary = question->summary,
                                  .purpose = help_words};
  bool help = false;
  if (!command_parse(&command, entries, &argc, &argv, &help, error))
    return false;
  if (help)
    return true;
  struct filter filter = {0};
  struct outputs *outputs = NULL;
  const bool good =
      refuse_senseless(question, choices, error) && parse_operands(question, argc, argv, &filter, error) &&
      (outputs = outputs_parse((const char *const *)typed->output, typed->format, error)) &&
      parse_filter(question, typed, &filter, error) && answer_and_print(question, typed, &filter, outputs, error);
  outputs_free(outputs);
  return good;
}

bool question_command_run(const struct question *question, int argc, char **argv, GError **error) {
  struct typed typed = {0};
  bool ok = run(question, argc, argv, &typed, error);
  typed_clear(&typed);
  return ok;
}
