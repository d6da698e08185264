/* SPDX-License-Identifier: MIT */
/* The DMARC record that a question is about: what was typed, or what would come next. */
#include "report/ask.h"

/* Reporters write p where there is no sp or np, so what is the same as p goes with it. */
static enum policy below(int64_t published, int64_t p) {
  return published == p || published == POLICY_OTHER ? POLICY_ABSENT : (enum policy)published;
}

/* They write r where nothing is published. */
static enum alignment_mode mode(int64_t published) {
  return published == MODE_STRICT ? MODE_STRICT : MODE_ABSENT;
}

/* The newest policy that a reporter found, with p=reject for what it was, and without t. */
static bool make_record(struct asking *asking, GError **error) {
  struct query *query = ask_resource_query(asking, "newest_policy.sql", error);
  if (!query)
    return false;
  const int step = query_step(query, error);
  if (step > 0) {
    const int64_t p = query_int(query, 0);
    asking->record = (struct dmarc_record){.p = POLICY_REJECT,
                                           .sp = below(query_int(query, 1), p),
                                           .np = below(query_int(query, 2), p),
                                           .adkim = mode(query_int(query, 3)),
                                           .aspf = mode(query_int(query, 4))};
  } else {
    asking->record = (struct dmarc_record){.p = POLICY_REJECT};
  }
  query_close(query);
  return step >= 0;
}

bool ask_record(struct asking *asking, GError **error) {
  if (!(asking->question->takes & TAKES_RECORD))
    return true;
  if (!asking->filter->record)
    return make_record(asking, error);
  dmarc_record_parse(asking->filter->record, &asking->record);
  return findings_fault(asking->record.findings, "--record", error);
}

void ask_bind_record(const struct asking *asking, struct query *query) {
  const struct dmarc_record *record = &asking->record;
  query_bind_int(query, ":record_dkim", record->adkim == MODE_STRICT ? 2 : 1);
  query_bind_int(query, ":record_spf", record->aspf == MODE_STRICT ? 2 : 1);
  query_bind_int(query, ":record_own", dmarc_record_policy(record, false));
  query_bind_int(query, ":record_below", dmarc_record_policy(record, true));
  query_bind_text(query, ":walked", asking->walked);
}
