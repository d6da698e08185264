/* SPDX-License-Identifier: MIT */
/* The table of elements, and the state machine that follows the parser through it. */
#include "base/text.h"
#include "ingest/aggregate_parts.h"
#include <string.h>

enum {
  MANY = 1,       /* may occur several times; of all others the first counts */
  LEAF = 2,       /* holds text */
  WANTED = 4,     /* a warning when its parent has none */
  WARN_EMPTY = 8, /* a warning when it is there and empty */
};

struct element_rule {
  const char *name, *path;
  uint8_t flags;
  uint8_t first, last; /* children */
};

/* Whether an element is WANTED or WARN_EMPTY follows what reporters really leave out without harm (VIOLATIONS.md). */
static const struct element_rule rules[ELEMENT_MAX] = {
    [ELEMENT_NONE] = {"", "", 0, ELEMENT_FEEDBACK, ELEMENT_FEEDBACK},
    [ELEMENT_FEEDBACK] = {"feedback", "feedback", 0, ELEMENT_VERSION, ELEMENT_RECORD},
    [ELEMENT_VERSION] = {"version", "feedback/version", LEAF, 0, 0},
    [ELEMENT_REPORT_METADATA] = {"report_metadata", "feedback/report_metadata", 0, ELEMENT_ORG_NAME, ELEMENT_GENERATOR},
    [ELEMENT_POLICY_PUBLISHED] = {"policy_published", "feedback/policy_published", 0, ELEMENT_POLICY_DOMAIN,
                                  ELEMENT_TESTING},
    [ELEMENT_EXTENSION] = {"extension", "feedback/extension", MANY, 0, 0},
    [ELEMENT_RECORD] = {"record", "feedback/record", MANY | WANTED, ELEMENT_ROW, ELEMENT_AUTH_RESULTS},

    [ELEMENT_ORG_NAME] = {"org_name", "report_metadata/org_name", LEAF, 0, 0},
    [ELEMENT_EMAIL] = {"email", "report_metadata/email", LEAF | WANTED | WARN_EMPTY, 0, 0},
    [ELEMENT_EXTRA_CONTACT_INFO] = {"extra_contact_info", "report_metadata/extra_contact_info", LEAF, 0, 0},
    [ELEMENT_REPORT_ID] = {"report_id", "report_metadata/report_id", LEAF, 0, 0},
    [ELEMENT_DATE_RANGE] = {"date_range", "report_metadata/date_range", 0, ELEMENT_BEGIN, ELEMENT_END},
    [ELEMENT_ERROR] = {"error", "report_metadata/error", LEAF | MANY, 0, 0},
    [ELEMENT_GENERATOR] = {"generator", "report_metadata/generator", LEAF, 0, 0},
    [ELEMENT_BEGIN] = {"begin", "date_range/begin", LEAF, 0, 0},
    [ELEMENT_END] = {"end", "date_range/end", LEAF, 0, 0},

    [ELEMENT_POLICY_DOMAIN] = {"domain", "policy_published/domain", LEAF, 0, 0},
    [ELEMENT_DISCOVERY_METHOD] = {"discovery_method", "policy_published/discovery_method", LEAF, 0, 0},
    [ELEMENT_ADKIM] = {"adkim", "policy_published/adkim", LEAF, 0, 0},
    [ELEMENT_ASPF] = {"aspf", "policy_published/aspf", LEAF, 0, 0},
    [ELEMENT_P] = {"p", "policy_published/p", LEAF | WANTED | WARN_EMPTY, 0, 0},
    [ELEMENT_SP] = {"sp", "policy_published/sp", LEAF, 0, 0},
    [ELEMENT_NP] = {"np", "policy_published/np", LEAF, 0, 0},
    [ELEMENT_PCT] = {"pct", "policy_published/pct", LEAF, 0, 0},
    [ELEMENT_FO] = {"fo", "policy_published/fo", LEAF, 0, 0},
    [ELEMENT_TESTING] = {"testing", "policy_published/testing", LEAF, 0, 0},

    [ELEMENT_ROW] = {"row", "record/row", WANTED, ELEMENT_SOURCE_IP, ELEMENT_POLICY_EVALUATED},
    [ELEMENT_IDENTIFIERS] = {"identifiers", "record/identifiers", WANTED, ELEMENT_ENVELOPE_TO, ELEMENT_HEADER_FROM},
    [ELEMENT_AUTH_RESULTS] = {"auth_results", "record/auth_results", WANTED, ELEMENT_DKIM, ELEMENT_SPF},

    [ELEMENT_SOURCE_IP] = {"source_ip", "row/source_ip", LEAF | WANTED | WARN_EMPTY, 0, 0},
    [ELEMENT_COUNT] = {"count", "row/count", LEAF | WANTED | WARN_EMPTY, 0, 0},
    [ELEMENT_POLICY_EVALUATED] = {"policy_evaluated", "row/policy_evaluated", WANTED, ELEMENT_DISPOSITION,
                                  ELEMENT_REASON},
    [ELEMENT_DISPOSITION] = {"disposition", "policy_evaluated/disposition", LEAF | WANTED | WARN_EMPTY, 0, 0},
    [ELEMENT_EVALUATED_DKIM] = {"dkim", "policy_evaluated/dkim", LEAF | WANTED | WARN_EMPTY, 0, 0},
    [ELEMENT_EVALUATED_SPF] = {"spf", "policy_evaluated/spf", LEAF | WANTED | WARN_EMPTY, 0, 0},
    [ELEMENT_REASON] = {"reason", "policy_evaluated/reason", MANY, ELEMENT_REASON_TYPE, ELEMENT_REASON_COMMENT},
    [ELEMENT_REASON_TYPE] = {"type", "reason/type", LEAF | WANTED, 0, 0},
    [ELEMENT_REASON_COMMENT] = {"comment", "reason/comment", LEAF, 0, 0},

    [ELEMENT_ENVELOPE_TO] = {"envelope_to", "identifiers/envelope_to", LEAF, 0, 0},
    [ELEMENT_ENVELOPE_FROM] = {"envelope_from", "identifiers/envelope_from", LEAF, 0, 0},
    [ELEMENT_HEADER_FROM] = {"header_from", "identifiers/header_from", LEAF | WANTED | WARN_EMPTY, 0, 0},

    [ELEMENT_DKIM] = {"dkim", "auth_results/dkim", MANY, ELEMENT_DKIM_DOMAIN, ELEMENT_DKIM_HUMAN_RESULT},
    [ELEMENT_SPF] = {"spf", "auth_results/spf", MANY, ELEMENT_SPF_DOMAIN, ELEMENT_SPF_HUMAN_RESULT},
    [ELEMENT_DKIM_DOMAIN] = {"domain", "auth_results/dkim/domain", LEAF | WANTED, 0, 0},
    [ELEMENT_DKIM_SELECTOR] = {"selector", "auth_results/dkim/selector", LEAF, 0, 0},
    [ELEMENT_DKIM_RESULT] = {"result", "auth_results/dkim/result", LEAF | WANTED, 0, 0},
    [ELEMENT_DKIM_HUMAN_RESULT] = {"human_result", "auth_results/dkim/human_result", LEAF, 0, 0},
    [ELEMENT_SPF_DOMAIN] = {"domain", "auth_results/spf/domain", LEAF | WANTED, 0, 0},
    [ELEMENT_SPF_SCOPE] = {"scope", "auth_results/spf/scope", LEAF, 0, 0},
    [ELEMENT_SPF_RESULT] = {"result", "auth_results/spf/result", LEAF | WANTED | WARN_EMPTY, 0, 0},
    [ELEMENT_SPF_HUMAN_RESULT] = {"human_result", "auth_results/spf/human_result", LEAF, 0, 0},
};

