/* SPDX-License-Identifier: MIT */
#include "check/record_texts.h"
#include "net/txt.h"
#include "record/findings.h"
#include <string.h>

/* Rules are constants of a small number: interned they stay. */
static const char *rule_of(const struct record_kind *kind, const char *ending) {
  g_autofree char *rule = g_strconcat(kind->rule, ending, NULL);
  return g_intern_string(rule);
}

/* Of all those at the name; *n is how many there are. */
static char *choose(const struct record_kind *kind, const struct dns_answer *answer, unsigned int *n) {
  char *chosen = NULL;
  for (unsigned int i = 0; i < answer->n; i++) {
    g_autofree char *text = txt_from_wire(answer->records[i].bytes, answer->records[i].length);
    if (text && kind->is(text) && (*n)++ == 0)
      chosen = g_steal_pointer(&text);
  }
  return chosen;
}

char *record_text_find(struct check_context *context, const struct record_kind *kind, char **name) {
  unsigned int n = 0;
  *name = g_strdup_printf("%s.%s", kind->prefix, context->domain);
  g_autoptr(dns_reply) reply = resolver_ask(context->resolver, *name, DNS_TXT);
  if (dns_has_failed(reply->answer.status)) {
    finding_add(context->findings, CHECK_UNKNOWN, *name, rule_of(kind, "-no-answer"), kind->reference, NULL, NULL,
                "%s for TXT", check_failure_words(reply->answer.status));
    return NULL;
  }
  char *text = choose(kind, &reply->answer, &n);
  if (n == 0)
    finding_add(context->findings, CHECK_NOTE, *name, rule_of(kind, "-missing"), kind->reference, NULL, kind->advice,
                "%s", kind->missing);
  if (n > 1) {
    finding_add(context->findings, CHECK_ERROR, *name, rule_of(kind, "-multiple"), kind->reference, text,
                "leave one of them", "there are %u such records, so senders behave as if there were none", n);
    g_clear_pointer(&text, g_free);
  }
  return text;
}

/* "at character 12", "in line 3, at character 7" */
static char *place_of(const char *text, size_t length, size_t at) {
  unsigned int line = 1;
  size_t begin = 0;
  if (!memchr(text, '\n', length))
    return g_strdup_printf("at character %zu", at + 1);
  for (size_t i = 0; i < at && i < length; i++)
    if (text[i] == '\n') {
      line++;
      begin = i + 1;
    }
  return g_strdup_printf("in line %u, at character %zu", line, at - begin + 1);
}

void record_text_tell(struct check_context *context, const struct record_kind *kind, const char *subject,
                      const char *text, size_t length, const GPtrArray *findings) {
  static const enum check_result results[] = {
      [FINDING_ERROR] = CHECK_ERROR, [FINDING_WARNING] = CHECK_WARNING, [FINDING_NOTE] = CHECK_NOTE};
  static const char *const endings[] = {
      [FINDING_ERROR] = "-syntax", [FINDING_WARNING] = "-doubtful", [FINDING_NOTE] = "-note"};
  g_autofree char *evidence = g_strndup(text, length);
  for (unsigned int i = 0; i < findings->len; i++) {
    const struct finding *finding = findings->pdata[i];
    g_autofree char *place = place_of(text, length, finding->at);
    finding_add(context->findings, results[finding->severity], subject, rule_of(kind, endings[finding->severity]),
                finding->rule, evidence, NULL, "%s, %s", place, finding->text);
  }
}
