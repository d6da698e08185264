/* SPDX-License-Identifier: MIT */
/* dmarcstat alerts [list | test NAME]: tells of what [alert NAME] in the configuration is about, once. */
#include "base/command.h"
#include "base/fault.h"
#include "base/period.h"
#include "base/say.h"
#include "base/text.h"
#include "command/as_service.h"
#include "command/settings.h"
#include "tell/alerting.h"
#include "tell/delivery.h"
#include <errno.h>
#include <stdio.h>

extern const struct command command_alerts;

struct typed {
  char *db;
  gboolean quiet;
  struct settings_options settings;
};

/* What all three need. */
struct work {
  const struct typed *typed;
  struct config *config;
  GPtrArray *rules;
  struct store *store;
};

static bool no_rules(GError **error) {
  return fault(error, FAULT_CONFIG, "no alert is configured; `dmarcstat config example` shows how to write one");
}

/* -- the run ------------------------------------------------------------------------------------------------------- */

static void tell(const struct work *work, const struct alerting_counts *counts, uint64_t delivered) {
  g_autofree char *raised = text_plural(counts->raised + counts->changed, "new alert", "new alerts");
  g_autofree char *cleared = text_count(counts->cleared), *sent = text_count(delivered);
  if (!work->typed->quiet)
    say(SAY_INFO, "%s, %s over; %s delivered", raised, cleared, sent);
}

/* A rule that cannot be asked keeps no other one back, and nothing keeps back what is to be delivered. */
static bool look_and_deliver(const struct work *work, GError **error) {
  struct alerting_counts counts = {0};
  uint64_t delivered = 0;
  GError *first = NULL;
  if (work->rules->len == 0)
    return no_rules(error);
  for (guint i = 0; i < work->rules->len; i++) {
    const struct alert_rule *rule = g_ptr_array_index(work->rules, i);
    GError *trouble = NULL;
    if (!alerting_look(work->store, work->config, rule, period_now(), &counts, &trouble))
      say_but_first(&first, trouble);
  }
  GError *trouble = NULL;
  if (!delivery_run(work->store, work->config, period_now(), &delivered, &trouble))
    say_but_first(&first, trouble);
  tell(work, &counts, delivered);
  return say_give_first(first, error);
}

/* -- list ---------------------------------------------------------------------------------------------------------- */

static bool list_rule(const struct work *work, const struct alert_rule *rule, uint64_t *n, GError **error) {
  g_autoptr(GPtrArray) alerts = store_alerts(work->store, rule->name, error);
  for (guint i = 0; alerts && i < alerts->len; i++, (*n)++) {
    const struct alert *alert = g_ptr_array_index(alerts, i);
    g_autofree char *since = text_time(alert->raised), *text = text_printable(alert->text);
    printf("%s  %s: %s\n", since, rule->name, text);
  }
  return alerts != NULL;
}

static bool list(const struct work *work, GError **error) {
  uint64_t n = 0, waiting = 0;
  bool good = store_count_alerts(work->store, &waiting, error);
  for (guint i = 0; good && i < work->rules->len; i++)
    good = list_rule(work, g_ptr_array_index(work->rules, i), &n, error);
  if (good && n == 0)
    printf("No alert is raised.\n");
  if (good && waiting > 0) {
    g_autofree char *words = text_plural(waiting, "message waits", "messages wait");
    printf("%s to be delivered.\n", words);
  }
  if (good && fflush(stdout) != 0)
    return fault(error, FAULT_IO, "cannot write to standard output: %s", g_strerror(errno));
  return good;
}

/* -- test ---------------------------------------------------------------------------------------------------------- */

