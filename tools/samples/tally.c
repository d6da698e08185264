/* SPDX-License-Identifier: MIT */
#include "tally.h"
#include <string.h>

enum { ALL, LAST30, WINDOWS };
static const char *const window_names[WINDOWS] = {"all", "last30"};

struct counts {
  uint64_t reports, records, messages, dmarc_pass, dkim_aligned, spf_aligned, quarantine, reject;
  GHashTable *sources, *failing_sources; /* sets of addresses as text */
};

struct tally {
  uint64_t mails[FATES];
  GHashTable *reporters;
  struct {
    uint64_t sessions, failed;
  } tls[DOMAINS];
  uint64_t tls_reports, failures;
  struct counts counts[WINDOWS][DOMAINS];
};

struct tally *tally_new(void) {
  struct tally *tally = g_new0(struct tally, 1);
  tally->reporters = g_hash_table_new(g_str_hash, g_str_equal);
  for (int window = 0; window < WINDOWS; window++)
    for (int domain = 0; domain < DOMAINS; domain++) {
      tally->counts[window][domain].sources = g_hash_table_new(g_str_hash, g_str_equal);
      tally->counts[window][domain].failing_sources = g_hash_table_new(g_str_hash, g_str_equal);
    }
  return tally;
}

void tally_free(struct tally *tally) {
  for (int window = 0; window < WINDOWS; window++)
    for (int domain = 0; domain < DOMAINS; domain++) {
      g_hash_table_unref(tally->counts[window][domain].sources);
      g_hash_table_unref(tally->counts[window][domain].failing_sources);
    }
  g_hash_table_unref(tally->reporters);
  g_free(tally);
}

void tally_mail(struct tally *tally, enum fate fate) {
  tally->mails[fate]++;
}

static void count_record(struct counts *counts, const struct report *report, const struct record *record) {
  const struct verdict verdict = record_verdict(report, record);
  counts->records++;
  counts->messages += record->count;
  counts->dkim_aligned += verdict.dkim_aligned ? record->count : 0;
  counts->spf_aligned += verdict.spf_aligned ? record->count : 0;
  counts->quarantine += strcmp(verdict.disposition, "quarantine") == 0 ? record->count : 0;
  counts->reject += strcmp(verdict.disposition, "reject") == 0 ? record->count : 0;
  g_hash_table_add(counts->sources, (gpointer)(uintptr_t)record->source);
  if (verdict.dkim_aligned || verdict.spf_aligned)
    counts->dmarc_pass += record->count;
  else
    g_hash_table_add(counts->failing_sources, (gpointer)(uintptr_t)record->source);
}

void tally_report(struct tally *tally, const struct report *report) {
  const int64_t middle = WORLD_BEGIN + (WORLD_DAYS - 30) * (int64_t)DAY_SECONDS;
  g_assert(report->begin >= middle || report->end <= middle + DAY_SECONDS); /* no long report spans both windows */
  g_hash_table_add(tally->reporters, (gpointer)(uintptr_t)report->reporter->org_name);
  for (int window = 0; window < WINDOWS; window++) {
    if (window == LAST30 && report->begin < middle)
      continue;
    struct counts *counts = &tally->counts[window][report->domain];
    counts->reports++;
    for (guint i = 0; i < report->records->len; i++)
      count_record(counts, report, &g_array_index(report->records, struct record, i));
  }
}

void tally_tls(struct tally *tally, int domain, unsigned sessions, unsigned failed) {
  tally->tls_reports++;
  tally->tls[domain].sessions += sessions;
  tally->tls[domain].failed += failed;
}

void tally_tls_ignored(struct tally *tally) {
  tally->tls_reports++;
}

void tally_failure(struct tally *tally) {
  tally->failures++;
}

static void print_kinds(const struct tally *tally, FILE *out) {
  fprintf(out, "tls_reports %" G_GUINT64_FORMAT "\nfailures %" G_GUINT64_FORMAT "\n", tally->tls_reports,
          tally->failures);
  for (int domain = 0; domain < DOMAINS; domain++)
    fprintf(out, "tls.%s.sessions %" G_GUINT64_FORMAT "\ntls.%s.sessions_failed %" G_GUINT64_FORMAT "\n",
            world_domains[domain].name, tally->tls[domain].sessions, world_domains[domain].name,
            tally->tls[domain].failed);
}

static void print_counts(const struct counts *counts, const char *window, const char *domain, FILE *out) {
  const struct {
    const char *name;
    uint64_t value;
  } lines[] = {
      {"reports", counts->reports},
      {"records", counts->records},
      {"messages", counts->messages},
      {"dmarc_pass", counts->dmarc_pass},
      {"dmarc_fail", counts->messages - counts->dmarc_pass},
      {"dkim_aligned", counts->dkim_aligned},
      {"spf_aligned", counts->spf_aligned},
      {"quarantine", counts->quarantine},
      {"reject", counts->reject},
      {"sources", g_hash_table_size(counts->sources)},
      {"failing_sources", g_hash_table_size(counts->failing_sources)},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
    fprintf(out, "%s.%s.%s %" G_GUINT64_FORMAT "\n", window, domain, lines[i].name, lines[i].value);
}

void tally_print(const struct tally *tally, FILE *out) {
  static const char *const names[FATES] = {"reports", "duplicates", "rejected", "not_reports"};
  uint64_t mails = 0;
  for (int fate = 0; fate < FATES; fate++)
    mails += tally->mails[fate];
  fprintf(out, "mails %" G_GUINT64_FORMAT "\n", mails);
  for (int fate = 0; fate < FATES; fate++)
    fprintf(out, "%s %" G_GUINT64_FORMAT "\n", names[fate], tally->mails[fate]);
  fprintf(out, "reporters %u\n", g_hash_table_size(tally->reporters));
  print_kinds(tally, out);
  for (int window = 0; window < WINDOWS; window++)
    for (int domain = 0; domain < DOMAINS; domain++)
      print_counts(&tally->counts[window][domain], window_names[window], world_domains[domain].name, out);
}
