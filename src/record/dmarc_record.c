/* SPDX-License-Identifier: MIT */
#include "record/dmarc_record.h"
#include "base/text.h"
#include "record/report_uris.h"
#include <string.h>

#define GRAMMAR "RFC 9989 section 4.8"
#define MEANING "RFC 9989 section 4.7"
#define LISTS "RFC 6376 section 3.2"

typedef void (*read_value)(struct dmarc_record *record, enum dmarc_tag tag, struct span value);

static void say(struct dmarc_record *record, enum finding_severity severity, const char *at, const char *rule,
                const char *format, ...) G_GNUC_PRINTF(5, 6);
static void say(struct dmarc_record *record, enum finding_severity severity, const char *at, const char *rule,
                const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  findings_add_va(record->findings, severity, (size_t)(at - record->text), rule, format, arguments);
  va_end(arguments);
}

/* -- values -------------------------------------------------------------------------------------------------------- */

static const char *const names[DMARC_TAGS + 1] = {"v",  "p",   "sp",  "np",  "adkim", "aspf", "t", "psd",
                                                  "fo", "rua", "ruf", "pct", "rf",    "ri",   NULL};

/* The place of the value among `words`, which end in NULL; -1 when it is none of them, with an error. */
static int one_of(struct dmarc_record *record, enum dmarc_tag tag, struct span value, const char *const *words) {
  for (int i = 0; words[i]; i++)
    if (span_says(value, words[i]))
      return i;
  g_autofree char *all = g_strjoinv(", ", (char **)words), *given = span_shown(value);
  say(record, FINDING_ERROR, value.at, GRAMMAR, "%s is '%s'; it may be %s", names[tag], given, all);
  return -1;
}

static void read_policy(struct dmarc_record *record, enum dmarc_tag tag, struct span value) {
  static const char *const words[] = {"none", "quarantine", "reject", NULL};
  const int found = one_of(record, tag, value, words);
  enum policy *field = tag == DMARC_TAG_P ? &record->p : tag == DMARC_TAG_SP ? &record->sp : &record->np;
  *field = found < 0 ? POLICY_ABSENT : (enum policy)(POLICY_NONE + found);
}

static void read_mode(struct dmarc_record *record, enum dmarc_tag tag, struct span value) {
  static const char *const words[] = {"r", "s", NULL};
  const int found = one_of(record, tag, value, words);
  enum alignment_mode *field = tag == DMARC_TAG_ADKIM ? &record->adkim : &record->aspf;
  *field = found < 0 ? MODE_ABSENT : (enum alignment_mode)(MODE_RELAXED + found);
}

static void read_testing(struct dmarc_record *record, enum dmarc_tag tag, struct span value) {
  static const char *const words[] = {"n", "y", NULL};
  record->testing = one_of(record, tag, value, words) == 1;
}

static void read_psd(struct dmarc_record *record, enum dmarc_tag tag, struct span value) {
  static const char *const words[] = {"y", "n", "u", NULL};
  static const enum dmarc_psd meanings[] = {DMARC_PSD_YES, DMARC_PSD_NO, DMARC_PSD_UNKNOWN};
  const int found = one_of(record, tag, value, words);
  record->psd = found < 0 ? DMARC_PSD_UNKNOWN : meanings[found];
}

/* "0" or "1", "d" and "s", each at most once, in any order, with colons between */
static void read_fo(struct dmarc_record *record, enum dmarc_tag tag, struct span value) {
  (void)tag;
  bool good = value.length % 2 == 1, number = false, d = false, s = false;
  for (size_t i = 0; i < value.length && good; i++) {
    const char c = g_ascii_tolower(value.at[i]);
    bool *once = c == '0' || c == '1' ? &number : c == 'd' ? &d : c == 's' ? &s : NULL;
    good = i % 2 == 1 ? c == ':' : once && !*once;
    if (good && once)
      *once = true;
  }
  g_autofree char *given = span_shown(value);
  if (!good)
    say(record, FINDING_ERROR, value.at, GRAMMAR,
        "fo is '%s'; it may be 0 or 1, d and s, each once, with colons between", given);
}

static void read_uris(struct dmarc_record *record, enum dmarc_tag tag, struct span value) {
  (void)value;
  GPtrArray **field = tag == DMARC_TAG_RUA ? &record->rua : &record->ruf;
  *field = report_uris_read(&record->tags[tag], record->text, GRAMMAR, record->findings);
}

static void ignore(struct dmarc_record *record, struct span name) {
  if (!record->ignored)
    record->ignored = g_string_new(NULL);
  g_autofree char *given = span_shown(name);
  g_string_append_printf(record->ignored, "%s%s", record->ignored->len > 0 ? ", " : "", given);
}

