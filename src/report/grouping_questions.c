/* SPDX-License-Identifier: MIT */
/* What the questions that take --by tell of each group, after its key. */
#include "base/text.h"
#include "report/columns.h"
#include "report/grouping.h"
#include "report/sentence.h"

#define COLUMN_SOURCES(the_meaning)                                                                                    \
  { .key = "sources", .label = "Sources", .type = COLUMN_COUNT, .priority = 2, .meaning = the_meaning }

/* "218 messages are from sources that nothing is known of. Next: dmarcstat enrich" */
static char *next(const struct answer *answer) {
  const struct grouping *by = answer->filter.by;
  for (size_t row = 0; by->of_enrichment && row < table_rows(answer->table); row++) {
    if (g_strcmp0(table_text(answer->table, row, by->id), GROUPING_UNKNOWN) != 0)
      continue;
    const uint64_t number = (uint64_t)table_int(answer->table, row, "messages");
    g_autofree char *messages = text_plural(number, "message is", "messages are");
    return g_strdup_printf("%s from sources that nothing is known of. Next: dmarcstat enrich", messages);
  }
  return NULL;
}

/* -- of all mail -----------------------------------------------------------------------------------------------------
 */

static const struct column mail_columns[] = {
    COLUMN_SOURCES("addresses that such mail came from"),
    COLUMN_MESSAGES,
    COLUMN_DMARC_PASS,
    COLUMN_DKIM_PASS(4, false),
    COLUMN_DKIM_ALIGNED(2),
    COLUMN_SPF_PASS(4, false),
    COLUMN_SPF_ALIGNED(2),
    COLUMN_NONE(7, false),
    COLUMN_QUARANTINE(3),
    COLUMN_REJECT(3),
    COLUMN_FIRST_SEEN(0, true),
    COLUMN_LAST_SEEN(0, true),
    COLUMN_END,
};

/* "175,223 messages by week for example.com, 30 days to 23 November 2026; 97.7 % passed DMARC" */
static char *mail_sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking, (void)error;
  const struct filter *filter = &answer->filter;
  if (answer->rows == answer->gone)
    return sentence_nothing(answer, filter->failing ? "failures" : "mail");
  g_autofree char *messages = text_plural(answer->messages, "message", "messages"), *scope = sentence_scope(answer);
  g_autofree char *passed = sentence_passed(answer->dmarc_pass, answer->messages);
  return g_strdup_printf("%s by %s%s%s", messages, filter->by->id, scope, passed);
}

const struct question_groups groups_of_mail = {
    .sql = "by_mail.sql", .columns = mail_columns, .sentence = mail_sentence, .next = next};

/* -- of what failed --------------------------------------------------------------------------------------------------
 */

static const struct column failure_columns[] = {
    COLUMN_SOURCES("addresses that mail which failed DMARC came from"),
    {.key = "messages",
     .label = "Messages",
     .note = "failed",
     .type = COLUMN_COUNT,
     .meaning = "messages that failed DMARC: neither DKIM nor SPF aligned"},
    {.key = "total",
     .label = "of",
     .type = COLUMN_COUNT,
     .priority = 7,
     .of_all = true,
     .meaning = "all messages, passed or failed"},
    {.key = "first_seen",
     .label = "First seen",
     .type = COLUMN_DAY,
     .priority = 6,
     .meaning = "first day of the period with a failed message, UTC"},
    {.key = "last_seen",
     .label = "Last seen",
     .type = COLUMN_DAY,
     .priority = 5,
     .meaning = "last day of the period with a failed message, UTC"},
    COLUMN_END,
};

/* "4,011 of 175,223 messages failed DMARC, by week, for example.com, 30 days to 23 November 2026" */
static char *failure_sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  uint64_t messages = 0;
  if (!sentence_all_messages(asking, &messages, error))
    return NULL;
  if (messages == 0)
    return sentence_nothing(answer, "mail");
  g_autofree char *scope = sentence_scope(answer), *all = text_plural(messages, "message", "messages");
  g_autofree char *failed = answer->messages > 0 ? text_count(answer->messages) : g_strdup("None");
  return g_strdup_printf("%s of %s by %s failed DMARC%s", failed, all, answer->filter.by->id, scope);
}

const struct question_groups groups_of_failures = {
    .sql = "by_failures.sql", .columns = failure_columns, .sentence = failure_sentence, .next = next};
