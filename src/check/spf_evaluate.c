/* SPDX-License-Identifier: MIT */
#include "check/spf_evaluate.h"
#include "check/spf_parts.h"
#include "net/dns_data.h"
#include "net/txt.h"
#include <string.h>

const char *spf_verdict_word(enum spf_verdict result) {
  static const char *const words[] = {"none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"};
  return words[result];
}

void spf_note(struct spf_evaluation *evaluation, const char *format, ...) {
  if (evaluation->answer->path->len >= SPF_PATH_MOST)
    return;
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *line = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_ptr_array_add(evaluation->answer->path, g_strdup_printf("%*s%s", (int)(2 * evaluation->depth), "", line));
}

bool spf_ask(struct spf_evaluation *evaluation, const char *name, enum dns_type type, struct dns_reply **reply,
             enum spf_match *error) {
  g_autofree char *escaped = dns_name_escaped(name);
  *reply = NULL;
  if (g_get_monotonic_time() > evaluation->until) {
    spf_note(evaluation, "it takes longer than %d seconds", SPF_SECONDS);
    *error = SPF_MATCH_TEMPERROR;
    return false;
  }
  if (!escaped)
    return true;
  *reply = resolver_ask(evaluation->resolver, escaped, type);
  const enum dns_status status = (*reply)->answer.status;
  if (dns_has_failed(status)) {
    spf_note(evaluation, "DNS fails for %s", name);
    *error = SPF_MATCH_TEMPERROR;
    return false;
  }
  if (status != DNS_FOUND && ++evaluation->answer->voids > SPF_VOIDS_MOST) {
    spf_note(evaluation, "%s: the third answer of DNS without a record", name);
    *error = SPF_MATCH_PERMERROR;
    return false;
  }
  return true;
}

/* -- the record of a domain ---------------------------------------------------------------------------------------- */

/* Section 4.3: labels of 1 to 63, several of them, at most 253 characters. */
static bool is_askable(const char *domain) {
  g_autofree char *escaped = dns_name_escaped(domain);
  return escaped && strchr(escaped, '.') != NULL;
}

char *spf_find_record(struct resolver *resolver, const char *domain, enum spf_verdict *result) {
  g_autofree char *escaped = is_askable(domain) ? dns_name_escaped(domain) : NULL, *found = NULL;
  *result = SPF_NONE;
  if (!escaped)
    return NULL;
  g_autoptr(dns_reply) reply = resolver_ask(resolver, escaped, DNS_TXT);
  unsigned int n = 0;
  for (unsigned int i = 0; i < reply->answer.n; i++) {
    g_autofree char *text = txt_from_wire(reply->answer.records[i].bytes, reply->answer.records[i].length);
    if (text && spf_record_is(text) && n++ == 0)
      found = g_steal_pointer(&text);
  }
  if (n == 1)
    return g_steal_pointer(&found);
  *result = dns_has_failed(reply->answer.status) ? SPF_TEMPERROR : n == 0 ? SPF_NONE : SPF_PERMERROR;
  return NULL;
}

static char *find_record(struct spf_evaluation *evaluation, const char *domain, enum spf_verdict *result) {
  char *text = spf_find_record(evaluation->resolver, domain, result);
  if (!text)
    spf_note(evaluation, "%s: %s", domain,
             *result == SPF_TEMPERROR ? "DNS gives no answer"
             : *result == SPF_NONE    ? "no SPF record"
                                      : "several SPF records");
  return text;
}

/* -- check_host() -------------------------------------------------------------------------------------------------- */

static enum spf_verdict check_host(struct spf_evaluation *evaluation, const char *domain, bool explain);

/* Another term that asks DNS; false when it is one too many. */
static bool count(struct spf_evaluation *evaluation, const struct spf_term *term) {
  if (!spf_kind_asks(term->kind) || ++evaluation->answer->lookups <= SPF_LOOKUPS_MOST)
    return true;
  spf_note(evaluation, "this is the %uth term that asks DNS; %d are allowed", evaluation->answer->lookups,
           SPF_LOOKUPS_MOST);
  return false;
}

/* The table of section 5.2. */
static enum spf_match match_include(struct spf_evaluation *evaluation, const struct spf_term *term,
                                    const char *domain) {
  g_autofree char *target = spf_target(evaluation, term->domain, domain);
  evaluation->depth++;
  g_ptr_array_add(evaluation->within, spf_term_name(term));
  const enum spf_verdict result = check_host(evaluation, target, false);
  g_ptr_array_set_size(evaluation->within, (int)evaluation->within->len - 1);
  evaluation->depth--;
  switch (result) {
  case SPF_PASS:
    return SPF_MATCH;
  case SPF_TEMPERROR:
    return SPF_MATCH_TEMPERROR;
  case SPF_NONE:
  case SPF_PERMERROR:
    return SPF_MATCH_PERMERROR;
  default:
    return SPF_NO_MATCH;
  }
}

static enum spf_match match(struct spf_evaluation *evaluation, const struct spf_term *term, const char *domain) {
  if (!count(evaluation, term))
    return SPF_MATCH_PERMERROR;
  if (term->kind == SPF_INCLUDE) {
    spf_note(evaluation, "%.*s", (int)term->whole.length, term->whole.at);
    return match_include(evaluation, term, domain);
  }
  return spf_match_term(evaluation, term, domain);
}

static enum spf_verdict result_of(char qualifier) {
  switch (qualifier) {
  case '-':
    return SPF_FAIL;
  case '~':
    return SPF_SOFTFAIL;
  case '?':
    return SPF_NEUTRAL;
  default:
    return SPF_PASS;
  }
}

