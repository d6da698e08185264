/* SPDX-License-Identifier: MIT */
/* What the elements of a record mean, and the sums over all of them. */
#include "base/text.h"
#include "ingest/aggregate_parts.h"
#include <string.h>

static void begin_record(struct aggregate *aggregate) {
  aggregate_texts_clear(&aggregate->record_texts);
  aggregate->record = (struct record){
      .dkim.value = ALIGNED_OTHER,
      .spf.value = ALIGNED_OTHER,
      .overrides = aggregate->overrides,
      .dkim_results = aggregate->dkim_results,
      .spf_results = aggregate->spf_results,
  };
}

/* Whether one more of `element` fits after `n` of at most `most`. */
static bool has_room(struct aggregate *aggregate, enum element element, uint32_t n, uint32_t most) {
  if (n < most)
    return true;
  if (aggregate_warn_element(aggregate, "too-many:", element))
    aggregate_warnings_describe(&aggregate->warnings, "%s occurs more than %u times in a record; the rest is dropped",
                                aggregate_element_path(element), most);
  return false;
}

bool aggregate_record_open(struct aggregate *aggregate, enum element element) {
  struct record *record = &aggregate->record;
  switch (element) {
  case ELEMENT_DKIM:
    if (!has_room(aggregate, element, record->n_dkim_results, RECORD_MAX_DKIM))
      return false;
    record->dkim_results[record->n_dkim_results++] = (struct dkim_result){.result.value = AUTH_OTHER};
    return true;
  case ELEMENT_SPF:
    if (!has_room(aggregate, element, record->n_spf_results, RECORD_MAX_SPF))
      return false;
    record->spf_results[record->n_spf_results++] = (struct spf_result){.result.value = AUTH_OTHER};
    return true;
  case ELEMENT_REASON:
    if (!has_room(aggregate, element, record->n_overrides, RECORD_MAX_OVERRIDES))
      return false;
    record->overrides[record->n_overrides++] = (struct override){.type.value = OVERRIDE_OTHER};
    return true;
  default:
    begin_record(aggregate);
    return true;
  }
}

/* -- values ------------------------------------------------------------------------------------------------------ */

static void set_source(struct aggregate *aggregate, const char *text) {
  struct record *record = &aggregate->record;
  if (value_address(text, &record->source))
    return;
  record->source_raw = aggregate_keep(aggregate, &aggregate->record_texts, text);
  if (*text != '\0')
    aggregate_warn_value(aggregate, "odd-value:", ELEMENT_SOURCE_IP, "is no IP address", text);
}

static void set_count(struct aggregate *aggregate, const char *text) {
  struct record *record = &aggregate->record;
  if (!value_count(text, &record->count)) {
    record->count = 0;
    if (*text != '\0')
      aggregate_warn_value(aggregate, "odd-value:", ELEMENT_COUNT, "is no number of messages; counted as 0", text);
  } else if (record->count > VALUE_COUNT_MOST - aggregate->report.messages) {
    record->count = 0;
    aggregate_warn_value(aggregate, "odd-value:", ELEMENT_COUNT,
                         "makes the sum of the report larger than any number of messages; counted as 0", text);
  } else if (strchr(text, '.')) {
    aggregate_warn_value(aggregate, "decimals:", ELEMENT_COUNT, "is no whole number; its decimals are cut", text);
  } else if (record->count == 0 && aggregate_warn_element(aggregate, "zero:", ELEMENT_COUNT)) {
    aggregate_warnings_describe(&aggregate->warnings, "a record is about 0 messages");
  }
}

static const char *keep(struct aggregate *aggregate, const char *text) {
  return aggregate_keep(aggregate, &aggregate->record_texts, text);
}

static const char *keep_domain(struct aggregate *aggregate, char *text) {
  value_domain(text);
  return keep(aggregate, text);
}

static void set_token(struct aggregate *aggregate, struct token *token, const struct value_words *words,
                      enum element element, const char *text) {
  aggregate_set_token(aggregate, &aggregate->record_texts, token, words, element, text);
}

static void set_spf_result(struct aggregate *aggregate, struct token *token, const char *text) {
  set_token(aggregate, token, &value_words_auth_result, ELEMENT_SPF_RESULT, text);
  const int alias = token->value == AUTH_OTHER && token->raw ? value_spf_alias(text) : -1;
  if (alias >= 0)
    token->value = (uint8_t)alias;
}

