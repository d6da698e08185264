/* SPDX-License-Identifier: MIT */
/* dmarcstat enrich: names, services and networks of source addresses, looked up in bulk. */
#include "base/command.h"
#include "base/fault.h"
#include "base/organisation.h"
#include "base/period.h"
#include "base/progress.h"
#include "base/text.h"
#include "command/settings.h"
#include "command/stopping.h"
#include "net/dns_reverse.h"
#include "report/catalogue.h"
#include "report/network.h"
#include "store/store.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern const struct command command_enrich;

#define WAIT_MILLISECONDS 200
/* A batch is committed when it has so many sources or is so old; no transaction is open while DNS is waited for. */
#define BATCH_SOURCES 500
#define BATCH_MICROSECONDS (2 * G_USEC_PER_SEC)
#define DOUBT_AFTER 16 /* when so many questions had no answer and none had one, DNS itself may be what is missing */

enum dns_state { DNS_UNTRIED, DNS_ASKED, DNS_THERE, DNS_ABSENT };

struct enriching {
  struct store *store;
  struct catalogue *catalogue;
  struct network *network;
  struct dns *dns;
  GArray *addresses; /* of struct source_address */
  guint next, done;
  enum dns_state state;
  GArray *batch;       /* of struct source_facts */
  GStringChunk *texts; /* of the batch */
  gint64 batch_began;
  uint64_t names, services, failed;
  GError *trouble; /* of a callback */
};

/* -- one source ---------------------------------------------------------------------------------------------------- */

/* Catalogue and files do not need DNS. Texts are put into those of the batch. */
static void note(struct enriching *all, const struct source_address *address, const struct dns_reverse *found) {
  struct source_facts facts = {.address = *address, .resolved = period_now(), .failed = found->failed};
  const struct catalogue_service *service = catalogue_by_name(all->catalogue, found->name);
  if (!service)
    service = catalogue_by_address(all->catalogue, address);
  if (!all->trouble)
    network_look_up(all->network, &facts, &all->trouble);
  facts.name = found->name ? g_string_chunk_insert(all->texts, found->name) : NULL;
  facts.ptr = found->ptr ? g_string_chunk_insert(all->texts, found->ptr) : NULL;
  facts.service = service ? service->service : NULL;
  facts.kind = service ? service->kind : NULL;
  g_array_append_val(all->batch, facts);
  all->done++;
  all->names += facts.name != NULL;
  all->services += service != NULL;
  all->failed += facts.failed;
}

static void note_without_dns(struct enriching *all, const struct source_address *address) {
  note(all, address, &(struct dns_reverse){.failed = true});
}

struct lookup {
  struct enriching *all;
  struct source_address address;
};

static void on_found(void *user, const struct dns_reverse *found) {
  struct lookup *lookup = user;
  struct enriching *all = lookup->all;
  if (!stopping_asked() && !all->trouble)
    note(all, &lookup->address, found);
  if (!found->failed || found->ptr)
    all->state = DNS_THERE;
  g_free(lookup);
}

static void start(struct enriching *all, const struct source_address *address) {
  struct lookup *lookup = g_new(struct lookup, 1);
  *lookup = (struct lookup){all, *address};
  dns_reverse(all->dns, address->bytes, address->length, on_found, lookup);
}

/* -- is there DNS at all? ------------------------------------------------------------------------------------------ */

static void on_root(void *user, const struct dns_answer *answer) {
  struct enriching *all = user;
  if (all->state == DNS_ASKED)
    all->state = dns_has_failed(answer->status) ? DNS_ABSENT : DNS_THERE;
}

/* Single zones may well give no answer; the root always has one. */
static void doubt(struct enriching *all) {
  const bool last = all->next == all->addresses->len && dns_pending(all->dns) == 0;
  if (all->state != DNS_UNTRIED || all->failed == 0 || (all->failed < DOUBT_AFTER && !last))
    return;
  all->state = DNS_ASKED;
  dns_ask(all->dns, ".", DNS_NS, on_root, all);
}

/* -- all of them --------------------------------------------------------------------------------------------------- */

static bool flush(struct enriching *all, GError **error) {
  if (all->batch->len == 0)
    return true;
  if (!store_begin(all->store, error))
    return false;
  for (guint i = 0; i < all->batch->len; i++)
    if (!store_put_source(all->store, &g_array_index(all->batch, struct source_facts, i), error))
      return false;
  g_array_set_size(all->batch, 0);
  g_string_chunk_clear(all->texts);
  all->batch_began = g_get_monotonic_time();
  return store_commit(all->store, error);
}

static bool is_full(const struct enriching *all) {
  return all->batch->len >= BATCH_SOURCES || g_get_monotonic_time() - all->batch_began >= BATCH_MICROSECONDS;
}