/* Names of drafts and of the DNS tag, for what we know by another. */
static const struct {
  const char *name;
  uint8_t parent, element;
} aliases[] = {
    {"identities", ELEMENT_RECORD, ELEMENT_IDENTIFIERS},
    {"t", ELEMENT_POLICY_PUBLISHED, ELEMENT_TESTING},
};

static bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static enum element current(const struct aggregate *aggregate) {
  return aggregate->level > 0 ? aggregate->open[aggregate->level - 1] : ELEMENT_NONE;
}

const char *aggregate_element_path(enum element element) {
  return rules[element].path;
}

const char *aggregate_elements_open(const struct aggregate *aggregate) {
  return rules[current(aggregate)].name;
}

void aggregate_elements_begin(struct aggregate *aggregate) {
  aggregate->level = 0;
  aggregate->skipped = 0;
  aggregate->seen = 0;
  aggregate->root_closed = false;
  g_string_truncate(aggregate->text, 0);
}

/* -- warnings ------------------------------------------------------------------------------------------------------ */

bool aggregate_warn_element(struct aggregate *aggregate, const char *kind, enum element element) {
  return aggregate_warnings_count(&aggregate->warnings, kind, rules[element].path);
}

void aggregate_warn_value(struct aggregate *aggregate, const char *kind, enum element element, const char *what,
                          const char *value) {
  if (!aggregate_warn_element(aggregate, kind, element))
    return;
  g_autofree char *shown = aggregate_warnings_shown(value);
  aggregate_warnings_describe(&aggregate->warnings, "%s '%s' %s", rules[element].path, shown, what);
}

