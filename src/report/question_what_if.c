/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/address.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    COLUMN_SOURCE,
    {.key = "change",
     .label = "Change",
     .type = COLUMN_TEXT,
     .meaning = "whether the messages pass DMARC today, and what would become of them under the record"},
    {.key = "messages", .label = "Messages", .type = COLUMN_COUNT, .meaning = "messages that would fare otherwise"},
    {.key = "none",
     .label = "None",
     .note = "today",
     .type = COLUMN_COUNT,
     .priority = 5,
     .meaning = "of them, messages to which nothing was done because of DMARC"},
    {.key = "quarantine",
     .label = "Quarantined",
     .note = "today",
     .type = COLUMN_COUNT,
     .priority = 3,
     .meaning = "of them, messages put into quarantine because of DMARC"},
    {.key = "reject",
     .label = "Rejected",
     .note = "today",
     .type = COLUMN_COUNT,
     .priority = 3,
     .meaning = "of them, messages rejected because of DMARC"},
    {.key = "would_meet",
     .label = "Would meet",
     .type = COLUMN_TEXT,
     .data_only = true,
     .meaning = "what the record asks to do to them: none, quarantine or reject"},
    {.key = "overridden",
     .label = "Overridden",
     .note = "today",
     .type = COLUMN_COUNT,
     .priority = 6,
     .meaning = "of them, messages for which the reporter gave a reason not to do what the policy says; it may again"},
    {.key = "header_from",
     .label = "From",
     .type = COLUMN_TEXT,
     .priority = 2,
     .late = true,
     .meaning = "domain of the From address that they used most"},
    {.key = "dkim_passed_for",
     .label = "DKIM passed for",
     .type = COLUMN_JSON,
     .priority = 1,
     .late = true,
     .meaning = "domains (d=) of signatures on them that passed, aligned or not, most used first, at most 10"},
    {.key = "spf_passed_for",
     .label = "SPF passed for",
     .type = COLUMN_JSON,
     .priority = 1,
     .late = true,
     .meaning = "envelope domains for which SPF passed, aligned or not, most used first, at most 10"},
    COLUMN_FIRST_SEEN(0, true),
    COLUMN_LAST_SEEN(0, true),
    COLUMN_END,
};

struct totals {
  uint64_t messages, lost, won, quarantine, would_quarantine, reject, would_reject;
};

static bool read_totals(const struct asking *asking, struct totals *totals, GError **error) {
  struct query *query = ask_resource_query(asking, "what_if_totals.sql", error);
  if (!query)
    return false;
  uint64_t *const fields[] = {&totals->messages,         &totals->lost,   &totals->won,         &totals->quarantine,
                              &totals->would_quarantine, &totals->reject, &totals->would_reject};
  const int step = query_step(query, error);
  for (unsigned int i = 0; step > 0 && i < G_N_ELEMENTS(fields); i++)
    *fields[i] = (uint64_t)ask_number(query, (int)i);
  query_close(query);
  return step > 0;
}

/* By which rule domains belong together, and for which that is not known. */
static void append_walk(GString *sentence, const struct asking *asking) {
  if (!asking->walked)
    return;
  g_string_append(sentence, "; organisational domains are by the DNS tree walk");
  if (asking->unwalked == 0)
    return;
  g_autofree char *names = text_plural(asking->unwalked, "name", "names");
  g_string_append_printf(sentence,
                         ", but for %s without an answer from DNS (%s), where the Public Suffix List stands in", names,
                         asking->unwalked_names->str);
}

/* What of the record has no say here. */
static void append_remarks(GString *sentence, const struct dmarc_record *record) {
  if (record->p == POLICY_ABSENT)
    g_string_append(sentence, "; without p it counts as p=none");
  const enum policy p = record->p == POLICY_ABSENT ? POLICY_NONE : record->p;
  const enum policy sp = record->sp == POLICY_ABSENT ? p : record->sp;
  if (record->np != POLICY_ABSENT && record->np != sp)
    g_string_append(sentence, "; np is left out, as reports do not say which names exist");
  if (record->ignored)
    g_string_append_printf(sentence, "; %s ignored: RFC 9989 does not have it", record->ignored->str);
}