/* As many as may be in flight; without DNS, as many as go into a batch. While it is in doubt, none. */
static void fill(struct enriching *all) {
  const bool absent = all->state == DNS_ABSENT;
  while (all->next < all->addresses->len && all->state != DNS_ASKED &&
         (absent ? all->batch->len < BATCH_SOURCES : dns_pending(all->dns) < DNS_AT_ONCE)) {
    const struct source_address *address = &g_array_index(all->addresses, struct source_address, all->next++);
    if (absent)
      note_without_dns(all, address);
    else
      start(all, address);
  }
}

static bool look_up_all(struct enriching *all, GError **error) {
  struct progress *progress = progress_start("sources", all->addresses->len);
  bool good = true;
  all->batch_began = g_get_monotonic_time();
  while (good && !stopping_asked() && !all->trouble && (all->done < all->addresses->len || dns_pending(all->dns) > 0)) {
    fill(all);
    if (dns_pending(all->dns) > 0)
      dns_wait(all->dns, WAIT_MILLISECONDS);
    doubt(all);
    good = !is_full(all) || flush(all, error);
    progress_step(progress, all->done);
  }
  progress_end(progress);
  return good && flush(all, error);
}

/* "1,209 sources: 1,100 names, 640 known services, 34 without an answer" */
static void say_what_came_of_it(const struct enriching *all) {
  g_autofree char *sources = text_plural(all->done, "source", "sources");
  g_autofree char *names = text_plural(all->names, "name", "names");
  g_autofree char *services = text_plural(all->services, "known service", "known services");
  g_autofree char *failed = text_count(all->failed);
  fprintf(stderr, "%s: %s, %s", sources, names, services);
  fprintf(stderr, all->failed > 0 ? ", %s without an answer\n" : "\n", failed);
}

static bool judge(struct enriching *all, GError **error) {
  if (all->trouble) {
    g_propagate_error(error, g_steal_pointer(&all->trouble));
    return false;
  }
  if (stopping_asked())
    return fault(error, FAULT_TRY_LATER, "stopped before the end; the same command does the rest");
  return all->state != DNS_ABSENT ||
         fault(
             error, FAULT_UNAVAILABLE,
             "no DNS server answers, so there are no names; what needs none is stored. Try again in an hour, or name a "
             "server: dns_server in [report] of the configuration");
}

static bool enrich_sources(struct enriching *all, bool quiet, GError **error) {
  if (all->addresses->len == 0) {
    if (!quiet)
      fputs("nothing to look up: what is known of the sources is new enough; --all looks up all of them\n", stderr);
    return true;
  }
  stopping_listen(false);
  const bool good = look_up_all(all, error);
  if (good && !quiet)
    say_what_came_of_it(all);
  return good && judge(all, error);
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

/* What is needed, as the configuration says. */
static bool open_sources(struct enriching *all, const struct config *config, GError **error) {
  all->catalogue = catalogue_load(config_text(config, "report", "catalogue"), error);
  all->network = all->catalogue ? network_open(config_text(config, "report", "geo_database"),
                                               config_text(config, "report", "asn_database"), error)
                                : NULL;
  all->dns = all->network ? settings_dns(config, error) : NULL;
  return all->dns != NULL;
}

static bool open_store(struct enriching *all, const struct config *config, const struct typed *typed,
                       const struct source_wish *wish, GError **error) {
  g_autofree char *database = settings_database(config, typed->db);
  /* a database that is not there is not made, but told of */
  all->store = store_open(database, access(database, F_OK) == 0 ? STORE_WRITE : STORE_READ, error);
  all->addresses = all->store ? store_sources_wished(all->store, wish, error) : NULL;
  return all->addresses != NULL;
}

static bool enrich(struct typed *typed, GError **error) {
  struct source_wish wish;
  if (!parse_wish(typed, &wish, error))
    return false;
  struct enriching all = {.batch = g_array_new(FALSE, FALSE, sizeof(struct source_facts)),
                          .texts = g_string_chunk_new(4096)};
  struct config *config = settings_load(&typed->settings, error);
  const bool good = config && open_sources(&all, config, error) && open_store(&all, config, typed, &wish, error) &&
                    enrich_sources(&all, typed->quiet, error);
  dns_free(all.dns); /* the first: what is pending still calls back */
  store_close(all.store);
  catalogue_free(all.catalogue);
  network_close(all.network);
  g_clear_pointer(&all.addresses, g_array_unref);
  g_array_unref(all.batch);
  g_string_chunk_free(all.texts);
  g_clear_error(&all.trouble);
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
        "run it now and then, as after ingest. Questions look nothing up by themselves.",
    .run = run,
};
