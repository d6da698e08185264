/* SPDX-License-Identifier: MIT */
#include "check/dmarc_discovery.h"
#include "base/organisation.h"
#include "net/txt.h"
#include <string.h>

/* What somebody may have meant as a DMARC record: it has the word in it. */
static bool seems_meant(const char *text) {
  g_autofree char *lower = g_ascii_strdown(text, -1);
  return strstr(lower, "dmarc1") != NULL;
}

static bool is_record(const char *text) {
  return tree_record_read(&text, 1) != TREE_NO_RECORD;
}

void dmarc_place_ask(struct resolver *resolver, const char *domain, struct dmarc_place *place) {
  g_autofree char *name = g_strconcat("_dmarc.", domain, NULL);
  g_autoptr(dns_reply) reply = resolver_ask(resolver, name, DNS_TXT);
  *place = (struct dmarc_place){.domain = g_strdup(domain),
                                .status = reply->answer.status,
                                .records = g_ptr_array_new_with_free_func(g_free),
                                .others = g_ptr_array_new_with_free_func(g_free)};
  for (unsigned int i = 0; i < reply->answer.n; i++) {
    char *text = txt_from_wire(reply->answer.records[i].bytes, reply->answer.records[i].length);
    if (text && is_record(text))
      g_ptr_array_add(place->records, text);
    else if (text && seems_meant(text))
      g_ptr_array_add(place->others, text);
    else
      g_free(text);
  }
}

void dmarc_place_clear(struct dmarc_place *place) {
  g_clear_pointer(&place->domain, g_free);
  g_clear_pointer(&place->records, g_ptr_array_unref);
  g_clear_pointer(&place->others, g_ptr_array_unref);
}

/* The record of a place that has exactly one. */
static const char *only_record(const struct dmarc_place *place) {
  return place->records->len == 1 ? place->records->pdata[0] : NULL;
}

static void walk(struct resolver *resolver, const char *domain, struct dmarc_discovery *discovery) {
  struct tree_walk walk;
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free); /* of each question, NULL: not one record */
  if (!tree_walk_begin(&walk, domain)) {
    discovery->status = DNS_NO_NAME;
    return;
  }
  discovery->status = DNS_FOUND;
  for (const char *at; (at = tree_walk_next(&walk));) {
    struct dmarc_place place;
    dmarc_place_ask(resolver, at, &place);
    const bool top = !strchr(at, '.'), failed = dns_has_failed(place.status) && !top;
    if (failed)
      discovery->status = place.status;
    else if (dns_has_failed(place.status))
      discovery->unanswered = g_strdup(at);
    g_ptr_array_add(texts, g_strdup(only_record(&place)));
    tree_walk_answer(&walk, failed ? TREE_FAILED
                                   : tree_record_read((const char *const *)place.records->pdata, place.records->len));
    dmarc_place_clear(&place);
  }
  discovery->organisation = g_strdup(tree_walk_organisation(&walk));
  const char *found = tree_walk_policy_domain(&walk);
  for (unsigned int i = 0; i < walk.n && found; i++)
    if (walk.asked[i] == found)
      discovery->policy = g_strdup(texts->pdata[i]);
  discovery->policy_domain = g_strdup(found);
  if (dns_has_failed(discovery->status) && only_record(&discovery->own)) {
    discovery->policy_domain = g_strdup(domain);
    discovery->policy = g_strdup(only_record(&discovery->own));
  }
  tree_walk_clear(&walk);
}

/* RFC 7489 section 6.6.3: the domain itself, and when it has no record, its organisational domain. */
static void look_by_suffixes(struct resolver *resolver, const char *domain, struct dmarc_discovery *discovery) {
  discovery->suffix_organisation = organisation_of(domain, strlen(domain));
  const char *own = only_record(&discovery->own);
  if (own) {
    discovery->suffix_policy_domain = g_strdup(domain);
    discovery->suffix_policy = g_strdup(own);
  }
  if (discovery->own.records->len > 0 || !discovery->suffix_organisation ||
      strcmp(discovery->suffix_organisation, domain) == 0)
    return;
  struct dmarc_place place;
  dmarc_place_ask(resolver, discovery->suffix_organisation, &place);
  if (only_record(&place)) {
    discovery->suffix_policy_domain = g_strdup(discovery->suffix_organisation);
    discovery->suffix_policy = g_strdup(only_record(&place));
  }
  dmarc_place_clear(&place);
}

void dmarc_discover(struct resolver *resolver, const char *domain, struct dmarc_discovery *discovery) {
  *discovery = (struct dmarc_discovery){0};
  dmarc_place_ask(resolver, domain, &discovery->own);
  walk(resolver, domain, discovery);
  look_by_suffixes(resolver, domain, discovery);
}

void dmarc_discovery_clear(struct dmarc_discovery *discovery) {
  dmarc_place_clear(&discovery->own);
  g_free(discovery->unanswered);
  g_free(discovery->organisation);
  g_free(discovery->policy_domain);
  g_free(discovery->policy);
  g_free(discovery->suffix_organisation);
  g_free(discovery->suffix_policy_domain);
  g_free(discovery->suffix_policy);
}