/* What decides within an include that does not match in the end decides nothing. */
static void note_match(struct spf_evaluation *evaluation, const struct spf_term *term, enum spf_match matched) {
  struct spf_answer *answer = evaluation->answer;
  if (matched != SPF_MATCH) {
    g_clear_pointer(&answer->matched, g_free);
  } else if (term->kind != SPF_INCLUDE) {
    g_autofree char *name = spf_term_name(term);
    answer->matched = spf_outline_path(evaluation->within, name);
  }
}

/* Section 6.1: as if the other domain had been asked for; that it has no record is a mistake here. */
static enum spf_verdict redirect(struct spf_evaluation *evaluation, const struct spf_record *record, const char *domain,
                                 bool explain) {
  if (!count(evaluation, record->redirect))
    return SPF_PERMERROR;
  g_autofree char *target = spf_target(evaluation, record->redirect->domain, domain);
  spf_note(evaluation, "redirect=%s", target);
  g_ptr_array_add(evaluation->within, spf_term_name(record->redirect));
  const enum spf_verdict result = check_host(evaluation, target, explain);
  g_ptr_array_set_size(evaluation->within, (int)evaluation->within->len - 1);
  return result == SPF_NONE ? SPF_PERMERROR : result;
}

static enum spf_verdict evaluate(struct spf_evaluation *evaluation, const struct spf_record *record, const char *domain,
                                 bool explain) {
  for (guint i = 0; i < record->terms->len; i++) {
    const struct spf_term *term = &g_array_index(record->terms, struct spf_term, i);
    if (term->kind >= SPF_REDIRECT)
      continue;
    const enum spf_match matched = match(evaluation, term, domain);
    note_match(evaluation, term, matched);
    spf_note(evaluation, "%.*s: %s", (int)term->whole.length, term->whole.at,
             matched == SPF_NO_MATCH          ? "no match"
             : matched == SPF_MATCH           ? "match"
             : matched == SPF_MATCH_TEMPERROR ? "temperror"
                                              : "permerror");
    if (matched == SPF_MATCH_TEMPERROR)
      return SPF_TEMPERROR;
    if (matched == SPF_MATCH_PERMERROR)
      return SPF_PERMERROR;
    if (matched == SPF_NO_MATCH)
      continue;
    const enum spf_verdict result = result_of(term->qualifier);
    if (result == SPF_FAIL && explain && record->exp)
      evaluation->answer->explanation = spf_explanation(evaluation, record->exp->domain, domain);
    return result;
  }
  return record->redirect ? redirect(evaluation, record, domain, explain) : SPF_NEUTRAL;
}

/* `explain`: the explanation of this record counts, as it does not for those that are included (section 6.2). */
static enum spf_verdict check_host(struct spf_evaluation *evaluation, const char *domain, bool explain) {
  enum spf_verdict result = SPF_NONE;
  if (!is_askable(domain)) {
    spf_note(evaluation, "'%s' is no domain that has a record", domain);
    return SPF_NONE;
  }
  if (g_get_monotonic_time() > evaluation->until)
    return SPF_TEMPERROR;
  g_autofree char *text = find_record(evaluation, domain, &result);
  if (!text)
    return result;
  struct spf_record record;
  spf_record_parse(text, &record);
  spf_note(evaluation, "%s: %s", domain, text);
  if (record.broken) {
    spf_note(evaluation, "%s", ((const struct finding *)record.findings->pdata[0])->text);
    result = SPF_PERMERROR;
  } else
    result = evaluate(evaluation, &record, domain, explain);
  spf_record_clear(&record);
  return result;
}

/* What a mail server is called: letters, digits, hyphens and underscores, and a top that is no number. */
static bool is_host(const char *domain) {
  const char *top = strrchr(domain, '.');
  for (const char *at = domain; *at; at++)
    if (!g_ascii_isalnum(*at) && !strchr("-_.", *at))
      return false;
  if (top && top[1] == '\0') /* a dot at the end */
    for (top--; top > domain && *top != '.';)
      top--;
  return top && top[1 + strspn(top + 1, "0123456789")] != '\0' && top[1] != '.';
}

void spf_check_host(struct resolver *resolver, const struct spf_question *question, struct spf_answer *answer) {
  const char *at = strrchr(question->sender, '@');
  *answer = (struct spf_answer){.path = g_ptr_array_new_with_free_func(g_free)};
  g_autoptr(GPtrArray) within = g_ptr_array_new_with_free_func(g_free);
  struct spf_evaluation evaluation = {.resolver = resolver,
                                      .question = question,
                                      .answer = answer,
                                      .local = at && at > question->sender
                                                   ? g_strndup(question->sender, (size_t)(at - question->sender))
                                                   : g_strdup("postmaster"),
                                      .sender_domain = g_strdup(at ? at + 1 : question->sender),
                                      .within = within,
                                      .until = g_get_monotonic_time() + SPF_SECONDS * G_USEC_PER_SEC};
  const size_t length = strlen(question->domain);
  g_autofree char *domain = g_ascii_strdown(question->domain, -1);
  if (length > 0 && domain[length - 1] == '.')
    domain[length - 1] = '\0';
  if (is_host(domain))
    answer->result = check_host(&evaluation, domain, true);
  else
    spf_note(&evaluation, "'%s' is no domain", domain);
  g_free(evaluation.local);
  g_free(evaluation.sender_domain);
}

void spf_answer_clear(struct spf_answer *answer) {
  g_clear_pointer(&answer->explanation, g_free);
  g_clear_pointer(&answer->matched, g_free);
  g_clear_pointer(&answer->path, g_ptr_array_unref);
}
