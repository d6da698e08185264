/* SPDX-License-Identifier: MIT */
#include "tell/digest.h"
#include "base/text.h"
#include "report/figures.h"
#include "report/questions.h"
#include "report/value.h"
#include "tell/letter.h"

#define CHANGES_MOST 12
#define DOMAINS_MOST 10
#define STEPS_MOST 5
#define FAILURES_MOST 5
#define LATE_DAYS 1   /* before a period that is over has come in */
#define SILENT_DAYS 3 /* without any report are worth a word */
#define MONDAY 4      /* a day since 1970-01-01, which was a Thursday */

struct period digest_period(enum digest_every every, int64_t now) {
  const int32_t until = period_day(now) - LATE_DAYS;
  const int32_t monday = until - ((until - MONDAY) % 7 + 7) % 7;
  return every == DIGEST_DAY ? (struct period){until - 1, until} : (struct period){monday - 7, monday};
}

/* One digest on its way. */
struct making {
  struct store *store;
  const char *domain; /* NULL: all */
  struct period period;
  struct letter *letter;
  struct figures now, before;
  struct answer *summary, *changes, *failures;
  GPtrArray *advice; /* of struct answer, a domain each */
};

/* -- asking -------------------------------------------------------------------------------------------------------- */

static struct answer *ask(const struct making *making, const struct question *question, const char *domain,
                          bool in_period, int64_t limit, GError **error) {
  const struct filter filter = {.has_period = in_period, .period = making->period, .domain = domain, .limit = limit};
  return question_ask(question, making->store, &filter, error);
}

/* Advice stands on more than a week: it is that of the 30 days that end with the newest data. */
static bool ask_advice(struct making *making, const char *domain, GError **error) {
  struct answer *advice = ask(making, &question_advise, domain, false, 0, error);
  if (advice)
    g_ptr_array_add(making->advice, advice);
  return advice != NULL;
}

/* Of all domains those with most mail. */
static bool ask_all_advice(struct making *making, GError **error) {
  if (making->domain)
    return ask_advice(making, making->domain, error);
  const struct table *table = making->summary->table;
  bool good = true;
  for (size_t row = 0; good && row < MIN(table_rows(table), DOMAINS_MOST); row++)
    if (table_int(table, row, "messages") > 0)
      good = ask_advice(making, table_text(table, row, "domain"), error);
  return good;
}

static bool ask_all(struct making *making, GError **error) {
  const struct filter filter = {.has_period = true, .period = making->period, .domain = making->domain};
  return figures_ask(making->store, &filter, &making->now, &making->before, error) &&
         (making->summary = ask(making, &question_summary, making->domain, true, -1, error)) &&
         (making->changes = ask(making, &question_changes, making->domain, true, CHANGES_MOST, error)) &&
         (making->failures = ask(making, &question_top_failures, making->domain, true, FAILURES_MOST, error)) &&
         ask_all_advice(making, error);
}

/* -- how things stand ---------------------------------------------------------------------------------------------- */

/* "97.7 % of 30,651 messages in the name of example.com passed DMARC in the 7 days to 22 November 2026; in the 7 days
 * before it was 94.9 % of 31,437." */
static void write_lede(const struct making *making) {
  const struct figures *now = &making->now, *before = &making->before;
  g_autofree char *domains = text_plural(making->summary->rows, "domain", "domains");
  const char *whose = making->domain ? making->domain : domains;
  g_autofree char *period = period_words(making->period), *messages = text_plural(now->messages, "message", "messages");
  g_autofree char *days = text_plural((uint64_t)(making->period.until - making->period.since), "day", "days");
  g_autofree char *share = text_share(now->dmarc_pass, now->messages);
  g_autofree char *old_share = text_share(before->dmarc_pass, before->messages);
  g_autofree char *old = text_count(before->messages);
  g_autofree char *past = before->messages > 0
                              ? g_strdup_printf("; in the %s before it was %s of %s", days, old_share, old)
                              : g_strdup_printf("; in the %s before no mail was reported", days);
  g_autofree char *words =
      now->messages > 0
          ? g_strdup_printf("%s of %s in the name of %s passed DMARC, %s%s.", share, messages, whose, period, past)
          : g_strdup_printf("No mail in the name of %s was reported, %s%s.", whose, period, past);
  letter_lede(making->letter, words);
}

/* A mailbox that nobody reads any more would look like a quiet week. */
static bool write_silence(const struct making *making, GError **error) {
  int64_t newest = 0;
  const bool good = query_number(making->store, "SELECT max(received) FROM report", &newest, error);
  if (!good || (newest > 0 && period_now() - newest < SILENT_DAYS * PERIOD_DAY_SECONDS))
    return good;
  g_autofree char *day = text_day(newest);
  g_autofree char *words =
      newest > 0 ? g_strdup_printf("No report has come in since %s. `dmarcstat doctor` tells what is wrong.", day)
                 : g_strdup("There are no reports in the database yet. `dmarcstat doctor` tells what is missing.");
  letter_paragraph(making->letter, words);
  return true;
}

static void write_domains(const struct making *making) {
  const struct table *table = making->summary->table;
  if (making->domain || table_rows(table) < 2)
    return;
  letter_heading(making->letter, "Domains");
  for (size_t row = 0; row < MIN(table_rows(table), DOMAINS_MOST); row++) {
    const uint64_t messages = (uint64_t)table_int(table, row, "messages");
    const char *policy = table_text(table, row, "policy_published");
    g_autofree char *share = text_share((uint64_t)table_int(table, row, "dmarc_pass"), messages);
    g_autofree char *count = text_plural(messages, "message", "messages");
    g_autofree char *words = messages > 0 ? g_strdup_printf("%s, %s passed DMARC; %s is published", count, share,
                                                            policy ? policy : "no policy")
                                          : g_strdup("no mail");
    letter_item(making->letter, table_text(table, row, "domain"), words);
  }
  if (table_rows(table) > DOMAINS_MOST) {
    g_autofree char *more = text_plural(table_rows(table) - DOMAINS_MOST, "more domain", "more domains");
    letter_item(making->letter, NULL, more);
  }
}

