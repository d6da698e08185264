/* SPDX-License-Identifier: MIT */
#include "command/enriching.h"
#include "base/period.h"
#include "base/progress.h"
#include "command/enriching_senders.h"
#include "command/settings.h"
#include "command/stopping.h"
#include "net/dns_reverse.h"
#include "report/catalogue.h"
#include "report/network.h"

#define WAIT_MILLISECONDS 200
/* A batch is committed when it has so many sources or is so old; no transaction is open while DNS is waited for. */
#define BATCH_SOURCES 500
#define BATCH_MICROSECONDS (2 * G_USEC_PER_SEC)
#define DOUBT_AFTER 16 /* when so many questions had no answer and none had one, DNS itself may be what is missing */

enum dns_state { DNS_UNTRIED, DNS_ASKED, DNS_THERE, DNS_ABSENT };

struct enriching {
  struct store *store; /* while it runs */
  struct catalogue *catalogue;
  struct senders *senders; /* while it runs */
  struct network *network;
  struct dns *dns;
  const GArray *addresses; /* of struct source_address; while it runs */
  guint next;
  enum dns_state state;
  GArray *batch;       /* of struct source_facts */
  GStringChunk *texts; /* of the batch */
  gint64 batch_began;
  struct enriched result;
  GError *trouble; /* of a callback */
};

/* -- one source ---------------------------------------------------------------------------------------------------- */

/* What the address is called or is says more than what is sent from it. */
static const struct catalogue_service *find_service(const struct enriching *all, const struct source_address *address,
                                                    const char *name, const char **known_by) {
  const struct catalogue_service *service = catalogue_by_name(all->catalogue, name);
  *known_by = service ? "name" : NULL;
  if (service)
    return service;
  service = catalogue_by_address(all->catalogue, address);
  *known_by = service ? "network" : NULL;
  return service ? service : senders_find(all->senders, address, known_by);
}

/* Catalogue and files do not need DNS. Texts are put into those of the batch. */
static void note(struct enriching *all, const struct source_address *address, const struct dns_reverse *found) {
  struct source_facts facts = {.address = *address, .resolved = period_now(), .failed = found->failed};
  const struct catalogue_service *service = find_service(all, address, found->name, &facts.known_by);
  if (!all->trouble)
    network_look_up(all->network, &facts, &all->trouble);
  facts.name = found->name ? g_string_chunk_insert(all->texts, found->name) : NULL;
  facts.ptr = found->ptr ? g_string_chunk_insert(all->texts, found->ptr) : NULL;
  facts.service = service ? service->service : NULL;
  facts.kind = service ? service->kind : NULL;
  g_array_append_val(all->batch, facts);
  all->result.done++;
  all->result.names += facts.name != NULL;
  all->result.services += service != NULL;
  all->result.failed += facts.failed;
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
  if (all->state != DNS_UNTRIED || all->result.failed == 0 || (all->result.failed < DOUBT_AFTER && !last))
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
  while (good && !stopping_asked() && !all->trouble &&
         (all->result.done < all->addresses->len || dns_pending(all->dns) > 0)) {
    fill(all);
    if (dns_pending(all->dns) > 0)
      dns_wait(all->dns, WAIT_MILLISECONDS);
    doubt(all);
    good = !is_full(all) || flush(all, error);
    progress_step(progress, all->result.done);
  }
  progress_end(progress);
  return good && flush(all, error);
}

/* -- from outside -------------------------------------------------------------------------------------------------- */

struct enriching *enriching_open(const struct config *config, GError **error) {
  struct enriching *all = g_new0(struct enriching, 1);
  all->batch = g_array_new(FALSE, FALSE, sizeof(struct source_facts));
  all->texts = g_string_chunk_new(4096);
  all->catalogue = catalogue_load(config_text(config, "report", "catalogue"), error);
  all->network = all->catalogue ? network_open(config_text(config, "report", "geo_database"),
                                               config_text(config, "report", "asn_database"), error)
                                : NULL;
  all->dns = all->network ? settings_dns(config, error) : NULL;
  if (all->dns)
    return all;
  enriching_close(all);
  return NULL;
}

void enriching_close(struct enriching *all) {
  if (!all)
    return;
  dns_free(all->dns); /* the first: what is pending still calls back */
  senders_free(all->senders);
  catalogue_free(all->catalogue);
  network_close(all->network);
  g_array_unref(all->batch);
  g_string_chunk_free(all->texts);
  g_clear_error(&all->trouble);
  g_free(all);
}

bool enriching_run(struct enriching *all, struct store *store, const GArray *addresses, struct enriched *result,
                   GError **error) {
  all->store = store;
  all->addresses = addresses;
  stopping_listen(false);
  all->senders = senders_read(store, all->catalogue, error);
  const bool good = all->senders && look_up_all(all, error);
  all->result.no_dns = all->state == DNS_ABSENT;
  *result = all->result;
  if (!good || !all->trouble)
    return good;
  g_propagate_error(error, g_steal_pointer(&all->trouble));
  return false;
}
