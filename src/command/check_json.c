/* SPDX-License-Identifier: MIT */
/*
 * {"domains": [{"domain": ..., "result": ..., "summary": ..., "checks": [{"check": ..., "result": ..., the facts under
 * names of their own, "drawing": [...], "findings": [...]}]}]}. What is no UTF-8 in a record is shown by replacements.
 */
#include "command/check_print.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void set_text(json_t *object, const char *key, const char *text) {
  g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;
  if (valid)
    json_object_set_new(object, key, json_string(valid));
}

static json_t *finding_object(const struct check_finding *finding) {
  json_t *object = json_object();
  set_text(object, "result", check_result_word(finding->result));
  set_text(object, "rule", finding->rule);
  set_text(object, "subject", finding->subject);
  set_text(object, "text", finding->text);
  set_text(object, "reference", finding->reference);
  set_text(object, "evidence", finding->evidence);
  set_text(object, "advice", finding->advice);
  return object;
}

static json_t *check_object(const struct check *check, const struct findings *findings) {
  json_t *object = json_object(), *drawing = json_array(), *list = json_array();
  set_text(object, "check", check->name);
  set_text(object, "result", check_result_word(findings->result));
  for (guint i = 0; i < findings->facts->len; i++) {
    const struct check_fact *fact = &g_array_index(findings->facts, struct check_fact, i);
    if (fact->number)
      json_object_set_new(object, fact->key, json_integer(g_ascii_strtoll(fact->value, NULL, 10)));
    else
      set_text(object, fact->key, fact->value);
  }
  for (guint i = 0; i < findings->drawing->len; i++) {
    g_autofree char *line = g_utf8_make_valid(g_ptr_array_index(findings->drawing, i), -1);
    json_array_append_new(drawing, json_string(line));
  }
  for (guint i = 0; i < findings->list->len; i++)
    json_array_append_new(list, finding_object(g_ptr_array_index(findings->list, i)));
  if (findings->drawing->len > 0)
    json_object_set_new(object, "drawing", drawing);
  else
    json_decref(drawing);
  json_object_set_new(object, "findings", list);
  return object;
}

char *check_details(const struct check *check, const struct findings *findings) {
  json_t *object = check_object(check, findings);
  char *made = json_dumps(object, JSON_COMPACT), *details = g_strdup(made);
  free(made);
  json_decref(object);
  return details;
}

static json_t *domain_object(const struct check_domain *domain, bool brief) {
  json_t *object = json_object(), *list = json_array();
  g_autofree char *summary = check_summary_words(domain);
  set_text(object, "domain", domain->domain);
  set_text(object, "result", check_result_word(domain->result));
  set_text(object, "summary", summary);
  for (unsigned int i = 0; i < domain->n && !brief; i++)
    json_array_append_new(list, check_object(domain->checks[i], domain->findings[i]));
  if (brief)
    json_decref(list);
  else
    json_object_set_new(object, "checks", list);
  return object;
}

/* The whole, so that other places can keep it. */
static json_t *all_objects(const GPtrArray *domains, bool brief) {
  json_t *object = json_object(), *list = json_array();
  for (guint i = 0; i < domains->len; i++)
    json_array_append_new(list, domain_object(g_ptr_array_index(domains, i), brief));
  json_object_set_new(object, "domains", list);
  return object;
}

void check_print_json(const GPtrArray *domains, bool brief) {
  json_t *all = all_objects(domains, brief);
  /* on a terminal also what could steer it is escaped */
  json_dumpf(all, stdout, JSON_INDENT(2) | (isatty(STDOUT_FILENO) ? JSON_ENSURE_ASCII : 0));
  putchar('\n');
  json_decref(all);
}