static void read_historic(struct dmarc_record *record, enum dmarc_tag tag, struct span value) {
  (void)value;
  const struct span name = record->tags[tag].name;
  ignore(record, name);
  say(record, FINDING_WARNING, name.at, "RFC 9989 appendix C.5.2", "%s is historic and ignored%s", names[tag],
      tag == DMARC_TAG_PCT ? "; t=y takes the place of pct=0" : "");
}

/* -- tags ---------------------------------------------------------------------------------------------------------- */

static const read_value readers[DMARC_TAGS] = {
    NULL,     read_policy, read_policy, read_policy, read_mode,     read_mode,     read_testing,
    read_psd, read_fo,     read_uris,   read_uris,   read_historic, read_historic, read_historic,
};

static void read_unknown(struct dmarc_record *record, struct span name) {
  g_autofree char *text = g_strndup(name.at, name.length), *given = span_shown(name);
  const char *nearest = text_nearest(text, names);
  ignore(record, name);
  say(record, FINDING_WARNING, name.at, MEANING, "there is no tag %s, so it is ignored%s%s%s", given,
      nearest ? "; " : "", nearest ? nearest : "", nearest ? " may be meant" : "");
}

static void read_tag(struct dmarc_record *record, const struct tag *tag) {
  unsigned int i = 0;
  while (i < DMARC_TAGS && !span_says(tag->name, names[i]))
    i++;
  if (i == DMARC_TAGS) {
    read_unknown(record, tag->name);
  } else if (i != DMARC_TAG_V && strncmp(tag->name.at, names[i], tag->name.length) != 0) {
    say(record, FINDING_ERROR, tag->name.at, LISTS, "the tag %s is not in lower case", names[i]);
  } else if (record->tags[i].name.at) {
    say(record, FINDING_ERROR, tag->name.at, LISTS, "the tag %s is there a second time", names[i]);
  } else {
    record->tags[i] = *tag;
    readers[i](record, (enum dmarc_tag)i, tag->value);
  }
}

/* What is right by itself and still not what people mean. */
static void look_at_all(struct dmarc_record *record) {
  const struct tag *tags = record->tags;
  const char *end = record->text + strlen(record->text);
  if (!tags[DMARC_TAG_P].name.at)
    say(record, FINDING_WARNING, end, MEANING, "there is no p, so the record counts as p=none");
  if (!tags[DMARC_TAG_RUA].name.at)
    say(record, FINDING_WARNING, end, MEANING, "there is no rua, so nobody sends aggregate reports");
  if (tags[DMARC_TAG_FO].name.at && !tags[DMARC_TAG_RUF].name.at)
    say(record, FINDING_NOTE, tags[DMARC_TAG_FO].name.at, MEANING, "fo is ignored without ruf");
}

void dmarc_record_parse(const char *text, struct dmarc_record *record) {
  static const struct tag_grammar grammar = {.rule = GRAMMAR, .name_marks = ""};
  *record = (struct dmarc_record){.text = g_strdup(text), .findings = findings_new()};
  struct tag_list list = {record->text, record->text, &grammar, record->findings};
  record->valid = tag_list_version(&list, "DMARC1", MEANING, &record->tags[DMARC_TAG_V]);
  if (!record->valid)
    return;
  for (struct tag tag; tag_list_next(&list, &tag);)
    read_tag(record, &tag);
  look_at_all(record);
}

void dmarc_record_clear(struct dmarc_record *record) {
  if (record->ignored)
    g_string_free(record->ignored, TRUE);
  g_clear_pointer(&record->rua, g_ptr_array_unref);
  g_clear_pointer(&record->ruf, g_ptr_array_unref);
  g_clear_pointer(&record->findings, g_ptr_array_unref);
  g_free(record->text);
  *record = (struct dmarc_record){.p = POLICY_ABSENT};
}

/* -- what it asks for ---------------------------------------------------------------------------------------------- */

enum policy dmarc_record_policy(const struct dmarc_record *record, bool subdomain) {
  const enum policy published = subdomain && record->sp != POLICY_ABSENT ? record->sp : record->p;
  if (published != POLICY_QUARANTINE && published != POLICY_REJECT)
    return POLICY_NONE;
  return record->testing ? published - 1 : published;
}

static void append_policy(GString *text, const char *tag, enum policy policy) {
  if (policy != POLICY_ABSENT)
    g_string_append_printf(text, "; %s=%s", tag, policy_word(policy));
}

static void append_mode(GString *text, const char *tag, enum alignment_mode mode) {
  if (mode != MODE_ABSENT)
    g_string_append_printf(text, "; %s=%s", tag, alignment_mode_word(mode));
}

char *dmarc_record_text(const struct dmarc_record *record) {
  GString *text = g_string_new("v=DMARC1");
  append_policy(text, "p", record->p);
  append_policy(text, "sp", record->sp);
  append_policy(text, "np", record->np);
  append_mode(text, "adkim", record->adkim);
  append_mode(text, "aspf", record->aspf);
  if (record->testing)
    g_string_append(text, "; t=y");
  return g_string_free(text, FALSE);
}