static void warn_missing(struct aggregate *aggregate, enum element parent) {
  for (enum element child = rules[parent].first; child <= rules[parent].last; child++) {
    if (!(rules[child].flags & WANTED) || aggregate->seen & ELEMENT_BIT(child))
      continue;
    if (aggregate_warn_element(aggregate, "missing:", child))
      aggregate_warnings_describe(&aggregate->warnings, "%s without <%s>", rules[parent].path, rules[child].name);
  }
}

/* An element that we do not know: skipped, and worth a warning unless it is an extension (RFC 9990 section 5). */
static void warn_unknown(struct aggregate *aggregate, enum element parent, const char *name, const char *uri) {
  const bool foreign = uri && g_strcmp0(uri, aggregate->report.namespace_uri) != 0;
  if (foreign)
    return;
  g_autofree char *shown = aggregate_warnings_shown(name);
  g_autofree char *path = g_strdup_printf("%s/%s", rules[parent].name, shown);
  if (aggregate_warnings_count(&aggregate->warnings, "unknown-element:", path))
    aggregate_warnings_describe(&aggregate->warnings, "<%s> in <%s> is no element of a report; skipped", shown,
                                rules[parent].name);
}

static void warn_alias(struct aggregate *aggregate, const char *name, enum element parent, enum element element) {
  g_autofree char *path = g_strdup_printf("%s/%s", rules[parent].name, name);
  if (aggregate_warnings_count(&aggregate->warnings, "unknown-element:", path))
    aggregate_warnings_describe(&aggregate->warnings, "<%s> in <%s> is read as <%s>", name, rules[parent].name,
                                rules[element].name);
}

/* -- texts and words ----------------------------------------------------------------------------------------------- */

void aggregate_texts_clear(struct aggregate_texts *texts) {
  if (texts->size > 0)
    g_string_chunk_clear(texts->chunk);
  texts->size = 0;
}

const char *aggregate_keep(struct aggregate *aggregate, struct aggregate_texts *texts, const char *text) {
  const size_t length = strlen(text);
  if (texts->size + length + 1 > AGGREGATE_TEXTS_MOST) {
    aggregate_refuse(aggregate, REFUSAL_REJECTED, "%s holds more than 1 MiB of text",
                     texts == &aggregate->record_texts ? "one record" : "its metadata");
    return NULL;
  }
  texts->size += length + 1;
  return g_string_chunk_insert_len(texts->chunk, text, (gssize)length);
}