/* -- what to do ---------------------------------------------------------------------------------------------------- */

static void write_steps(const struct making *making, const struct answer *advice) {
  const guint n = advice->steps ? advice->steps->len : 0;
  g_autofree char *sentence = g_strconcat(advice->sentence, ".", NULL);
  letter_paragraph(making->letter, sentence);
  for (guint i = 0; i < MIN(n, STEPS_MOST); i++)
    letter_item(making->letter, NULL, g_ptr_array_index(advice->steps, i));
}

static void write_advice(const struct making *making) {
  letter_heading(making->letter, "What to do");
  for (guint i = 0; i < making->advice->len; i++)
    write_steps(making, g_ptr_array_index(making->advice, i));
  if (making->advice->len == 0)
    letter_paragraph(making->letter, "There is no mail to give advice about.");
}

/* -- what changed, what fails -------------------------------------------------------------------------------------- */

/* "new sender: 192.0.2.1"; "(example.com, 2026-11-03): nothing of it passes ..." */
static void write_changes(const struct making *making) {
  const struct answer *changes = making->changes;
  const struct table *table = changes->table;
  letter_heading(making->letter, "What changed");
  g_autofree char *sentence = g_strconcat(changes->sentence, ".", NULL);
  letter_paragraph(making->letter, sentence);
  for (size_t row = 0; row < table_rows(table); row++) {
    const char *domain = table_text(table, row, "domain");
    g_autofree char *day = text_day(table_int(table, row, "day") * PERIOD_DAY_SECONDS);
    g_autofree char *subject =
        g_strdup_printf("%s, %s", table_text(table, row, "kind"), table_text(table, row, "what"));
    g_autofree char *words =
        g_strdup_printf("%s%s%s: %s", domain && !making->domain ? domain : "", domain && !making->domain ? ", " : "",
                        day, table_text(table, row, "meaning"));
    letter_item(making->letter, subject, words);
  }
}

static void write_failures(const struct making *making) {
  const struct table *table = making->failures->table;
  const bool weekly = making->period.until - making->period.since > 1;
  if (table_rows(table) == 0)
    return;
  letter_heading(making->letter, "What fails most");
  for (size_t row = 0; row < table_rows(table); row++) {
    const char *domain = table_text(table, row, "domain"), *name = table_text(table, row, "name");
    g_autofree char *source = value_words(table, row, (unsigned int)table_column(table, "source_ip"));
    g_autofree char *subject = name ? g_strdup_printf("%s (%s)", source, name) : g_strdup(source);
    g_autofree char *messages = text_plural((uint64_t)table_int(table, row, "messages"), "message", "messages");
    const char *class = weekly ? table_text(table, row, "class") : NULL; /* a day tells too little of it */
    g_autofree char *words = g_strdup_printf("%s as %s failed%s%s", messages, domain ? domain : making->domain,
                                             class ? "; " : "", class ? class : "");
    letter_item(making->letter, subject, words);
  }
}

/* -- all ----------------------------------------------------------------------------------------------------------- */

static uint64_t important(const struct table *table) {
  uint64_t n = 0;
  for (size_t row = 0; row < table_rows(table); row++)
    n += g_strcmp0(table_text(table, row, "importance"), "high") == 0;
  return n;
}

/* "DMARC of example.com: 97.7 % of 30,651 messages passed, 2 important changes" */
static char *subject_of(const struct making *making, const char *heading) {
  const uint64_t n = important(making->changes->table);
  g_autofree char *share = text_share(making->now.dmarc_pass, making->now.messages);
  g_autofree char *messages = text_plural(making->now.messages, "message", "messages");
  g_autofree char *changes = text_plural(n, "important change", "important changes");
  if (making->now.messages == 0)
    return g_strdup_printf("%s: no mail was reported%s%s", heading, n > 0 ? ", " : "", n > 0 ? changes : "");
  return g_strdup_printf("%s: %s of %s passed%s%s", heading, share, messages, n > 0 ? ", " : "", n > 0 ? changes : "");
}

static bool write_all(struct making *making, struct digest *digest, GError **error) {
  g_autofree char *heading =
      making->domain ? g_strdup_printf("DMARC of %s", making->domain) : g_strdup("DMARC of all domains");
  making->letter = letter_begin(heading);
  write_lede(making);
  const bool good = write_silence(making, error);
  if (good) {
    write_advice(making);
    write_changes(making);
    write_domains(making);
    write_failures(making);
    letter_foot(making->letter,
                "dmarcstat sends this once for each period. [digest] in its configuration says to whom; "
                "`dmarcstat help` tells how to ask for more.");
    digest->subject = subject_of(making, heading);
  }
  letter_end(making->letter, &digest->plain, &digest->html);
  return good;
}

bool digest_make(struct store *store, const char *domain, struct period period, struct digest *digest, GError **error) {
  struct making making = {.store = store, .domain = domain, .period = period};
  making.advice = g_ptr_array_new_with_free_func((GDestroyNotify)answer_free);
  *digest = (struct digest){0};
  const bool good = ask_all(&making, error) && write_all(&making, digest, error);
  answer_free(making.summary);
  answer_free(making.changes);
  answer_free(making.failures);
  g_ptr_array_unref(making.advice);
  return good;
}

void digest_clear(struct digest *digest) {
  g_free(digest->subject);
  g_free(digest->plain);
  g_free(digest->html);
  *digest = (struct digest){0};
}
