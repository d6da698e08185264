/* SPDX-License-Identifier: MIT */
#include "command/treewalk.h"
#include "base/fault.h"
#include "base/progress.h"
#include "command/settings.h"
#include "net/dns_tree.h"

#define WAIT_MILLISECONDS 200
#define DOUBT_AFTER 16 /* when so many walks failed and none did not, there is no DNS to wait for */

struct walking {
  const struct walker_wish *wish;
  char **organisations;
  struct dns *dns;
  struct dns_tree *tree;
  unsigned int next, done, good, failed;
};

struct step {
  struct walking *all;
  unsigned int i;
};

static void on_done(void *user, const struct tree_walk *walk) {
  struct step *step = user;
  struct walking *all = step->all;
  const char *found = walk ? tree_walk_organisation(walk) : NULL;
  all->organisations[step->i] = g_strdup(found);
  all->done++;
  all->good += found != NULL;
  all->failed += !found;
  g_free(step);
}

static bool is_hopeless(const struct walking *all) {
  return all->good == 0 && all->failed >= MIN(all->wish->n, DOUBT_AFTER) && all->failed > 0;
}

static void fill(struct walking *all) {
  while (all->next < all->wish->n && dns_pending(all->dns) < DNS_AT_ONCE) {
    struct step *step = g_new(struct step, 1);
    *step = (struct step){all, all->next++};
    dns_tree_walk(all->tree, all->wish->names[step->i], on_done, step);
  }
}

static bool walk_all(struct walking *all, GError **error) {
  struct progress *progress = progress_start("names", all->wish->n);
  while (all->done < all->wish->n && !is_hopeless(all)) {
    fill(all);
    if (dns_pending(all->dns) > 0)
      dns_wait(all->dns, WAIT_MILLISECONDS);
    progress_step(progress, all->done);
  }
  progress_end(progress);
  return !is_hopeless(all) ||
         fault(error, FAULT_UNAVAILABLE,
               "--treewalk: no DNS server answers. Leave it out, or name a server: dns_server in [report] of the "
               "configuration.");
}

static void ignore(void *user, const struct tree_walk *walk) {
  (void)user;
  (void)walk;
}

/* What is at the policy domain: the record that is tried, or that of DNS, or what a report says that there was. */
static void put_record(struct walking *all) {
  const struct walker_wish *wish = all->wish;
  if (wish->record) {
    dns_tree_set(all->tree, wish->domain, tree_record_of(wish->record));
    return;
  }
  dns_tree_walk(all->tree, wish->domain, ignore, NULL);
  while (dns_pending(all->dns) > 0)
    dns_wait(all->dns, WAIT_MILLISECONDS);
  if (dns_tree_at(all->tree, wish->domain) == TREE_NO_RECORD)
    dns_tree_set(all->tree, wish->domain, TREE_RECORD);
}

bool treewalk_walk(void *user, const struct walker_wish *wish, char **organisations, GError **error) {
  struct walking all = {.wish = wish, .organisations = organisations};
  all.dns = settings_dns(user, error);
  if (!all.dns)
    return false;
  all.tree = dns_tree_new(all.dns);
  if (wish->n > 0)
    put_record(&all);
  const bool good = walk_all(&all, error);
  dns_free(all.dns); /* the first: what is pending still calls back */
  dns_tree_free(all.tree);
  return good;
}