void aggregate_set_token(struct aggregate *aggregate, struct aggregate_texts *texts, struct token *token,
                         const struct value_words *words, enum element element, const char *text) {
  token->raw = NULL;
  switch (value_word(words, text, &token->value)) {
  case VALUE_EXACT:
    return;
  case VALUE_OTHER_CASE:
    aggregate_warn_value(aggregate, "capitalised:", element, "is written in lower case by the standard", text);
    return;
  case VALUE_EMPTY:
    token->raw = "";
    return;
  case VALUE_UNKNOWN:
    token->raw = aggregate_keep(aggregate, texts, text);
    aggregate_warn_value(aggregate, "odd-value:", element, "is no word of the standard", text);
  }
}

/* -- where we are -------------------------------------------------------------------------------------------------- */

static enum element find_child(struct aggregate *aggregate, enum element parent, const char *name) {
  const struct element_rule *rule = &rules[parent];
  for (enum element child = rule->first; child <= rule->last; child++)
    if (child != ELEMENT_NONE && strcmp(rules[child].name, name) == 0)
      return child;
  for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++) {
    if (aliases[i].parent != parent || strcmp(aliases[i].name, name) != 0)
      continue;
    warn_alias(aggregate, name, parent, aliases[i].element);
    return aliases[i].element;
  }
  return ELEMENT_NONE;
}

/* <reason>sampled_out</reason>: the text is the type (RB-26). */
static void take_reason_text(struct aggregate *aggregate) {
  if (aggregate->seen & ELEMENT_BIT(ELEMENT_REASON_TYPE))
    return;
  char *text = g_strstrip(aggregate->text->str);
  if (*text != '\0') {
    aggregate->seen |= ELEMENT_BIT(ELEMENT_REASON_TYPE);
    aggregate_warn_value(aggregate, "reason-is-text:", ELEMENT_REASON, "stands in it without <type>", text);
    aggregate_record_value(aggregate, ELEMENT_REASON_TYPE, text);
  }
  g_string_truncate(aggregate->text, 0);
}

/* Whether the element counts; if not, it is skipped. */
static bool enters(struct aggregate *aggregate, enum element parent, enum element element, const char *name,
                   const char *uri) {
  if (element == ELEMENT_NONE) {
    if (parent != ELEMENT_NONE)
      warn_unknown(aggregate, parent, name, uri);
    return false;
  }
  if (aggregate->seen & ELEMENT_BIT(element) && !(rules[element].flags & MANY)) {
    if (aggregate_warn_element(aggregate, "repeated:", element))
      aggregate_warnings_describe(&aggregate->warnings, "%s occurs more than once; the first counts",
                                  rules[element].path);
    return false;
  }
  aggregate->seen |= ELEMENT_BIT(element);
  if (element == ELEMENT_EXTENSION)
    return false;
  if (element == ELEMENT_RECORD || element == ELEMENT_DKIM || element == ELEMENT_SPF || element == ELEMENT_REASON)
    return aggregate_record_open(aggregate, element);
  return true;
}

/* The bits of all children of `parent`; there are no others between the first and the last. */
static uint64_t children(enum element parent) {
  const struct element_rule *rule = &rules[parent];
  return rule->first == 0 ? 0 : ((ELEMENT_BIT(rule->last - rule->first) << 1) - 1) << rule->first;
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
                     const xmlChar **namespaces, int n_attributes, int n_defaulted, const xmlChar **attributes) {
  (void)prefix, (void)n_namespaces, (void)namespaces, (void)n_attributes, (void)n_defaulted, (void)attributes;
  struct aggregate *aggregate = user;
  if (aggregate->over)
    return;
  if (aggregate->level + aggregate->skipped >= aggregate->collector->caps->xml_depth) {
    aggregate_refuse(aggregate, REFUSAL_REJECTED, "its elements are nested more than %u deep, the cap \"xml_depth\"",
                     aggregate->collector->caps->xml_depth);
    return;
  }
  if (aggregate->skipped > 0) {
    aggregate->skipped++;
    return;
  }
  const enum element parent = current(aggregate), element = find_child(aggregate, parent, (const char *)name);
  if (parent == ELEMENT_REASON)
    take_reason_text(aggregate);
  if (element == ELEMENT_FEEDBACK && uri)
    aggregate->report.namespace_uri = aggregate_keep(aggregate, &aggregate->report_texts, (const char *)uri);
  if (!enters(aggregate, parent, element, (const char *)name, (const char *)uri)) {
    aggregate->skipped = 1;
    return;
  }
  aggregate->seen &= ~children(element);
  aggregate->open[aggregate->level++] = (uint8_t)element;
  g_string_truncate(aggregate->text, 0);
}

