/* SPDX-License-Identifier: MIT */
#include "traffic.h"
#include "dice.h"
#include <gio/gio.h>
#include <string.h>

/* -- reports ------------------------------------------------------------------------------------------------------ */

static char *make_id(const struct reporter *reporter, const char *domain, int64_t begin, int64_t mailed) {
  struct dice dice = dice_for(reporter->host, (uint64_t)begin);
  const uint64_t a = dice_next(&dice) ^ dice_for(domain, 1).state, b = dice_next(&dice);
  switch (reporter->id) {
  case ID_DECIMAL:
    return g_strdup_printf("%" G_GUINT64_FORMAT, a);
  case ID_HEX:
    return g_strdup_printf("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", a, b);
  case ID_UUID:
    return g_strdup_printf("%08x-%04x-4%03x-9%03x-%012" G_GINT64_MODIFIER "x", (unsigned)(a >> 32),
                           (unsigned)(a >> 16) & 0xffff, (unsigned)a & 0xfff, (unsigned)(b >> 52),
                           b & UINT64_C(0xffffffffffff));
  case ID_STAMP:
    return g_strdup_printf("%" G_GINT64_FORMAT ".%06u", mailed, (unsigned)(a % 1000000));
  case ID_AT:
    return g_strdup_printf("%s-%" G_GINT64_FORMAT "@%s", domain, mailed, reporter->host);
  case ID_DIGEST:
    return g_strdup_printf("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER
                           "x%016" G_GINT64_MODIFIER "x",
                           a, b, dice_next(&dice), dice_next(&dice));
  }
  g_assert_not_reached();
}

struct report *report_new(const struct reporter *reporter, int domain, int day, int64_t begin, int64_t end) {
  struct report *report = g_new0(struct report, 1);
  struct dice dice = dice_for(reporter->org_name, (uint64_t)(begin + domain));
  report->reporter = reporter;
  report->domain = domain;
  report->day = day;
  report->begin = begin;
  report->end = end;
  report->mailed = end + 1800 + (int64_t)dice_below(&dice, 6 * 3600);
  report->id = make_id(reporter, world_domains[domain].name, begin, report->mailed);
  report->records = g_array_new(FALSE, FALSE, sizeof(struct record));
  return report;
}

void report_free(struct report *report) {
  g_free(report->id);
  g_array_unref(report->records);
  g_free(report);
}

const char *report_policy(const struct report *report) {
  const struct domain *domain = &world_domains[report->domain];
  return domain->later_p && report->end > domain->change ? domain->later_p : domain->p;
}

/* The reports that a reporter sends about a domain, still empty. */
static void add_reports(GPtrArray *reports, const struct reporter *reporter, int domain) {
  struct dice dice = dice_for(reporter->org_name, (uint64_t)domain);
  const int span = MAX(reporter->span, 1);
  const int last = reporter->last_day ? reporter->last_day : WORLD_DAYS - 1;
  const int64_t change = world_domains[domain].change;
  for (int day = span - 1; day <= last; day += span) {
    const int64_t end = WORLD_BEGIN + (day + 1) * (int64_t)DAY_SECONDS + reporter->shift;
    const int64_t begin = end - span * (int64_t)DAY_SECONDS;
    if (dice_below(&dice, 100) >= reporter->chance || begin < WORLD_BEGIN)
      continue;
    const bool split = reporter->splits && begin < change && change < end;
    if (split)
      g_ptr_array_add(reports, report_new(reporter, domain, day, begin, change));
    g_ptr_array_add(reports, report_new(reporter, domain, day, split ? change : begin, end));
  }
}

/* -- verdicts ----------------------------------------------------------------------------------------------------- */

/* Relaxed alignment: both names are below the policy domain, which is an organizational domain in this world. */
static bool is_ours(const char *name, const char *domain) {
  const size_t a = strlen(name), b = strlen(domain);
  return a >= b && strcmp(name + a - b, domain) == 0 && (a == b || name[a - b - 1] == '.');
}

struct verdict record_verdict(const struct report *report, const struct record *record) {
  const struct route *route = record->route;
  const char *domain = world_domains[report->domain].name;
  struct verdict verdict = {.disposition = "none"};
  for (size_t i = 0; i < G_N_ELEMENTS(route->dkim) && route->dkim[i].domain; i++)
    if (is_ours(route->dkim[i].domain, domain) && strcmp(route->dkim[i].result, "pass") == 0)
      verdict.dkim_aligned = true;
  verdict.spf_aligned = is_ours(route->spf_domain, domain) && strcmp(route->spf_result, "pass") == 0;
  if (!verdict.dkim_aligned && !verdict.spf_aligned && !route->reason)
    verdict.disposition = report_policy(report);
  return verdict;
}

