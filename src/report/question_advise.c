/* SPDX-License-Identifier: MIT */
/* May I go to p=reject? What would be hit, what to mend first, and the record to publish. */
#include "base/text.h"
#include "report/class.h"
#include "report/columns.h"
#include "report/confidence.h"
#include "report/questions.h"
#include "report/sentence.h"
#include "report/value.h"
#include <string.h>

#define ENOUGH_MESSAGES 100
#define ENOUGH_DAYS 14
#define HARMLESS 0.005 /* share of one's own mail that may fail before p=reject is advised */
#define TOLERABLE 0.02 /* the same for p=quarantine */
#define WAIT_DAYS 14
#define CHECK_OLD_DAYS 30
#define ERRORS_SHOWN 3

static const struct column columns[] = {
    {.key = "messages", .label = "Messages", .type = COLUMN_COUNT, .meaning = "messages of these sources"},
    {.key = "failing",
     .label = "Failing",
     .type = COLUMN_COUNT,
     .meaning = "of them, those that fail DMARC: what a stricter policy would hit"},
    {.key = "class",
     .label = "Class",
     .type = COLUMN_TEXT,
     .verdict = true,
     .meaning = "what the sources are; `dmarcstat help sources` explains the classes"},
    {.key = "passes_as",
     .label = "Passes as",
     .type = COLUMN_TEXT,
     .meaning = "the other domain that a misconfigured sender passes for; SPF only for those without DKIM"},
    {.key = "sources",
     .label = "Sources",
     .type = COLUMN_COUNT,
     .priority = 1,
     .meaning = "how many addresses they are"},
    {.key = "spf_only",
     .label = "SPF only",
     .type = COLUMN_COUNT,
     .priority = 2,
     .meaning = "messages that pass by SPF alone, which forwarding breaks (RFC 9989 section 7.4)"},
    {.key = "largest",
     .label = "",
     .type = COLUMN_JSON,
     .data_only = true,
     .meaning = "the addresses with the most messages among them, at most five"},
    COLUMN_END,
};

static const struct column details[] = {
    COLUMN_DETAIL("p", "Published p", COLUMN_TEXT, "newest policy that a reporter found"),
    COLUMN_DETAIL("sp", "Published sp", COLUMN_TEXT, "the same for subdomains; - means p"),
    COLUMN_DETAIL("adkim", "adkim", COLUMN_TEXT, "alignment mode of DKIM"),
    COLUMN_DETAIL("aspf", "aspf", COLUMN_TEXT, "alignment mode of SPF"),
    COLUMN_DETAIL("pct", "pct", COLUMN_COUNT, "percentage of failing mail that the policy is applied to"),
    COLUMN_DETAIL("testing", "Testing", COLUMN_TEXT, "y when the policy is only being tested"),
    COLUMN_DETAIL("days_reported", "Days reported", COLUMN_COUNT, "days of the period that some report is about"),
    COLUMN_DETAIL("reporters", "Reporters", COLUMN_COUNT, "organisations that reported"),
    COLUMN_DETAIL("silent", "Silent", COLUMN_JSON, "reporters that used to report and have not for a week"),
    COLUMN_DETAIL("checked", "Records checked", COLUMN_DAY,
                  "day of the newest stored check of DMARC, SPF or DKIM, UTC"),
    COLUMN_DETAIL(
        "check_errors", "Found", COLUMN_JSON,
        "what is wrong with the published records, as far as it is kept: errors, and keys that are weak or revoked"),
    COLUMN_END,
};

/* -- the sums --------------------------------------------------------------------------------------------------------
 */

struct sums {
  uint64_t messages;         /* of all sources */
  uint64_t own, own_failing; /* of those that are the owner's, as far as their class tells */
  uint64_t foreign_failing;  /* forwarded and suspicious */
  uint64_t spf_only;
  unsigned int misconfigured; /* senders */
};

