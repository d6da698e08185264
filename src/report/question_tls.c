/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/last_check.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    {.key = "domain",
     .label = "Domain",
     .type = COLUMN_TEXT,
     .meaning = "policy domain: the recipients' domain, or with tlsa the mail server's; empty when nobody names it"},
    {.key = "policy_type",
     .label = "Policy",
     .type = COLUMN_TEXT,
     .meaning = "what the senders went by: sts (MTA-STS), tlsa (DANE), no-policy-found, or another word of theirs"},
    {.key = "sessions",
     .label = "Sessions",
     .type = COLUMN_COUNT,
     .meaning = "SMTP sessions, as the senders counted them"},
    {.key = "sessions_failed",
     .label = "Failed",
     .type = COLUMN_SHARE,
     .whole = "sessions",
     .meaning = "sessions of them in which TLS failed"},
    {.key = "reports", .label = "Reports", .type = COLUMN_COUNT, .priority = 3, .meaning = "reports that tell of them"},
    {.key = "failing_reporters",
     .label = "Reporters",
     .note = "failing",
     .type = COLUMN_COUNT,
     .priority = 4,
     .meaning = "organisations with failed sessions"},
    {.key = "reporters",
     .label = "Reporters",
     .type = COLUMN_COUNT,
     .priority = 2,
     .meaning = "organisations that reported"},
    COLUMN_FIRST_SEEN(5, true),
    COLUMN_LAST_SEEN(1, false),
    COLUMN_END,
};

/* Behind it, when one domain was asked for, how the last check of what it publishes about TLS came out. */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  g_autofree char *checked = NULL;
  const char *domain = answer->filter.domain;
  if (domain && !last_check_words(asking->store, domain, LAST_CHECK_TLS, period_now(), &checked, error))
    return NULL;
  g_autofree char *told = answer->rows == 0 ? sentence_nothing(answer, "TLS sessions") : sentence_tls_failed(answer);
  return checked ? g_strdup_printf("%s; its records were %s", told, checked) : g_steal_pointer(&told);
}

static char *next(const struct answer *answer) {
  for (size_t row = 0; row < table_rows(answer->table); row++) {
    const char *domain = table_text(answer->table, row, "domain");
    if (table_int(answer->table, row, "sessions_failed") > 0 && domain && *domain && sentence_is_plain(domain))
      return g_strdup_printf("Next: dmarcstat tls-failures --domain %s", domain);
  }
  return g_strdup("Next: dmarcstat tls-reports");
}

const struct question question_tls = {
    .id = "tls",
    .title = "TLS",
    .summary = "sessions with your mail servers: how many failed to use TLS",
    .purpose =
        "What senders say in SMTP TLS reports (RFC 8460) of their sessions with your mail servers, one line for each "
        "domain and what they went by. A session for which both DANE and MTA-STS hold is counted under both. Reports "
        "whose mail your own server found without the signature that they must have are left out; --trust failed "
        "shows them.",
    .about = ABOUT_TLS,
    .sql = "tls.sql",
    .stands_on = {"tls_scope.sql"},
    .columns = columns,
    .counts = "sessions",
    .order = "sessions_failed DESC, sessions DESC, domain, policy_type",
    .takes = TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_LIMIT | TAKES_SORT | TAKES_TRUST,
    .row_one = "line",
    .row_many = "lines",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat tls", "dmarcstat tls --domain example.com --since 7d"},
};
