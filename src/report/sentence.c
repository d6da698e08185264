/* SPDX-License-Identifier: MIT */
#include "report/sentence.h"
#include "base/text.h"
#include "report/address.h"
#include <string.h>

char *sentence_filter(const struct answer *answer) {
  const struct filter *filter = &answer->filter;
  GString *words = g_string_new(NULL);
  if (filter->domain)
    g_string_append_printf(words, " for %s", filter->domain);
  if (filter->source_first.length) {
    g_autofree char *first = address_text(filter->source_first.bytes, filter->source_first.length);
    g_autofree char *last = address_text(filter->source_last.bytes, filter->source_last.length);
    g_string_append_printf(words, ", from %s", first);
    if (!g_str_equal(first, last))
      g_string_append_printf(words, " to %s", last);
  }
  if (filter->source_name)
    g_string_append_printf(words, ", from %s", filter->source_name);
  if (filter->reporter)
    g_string_append_printf(words, ", reported by %s", filter->reporter);
  if (filter->has_trust)
    g_string_append_printf(words, ", %s%s", filter->trust == TRUST_AUTHENTICATED ? "at least " : "",
                           trust_word(filter->trust));
  if (filter->disposition != DISPOSITION_OTHER)
    g_string_append_printf(words, ", disposition %s", disposition_word(filter->disposition));
  return g_string_free(words, FALSE);
}

char *sentence_scope(const struct answer *answer) {
  g_autofree char *filter = sentence_filter(answer), *period = period_words(answer->filter.period);
  return g_strdup_printf("%s, %s", filter, period);
}

char *sentence_passed(uint64_t dmarc_pass, uint64_t messages) {
  if (messages == 0)
    return g_strdup("");
  g_autofree char *share = text_share(dmarc_pass, messages);
  return g_strdup_printf("; %s passed DMARC", share);
}

char *sentence_tls_failed(const struct answer *answer) {
  uint64_t failed = 0;
  for (size_t row = 0; row < table_rows(answer->table); row++)
    failed += (uint64_t)table_int(answer->table, row, "sessions_failed");
  g_autofree char *scope = sentence_scope(answer), *all = text_plural(answer->messages, "TLS session", "TLS sessions");
  g_autofree char *failures = text_count(failed), *share = text_share(failed, answer->messages);
  if (failed == 0)
    return g_strdup_printf("%s, and none failed%s", all, scope);
  return g_strdup_printf("%s of %s failed (%s)%s", failures, all, share, scope);
}

char *sentence_before(const struct answer *answer) {
  const struct figures *before = &answer->before;
  const int32_t length = before->period.until - before->period.since;
  g_autofree char *days = text_plural((uint64_t)length, "day", "days");
  g_autofree char *when = length == 1 ? g_strdup("On the day before") : g_strdup_printf("In the %s before", days);
  if (before->messages == 0)
    return g_strdup_printf(". %s there was no mail", when);
  g_autofree char *messages = text_plural(before->messages, "message", "messages");
  g_autofree char *passed = text_share(before->dmarc_pass, before->messages);
  return g_strdup_printf(". %s: %s, %s of them passed DMARC", when, messages, passed);
}

char *sentence_gone(const struct answer *answer) {
  if (answer->gone == 0)
    return g_strdup("");
  g_autofree char *rows = text_plural(answer->gone, answer->question->row_one, answer->question->row_many);
  const char *hint = answer->rows > table_rows(answer->table) ? " (first with --sort messages_change)" : "";
  return g_strdup_printf("; %s had mail only then%s", rows, hint);
}

char *sentence_nothing(const struct answer *answer, const char *what) {
  g_autofree char *scope = sentence_scope(answer);
  return g_strdup_printf("No %s%s", what, scope);
}

bool sentence_all_messages(const struct asking *asking, uint64_t *messages, GError **error) {
  struct query *query = ask_resource_query(asking, "all_messages.sql", error);
  if (!query)
    return false;
  int step = query_step(query, error);
  if (step > 0)
    *messages = (uint64_t)ask_number(query, 0);
  query_close(query);
  return step > 0;
}

bool sentence_is_plain(const char *word) {
  return word && g_ascii_isalnum(*word) &&
         strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                      "0123456789.-_:") == strlen(word);
}

uint64_t sentence_different(const struct answer *answer, const char *key) {
  if (answer->rows > table_rows(answer->table))
    return 0;
  g_autoptr(GHashTable) texts = g_hash_table_new(g_str_hash, g_str_equal);
  for (size_t row = 0; row < table_rows(answer->table); row++) {
    const char *text = table_text(answer->table, row, key);
    if (text)
      g_hash_table_add(texts, (gpointer)text);
  }
  return g_hash_table_size(texts);
}
