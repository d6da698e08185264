/* SPDX-License-Identifier: MIT */
/*
 * Who sends, and how it fares. A sender is a service, an organisational domain or an address, as `changes` has it: what
 * is raised of one is over when it no longer sends such mail, whenever it began to.
 */
#include "base/organisation.h"
#include "base/text.h"
#include "report/confidence.h"
#include "report/questions.h"
#include "report/value.h"
#include "tell/alert_find.h"
#include <string.h>

#define LOOKS_BACK_DAYS 90 /* what was not there in these is new */
#define OLD_DAYS 7         /* without so many days of mail from before, nothing is new */
#define BEFORE_TIMES 4     /* a pass rate is held against that of so many times the days before */

/* One sender of one domain, in one period. */
struct sender {
  char *domain, *who;
  enum source_class class; /* of its largest source that is in the class asked for */
  uint64_t messages, dmarc_pass, largest;
};

static void sender_free(struct sender *sender) {
  g_free(sender->domain);
  g_free(sender->who);
  g_free(sender);
}

/* Caller frees. */
static char *who_of(const struct table *table, size_t row) {
  const char *service = table_text(table, row, "service"), *name = table_text(table, row, "name");
  if (service)
    return g_strdup(service);
  if (name) {
    char *organisation = organisation_of(name, strlen(name));
    return organisation ? organisation : g_strdup(name);
  }
  return value_words(table, row, (unsigned int)table_column(table, "source_ip"));
}

/* A source that is in no domain's reports as an address is nobody in particular. */
static void add_row(GHashTable *senders, const struct answer *answer, size_t row, enum source_class class) {
  const struct table *table = answer->table;
  const char *domain = table_text(table, row, "domain");
  g_autofree char *who = who_of(table, row);
  if (g_str_equal(who, VALUE_NOTHING) || !domain)
    return;
  g_autofree char *key = g_strdup_printf("%s %s", domain, who);
  struct sender *sender = g_hash_table_lookup(senders, key);
  if (!sender) {
    sender = g_new0(struct sender, 1);
    sender->domain = g_strdup(domain);
    sender->who = g_steal_pointer(&who);
    g_hash_table_insert(senders, g_steal_pointer(&key), sender);
  }
  const uint64_t messages = (uint64_t)table_int(table, row, "messages");
  if (messages >= sender->largest) {
    sender->largest = messages;
    sender->class = class;
  }
  sender->messages += messages;
  sender->dmarc_pass += (uint64_t)table_int(table, row, "dmarc_pass");
}

/* Adds the senders of a period, of one class or of all (SOURCE_CLASS_MAX). */
static bool add_senders(const struct finding_alerts *finding, GHashTable *senders, struct period period,
                        enum source_class class, GError **error) {
  const struct filter filter = {.has_period = true,
                                .period = period,
                                .limit = -1,
                                .has_class = class != SOURCE_CLASS_MAX,
                                .class = class == SOURCE_CLASS_MAX ? 0 : class};
  struct answer *answer = question_ask(&question_sources, finding->store, &filter, error);
  for (size_t row = 0; answer && row < table_rows(answer->table); row++)
    if (alert_is_about(finding, table_text(answer->table, row, "domain")))
      add_row(senders, answer, row, class);
  const bool good = answer != NULL;
  answer_free(answer);
  return good;
}

static GHashTable *senders_new(void) {
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)sender_free);
}

/* -- new-source ---------------------------------------------------------------------------------------------------- */

/* Whether the domain has been reported about for a while. */
static bool read_is_old(const struct finding_alerts *finding, const char *domain, int32_t since, bool *old,
                        GError **error) {
  struct query *query = query_open(finding->store,
                                   "SELECT 1 FROM daily JOIN name ON name.id = daily.domain"
                                   " WHERE name.text = :domain AND day <= :day LIMIT 1",
                                   error);
  if (!query)
    return false;
  query_bind_text(query, ":domain", domain);
  query_bind_int(query, ":day", since - OLD_DAYS);
  const int step = query_step(query, error);
  *old = step == 1;
  query_close(query);
  return step >= 0;
}

