/* SPDX-License-Identifier: MIT */
/* Which filters have a page in the site, and what its file is called. */
#include "report/address.h"
#include "web/calendar.h"
#include "web/site_parts.h"
#include <string.h>

#define NAME_MOST 200 /* bytes; most file systems take 255 */
#define NAME_KEPT 150

/* A file name for a hostile text: letters, digits, '-', '_' and inner dots stay, "=2F" is the rest. Caller frees. */
static char *safe_name(const char *text) {
  g_autoptr(GString) name = g_string_new(NULL);
  for (const char *p = text; *p; p++)
    if (g_ascii_isalnum(*p) || *p == '-' || *p == '_' || (*p == '.' && p > text))
      g_string_append_c(name, *p);
    else
      g_string_append_printf(name, "=%02X", (unsigned char)*p);
  if (name->len == 0)
    return g_strdup("=");
  if (name->len > NAME_MOST) {
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    g_string_truncate(name, NAME_KEPT);
    g_string_append_printf(name, "=%.32s", digest);
  }
  return g_string_free(g_steal_pointer(&name), FALSE);
}

/* Pages only answer what their file name says. */
static bool is_plain(const struct filter *filter, bool of_source) {
  return (of_source || filter->source_first.length == 0) && !filter->reporter && !filter->has_trust &&
         !filter->has_class && !filter->failing && !filter->sort && filter->limit == 0 &&
         filter->disposition == DISPOSITION_OTHER && !filter->record;
}

static bool is_same(struct period a, struct period b) {
  return a.since == b.since && a.until == b.until;
}

/* "index", or the name of another period; NULL: there is none of that. Caller frees. */
static char *period_name(const struct site_paths *paths, const struct page *page, struct period period) {
  const bool is_start = g_str_equal(page->id, "overview") || g_str_equal(page->id, "domain");
  if (is_same(period, paths->period))
    return g_strdup(is_start ? "index" : page->id);
  if (!is_start)
    return NULL;
  return calendar_is_month(period) ? calendar_month_id(period) : NULL;
}

/* The sources of a domain that have pages; NULL when there are too many domains. */
static GHashTable *sources_of(struct site_paths *paths, const char *domain) {
  GHashTable *sources = g_hash_table_lookup(paths->domains, domain);
  if (sources || g_hash_table_size(paths->domains) >= SITE_DOMAINS_MOST)
    return sources;
  sources = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert(paths->domains, g_strdup(domain), sources);
  return sources;
}

/* "source/192.0.2.1"; in IPv6 addresses '-' stands for ':', which not every file system takes. */
static char *source_name(GHashTable *sources, const struct filter *filter) {
  if (filter->source_first.length == 0 ||
      memcmp(&filter->source_first, &filter->source_last, sizeof(filter->source_first)))
    return NULL;
  g_autofree char *address = address_text(filter->source_first.bytes, filter->source_first.length);
  if (!g_hash_table_contains(sources, address)) {
    if (g_hash_table_size(sources) >= SITE_SOURCES_OF_DOMAIN)
      return NULL;
    g_hash_table_add(sources, g_strdup(address));
  }
  g_strdelimit(address, ":", '-');
  return g_strconcat("source/", address, NULL);
}

/* Below the folder of a domain. */
static char *domain_path(struct site_paths *paths, const struct target *target) {
  const struct filter *filter = &target->filter;
  if (paths->domain && !g_str_equal(paths->domain, filter->domain))
    return NULL;
  GHashTable *sources = sources_of(paths, filter->domain);
  if (!sources)
    return NULL;
  const bool is_source = g_str_equal(target->page->id, "source");
  g_autofree char *period = period_name(paths, target->page, filter->period);
  g_autofree char *source = is_source && period ? source_name(sources, filter) : NULL;
  const char *name = is_source ? source : period;
  if (!name)
    return NULL;
  if (paths->domain)
    return g_strdup(name);
  g_autofree char *folder = safe_name(filter->domain);
  return g_strdup_printf("domain/%s/%s", folder, name);
}

char *site_path(struct site_paths *paths, const struct target *target) {
  const struct page *page = target->page;
  const struct filter *filter = &target->filter;
  if (page->live_only || !is_plain(filter, g_str_equal(page->id, "source")))
    return NULL;
  if (g_str_equal(page->id, "guide"))
    return g_strdup("guide");
  if (page->takes & TAKES_REPORT_ID) {
    g_autofree char *name = safe_name(filter->report_id);
    return g_strconcat("report/", name, NULL);
  }
  if (filter->domain)
    return domain_path(paths, target);
  if (paths->domain || page->takes & (TAKES_DOMAIN_NAMED | TAKES_SOURCE_NAMED))
    return NULL;
  return period_name(paths, page, filter->period);
}