static bool has_class(const struct table *table, size_t row, enum source_class class) {
  return g_strcmp0(table_text(table, row, "class"), source_class_word(class)) == 0;
}

static struct sums add_up(const struct table *table) {
  struct sums sums = {0};
  for (size_t row = 0; row < table_rows(table); row++) {
    const uint64_t messages = (uint64_t)table_int(table, row, "messages");
    const uint64_t failing = (uint64_t)table_int(table, row, "failing");
    const bool foreign = has_class(table, row, CLASS_FORWARDED) || has_class(table, row, CLASS_SUSPICIOUS);
    sums.messages += messages;
    sums.own += foreign ? 0 : messages;
    sums.own_failing += foreign ? 0 : failing;
    sums.foreign_failing += foreign ? failing : 0;
    sums.spf_only += foreign ? 0 : (uint64_t)table_int(table, row, "spf_only");
    sums.misconfigured += has_class(table, row, CLASS_MISCONFIGURED);
  }
  return sums;
}

/* -- the verdict -----------------------------------------------------------------------------------------------------
 */

enum verdict { VERDICT_TOO_LITTLE, VERDICT_NOT_YET, VERDICT_QUARANTINE, VERDICT_REJECT, VERDICT_THERE };

static enum verdict judge(const struct answer *answer, const struct sums *sums) {
  const uint64_t days = (uint64_t)table_int(answer->details, 0, "days_reported");
  const double risk = confidence_upper(sums->own_failing, sums->own);
  if (sums->own < ENOUGH_MESSAGES || days < ENOUGH_DAYS)
    return VERDICT_TOO_LITTLE;
  if (risk > TOLERABLE)
    return VERDICT_NOT_YET;
  if (risk > HARMLESS)
    return VERDICT_QUARANTINE;
  return g_strcmp0(table_text(answer->details, 0, "p"), "reject") == 0 ? VERDICT_THERE : VERDICT_REJECT;
}

static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking, (void)error;
  const struct sums sums = add_up(answer->table);
  const char *domain = answer->filter.domain;
  g_autofree char *period = period_words(answer->filter.period);
  g_autofree char *own = text_plural(sums.own, "message", "messages"), *failing = text_count(sums.own_failing);
  g_autofree char *share = text_share(sums.own_failing, sums.own);
  if (!domain || table_rows(answer->details) == 0)
    return g_strdup("Advice is about one domain at a time: name it");
  if (sums.messages == 0)
    return g_strdup_printf("No mail for %s, %s: nothing can be said", domain, period);
  switch (judge(answer, &sums)) {
  case VERDICT_TOO_LITTLE:
    return g_strdup_printf("Too little is known of %s to tell: %s of your own on %" G_GINT64_FORMAT " days, %s", domain,
                           own, table_int(answer->details, 0, "days_reported"), period);
  case VERDICT_NOT_YET:
    return g_strdup_printf("Not yet for %s: %s of %s of your own (%s) would be hit by a stricter policy, %s", domain,
                           failing, own, share, period);
  case VERDICT_QUARANTINE:
    return g_strdup_printf("%s may %s, not yet go to p=reject: %s of %s of your own (%s) fail, %s", domain,
                           g_strcmp0(table_text(answer->details, 0, "p"), "quarantine") == 0 ? "stay at p=quarantine"
                                                                                             : "go to p=quarantine",
                           failing, own, share, period);
  case VERDICT_THERE:
    return g_strdup_printf("%s is at p=reject, and rightly: %s of %s of your own (%s) fail, %s", domain, failing, own,
                           share, period);
  default:
    return g_strdup_printf("%s may go to p=reject: %s of %s of your own (%s) fail, %s", domain, failing, own, share,
                           period);
  }
}

/* -- the steps -------------------------------------------------------------------------------------------------------
 */

