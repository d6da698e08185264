/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    {.key = "reporter", .label = "Reporter", .type = COLUMN_TEXT, .meaning = "organisation that sent the reports"},
    {.key = "kind",
     .label = "Disagreement",
     .type = COLUMN_TEXT,
     .meaning = "what policy_evaluated says of DKIM or SPF, and what follows from the results in the same record"},
    {.key = "messages",
     .label = "Messages",
     .type = COLUMN_COUNT,
     .meaning = "messages of the records that disagree in this way"},
    {.key = "share",
     .label = "of its",
     .note = "mail",
     .type = COLUMN_SHARE,
     .whole = "total",
     .priority = 2,
     .late = true,
     .meaning = "the same messages, as a share of all that the reporter told of"},
    {.key = "total",
     .label = "of",
     .type = COLUMN_COUNT,
     .data_only = true,
     .late = true,
     .meaning = "all messages that the reporter told of"},
    {.key = "records", .label = "Records", .type = COLUMN_COUNT, .priority = 3, .meaning = "records that disagree"},
    {.key = "reports",
     .label = "Reports",
     .type = COLUMN_COUNT,
     .priority = 4,
     .meaning = "reports that hold such a record"},
    {.key = "cause", .label = "Cause", .type = COLUMN_TEXT, .meaning = "why they disagree, as far as the report tells"},
    {.key = "report",
     .label = "Report",
     .note = "example",
     .type = COLUMN_ID,
     .priority = 1,
     .meaning = "number of the report with the record of most messages among them"},
    {.key = "source_ip",
     .label = "Source",
     .note = "example",
     .type = COLUMN_ADDRESS,
     .priority = 1,
     .meaning = "IP address in that record"},
    COLUMN_END,
};

/* "20,458 records of 21 reporters: all but 12 agree with their own results, 30 days to 23 November 2026" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  struct query *query = ask_resource_query(asking, "audit_totals.sql", error);
  if (!query)
    return NULL;
  const int step = query_step(query, error);
  const uint64_t records = step > 0 ? (uint64_t)ask_number(query, 0) : 0;
  const uint64_t reporters = step > 0 ? (uint64_t)ask_number(query, 1) : 0;
  const uint64_t disagreeing = step > 0 ? (uint64_t)ask_number(query, 2) : 0;
  query_close(query);
  if (step < 0)
    return NULL;
  if (records == 0)
    return sentence_nothing(answer, "records");
  g_autofree char *all = text_plural(records, "record", "records"), *scope = sentence_scope(answer);
  g_autofree char *from = text_plural(reporters, "reporter", "reporters"), *odd = text_count(disagreeing);
  if (disagreeing == 0)
    return g_strdup_printf("%s of %s%s: all agree with their own results", all, from, scope);
  if (disagreeing == records)
    return g_strdup_printf("%s of %s%s: none agrees with its own results", all, from, scope);
  return g_strdup_printf("%s of %s%s: all but %s agree with their own results", all, from, scope, odd);
}

static char *next(const struct answer *answer) {
  return g_strdup_printf("Next: dmarcstat report %" G_GINT64_FORMAT, table_int(answer->table, 0, "report"));
}

const struct question question_audit = {
    .id = "audit",
    .title = "Audit",
    .summary = "where reporters disagree with their own results",
    .purpose =
        "Works out alignment anew for every record, from its DKIM and SPF results, its From domain and the modes of "
        "the published policy, and compares that with what the reporter says of it (policy_evaluated). One line for "
        "each reporter, kind of disagreement and cause; a reporter that agrees with itself is not listed. The other "
        "questions always take what the reporter says, unless it is neither pass nor fail.",
    .sql = "audit.sql",
    .late_sql = "audit_late.sql",
    .stands_on = {"audit_told.sql", "alignment.sql", "audit_disputed.sql"},
    .columns = columns,
    .order = "messages DESC, reporter, kind, cause",
    .takes = TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_SOURCE | TAKES_TRUST | TAKES_LIMIT | TAKES_SORT,
    .row_one = "disagreement",
    .row_many = "disagreements",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat audit", "dmarcstat audit --domain example.com --since 3m",
                 "dmarcstat audit --reporter google.com --format csv"},
};