/* Text between elements, where none belongs: one warning for all that stands together, in however many pieces. */
static void take_stray_text(struct aggregate *aggregate, enum element element, const char *text, size_t length) {
  for (size_t i = 0; i < length && aggregate->text->len == 0; i++) {
    if (is_blank(text[i]))
      continue;
    g_string_append_c(aggregate->text, text[i]);
    if (aggregate_warn_element(aggregate, "stray-text:", element))
      aggregate_warnings_describe(&aggregate->warnings, "text stands between the elements of %s; skipped",
                                  rules[element].path);
  }
}

/* Text stands in an element: in a leaf it is its value. It comes in pieces (RB-40). */
static void on_text(void *user, const xmlChar *text, int length) {
  struct aggregate *aggregate = user;
  if (aggregate->over || aggregate->skipped > 0)
    return;
  const enum element element = current(aggregate);
  const size_t size = (size_t)length;
  if (!(rules[element].flags & LEAF) && element != ELEMENT_REASON) {
    take_stray_text(aggregate, element, (const char *)text, size);
    return;
  }
  if (aggregate->text->len + size > aggregate->collector->caps->text) {
    g_autofree char *most = text_bytes(aggregate->collector->caps->text);
    aggregate_refuse(aggregate, REFUSAL_REJECTED, "the text of a <%s> is longer than %s, the cap \"text\"",
                     rules[element].name, most);
    return;
  }
  g_string_append_len(aggregate->text, (const char *)text, length);
}

static void end_leaf(struct aggregate *aggregate, enum element element) {
  GString *text = aggregate->text;
  size_t start = 0, length = text->len;
  while (start < length && is_blank(text->str[start]))
    start++;
  while (length > start && is_blank(text->str[length - 1]))
    length--;
  text->str[length] = '\0';
  if (length == start && rules[element].flags & WARN_EMPTY && aggregate_warn_element(aggregate, "empty:", element))
    aggregate_warnings_describe(&aggregate->warnings, "%s is empty", rules[element].path);
  if (element < ELEMENT_ROW)
    aggregate_metadata_value(aggregate, element, text->str + start);
  else
    aggregate_record_value(aggregate, element, text->str + start);
}

static void end_container(struct aggregate *aggregate, enum element element) {
  if (element == ELEMENT_REASON)
    take_reason_text(aggregate);
  warn_missing(aggregate, element);
  if (element == ELEMENT_RECORD)
    aggregate_record_close(aggregate);
  if (element != ELEMENT_FEEDBACK)
    return;
  aggregate->root_closed = true;
  aggregate_metadata_close(aggregate);
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  (void)name, (void)prefix, (void)uri;
  struct aggregate *aggregate = user;
  if (aggregate->over)
    return;
  if (aggregate->skipped > 0) {
    aggregate->skipped--;
    return;
  }
  const enum element element = current(aggregate);
  aggregate->level--;
  if (rules[element].flags & LEAF)
    end_leaf(aggregate, element);
  else
    end_container(aggregate, element);
  g_string_truncate(aggregate->text, 0);
}

void aggregate_elements_close_root(struct aggregate *aggregate) {
  aggregate->level = 0;
  end_container(aggregate, ELEMENT_FEEDBACK);
}

/* What is wrong is asked of the parser after each chunk; nothing is printed. */
static void on_error(void *user, xmlErrorPtr error) {
  (void)user, (void)error;
}

const xmlSAXHandler aggregate_sax = {
    .initialized = XML_SAX2_MAGIC,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .characters = on_text,
    .ignorableWhitespace = on_text,
    .cdataBlock = on_text,
    .serror = on_error,
};
