/* SPDX-License-Identifier: MIT */
#include "report/dmarc_record.h"
#include "base/fault.h"
#include "base/text.h"
#include <string.h>

/* A stretch of the record. */
struct span {
  const char *at;
  size_t length;
};

struct parser {
  const char *text; /* the whole record */
  struct dmarc_record *record;
  unsigned int seen; /* bit i: known_tags[i] was there */
  GError **error;
};

struct tag {
  const char *name;
  bool (*read)(struct parser *parser, const struct tag *tag, struct span value); /* NULL: passed over */
};

#define AT_MOST_SHOWN 40

/* "--record: at character 12, WHAT (RULE)." */
static bool wrong(const struct parser *parser, const char *at, const char *rule, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
static bool wrong(const struct parser *parser, const char *at, const char *rule, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *what = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  return fault(parser->error, FAULT_USAGE, "--record: at character %zu, %s (%s).", (size_t)(at - parser->text) + 1,
               what, rule);
}

static char *shown(struct span span) {
  g_autofree char *text = text_printable_bytes(span.at, MIN(span.length, AT_MOST_SHOWN));
  return span.length > AT_MOST_SHOWN ? g_strconcat(text, "...", NULL) : g_steal_pointer(&text);
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

static struct span trimmed(struct span span) {
  for (; span.length > 0 && is_blank(*span.at); span.at++)
    span.length--;
  while (span.length > 0 && is_blank(span.at[span.length - 1]))
    span.length--;
  return span;
}

/* The literals of the grammar are the same in either case (RFC 5234 section 2.3). */
static bool says(struct span value, const char *word) {
  return strlen(word) == value.length && g_ascii_strncasecmp(value.at, word, value.length) == 0;
}

/* The place of the value among `words`, which end in NULL; -1 after a fault. */
static int one_of(struct parser *parser, const struct tag *tag, struct span value, const char *const *words) {
  for (int i = 0; words[i]; i++)
    if (says(value, words[i]))
      return i;
  g_autofree char *all = g_strjoinv(", ", (char **)words), *given = shown(value);
  wrong(parser, value.at, "RFC 9989 section 4.8", "%s is '%s'; it may be %s", tag->name, given, all);
  return -1;
}

static bool read_policy(struct parser *parser, const struct tag *tag, struct span value) {
  static const char *const words[] = {"none", "quarantine", "reject", NULL};
  const int found = one_of(parser, tag, value, words);
  enum policy *field = tag->name[0] == 'p'   ? &parser->record->p
                       : tag->name[0] == 's' ? &parser->record->sp
                                             : &parser->record->np;
  *field = found < 0 ? POLICY_ABSENT : (enum policy)(POLICY_NONE + found);
  return found >= 0;
}

static bool read_mode(struct parser *parser, const struct tag *tag, struct span value) {
  static const char *const words[] = {"r", "s", NULL};
  const int found = one_of(parser, tag, value, words);
  enum alignment_mode *field = tag->name[1] == 'd' ? &parser->record->adkim : &parser->record->aspf;
  *field = found < 0 ? MODE_ABSENT : (enum alignment_mode)(MODE_RELAXED + found);
  return found >= 0;
}

static bool read_testing(struct parser *parser, const struct tag *tag, struct span value) {
  static const char *const words[] = {"n", "y", NULL};
  const int found = one_of(parser, tag, value, words);
  parser->record->testing = found == 1;
  return found >= 0;
}

static bool read_psd(struct parser *parser, const struct tag *tag, struct span value) {
  static const char *const words[] = {"y", "n", "u", NULL};
  return one_of(parser, tag, value, words) >= 0;
}

/* "0" or "1", "d" and "s", each at most once, in any order, with colons between */
static bool read_fo(struct parser *parser, const struct tag *tag, struct span value) {
  (void)tag;
  bool good = value.length % 2 == 1, number = false, d = false, s = false;
  for (size_t i = 0; i < value.length && good; i++) {
    const char c = g_ascii_tolower(value.at[i]);
    bool *once = c == '0' || c == '1' ? &number : c == 'd' ? &d : c == 's' ? &s : NULL;
    good = i % 2 == 1 ? c == ':' : once && !*once;
    if (good && once)
      *once = true;
  }
  g_autofree char *given = shown(value);
  return good || wrong(parser, value.at, "RFC 9989 section 4.8",
                       "fo is '%s'; it may be 0 or 1, d and s, each once, with colons between", given);
}

/* Where an obsolete "!10m" at the end of a URI begins; its end when there is none. */
static size_t without_size(struct span uri) {
  size_t i = uri.length;
  if (i > 0 && strchr("kmgtKMGT", uri.at[i - 1]))
    i--;
  const size_t digits_end = i;
  while (i > 0 && g_ascii_isdigit(uri.at[i - 1]))
    i--;
  return i > 0 && i < digits_end && uri.at[i - 1] == '!' ? i - 1 : uri.length;
}

static bool read_uri(struct parser *parser, const struct tag *tag, struct span uri) {
  g_autofree char *given = shown(uri), *text = g_strndup(uri.at, without_size(uri));
  if (uri.length == 0)
    return wrong(parser, uri.at, "RFC 9989 section 4.8", "%s has no URI where one belongs", tag->name);
  if (strchr(text, '!'))
    return wrong(parser, uri.at, "RFC 9989 section 4.8", "%s has '%s', in which the ! must be written %%21", tag->name,
                 given);
  g_autofree char *scheme = g_uri_parse_scheme(text);
  if (!scheme && strchr(text, '@'))
    return wrong(parser, uri.at, "RFC 9989 section 4.8", "%s has '%s', which is no URI; write mailto:%s", tag->name,
                 given, given);
  if (!scheme || !g_uri_is_valid(text, G_URI_FLAGS_NONE, NULL) || text[strlen(scheme) + 1] == '\0' ||
      strpbrk(text, " \t"))
    return wrong(parser, uri.at, "RFC 9989 section 4.8", "%s has '%s', which is no URI", tag->name, given);
  return true;
}

static bool read_uris(struct parser *parser, const struct tag *tag, struct span value) {
  for (;;) {
    const char *comma = memchr(value.at, ',', value.length);
    const size_t length = comma ? (size_t)(comma - value.at) : value.length;
    if (!read_uri(parser, tag, trimmed((struct span){value.at, length})))
      return false;
    if (!comma)
      return true;
    value = (struct span){comma + 1, value.length - length - 1};
  }
}

static const struct tag known_tags[] = {
    {"adkim", read_mode}, {"aspf", read_mode}, {"fo", read_fo},    {"np", read_policy}, {"p", read_policy},
    {"psd", read_psd},    {"rua", read_uris},  {"ruf", read_uris}, {"sp", read_policy}, {"t", read_testing}};

static bool ignore(struct parser *parser, struct span name) {
  GString **ignored = &parser->record->ignored;
  if (!*ignored)
    *ignored = g_string_new(NULL);
  const char *before = (*ignored)->len > 0 ? ", " : "";
  g_autofree char *given = shown(name);
  g_string_append_printf(*ignored, "%s%s", before, given);
  return true;
}

static bool read_known(struct parser *parser, unsigned int i, struct span name, struct span value) {
  const struct tag *tag = &known_tags[i];
  if (strncmp(name.at, tag->name, name.length) != 0)
    return wrong(parser, name.at, "RFC 6376 section 3.2", "the tag %s is not in lower case", tag->name);
  if (parser->seen & (1U << i))
    return wrong(parser, name.at, "RFC 6376 section 3.2", "the tag %s is there a second time", tag->name);
  parser->seen |= 1U << i;
  return tag->read(parser, tag, value);
}

static bool is_name(struct span name) {
  for (size_t i = 0; i < name.length; i++)
    if (!g_ascii_isalpha(name.at[i]))
      return false;
  return name.length > 0;
}

/* What stands between two semicolons, not "v". */
static bool read_tag(struct parser *parser, struct span part) {
  part = trimmed(part);
  const char *equals = memchr(part.at, '=', part.length);
  g_autofree char *given = shown(part);
  if (part.length == 0)
    return wrong(parser, part.at, "RFC 9989 section 4.8", "there is no tag before the semicolon");
  if (!equals)
    return wrong(parser, part.at, "RFC 9989 section 4.8", "'%s' is no tag: it has no equals sign", given);
  const struct span name = trimmed((struct span){part.at, (size_t)(equals - part.at)});
  const struct span value = trimmed((struct span){equals + 1, (size_t)(part.at + part.length - equals - 1)});
  if (!is_name(name))
    return wrong(parser, part.at, "RFC 9989 section 4.8", "'%s' begins with no name of letters", given);
  if (value.length == 0)
    return wrong(parser, equals, "RFC 9989 section 4.8", "the tag has no value");
  for (size_t i = 0; i < value.length; i++)
    if (value.at[i] < ' ' || value.at[i] > '~')
      return wrong(parser, value.at + i, "RFC 9989 section 4.8", "there is a character that may not be in a value");
  if (says(name, "v"))
    return wrong(parser, name.at, "RFC 6376 section 3.2", "the tag v is there a second time");
  for (unsigned int i = 0; i < G_N_ELEMENTS(known_tags); i++)
    if (says(name, known_tags[i].name))
      return read_known(parser, i, name, value);
  return ignore(parser, name);
}

/* "v=DMARC1" with nothing before it; *rest is set to what follows. */
static bool read_version(struct parser *parser, const char **rest) {
  const char *end = strchr(parser->text, ';');
  const struct span part = {parser->text, end ? (size_t)(end - parser->text) : strlen(parser->text)};
  const char *equals = memchr(part.at, '=', part.length);
  const struct span name = trimmed((struct span){part.at, equals ? (size_t)(equals - part.at) : 0});
  const struct span value =
      equals ? trimmed((struct span){equals + 1, (size_t)(part.at + part.length - equals - 1)}) : name;
  *rest = end ? end + 1 : part.at + part.length;
  if (!says(name, "v") || name.at != part.at)
    return wrong(parser, part.at, "RFC 9989 section 4.7", "the record does not begin with v=DMARC1");
  g_autofree char *given = shown(value);
  if (value.length != strlen("DMARC1") || memcmp(value.at, "DMARC1", value.length) != 0)
    return wrong(parser, value.at, "RFC 9989 section 4.7", "the version is '%s'; it must be DMARC1", given);
  return true;
}

bool dmarc_record_parse(const char *text, struct dmarc_record *record, GError **error) {
  *record = (struct dmarc_record){.p = POLICY_ABSENT};
  struct parser parser = {.text = text, .record = record, .error = error};
  const char *rest;
  if (!read_version(&parser, &rest))
    return false;
  while (rest[strspn(rest, " \t")] != '\0') { /* a semicolon at the end is fine */
    const size_t length = strcspn(rest, ";");
    if (!read_tag(&parser, (struct span){rest, length}))
      return false;
    rest += length + (rest[length] == ';');
  }
  return true;
}

void dmarc_record_clear(struct dmarc_record *record) {
  if (record->ignored)
    g_string_free(record->ignored, TRUE);
  record->ignored = NULL;
}

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