/* "203.0.113.148, 203.0.113.151 and 3 more". Caller frees. */
static char *name_sources(const struct table *table, size_t row) {
  g_auto(GStrv) largest = value_items(table_cell(table, row, (unsigned int)table_column(table, "largest")));
  g_autofree char *names = g_strjoinv(", ", largest);
  const int64_t more = table_int(table, row, "sources") - (int64_t)g_strv_length(largest);
  return more > 0 ? g_strdup_printf("%s and %" G_GINT64_FORMAT " more", names, more) : g_steal_pointer(&names);
}

static void add_step(GPtrArray *steps, char *step) {
  g_ptr_array_add(steps, step);
}

/* What the newest stored check found, before all else: with broken records nothing can be told of senders. */
static void add_check(const struct answer *answer, GPtrArray *steps) {
  const struct table *facts = answer->details;
  g_auto(GStrv) errors = value_items(table_cell(facts, 0, (unsigned int)table_column(facts, "check_errors")));
  const guint n = errors ? g_strv_length(errors) : 0;
  if (n == 0)
    return;
  const int64_t day = table_int(facts, 0, "checked"), age = MAX(0, period_day(period_now()) - day);
  g_autofree char *checked = text_day(day * PERIOD_DAY_SECONDS), *ago = text_plural((uint64_t)age, "day", "days");
  g_autofree char *more = n > ERRORS_SHOWN ? g_strdup_printf(" and %u more", n - ERRORS_SHOWN) : g_strdup("");
  if (n > ERRORS_SHOWN)
    g_clear_pointer(&errors[ERRORS_SHOWN], g_free);
  g_autofree char *shown = g_strjoinv("; ", errors);
  add_step(steps, g_strdup_printf("Mend what the check of %s (%s ago) found in the published records: %s%s.", checked,
                                  ago, shown, more));
}

/* One for each of the owner's senders that has something to mend, the largest first. */
static void add_repairs(const struct answer *answer, GPtrArray *steps) {
  const char *domain = answer->filter.domain;
  for (size_t row = 0; row < table_rows(answer->table); row++) {
    g_autofree char *who = name_sources(answer->table, row);
    const char *passes_as = table_text(answer->table, row, "passes_as");
    if (has_class(answer->table, row, CLASS_MISCONFIGURED) && passes_as)
      add_step(steps,
               g_strdup_printf("If they are yours, have %s, which pass as %s, sign with DKIM as %s; if not, leave "
                               "them to the policy.",
                               who, passes_as, domain));
    else if (has_class(answer->table, row, CLASS_MISCONFIGURED))
      add_step(steps,
               g_strdup_printf("Find out why only a part of the mail from %s passes: dmarcstat source IP --failing "
                               "shows it.",
                               who));
    else if (passes_as)
      add_step(steps, g_strdup_printf("Switch on DKIM as %s at %s: what passes by SPF only is lost when forwarded.",
                                      domain, who));
  }
}

static char *record(const struct answer *answer, const char *policy) {
  const struct table *facts = answer->details;
  const char *adkim = table_text(facts, 0, "adkim"), *aspf = table_text(facts, 0, "aspf");
  return g_strdup_printf("_dmarc.%s. TXT \"v=DMARC1; p=%s;%s%s rua=...\", with the rua= that you have now",
                         answer->filter.domain, policy, g_strcmp0(adkim, "s") == 0 ? " adkim=s;" : "",
                         g_strcmp0(aspf, "s") == 0 ? " aspf=s;" : "");
}

static void add_publication(const struct answer *answer, enum verdict verdict, GPtrArray *steps) {
  const char *now = table_text(answer->details, 0, "p");
  if (verdict == VERDICT_REJECT) {
    g_autofree char *text = record(answer, "reject");
    add_step(steps, g_strdup_printf("Publish %s.", text));
  } else if (verdict == VERDICT_QUARANTINE && g_strcmp0(now, "none") == 0) {
    g_autofree char *text = record(answer, "quarantine");
    add_step(steps, g_strdup_printf("Publish %s.", text));
  }
}

