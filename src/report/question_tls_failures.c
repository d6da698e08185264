/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"
#include "report/tls_advice.h"

#define STEPS_MOST 8

static const struct column columns[] = {
    {.key = "result_type",
     .label = "Failure",
     .type = COLUMN_TEXT,
     .meaning = "result type of RFC 8460 section 4.3, or another word of the reporter"},
    {.key = "meaning", .label = "Meaning", .type = COLUMN_TEXT, .priority = 3, .meaning = "the same in plain words"},
    {.key = "sessions",
     .label = "Sessions",
     .type = COLUMN_COUNT,
     .meaning = "sessions that failed so; one that failed in several ways is counted in each"},
    {.key = "domain",
     .label = "Domain",
     .type = COLUMN_TEXT,
     .priority = 1,
     .meaning = "policy domain that they were for"},
    {.key = "policy_type",
     .label = "Policy",
     .type = COLUMN_TEXT,
     .priority = 6,
     .meaning = "what the senders went by: sts, tlsa or no-policy-found"},
    {.key = "mx",
     .label = "MX",
     .type = COLUMN_TEXT,
     .meaning = "mail server that was spoken to; none when it was not reached"},
    {.key = "sending_mta_ip",
     .label = "From",
     .type = COLUMN_ADDRESS,
     .priority = 4,
     .meaning = "address of the sending server"},
    {.key = "receiving_ip",
     .label = "To",
     .type = COLUMN_ADDRESS,
     .priority = 5,
     .meaning = "address of the mail server that was spoken to"},
    {.key = "reporters",
     .label = "Reporters",
     .type = COLUMN_COUNT,
     .priority = 7,
     .meaning = "organisations that tell of it"},
    COLUMN_FIRST_SEEN(9, true),
    COLUMN_LAST_SEEN(2, false),
    {.key = "reasons",
     .label = "Reasons",
     .type = COLUMN_JSON,
     .priority = 8,
     .meaning = "what the reporters add: reason codes, and where to read more"},
    COLUMN_END,
};

/* "TLS failed in 3 ways in 303 sessions for example.com, 30 days to 23 November 2026" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking, (void)error;
  if (answer->rows == 0)
    return sentence_nothing(answer, "TLS failures");
  const uint64_t types = sentence_different(answer, "result_type");
  g_autofree char *scope = sentence_scope(answer), *sessions = text_plural(answer->messages, "time", "times");
  g_autofree char *ways = types > 0 ? text_plural(types, "way", "ways") : NULL;
  return g_strdup_printf("TLS failed %s%s%s%s", sessions, ways ? ", in " : "", ways ? ways : "", scope);
}

static bool is_new(GHashTable *told, const char *step) {
  return g_hash_table_add(told, g_strdup(step));
}

/* One for each kind of failure at each place, the most frequent first. */
static GPtrArray *steps(const struct answer *answer) {
  GPtrArray *steps = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (size_t row = 0; row < table_rows(answer->table) && steps->len < STEPS_MOST; row++) {
    const struct table *table = answer->table;
    const enum tls_result_type type = tls_advice_type(table_text(table, row, "result_type"));
    g_autofree char *step = tls_advice_step(type, table_text(table, row, "mx"), table_text(table, row, "domain"));
    if (is_new(told, step))
      g_ptr_array_add(steps, g_steal_pointer(&step));
  }
  return steps;
}

const struct question question_tls_failures = {
    .id = "tls-failures",
    .title = "TLS failures",
    .summary = "why TLS failed, where, and what to do",
    .purpose =
        "One line for each way in which TLS failed, with the mail server and the addresses, as the senders tell it in "
        "their TLS reports, and what to do about the most frequent ones. What a reporter only says in its sums is in "
        "`tls` and not here.",
    .about = ABOUT_TLS,
    .sql = "tls_failures.sql",
    .stands_on = {"tls_scope.sql"},
    .columns = columns,
    .counts = "sessions",
    .order = "sessions DESC, domain, result_type, mx, sending_mta_ip, receiving_ip, policy_type",
    .takes = TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_LIMIT | TAKES_SORT | TAKES_TRUST,
    .default_limit = 20,
    .row_one = "failure",
    .row_many = "failures",
    .sentence = sentence,
    .steps = steps,
    .examples = {"dmarcstat tls-failures", "dmarcstat tls-failures --domain example.com --format json"},
};
