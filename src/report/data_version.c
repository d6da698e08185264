/* SPDX-License-Identifier: MIT */
#include "report/data_version.h"
#include "report/resource.h"
#include "store/query.h"

/* The reports of one domain that begin on one day and are as long. */
struct some {
  const char *domain;
  int64_t first_day, days;
  int64_t numbers[5]; /* how many, the first, the last, their sum, and when the last came */
};

struct data_version {
  GStringChunk *domains;
  GArray *all; /* of struct some */
  int64_t named, forgotten;
};

static bool read_reports(struct data_version *version, struct store *store, GError **error) {
  struct query *query = query_open(store, resource_text("sql/data_version.sql"), error);
  int step = query ? 0 : -1;
  while (query && (step = query_step(query, error)) > 0) {
    struct some some = {.domain = g_string_chunk_insert_const(version->domains, query_text(query, 0)),
                        .first_day = query_int(query, 1),
                        .days = query_int(query, 2)};
    for (int i = 0; i < (int)G_N_ELEMENTS(some.numbers); i++)
      some.numbers[i] = query_int(query, 3 + i);
    g_array_append_val(version->all, some);
  }
  query_close(query);
  return step == 0;
}

struct data_version *data_version_read(struct store *store, GError **error) {
  struct data_version *version = g_new0(struct data_version, 1);
  version->domains = g_string_chunk_new(256);
  version->all = g_array_new(FALSE, FALSE, sizeof(struct some));
  /* what db forget takes a text away from is called that */
  if (read_reports(version, store, error) &&
      query_number(store, "SELECT count(*) FROM name WHERE text >= '(forgotten ' AND text < '(forgotten!'",
                   &version->forgotten, error) &&
      query_number(store, "SELECT count(*) FROM source WHERE kind IS NOT NULL OR name IS NOT NULL", &version->named,
                   error))
    return version;
  data_version_free(version);
  return NULL;
}

void data_version_free(struct data_version *version) {
  if (!version)
    return;
  g_string_chunk_free(version->domains);
  g_array_unref(version->all);
  g_free(version);
}

static bool is_about(const struct some *some, const char *domain, struct period period) {
  return some->first_day < period.until && some->first_day + some->days > period.since &&
         (!domain || g_str_equal(some->domain, domain));
}

char *data_version_of(const struct data_version *version, const char *domain, struct period period) {
  GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
  for (guint i = 0; i < version->all->len; i++) {
    const struct some *some = &g_array_index(version->all, struct some, i);
    if (is_about(some, domain, period))
      g_checksum_update(sum, (const guchar *)some->numbers, sizeof(some->numbers));
  }
  char *words = g_strdup_printf("%s %u %" G_GINT64_FORMAT, g_checksum_get_string(sum),
                                g_bit_storage((gulong)version->named), version->forgotten);
  g_checksum_free(sum);
  return words;
}