static void append_disposed(GString *sentence, uint64_t would, const char *what, uint64_t is) {
  g_autofree char *then = text_count(would), *now = text_count(is);
  g_string_append_printf(sentence, ", %s %s (%s today)", then, what, now);
}

/*
 * "2,087 messages for example.com, 30 days to 23 November 2026, under "v=DMARC1; p=reject": 12 that pass would fail, 0
 * that fail would pass; 87 would be rejected (7 today), 0 quarantined (80 today)"
 */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  struct totals totals = {0};
  if (!read_totals(asking, &totals, error))
    return NULL;
  if (totals.messages == 0)
    return sentence_nothing(answer, "mail");
  g_autofree char *scope = sentence_scope(answer), *all = text_plural(totals.messages, "message", "messages");
  g_autofree char *made = asking->filter->record ? NULL : dmarc_record_text(&asking->record);
  GString *words = g_string_new(all);
  g_string_append_printf(words, "%s, under \"%s\": ", scope, made ? made : asking->filter->record);
  if (answer->rows == 0) {
    g_string_append(words, "nothing would change");
  } else {
    g_autofree char *lost = text_count(totals.lost), *won = text_count(totals.won);
    g_string_append_printf(words, "%s that %s would fail, %s that %s would pass", lost,
                           totals.lost == 1 ? "passes" : "pass", won, totals.won == 1 ? "fails" : "fail");
    append_disposed(words, totals.would_reject, "would be rejected", totals.reject);
    append_disposed(words, totals.would_quarantine, "quarantined", totals.quarantine);
  }
  append_remarks(words, &asking->record);
  append_walk(words, asking);
  return g_string_free(words, FALSE);
}

static char *next(const struct answer *answer) {
  const struct cell *source = table_cell(answer->table, 0, (unsigned int)table_column(answer->table, "source_ip"));
  g_autofree char *address = address_text(source->text, source->length);
  if (!address || !sentence_is_plain(answer->filter.domain))
    return NULL;
  return g_strdup_printf("Next: dmarcstat sources --domain %s --source %s", answer->filter.domain, address);
}

const struct question question_what_if = {
    .id = "what-if",
    .title = "What if",
    .summary = "what would become of mail under another DMARC record",
    .purpose =
        "Works out alignment anew for every record of DOMAIN under the record given, from its DKIM and SPF results, "
        "and says what would change: mail that passes and would fail, mail that fails and would pass, mail that fails "
        "and would meet another disposition. One line for each source and change; mail for which nothing changes is "
        "not listed. Subdomains are taken to exist, so sp is for them and np for none. t=y asks for one level less. "
        "What receivers do of their own accord cannot be known. Without --record it is the newest published policy "
        "with p=reject. With --treewalk, domains belong together by the DNS tree walk of RFC 9989 and not by the "
        "Public "
        "Suffix List: DNS is asked for the DMARC records of the domains that mail passed for, with the record given as "
        "that of DOMAIN.",
    .sql = "what_if.sql",
    .late_sql = "what_if_late.sql",
    .stands_on = {"what_if_told.sql", "alignment.sql", "alignment_walked.sql", "what_if_fate.sql"},
    .columns = columns,
    .order = "place, messages DESC, length(source_ip), source_ip, change",
    .takes = TAKES_PERIOD | TAKES_DOMAIN_NAMED | TAKES_RECORD | TAKES_REPORTER | TAKES_SOURCE | TAKES_TRUST |
             TAKES_LIMIT | TAKES_SORT,
    .default_limit = 20,
    .row_one = "change",
    .row_many = "changes",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat what-if example.com",
                 "dmarcstat what-if example.com --record 'v=DMARC1; p=reject; adkim=s'",
                 "dmarcstat what-if example.com --record 'v=DMARC1; p=quarantine; t=y' --since 7d --format csv"},
};