static void add_patience(const struct answer *answer, const struct sums *sums, enum verdict verdict, GPtrArray *steps) {
  if (verdict == VERDICT_THERE || verdict == VERDICT_REJECT)
    return;
  if (verdict == VERDICT_TOO_LITTLE) {
    add_step(steps,
             g_strdup_printf("Wait until there are reports of %d days and %d messages of your own, then ask again.",
                             ENOUGH_DAYS, ENOUGH_MESSAGES));
    return;
  }
  /* once the misconfigured senders are mended, what still fails is of those that pass already */
  uint64_t left = 0, whole = 0;
  for (size_t row = 0; row < table_rows(answer->table); row++) {
    const bool good =
        has_class(answer->table, row, CLASS_ALIGNED) || has_class(answer->table, row, CLASS_PARTLY_ALIGNED);
    whole += good ? (uint64_t)table_int(answer->table, row, "messages") : 0;
    left += good ? (uint64_t)table_int(answer->table, row, "failing") : 0;
  }
  const uint64_t expected = (uint64_t)(confidence_upper(left, whole) * (double)sums->own + 1);
  g_autofree char *most = text_plural(expected, "message", "messages");
  add_step(steps,
           g_strdup_printf("Wait %d days, then ask again. Expect at most %s of your own in a period like this to "
                           "fail (95 %%).",
                           WAIT_DAYS, most));
}

static GPtrArray *steps(const struct answer *answer) {
  const struct sums sums = add_up(answer->table);
  GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
  if (sums.messages == 0 || table_rows(answer->details) == 0)
    return list;
  const enum verdict verdict = judge(answer, &sums);
  add_check(answer, list);
  add_repairs(answer, list);
  add_patience(answer, &sums, verdict, list);
  add_publication(answer, verdict, list);
  return list;
}

/* Without a check that is fresh enough, the published records may be the trouble. */
static char *next(const struct answer *answer) {
  const struct table *facts = answer->details;
  const char *domain = answer->filter.domain;
  if (!domain || table_rows(facts) == 0 || !sentence_is_plain(domain))
    return NULL;
  if (table_cell(facts, 0, (unsigned int)table_column(facts, "checked"))->kind == CELL_NULL)
    return g_strdup_printf("The published records were never checked. Next: dmarcstat check %s --store", domain);
  const int64_t age = period_day(period_now()) - table_int(facts, 0, "checked");
  if (age <= CHECK_OLD_DAYS)
    return NULL;
  return g_strdup_printf("The stored check of the published records is %" G_GINT64_FORMAT
                         " days old. Next: dmarcstat check %s --store",
                         age, domain);
}

const struct question question_advise = {
    .id = "advise",
    .title = "Advice",
    .summary = "may I tighten my policy, and what is to be mended first",
    .purpose =
        "Looks at all mail of one domain by what its sources are, and says whether its policy may be tightened: what a "
        "stricter one would hit of your own mail (sources that are aligned, partly aligned or misconfigured), with the "
        "uncertainty that so many messages leave, and what it would stop. Then what to do, in this order, ending in "
        "the "
        "record to publish. What the newest check that `dmarcstat check --store` kept found wrong with the published "
        "records comes first. p=reject is advised when, with 95 % confidence, less than one in 200 of your own "
        "messages "
        "fail, p=quarantine below one in 50; both want reports of two weeks.",
    .sql = "advise.sql",
    .details_sql = "advise_details.sql",
    .columns = columns,
    .details = details,
    .details_below = true,
    .order = "failing DESC, messages DESC, class, passes_as",
    .takes = TAKES_DOMAIN_NAMED | TAKES_PERIOD | TAKES_LIMIT | TAKES_SORT,
    .row_one = "kind of source",
    .row_many = "kinds of sources",
    .sentence = sentence,
    .steps = steps,
    .next = next,
    .examples = {"dmarcstat advise example.com", "dmarcstat advise example.com --since 90d",
                 "dmarcstat advise shop.example.net --format json"},
};
