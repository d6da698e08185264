/* SPDX-License-Identifier: MIT */
/* dmarcstat enrich: names, services and networks of source addresses, looked up in bulk. */
#include "base/command.h"
#include "base/fault.h"
#include "base/organisation.h"
#include "base/period.h"
#include "base/say.h"
#include "base/text.h"
#include "command/enriching.h"
#include "command/settings.h"
#include "command/stopping.h"
#include "store/store.h"
#include <stdio.h>
#include <unistd.h>

extern const struct command command_enrich;

/* "1,209 sources: 1,100 names, 640 known services, 34 without an answer" */
static void say_what_came_of_it(const struct enriched *all) {
  g_autofree char *sources = text_plural(all->done, "source", "sources");
  g_autofree char *names = text_plural(all->names, "name", "names");
  g_autofree char *services = text_plural(all->services, "known service", "known services");
  g_autofree char *failed = text_count(all->failed);
  g_autofree char *rest = all->failed > 0 ? g_strdup_printf(", %s without an answer", failed) : g_strdup("");
  say(SAY_INFO, "%s: %s, %s%s", sources, names, services, rest);
}

static bool judge(const struct enriched *all, GError **error) {
  if (stopping_asked())
    return fault(error, FAULT_TRY_LATER, "stopped before the end; the same command does the rest");
  return !all->no_dns || fault(error, FAULT_UNAVAILABLE,
                               ENRICHING_NO_DNS "; what needs none is stored. Try again in an hour, or name a server: "
                                                "dns_server in [report] of the configuration");
}

static bool enrich_sources(struct enriching *enriching, struct store *store, const GArray *addresses, bool quiet,
                           GError **error) {
  if (addresses->len == 0) {
    if (!quiet)
      fputs("nothing to look up: what is known of the sources is new enough; --all looks up all of them\n", stderr);
    return true;
  }
  struct enriched result;
  if (!enriching_run(enriching, store, addresses, &result, error))
    return false;
  if (!quiet)
    say_what_came_of_it(&result);
  return judge(&result, error);
}

/* -- the command --------------------------------------------------------------------------------------------------- */

struct typed {
  char *db, *domain, *since, *limit;
  gboolean all, quiet;
  struct settings_options settings;
};

static void typed_clear(struct typed *typed) {
  g_free(typed->db);
  g_free(typed->domain);
  g_free(typed->since);
  g_free(typed->limit);
  settings_options_clear(&typed->settings);
}

static bool parse_wish(struct typed *typed, struct source_wish *wish, GError **error) {
  guint64 limit = 0;
  g_autofree char *shown = text_printable(typed->limit);
  if (typed->domain) {
    g_autofree char *as_typed = typed->domain;
    typed->domain = organisation_normal_domain(as_typed);
  }
  *wish = (struct source_wish){.domain = typed->domain, .has_since = typed->since != NULL, .all = typed->all};
  if (typed->since && !period_parse_since("--since", typed->since, period_now(), &wish->since, error))
    return false;
  if (typed->limit && !g_str_equal(typed->limit, "all") &&
      !g_ascii_string_to_unsigned(typed->limit, 10, 1, G_MAXINT64, &limit, NULL))
    return fault(error, FAULT_USAGE, "--limit: '%s' is no number of sources. Try 1000, or all.", shown);
  wish->limit = (int64_t)limit;
  return true;
}

static struct store *open_store(const struct config *config, const struct typed *typed, GError **error) {
  g_autofree char *database = settings_database(config, typed->db);
  /* a database that is not there is not made, but told of */
  return store_open(database, access(database, F_OK) == 0 ? STORE_WRITE : STORE_READ, error);
}

static bool enrich(struct typed *typed, GError **error) {
  struct source_wish wish;
  if (!parse_wish(typed, &wish, error))
    return false;
  struct config *config = settings_load(&typed->settings, error);
  struct enriching *enriching = config ? enriching_open(config, error) : NULL;
  struct store *store = enriching ? open_store(config, typed, error) : NULL;
  g_autoptr(GArray) addresses = store ? store_sources_wished(store, &wish, error) : NULL;
  const bool good = addresses && enrich_sources(enriching, store, addresses, typed->quiet, error);
  enriching_close(enriching);
  store_close(store);
  config_free(config);
  return good;
}

static bool run(int argc, char **argv, GError **error) {
  struct typed typed = {0};
  const GOptionEntry entries[] = {
      {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &typed.db, "The database", "FILE"},
      SETTINGS_OPTIONS(&typed.settings),
      {"domain", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.domain, "Only sources of this policy domain",
       "DOMAIN"},
      {"since", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.since,
       "Only sources with mail from this day on: 7d, yesterday, 2026-11, ...", "WHEN"},
      {"limit", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.limit, "At most so many, those with most mail", "N"},
      {"all", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.all, "Also those that are known", NULL},
      {"quiet", 'q', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.quiet, "Say nothing when all is well", NULL},
      G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_enrich, entries, &argc, &argv, &help, error);
  g_autofree char *shown = good && argc > 1 ? text_printable(argv[1]) : NULL;
  if (shown)
    good =
        fault(error, FAULT_USAGE, "enrich has no use for '%s'. Type dmarcstat help enrich to see its options.", shown);
  else if (good && !help)
    good = enrich(&typed, error);
  typed_clear(&typed);
  return good;
}

const struct command command_enrich = {
    .name = "enrich",
    .arguments = "",
    .summary = "Find out the names, services and networks of source addresses",
    .purpose =
        "Looks up who is behind the addresses in the database: their names in DNS, kept only when the name has that "
        "address (anybody may claim any name); the service they belong to, by a catalogue of well-known senders; and, "
        "where the configuration names files in the format of MaxMind, their country and network. Those with most mail "
        "come first. What was found counts for 30 days, and is tried again after an hour where DNS gave no answer, so "
        "run it now and then, as after ingest. Questions look nothing up by themselves, but with --resolve.",
    .run = run,
};