static const struct alert_rule *find_rule(const struct work *work, const char *name, GError **error) {
  for (guint i = 0; i < work->rules->len; i++) {
    const struct alert_rule *rule = g_ptr_array_index(work->rules, i);
    if (g_str_equal(rule->name, name))
      return rule;
  }
  g_autofree char *shown = text_printable(name);
  const char *nearest = text_nearest(name, config_alerts(work->config));
  fault(error, FAULT_USAGE, "there is no alert '%s' in the configuration%s%s%s", shown,
        nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
  return NULL;
}

static bool test(const struct work *work, const char *name, GError **error) {
  const struct alert_rule *rule = find_rule(work, name, error);
  if (!rule)
    return false;
  g_autofree char *text =
      g_strdup_printf("this is a test of the alert %s (%s); nothing has happened", name, alert_kind_word(rule->kind));
  struct alert alert = {.subject = (char[]){"test"}, .domain = (char[]){""}, .text = text, .raised = period_now()};
  g_autofree char *event = alerting_event(rule, "test", &alert, period_now());
  const char *ways[DELIVERY_WAYS + 1];
  GError *first = NULL;
  delivery_ways(work->config, rule->section, ways);
  for (const char *const *way = ways; *way; way++) {
    GError *trouble = NULL;
    if (delivery_try(work->config, rule, *way, event, period_now(), &trouble))
      printf("%s: delivered\n", *way);
    else
      say_but_first(&first, trouble);
    fflush(stdout);
  }
  return say_give_first(first, error);
}

/* -- the command --------------------------------------------------------------------------------------------------- */

/* A database that is not there is asked for by reading, which makes none. */
static bool with_store(struct work *work, bool reads, bool (*what)(const struct work *work, GError **error),
                       GError **error) {
  g_autofree char *path = settings_database(work->config, work->typed->db);
  reads = reads || !g_file_test(path, G_FILE_TEST_EXISTS);
  work->store = store_open(path, reads ? STORE_READ : STORE_WRITE, error);
  const bool good = work->store && what(work, error);
  store_close(work->store);
  return good;
}

static bool run_verb(const struct typed *typed, char **words, GError **error) {
  struct work work = {.typed = typed, .config = settings_load(&typed->settings, error)};
  if (!work.config)
    return false;
  work.rules = alert_rules(work.config);
  const bool good = !*words                       ? with_store(&work, false, look_and_deliver, error)
                    : g_str_equal(*words, "list") ? with_store(&work, true, list, error)
                                                  : test(&work, words[1], error);
  g_ptr_array_unref(work.rules);
  config_free(work.config);
  return good;
}

static bool check_words(char **words, GError **error) {
  const guint n = g_strv_length(words);
  g_autofree char *verb = text_printable(n > 0 ? words[0] : ""), *more = text_printable(n > 0 ? words[n - 1] : "");
  if (n == 0)
    return true;
  const bool is_list = g_str_equal(words[0], "list");
  if (!is_list && !g_str_equal(words[0], "test"))
    return fault(error, FAULT_USAGE, "alerts: there is no '%s'; it is list or test, or nothing, to look and tell",
                 verb);
  if (!is_list && n == 1)
    return fault(error, FAULT_USAGE, "alerts test which? Name one of the configuration: dmarcstat alerts test NAME");
  if (n > (is_list ? 1 : 2))
    return fault(error, FAULT_USAGE, "alerts %s has no use for '%s'", verb, more);
  return true;
}

static bool run(int argc, char **argv, GError **error) {
  struct typed typed = {0};
  const GOptionEntry entries[] = {
      {"quiet", 'q', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.quiet, "Say nothing when all is well", NULL},
      {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &typed.db, "The database", "FILE"},
      SETTINGS_OPTIONS(&typed.settings),
      G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_alerts, entries, &argc, &argv, &help, error);
  if (good && !help)
    good = check_words(argv + 1, error) && as_service_become(&typed.settings, typed.db, error) &&
           run_verb(&typed, argv + 1, error);
  g_free(typed.db);
  settings_options_clear(&typed.settings);
  return good;
}

const struct command command_alerts = {
    .name = "alerts",
    .arguments = "[list | test NAME]",
    .summary = "Tell once what is wrong, by mail, to a webhook or through a command",
    .purpose =
        "Looks for what the sections [alert NAME] of the configuration are about, and tells of what is new, has "
        "changed or is over: each once. Many alerts are one mail. What cannot be delivered is kept, and tried again "
        "by later runs, after five minutes first and a day at most.\n"
        "list shows what is raised and since when; test NAME sends a test in each way of that alert. Run it often, as "
        "dmarcstat-alerts.timer does.",
    .run = run,
};