char *record_fill(const struct record *record, const char *text) {
  GString *filled = g_string_new(text);
  if (record->host)
    g_string_replace(filled, "$", record->host, 0);
  return g_string_free(filled, FALSE);
}

/* -- messages into reports ---------------------------------------------------------------------------------------- */

struct source {
  const char *address, *host;
  uint64_t weight;
};

/* The reports of one half that may hold messages of a sender, and how likely each one is. */
struct chances {
  GPtrArray *reports;
  GArray *weights; /* uint64_t */
  uint64_t sum;
};

static uint64_t report_weight(const struct report *report, const struct rhythm *rhythm) {
  if (report->day < rhythm->first_day || report->day > rhythm->last_day)
    return 0;
  const unsigned weekday = (unsigned)((WORLD_BEGIN / DAY_SECONDS + report->day + 4) % 7);
  return (uint64_t)((report->end - report->begin) / 3600) * rhythm->weekday[weekday] *
         report->reporter->weight[report->domain];
}

static void chances_fill(struct chances *chances, const GPtrArray *reports, const struct sender *sender, int half) {
  const int64_t middle = WORLD_BEGIN + WORLD_HALF * (int64_t)DAY_SECONDS;
  g_ptr_array_set_size(chances->reports, 0);
  g_array_set_size(chances->weights, 0);
  chances->sum = 0;
  for (guint i = 0; i < reports->len; i++) {
    struct report *report = reports->pdata[i];
    const uint64_t weight = report_weight(report, sender->rhythm);
    if (report->domain != sender->domain || (report->begin >= middle) != half || weight == 0)
      continue;
    g_ptr_array_add(chances->reports, report);
    g_array_append_val(chances->weights, weight);
    chances->sum += weight;
  }
}

static void add_record(struct report *report, const struct source *source, const struct route *route, uint64_t count) {
  const struct record record = {source->address, source->host, (unsigned)count, route};
  if (count > 0)
    g_array_append_val(report->records, record);
}

/*
 * Divides `total` into parts in proportion to weights, exactly: each call gives the part of the next weight. Starting
 * at a random phase makes small totals fall anywhere.
 */
struct divider {
  uint64_t total, sum, phase, seen, given;
};

static struct divider divider_new(uint64_t total, uint64_t sum, struct dice *dice) {
  return (struct divider){.total = total, .sum = sum, .phase = dice_below(dice, sum)};
}

static uint64_t divider_next(struct divider *divider, uint64_t weight) {
  divider->seen += weight;
  const uint64_t due = (divider->seen * divider->total + divider->phase) / divider->sum, part = due - divider->given;
  divider->given = due;
  return part;
}

/* All messages of a source in one report, as a botnet node does. */
static void add_burst(const struct chances *chances, const struct sender *sender, const struct source *source,
                      uint64_t count, uint64_t all_parts, struct dice *dice) {
  uint64_t at = dice_below(dice, chances->sum), part = dice_below(dice, all_parts);
  guint i = 0, r = 0;
  for (; at >= g_array_index(chances->weights, uint64_t, i); i++)
    at -= g_array_index(chances->weights, uint64_t, i);
  for (; part >= sender->shares[r].parts; r++)
    part -= sender->shares[r].parts;
  add_record(chances->reports->pdata[i], source, sender->shares[r].route, count);
}

/* Messages of one source on one route over all reports, no day quite like the other. */
static void add_spread(const struct chances *chances, const struct source *source, const struct route *route,
                       uint64_t count, struct dice *dice) {
  g_autoptr(GArray) noisy = g_array_sized_new(FALSE, FALSE, sizeof(uint64_t), chances->weights->len);
  uint64_t sum = 0;
  for (guint i = 0; i < chances->weights->len; i++) {
    const uint64_t weight = g_array_index(chances->weights, uint64_t, i) * (70 + dice_below(dice, 61));
    g_array_append_val(noisy, weight);
    sum += weight;
  }
  struct divider divider = divider_new(count, sum, dice);
  for (guint i = 0; i < noisy->len; i++)
    add_record(chances->reports->pdata[i], source, route, divider_next(&divider, g_array_index(noisy, uint64_t, i)));
}

static void add_source(const struct chances *chances, const struct sender *sender, const struct source *source,
                       uint64_t count, struct dice *dice) {
  uint64_t parts = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(sender->shares); i++)
    parts += sender->shares[i].parts;
  if (sender->rhythm->burst) {
    add_burst(chances, sender, source, count, parts, dice);
    return;
  }
  struct divider divider = divider_new(count, parts, dice);
  for (size_t i = 0; i < G_N_ELEMENTS(sender->shares) && sender->shares[i].route; i++)
    add_spread(chances, source, sender->shares[i].route, divider_next(&divider, sender->shares[i].parts), dice);
}

/* -- sources ------------------------------------------------------------------------------------------------------ */

