/* SPDX-License-Identifier: MIT */
#include "record/dkim_record.h"
#include "record/tag_list.h"
#include <string.h>

#define RECORD "RFC 6376 section 3.6.1"
#define LISTS "RFC 6376 section 3.2"
#define TAGS_MOST 64

struct parser {
  struct dkim_record *record;
  GHashTable *seen; /* names of tags */
  bool has_p;
};

static bool wrong(struct parser *parser, const char *at, const char *rule, const char *format, ...) G_GNUC_PRINTF(4, 5);
static bool wrong(struct parser *parser, const char *at, const char *rule, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  findings_add_va(parser->record->findings, FINDING_ERROR, (size_t)(at - parser->record->text), rule, format,
                  arguments);
  va_end(arguments);
  return false;
}

static void doubt(struct parser *parser, const char *at, const char *rule, const char *text) {
  findings_add(parser->record->findings, FINDING_WARNING, (size_t)(at - parser->record->text), rule, "%s", text);
}

/* Whether a list with colons has the word; tags are case-sensitive, but the words of these are looked for in any. */
static bool lists(struct span value, const char *word) {
  for (const char *at = value.at, *end = value.at + value.length; at <= end;) {
    const char *colon = memchr(at, ':', (size_t)(end - at));
    const size_t length = (size_t)((colon ? colon : end) - at);
    if (span_says(span_trimmed((struct span){at, length}), word))
      return true;
    at = colon ? colon + 1 : end + 1;
  }
  return false;
}

static void read_version(struct parser *parser, const struct tag *tag) {
  g_autofree char *shown = span_shown(tag->value);
  if (g_hash_table_size(parser->seen) > 1)
    wrong(parser, tag->name.at, RECORD, "v is not the first tag");
  if (tag->value.length != strlen("DKIM1") || memcmp(tag->value.at, "DKIM1", tag->value.length) != 0)
    wrong(parser, tag->value.at, RECORD, "v is '%s'; it must be DKIM1, so verifiers discard the record", shown);
}

static void read_type(struct parser *parser, const struct tag *tag) {
  g_autofree char *shown = span_shown(tag->value);
  parser->record->type = span_says(tag->value, "rsa")       ? DKIM_RSA
                         : span_says(tag->value, "ed25519") ? DKIM_ED25519
                                                            : DKIM_OTHER;
  if (parser->record->type == DKIM_OTHER)
    wrong(parser, tag->value.at, RECORD, "k is '%s'; verifiers know rsa and ed25519, and ignore others", shown);
}

/* Base64 with blanks in it anywhere. g_base64_decode passes over what is none, so that is looked for before. */
static void read_key(struct parser *parser, const struct tag *tag) {
  g_autoptr(GString) text = g_string_new(NULL);
  size_t padding = 0;
  parser->has_p = true;
  parser->record->revoked = tag->value.length == 0;
  for (size_t i = 0; i < tag->value.length; i++) {
    const char c = tag->value.at[i];
    if (c == ' ' || c == '\t')
      continue;
    padding += c == '=';
    if ((!g_ascii_isalnum(c) && c != '+' && c != '/' && c != '=') || (padding > 0 && c != '=') || padding > 2) {
      wrong(parser, tag->value.at + i, RECORD, "p is no base64 from here on");
      return;
    }
    g_string_append_c(text, c);
  }
  if (text->len % 4 != 0) {
    wrong(parser, tag->value.at, RECORD, "p is cut short: %zu characters of base64 cannot be", text->len);
    return;
  }
  if (parser->record->revoked)
    return;
  gsize length = 0;
  guint8 *bytes = g_base64_decode(text->str, &length);
  parser->record->key = g_byte_array_new_take(bytes, length);
}

static void read_hashes(struct parser *parser, const struct tag *tag) {
  parser->record->sha1_only = !lists(tag->value, "sha256");
  if (parser->record->sha1_only)
    wrong(parser, tag->value.at, "RFC 8301 section 3.1",
          "h does not allow sha256, and sha1 is not to be used any more");
  else if (lists(tag->value, "sha1"))
    doubt(parser, tag->value.at, "RFC 8301 section 3.1", "h allows sha1, which is not to be used any more");
}

static void read_flags(struct parser *parser, const struct tag *tag) {
  parser->record->testing = lists(tag->value, "y");
  parser->record->strict = lists(tag->value, "s");
}

static void read_services(struct parser *parser, const struct tag *tag) {
  parser->record->mail = lists(tag->value, "*") || lists(tag->value, "email");
}

static const struct {
  const char *name;
  void (*read)(struct parser *parser, const struct tag *tag); /* NULL: passed over */
} known[] = {{"v", read_version}, {"k", read_type}, {"p", read_key},      {"h", read_hashes},
             {"t", read_flags},   {"n", NULL},      {"s", read_services}, {"g", NULL}};

static void read_tag(struct parser *parser, const struct tag *tag) {
  char *name = g_strndup(tag->name.at, tag->name.length);
  if (!g_hash_table_add(parser->seen, name)) {
    g_autofree char *shown = span_shown(tag->name);
    wrong(parser, tag->name.at, LISTS, "the tag %s is there a second time, so the whole list is invalid", shown);
    return;
  }
  for (unsigned int i = 0; i < G_N_ELEMENTS(known); i++)
    if (tag->name.length == strlen(known[i].name) && memcmp(tag->name.at, known[i].name, tag->name.length) == 0) {
      if (known[i].read)
        known[i].read(parser, tag);
      return;
    }
  g_autofree char *shown = span_shown(tag->name);
  findings_add(parser->record->findings, FINDING_WARNING, (size_t)(tag->name.at - parser->record->text), RECORD,
               "there is no tag %s, so it is ignored", shown);
}

static bool has_error(const GPtrArray *findings) {
  for (guint i = 0; i < findings->len; i++)
    if (((const struct finding *)findings->pdata[i])->severity == FINDING_ERROR)
      return true;
  return false;
}

void dkim_record_parse(const char *text, struct dkim_record *record) {
  static const struct tag_grammar grammar = {.rule = LISTS, .name_marks = "0123456789_", .empty_values = true};
  *record = (struct dkim_record){.text = g_strdup(text), .findings = findings_new(), .mail = true};
  struct parser parser = {.record = record, .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
  struct tag_list list = {
      .text = record->text, .rest = record->text, .grammar = &grammar, .findings = record->findings};
  for (struct tag tag; tag_list_next(&list, &tag) && g_hash_table_size(parser.seen) < TAGS_MOST;)
    read_tag(&parser, &tag);
  if (!parser.has_p)
    wrong(&parser, record->text + strlen(record->text), RECORD, "there is no p, so it is no key");
  record->valid = !has_error(record->findings);
  g_hash_table_unref(parser.seen);
}

void dkim_record_clear(struct dkim_record *record) {
  g_clear_pointer(&record->key, g_byte_array_unref);
  g_clear_pointer(&record->text, g_free);
  g_clear_pointer(&record->findings, g_ptr_array_unref);
}
