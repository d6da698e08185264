/* SPDX-License-Identifier: MIT */
#include "record/tls_rpt_record.h"
#include "record/report_uris.h"
#include "record/tag_list.h"
#include <string.h>

#define RULE "RFC 8460 section 3"

static const struct tag_grammar grammar = {.rule = RULE, .name_marks = "0123456789_-.", .tight = true};

bool tls_rpt_record_is(const char *text) {
  return g_str_has_prefix(text, "v=TLSRPTv1;");
}

/* Of the URIs only those of the two schemes stay. */
static void keep_schemes(struct tls_rpt_record *record, size_t at) {
  for (unsigned int i = 0; record->rua && i < record->rua->len;) {
    const char *uri = record->rua->pdata[i];
    if (g_ascii_strncasecmp(uri, "mailto:", 7) == 0 || g_ascii_strncasecmp(uri, "https:", 6) == 0) {
      i++;
      continue;
    }
    g_autofree char *given = span_shown((struct span){uri, strlen(uri)});
    findings_add(record->findings, FINDING_ERROR, at, RULE, "rua has '%s'; it may be mailto: or https:", given);
    g_ptr_array_remove_index(record->rua, i);
  }
  if (record->rua && record->rua->len == 0)
    g_clear_pointer(&record->rua, g_ptr_array_unref);
}

void tls_rpt_record_parse(const char *text, struct tls_rpt_record *record) {
  *record = (struct tls_rpt_record){.findings = findings_new()};
  struct tag_list list = {.text = text, .rest = text, .grammar = &grammar, .findings = record->findings};
  struct tag tag;
  bool seen = false;
  if (!tag_list_version(&list, "TLSRPTv1", RULE, &tag))
    return;
  while (tag_list_next(&list, &tag)) {
    const size_t at = (size_t)(tag.whole.at - text);
    g_autofree char *name = span_shown(tag.name);
    if (!span_is(tag.name, "rua"))
      findings_add(record->findings, FINDING_NOTE, at, RULE, "the field %s is unknown and ignored", name);
    else if (seen)
      findings_add(record->findings, FINDING_ERROR, at, RULE, "rua comes again");
    else
      record->rua = report_uris_read(&tag, text, RULE, record->findings);
    if (!seen && record->rua)
      keep_schemes(record, at);
    seen = seen || span_is(tag.name, "rua");
  }
  if (!seen)
    findings_add(record->findings, FINDING_ERROR, strlen(text), RULE, "there is no rua, so reports go nowhere");
  record->valid = record->rua != NULL;
}

void tls_rpt_record_clear(struct tls_rpt_record *record) {
  g_clear_pointer(&record->rua, g_ptr_array_unref);
  g_clear_pointer(&record->findings, g_ptr_array_unref);
  *record = (struct tls_rpt_record){0};
}