static void find_new(struct finding_alerts *finding, const char *subject, const struct sender *sender) {
  g_autofree char *messages = text_plural(sender->messages, "message", "messages");
  alert_found(finding, subject, source_class_word(sender->class), sender->domain,
              g_strdup_printf("%s, which is new and %s, sent %s as %s", sender->who, source_class_word(sender->class),
                              messages, sender->domain));
}

static bool find_new_senders(struct finding_alerts *finding, GError **error) {
  const struct period period = alert_period(finding);
  const struct period past = {.since = period.since - LOOKS_BACK_DAYS, .until = period.since};
  g_autoptr(GHashTable) senders = senders_new(), before = senders_new();
  if (!add_senders(finding, senders, period, CLASS_MISCONFIGURED, error) ||
      !add_senders(finding, senders, period, CLASS_SUSPICIOUS, error) ||
      !add_senders(finding, before, past, SOURCE_CLASS_MAX, error))
    return false;
  GHashTableIter each;
  gpointer subject, value;
  g_hash_table_iter_init(&each, senders);
  while (g_hash_table_iter_next(&each, &subject, &value)) {
    const struct sender *sender = value;
    const struct alert *raised = alert_raised(finding, subject);
    bool old = false;
    if (raised) { /* it still sends: what the class was when it was told counts */
      alert_found(finding, subject, raised->state, raised->domain, g_strdup(raised->text));
      continue;
    }
    if (sender->messages <= finding->rule->above || g_hash_table_contains(before, subject))
      continue;
    if (!read_is_old(finding, sender->domain, period.since, &old, error))
      return false;
    if (old)
      find_new(finding, subject, sender);
  }
  return true;
}

/* -- pass-rate-fell ------------------------------------------------------------------------------------------------ */

/* Held against what it was before it fell, for as long as it is raised: else it would be over once it is usual. */
static void find_fallen(struct finding_alerts *finding, const char *subject, const struct sender *now,
                        const struct sender *before) {
  const struct alert *raised = alert_raised(finding, subject);
  const uint64_t pass = raised ? (uint64_t)raised->pass_before : before ? before->dmarc_pass : 0;
  const uint64_t of = raised ? (uint64_t)raised->messages_before : before ? before->messages : 0;
  if (!raised && (now->messages <= finding->rule->above || of <= finding->rule->above))
    return;
  if (confidence_change(pass, of, now->dmarc_pass, now->messages) >= 0)
    return;
  g_autofree char *was = text_share(pass, of), *is = text_share(now->dmarc_pass, now->messages);
  struct alert *alert = alert_found(
      finding, subject, "fell", now->domain,
      g_strdup_printf(
          "of the mail of %s as %s, %s passes DMARC, and %s did before: a key, an SPF record or the service "
          "changed",
          now->who, now->domain, is, was));
  alert->pass_before = (int64_t)pass;
  alert->messages_before = (int64_t)of;
}

static bool find_fallen_senders(struct finding_alerts *finding, GError **error) {
  const struct period period = alert_period(finding);
  const int32_t since = period.since - BEFORE_TIMES * finding->rule->days;
  g_autoptr(GHashTable) senders = senders_new(), before = senders_new();
  if (!add_senders(finding, senders, period, SOURCE_CLASS_MAX, error) ||
      !add_senders(finding, before, (struct period){since, period.since}, SOURCE_CLASS_MAX, error))
    return false;
  GHashTableIter each;
  gpointer subject, sender;
  g_hash_table_iter_init(&each, senders);
  while (g_hash_table_iter_next(&each, &subject, &sender))
    find_fallen(finding, subject, sender, g_hash_table_lookup(before, subject));
  return true;
}

bool alert_find_senders(struct finding_alerts *finding, GError **error) {
  return finding->rule->kind == ALERT_NEW_SOURCE ? find_new_senders(finding, error)
                                                 : find_fallen_senders(finding, error);
}