static void set_auth_result(struct aggregate *aggregate, enum element element, char *text) {
  struct record *record = &aggregate->record;
  struct dkim_result *dkim = &record->dkim_results[record->n_dkim_results - (record->n_dkim_results > 0)];
  struct spf_result *spf = &record->spf_results[record->n_spf_results - (record->n_spf_results > 0)];
  switch (element) {
  case ELEMENT_DKIM_DOMAIN:
    dkim->domain = keep_domain(aggregate, text);
    break;
  case ELEMENT_DKIM_SELECTOR:
    dkim->selector = keep(aggregate, text);
    break;
  case ELEMENT_DKIM_RESULT:
    set_token(aggregate, &dkim->result, &value_words_auth_result, element, text);
    break;
  case ELEMENT_DKIM_HUMAN_RESULT:
    dkim->human_result = keep(aggregate, text);
    break;
  case ELEMENT_SPF_DOMAIN:
    spf->domain = keep_domain(aggregate, text);
    break;
  case ELEMENT_SPF_SCOPE:
    set_token(aggregate, &spf->scope, &value_words_scope, element, text);
    break;
  case ELEMENT_SPF_RESULT:
    set_spf_result(aggregate, &spf->result, text);
    break;
  default:
    spf->human_result = keep(aggregate, text);
  }
}

void aggregate_record_value(struct aggregate *aggregate, enum element element, char *text) {
  struct record *record = &aggregate->record;
  switch (element) {
  case ELEMENT_SOURCE_IP:
    set_source(aggregate, text);
    break;
  case ELEMENT_COUNT:
    set_count(aggregate, text);
    break;
  case ELEMENT_DISPOSITION:
    set_token(aggregate, &record->disposition, &value_words_disposition, element, text);
    break;
  case ELEMENT_EVALUATED_DKIM:
    set_token(aggregate, &record->dkim, &value_words_alignment, element, text);
    break;
  case ELEMENT_EVALUATED_SPF:
    set_token(aggregate, &record->spf, &value_words_alignment, element, text);
    break;
  case ELEMENT_REASON_TYPE:
    set_token(aggregate, &record->overrides[record->n_overrides - 1].type, &value_words_override, element, text);
    break;
  case ELEMENT_REASON_COMMENT:
    record->overrides[record->n_overrides - 1].comment = keep(aggregate, text);
    break;
  case ELEMENT_HEADER_FROM:
    record->header_from = keep_domain(aggregate, text);
    break;
  case ELEMENT_ENVELOPE_FROM:
    record->envelope_from = keep_domain(aggregate, text);
    break;
  case ELEMENT_ENVELOPE_TO:
    record->envelope_to = keep_domain(aggregate, text);
    break;
  default:
    set_auth_result(aggregate, element, text);
  }
}

/* -- the whole record -------------------------------------------------------------------------------------------- */

static void mix(uint64_t *hash, const void *bytes, size_t length) { /* FNV-1a */
  for (size_t i = 0; i < length; i++)
    *hash = (*hash ^ ((const uint8_t *)bytes)[i]) * UINT64_C(0x100000001B3);
}

static void add_up(struct aggregate *aggregate) {
  const struct record *record = &aggregate->record;
  struct report *report = &aggregate->report;
  const bool dkim = record->dkim.value == ALIGNED_PASS, spf = record->spf.value == ALIGNED_PASS;
  report->records++;
  report->messages += record->count;
  report->dkim_aligned += dkim ? record->count : 0;
  report->spf_aligned += spf ? record->count : 0;
  report->dmarc_pass += dkim || spf ? record->count : 0;
  if (report->report_id)
    return;
  mix(&aggregate->fingerprint, record->source.bytes, record->source.length);
  mix(&aggregate->fingerprint, &record->count, sizeof record->count);
  if (record->header_from)
    mix(&aggregate->fingerprint, record->header_from, strlen(record->header_from));
}

void aggregate_record_close(struct aggregate *aggregate) {
  const uint64_t most = aggregate->collector->caps->records;
  if (aggregate->over)
    return;
  if (aggregate->report.records >= most) {
    g_autofree char *shown = text_count(most);
    aggregate_refuse(aggregate, REFUSAL_REJECTED, "it has more than %s records, the cap \"records\" of one report",
                     shown);
    return;
  }
  add_up(aggregate);
  if (!aggregate->collector->record(aggregate->collector, &aggregate->record))
    aggregate->over = true;
}
