/* SPDX-License-Identifier: MIT */
#include "check/finding.h"
#include <string.h>

const char *check_result_word(enum check_result result) {
  static const char *const words[] = {"ok", "note", "warning", "error", "unknown"};
  return words[result];
}

/* Not knowing is worse than a warning: there may be an error behind it. */
static int badness(enum check_result result) {
  static const int order[] = {
      [CHECK_OK] = 0, [CHECK_NOTE] = 1, [CHECK_WARNING] = 2, [CHECK_UNKNOWN] = 3, [CHECK_ERROR] = 4};
  return order[result];
}

enum check_result check_result_worse(enum check_result one, enum check_result other) {
  return badness(one) >= badness(other) ? one : other;
}

bool check_result_alarms(enum check_result result) {
  return badness(result) >= badness(CHECK_WARNING);
}

static void free_finding(void *pointer) {
  struct check_finding *finding = pointer;
  g_free(finding->subject);
  g_free(finding->evidence);
  g_free(finding->advice);
  g_free(finding->text);
  g_free(finding);
}

static void clear_fact(void *pointer) {
  g_free(((struct check_fact *)pointer)->value);
}

struct findings *findings_list_new(void) {
  struct findings *findings = g_new0(struct findings, 1);
  findings->list = g_ptr_array_new_with_free_func(free_finding);
  findings->facts = g_array_new(FALSE, FALSE, sizeof(struct check_fact));
  g_array_set_clear_func(findings->facts, clear_fact);
  findings->drawing = g_ptr_array_new_with_free_func(g_free);
  return findings;
}

void findings_list_free(struct findings *findings) {
  if (!findings)
    return;
  g_ptr_array_unref(findings->list);
  g_array_unref(findings->facts);
  g_ptr_array_unref(findings->drawing);
  g_free(findings);
}

void finding_add(struct findings *findings, enum check_result result, const char *subject, const char *rule,
                 const char *reference, const char *evidence, const char *advice, const char *format, ...) {
  if (findings->list->len >= FINDINGS_MOST)
    return;
  struct check_finding *finding = g_new0(struct check_finding, 1);
  const bool last = findings->list->len == FINDINGS_MOST - 1;
  va_list arguments;
  va_start(arguments, format);
  *finding = (struct check_finding){.result = last ? CHECK_UNKNOWN : result,
                                    .subject = g_strdup(subject),
                                    .rule = last ? "too-many-findings" : rule,
                                    .reference = last ? NULL : reference,
                                    .evidence = evidence && !last ? g_strndup(evidence, EVIDENCE_MOST) : NULL,
                                    .advice = last ? NULL : g_strdup(advice),
                                    .text = last ? g_strdup("there is more to say than is kept; mend these first")
                                                 : g_strdup_vprintf(format, arguments)};
  va_end(arguments);
  g_ptr_array_add(findings->list, finding);
  findings->result = check_result_worse(findings->result, finding->result);
}

void findings_add_fact(struct findings *findings, const char *key, const char *value) {
  const struct check_fact fact = {key, g_strdup(value), false};
  g_array_append_val(findings->facts, fact);
}

void findings_add_number(struct findings *findings, const char *key, unsigned int number) {
  const struct check_fact fact = {key, g_strdup_printf("%u", number), true};
  g_array_append_val(findings->facts, fact);
}

void findings_draw(struct findings *findings, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_ptr_array_add(findings->drawing, g_strdup_vprintf(format, arguments));
  va_end(arguments);
}
