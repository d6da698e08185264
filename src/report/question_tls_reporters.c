/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    {.key = "reporter", .label = "Reporter", .type = COLUMN_TEXT, .meaning = "organisation that sent the reports"},
    {.key = "reports", .label = "Reports", .type = COLUMN_COUNT, .meaning = "TLS reports of the period"},
    {.key = "unverified",
     .label = "Unverified",
     .type = COLUMN_COUNT,
     .priority = 2,
     .meaning = "reports of them that nothing authenticates, such as those posted over HTTPS: anybody could have "
                "made them"},
    {.key = "sessions",
     .label = "Sessions",
     .type = COLUMN_COUNT,
     .meaning = "SMTP sessions, as the reporter counted them"},
    {.key = "sessions_failed",
     .label = "Failed",
     .type = COLUMN_SHARE,
     .whole = "sessions",
     .meaning = "sessions of them in which TLS failed"},
    {.key = "domains",
     .label = "Domains",
     .type = COLUMN_COUNT,
     .priority = 3,
     .meaning = "policy domains that they are about"},
    COLUMN_FIRST_SEEN(4, true),
    COLUMN_LAST_SEEN(1, false),
    COLUMN_END,
};

/* "3 reporters sent TLS reports for example.com, 30 days to 23 November 2026" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking, (void)error;
  if (answer->rows == 0)
    return sentence_nothing(answer, "TLS reports");
  g_autofree char *reporters = text_plural(answer->rows, "reporter", "reporters"), *scope = sentence_scope(answer);
  return g_strdup_printf("%s sent TLS reports%s", reporters, scope);
}

const struct question question_tls_reporters = {
    .id = "tls-reporters",
    .title = "TLS reporters",
    .summary = "who sends TLS reports, and what they tell of",
    .purpose = "One line for each organisation that sent SMTP TLS reports (RFC 8460) in the period, with the sessions "
               "that it counted. Reports that nothing authenticates are counted, too, and told apart; those that fail "
               "are left out, as in `tls`.",
    .about = ABOUT_TLS,
    .sql = "tls_reporters.sql",
    .stands_on = {"tls_scope.sql"},
    .columns = columns,
    .counts = "sessions",
    .order = "sessions DESC, reporter",
    .takes = TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_LIMIT | TAKES_SORT | TAKES_TRUST,
    .default_limit = 50,
    .row_one = "reporter",
    .row_many = "reporters",
    .sentence = sentence,
    .examples = {"dmarcstat tls-reporters", "dmarcstat tls-reporters --domain example.com"},
};
