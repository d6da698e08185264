/* SPDX-License-Identifier: MIT */
#include "record/mta_sts_record.h"
#include "record/tag_list.h"
#include <string.h>

#define RULE "RFC 8461 section 3.1"
#define ID_MOST 32

static const struct tag_grammar grammar = {.rule = RULE, .name_marks = "0123456789_-.", .tight = true};

bool mta_sts_record_is(const char *text) {
  return g_str_has_prefix(text, "v=STSv1;");
}

static bool read_id(struct mta_sts_record *record, const char *text, struct span value) {
  g_autofree char *given = span_shown(value);
  bool good = value.length <= ID_MOST;
  for (size_t i = 0; i < value.length; i++)
    good = good && g_ascii_isalnum(value.at[i]);
  if (!good)
    return findings_add(record->findings, FINDING_ERROR, (size_t)(value.at - text), RULE,
                        "id is '%s'; it must be 1 to %d letters and digits", given, ID_MOST);
  record->id = g_strndup(value.at, value.length);
  return true;
}

void mta_sts_record_parse(const char *text, struct mta_sts_record *record) {
  *record = (struct mta_sts_record){.findings = findings_new()};
  struct tag_list list = {.text = text, .rest = text, .grammar = &grammar, .findings = record->findings};
  struct tag tag;
  bool seen = false;
  if (!tag_list_version(&list, "STSv1", RULE, &tag))
    return;
  while (tag_list_next(&list, &tag)) {
    const size_t at = (size_t)(tag.whole.at - text);
    g_autofree char *name = span_shown(tag.name);
    if (!span_is(tag.name, "id"))
      findings_add(record->findings, FINDING_NOTE, at, RULE, "the field %s is unknown and ignored", name);
    else if (seen)
      findings_add(record->findings, FINDING_WARNING, at, "RFC 8461 section 3.2", "id comes again and is ignored");
    else
      read_id(record, text, tag.value);
    seen = seen || span_is(tag.name, "id");
  }
  if (!seen)
    findings_add(record->findings, FINDING_ERROR, strlen(text), RULE, "there is no id, which senders need");
  record->valid = !findings_have_error(record->findings);
}

void mta_sts_record_clear(struct mta_sts_record *record) {
  g_free(record->id);
  g_clear_pointer(&record->findings, g_ptr_array_unref);
  *record = (struct mta_sts_record){0};
}
