/* SPDX-License-Identifier: MIT */
#include "record/bimi_record.h"
#include "record/tag_list.h"
#include <string.h>

#define RULE "draft-brand-indicators-for-message-identification section 4.2"

static const struct tag_grammar grammar = {.rule = RULE, .name_marks = "0123456789_-", .empty_values = true};

struct reader {
  struct bimi_record *record;
  const char *text;
  bool seen_l, seen_a;
};

bool bimi_record_is(const char *text) {
  struct bimi_record record = {.findings = findings_new()};
  struct tag_list list = {.text = text, .rest = text, .grammar = &grammar, .findings = record.findings};
  struct tag tag;
  const bool is = tag_list_version(&list, "BIMI1", RULE, &tag);
  bimi_record_clear(&record);
  return is;
}

/* An https URI, without commas and semicolons, which the drafts want encoded; or nothing. */
static char *read_uri(struct reader *reader, const struct tag *tag, const char *ending) {
  g_autofree char *given = span_shown(tag->value), *name = span_shown(tag->name);
  char *uri = g_strndup(tag->value.at, tag->value.length);
  const size_t at = (size_t)(tag->value.at - reader->text);
  GPtrArray *findings = reader->record->findings;
  if (!*uri)
    return uri;
  if (g_ascii_strncasecmp(uri, "https://", 8) != 0 || !g_uri_is_valid(uri, G_URI_FLAGS_NONE, NULL) || strchr(uri, ','))
    findings_add(findings, FINDING_ERROR, at, RULE, "%s is '%s'; it must be one https URI", name, given);
  else if (!g_str_has_suffix(uri, ending))
    findings_add(findings, FINDING_NOTE, at, RULE, "%s does not end in %s, as most receivers expect", name, ending);
  return uri;
}

static void read_tag(struct reader *reader, const struct tag *tag) {
  struct bimi_record *record = reader->record;
  const size_t at = (size_t)(tag->whole.at - reader->text);
  const bool l = span_says(tag->name, "l"), a = span_says(tag->name, "a");
  g_autofree char *name = span_shown(tag->name);
  if ((l && reader->seen_l) || (a && reader->seen_a))
    findings_add(record->findings, FINDING_ERROR, at, RULE, "%s comes again", name);
  else if (l)
    record->l = read_uri(reader, tag, ".svg");
  else if (a)
    record->a = read_uri(reader, tag, ".pem");
  else if (!span_says(tag->name, "avp") && !span_says(tag->name, "lps"))
    findings_add(record->findings, FINDING_NOTE, at, RULE, "the tag %s is unknown and ignored", name);
  reader->seen_l = reader->seen_l || l;
  reader->seen_a = reader->seen_a || a;
}

void bimi_record_parse(const char *text, struct bimi_record *record) {
  *record = (struct bimi_record){.findings = findings_new()};
  struct reader reader = {.record = record, .text = text};
  struct tag_list list = {.text = text, .rest = text, .grammar = &grammar, .findings = record->findings};
  struct tag tag;
  if (!tag_list_version(&list, "BIMI1", RULE, &tag))
    return;
  while (tag_list_next(&list, &tag))
    read_tag(&reader, &tag);
  record->declines = record->l && !*record->l && (!record->a || !*record->a);
  if (!record->l)
    findings_add(record->findings, FINDING_ERROR, strlen(text), RULE, "there is no l, which names the image");
  else if (!*record->l && record->a && *record->a)
    findings_add(record->findings, FINDING_ERROR, strlen(text), RULE, "a is set and l is empty");
  record->valid = !findings_have_error(record->findings);
}

void bimi_record_clear(struct bimi_record *record) {
  g_free(record->l);
  g_free(record->a);
  g_clear_pointer(&record->findings, g_ptr_array_unref);
  *record = (struct bimi_record){0};
}
