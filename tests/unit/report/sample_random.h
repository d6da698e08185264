/* SPDX-License-Identifier: MIT */
/* A store of random reports over 100 days: of all shapes, results and sources, from one reporter on three domains. */
#ifndef DMARCSTAT_TESTS_SAMPLE_RANDOM_H
#define DMARCSTAT_TESTS_SAMPLE_RANDOM_H

#include "sample.h"

#define RANDOM_REPORTS 150
#define RANDOM_REPORTER "Only Reporter"

static inline struct record random_record(GRand *random, struct dkim_result *dkim, struct spf_result *spf,
                                          struct override *override) {
  static const char *const sources[] = {"192.0.2.1",   "192.0.2.130",   "192.0.3.1", "198.51.100.7",
                                        "2001:db8::1", "2001:db8::2:1", ""};
  static const char *const header_froms[] = {"example.com", "news.example.com", NULL};
  dkim->result.value = (uint8_t)g_rand_int_range(random, 0, AUTH_RESULT_MAX);
  spf->result.value = (uint8_t)g_rand_int_range(random, 0, AUTH_RESULT_MAX);
  struct record record = {
      .source = sample_address(sources[g_rand_int_range(random, 0, G_N_ELEMENTS(sources))]),
      .count = (uint64_t)(g_rand_boolean(random) ? g_rand_int_range(random, 0, 9) : g_rand_int_range(random, 0, 90000)),
      .disposition = {.value = (uint8_t)g_rand_int_range(random, 0, DISPOSITION_MAX)},
      .dkim = {.value = (uint8_t)g_rand_int_range(random, 0, ALIGNMENT_RESULT_MAX)},
      .spf = {.value = (uint8_t)g_rand_int_range(random, 0, ALIGNMENT_RESULT_MAX)},
      .header_from = header_froms[g_rand_int_range(random, 0, G_N_ELEMENTS(header_froms))],
      .dkim_results = dkim,
      .spf_results = spf,
      .overrides = override,
      .n_dkim_results = (uint32_t)g_rand_int_range(random, 0, 2),
      .n_spf_results = (uint32_t)g_rand_int_range(random, 0, 2),
      .n_overrides = (uint32_t)g_rand_int_range(random, 0, 2),
  };
  if (record.source.length == 0)
    record.source_raw = "X.X.X.X";
  return record;
}

static inline struct store *random_store(GRand *random) {
  static const char *const domains[] = {"example.com", "example.net", "example.org"};
  struct store *store = sample_empty();
  for (int i = 0; i < RANDOM_REPORTS; i++) {
    struct record records[8];
    struct dkim_result dkim[8];
    struct spf_result spf[8];
    struct override overrides[8];
    unsigned int n = (unsigned int)g_rand_int_range(random, 0, 9);
    for (unsigned int k = 0; k < n; k++) {
      dkim[k] = (struct dkim_result){.domain = "example.com"};
      spf[k] = (struct spf_result){.domain = "example.com"};
      overrides[k] = (struct override){.comment = "because"};
      records[k] = random_record(random, &dkim[k], &spf[k], &overrides[k]);
    }
    g_autofree char *id = g_strdup_printf("r%d", i);
    int32_t days = g_rand_int_range(random, 0, 3) ? 1 : g_rand_int_range(random, 1, 45);
    struct report report = sample_report(domains[g_rand_int_range(random, 0, 3)], RANDOM_REPORTER, id,
                                         NEWEST - g_rand_int_range(random, 0, 100), days);
    report.begin += g_rand_int_range(random, 0, 5) * 3600;
    sample_put(store, report, records, n);
  }
  return store;
}

#endif