/* An address in `network`, never the first or last of its /24. */
static char *invent_address(const char *network, struct dice *dice) {
  g_autoptr(GInetAddressMask) mask = g_inet_address_mask_new_from_string(network, NULL);
  g_assert(mask);
  GInetAddress *base = g_inet_address_mask_get_address(mask);
  const size_t size = g_inet_address_get_native_size(base);
  const guint fixed = g_inet_address_mask_get_length(mask);
  guint8 bytes[16];
  memcpy(bytes, g_inet_address_to_bytes(base), size);
  for (size_t i = 0; i < size; i++) {
    const guint kept = fixed > i * 8 ? MIN(fixed - (guint)i * 8, 8) : 0;
    const guint8 free_bits = (guint8)(0xff >> kept);
    if (size == 4 || i < 8)
      bytes[i] = (guint8)(bytes[i] | (dice_next(dice) & free_bits));
  }
  bytes[size - 1] = (guint8)(2 + dice_below(dice, 250));
  g_autoptr(GInetAddress) address = g_inet_address_new_from_bytes(bytes, g_inet_address_get_family(base));
  return g_inet_address_to_string(address);
}

/* The sources of a crowd; the same each time it is asked for. */
static GArray *crowd_sources(const struct crowd *crowd, GStringChunk *strings) {
  GArray *sources = g_array_new(FALSE, FALSE, sizeof(struct source));
  g_auto(GStrv) networks = g_strsplit(crowd->networks, " ", -1);
  g_auto(GStrv) hosts = g_strsplit(crowd->hosts ? crowd->hosts : "", " ", -1);
  const guint n_networks = g_strv_length(networks), n_hosts = g_strv_length(hosts);
  for (guint i = 0; i < crowd->sources; i++) {
    struct dice dice = dice_for(crowd->name, i);
    g_autofree char *address = invent_address(networks[i % n_networks], &dice);
    const struct source source = {.address = g_string_chunk_insert_const(strings, address),
                                  .host = n_hosts ? g_string_chunk_insert_const(strings, hosts[i % n_hosts]) : NULL,
                                  .weight = 1 + dice_below(&dice, 8)};
    g_array_append_val(sources, source);
  }
  return sources;
}

static GArray *sender_sources(const struct sender *sender, GStringChunk *strings) {
  if (sender->crowd)
    return crowd_sources(sender->crowd, strings);
  GArray *sources = g_array_new(FALSE, FALSE, sizeof(struct source));
  g_auto(GStrv) addresses = g_strsplit(sender->addresses, " ", -1);
  for (guint i = 0; addresses[i]; i++) {
    struct dice dice = dice_for(addresses[i], 0);
    const struct source source = {.address = g_string_chunk_insert_const(strings, addresses[i]),
                                  .weight = 60 + dice_below(&dice, 80)};
    g_array_append_val(sources, source);
  }
  return sources;
}

/* The messages of one sender in one half: each source at least one when there are enough. */
static void add_sender(const struct chances *chances, const struct sender *sender, const GArray *sources, int half) {
  struct dice dice = dice_for(sender->name, (uint64_t)half);
  const uint64_t total = sender->messages[half], least = total >= sources->len ? 1 : 0;
  uint64_t sum = 0;
  for (guint i = 0; i < sources->len; i++)
    sum += g_array_index(sources, struct source, i).weight;
  struct divider divider = divider_new(total - least * sources->len, sum, &dice);
  for (guint i = 0; i < sources->len; i++) {
    const struct source *source = &g_array_index(sources, struct source, i);
    const uint64_t count = least + divider_next(&divider, source->weight);
    if (count > 0)
      add_source(chances, sender, source, count, &dice);
  }
}

GPtrArray *traffic_make(GStringChunk *strings) {
  GPtrArray *reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
  for (unsigned i = 0; i < world_n_reporters; i++)
    for (int domain = 0; domain < DOMAINS; domain++)
      if (world_reporters[i].weight[domain] > 0)
        add_reports(reports, &world_reporters[i], domain);

  struct chances chances = {g_ptr_array_new(), g_array_new(FALSE, FALSE, sizeof(uint64_t)), 0};
  for (unsigned i = 0; i < world_n_senders; i++) {
    g_autoptr(GArray) sources = sender_sources(&world_senders[i], strings);
    for (int half = 0; half < 2; half++) {
      if (world_senders[i].messages[half] == 0)
        continue;
      chances_fill(&chances, reports, &world_senders[i], half);
      add_sender(&chances, &world_senders[i], sources, half);
    }
  }
  g_ptr_array_unref(chances.reports);
  g_array_unref(chances.weights);

  for (guint i = reports->len; i-- > 0;) /* nobody reports on nothing */
    if (((struct report *)reports->pdata[i])->records->len == 0)
      g_ptr_array_remove_index(reports, i);
  return reports;
}
