/* SPDX-License-Identifier: MIT */
#include "record/spf_record.h"
#include "record/spf_macro.h"
#include <arpa/inet.h>
#include <string.h>

#define VERSION "v=spf1"
#define GRAMMAR "RFC 7208 section 12"
#define TERMS_MOST 1000 /* of one record; what DNS gives has no more */

struct parser {
  struct spf_record *record;
};

static const struct word {
  const char *name;
  enum spf_kind kind;
  bool modifier, needs_argument, takes_domain, takes_prefixes;
} words[] = {{"all", SPF_ALL, false, false, false, false},
             {"include", SPF_INCLUDE, false, true, true, false},
             {"a", SPF_A, false, false, true, true},
             {"mx", SPF_MX, false, false, true, true},
             {"ptr", SPF_PTR, false, false, true, false},
             {"ip4", SPF_IP4, false, true, false, false},
             {"ip6", SPF_IP6, false, true, false, false},
             {"exists", SPF_EXISTS, false, true, true, false},
             {"redirect", SPF_REDIRECT, true, true, true, false},
             {"exp", SPF_EXP, true, true, true, false}};

const char *spf_kind_word(enum spf_kind kind) {
  return kind < G_N_ELEMENTS(words) ? words[kind].name : "";
}

bool spf_kind_asks(enum spf_kind kind) {
  return kind == SPF_INCLUDE || kind == SPF_A || kind == SPF_MX || kind == SPF_PTR || kind == SPF_EXISTS ||
         kind == SPF_REDIRECT;
}

bool spf_record_is(const char *text) {
  const size_t length = strlen(VERSION);
  return g_ascii_strncasecmp(text, VERSION, length) == 0 && (text[length] == ' ' || text[length] == '\0');
}

/* -- faults -------------------------------------------------------------------------------------------------------- */

static bool wrong(struct parser *parser, const char *at, const char *rule, const char *format, ...) G_GNUC_PRINTF(4, 5);
static bool wrong(struct parser *parser, const char *at, const char *rule, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  findings_add_va(parser->record->findings, FINDING_ERROR, (size_t)(at - parser->record->text), rule, format,
                  arguments);
  va_end(arguments);
  parser->record->broken = true;
  return false;
}

/* -- arguments ----------------------------------------------------------------------------------------------------- */

static bool read_macros(struct parser *parser, struct span text, enum spf_macro_place place) {
  const char *at;
  g_autofree char *why = spf_macro_wrong(text, place, &at);
  g_autofree char *shown = span_shown(text);
  return !why || wrong(parser, at, place == SPF_MACRO_DOMAIN ? "RFC 7208 section 7.1" : "RFC 7208 section 6",
                       "'%s': %s", shown, why);
}

/* Digits without a zero in front, at most `most`. */
static bool read_prefix(struct parser *parser, struct span digits, unsigned int most, unsigned int *prefix) {
  g_autofree char *shown = span_shown(digits);
  *prefix = 0;
  for (size_t i = 0; i < digits.length && *prefix <= most; i++)
    *prefix = *prefix * 10 + (unsigned int)(digits.at[i] - '0');
  return (*prefix <= most && digits.length > 0 && (digits.at[0] != '0' || digits.length == 1)) ||
         wrong(parser, digits.at, "RFC 7208 section 5.6", "the prefix length '%s' is not a number from 0 to %u", shown,
               most);
}

/* Takes `slashes` and the digits behind them off the end of `text`; false when they are not there. */
static bool take_digits(struct span *text, size_t slashes, struct span *digits) {
  size_t at = text->length;
  while (at > 0 && g_ascii_isdigit(text->at[at - 1]))
    at--;
  if (at == text->length || at < slashes || strncmp(text->at + at - slashes, "//", slashes) != 0)
    return false;
  *digits = (struct span){text->at + at, text->length - at};
  text->length = at - slashes;
  return true;
}

/* "/24", "//64", "/24//64" at the end; a domain may have slashes of its own. */
static bool read_prefixes(struct parser *parser, struct span *text, struct spf_term *term) {
  struct span digits;
  return (!take_digits(text, 2, &digits) || read_prefix(parser, digits, 128, &term->prefix6)) &&
         (!take_digits(text, 1, &digits) || read_prefix(parser, digits, 32, &term->prefix4));
}

static bool read_network(struct parser *parser, struct span text, struct spf_term *term) {
  const bool six = term->kind == SPF_IP6;
  struct span digits, whole = text;
  if (take_digits(&text, 1, &digits) &&
      !read_prefix(parser, digits, six ? 128 : 32, six ? &term->prefix6 : &term->prefix4))
    return false;
  g_autofree char *address = g_strndup(text.at, text.length), *shown = span_shown(whole);
  return inet_pton(six ? AF_INET6 : AF_INET, address, term->address) == 1 ||
         wrong(parser, text.at, "RFC 7208 section 5.6", "'%s' is no %s address", shown, six ? "IPv6" : "IPv4");
}

/* What follows the name of a term: "", ":argument", "/24", "=argument". */
static bool read_argument(struct parser *parser, const struct word *word, struct span rest, struct spf_term *term) {
  const bool argument = rest.length > 0 && *rest.at == (word->modifier ? '=' : ':');
  if (argument) {
    rest.at++;
    rest.length--;
  } else if (word->needs_argument)
    return wrong(parser, rest.at, GRAMMAR, "%s needs %s after %s", word->name,
                 word->takes_domain ? "a domain" : "an address", word->modifier ? "=" : "a colon");
  if (word->kind == SPF_IP4 || word->kind == SPF_IP6)
    return read_network(parser, rest, term);
  if (word->takes_prefixes && !read_prefixes(parser, &rest, term))
    return false;
  g_autofree char *shown = span_shown(rest);
  if (rest.length > 0 && (!argument || !word->takes_domain))
    return wrong(parser, rest.at, GRAMMAR, "%s cannot be followed by '%s'", word->name, shown);
  if (argument)
    term->domain = rest;
  return !argument || read_macros(parser, rest, SPF_MACRO_DOMAIN);
}

/* -- terms --------------------------------------------------------------------------------------------------------- */

static size_t name_length(struct span term) {
  size_t i = 0;
  while (i < term.length && (g_ascii_isalnum(term.at[i]) || (i > 0 && strchr("-_.", term.at[i]))))
    i++;
  return i;
}

static const struct word *find_word(struct span name, bool modifier) {
  for (unsigned int i = 0; i < G_N_ELEMENTS(words); i++)
    if (words[i].modifier == modifier && span_says(name, words[i].name))
      return &words[i];
  return NULL;
}

static bool read_modifier(struct parser *parser, struct span name, struct span rest, struct spf_term *term) {
  const struct word *word = find_word(name, true);
  g_autofree char *shown = span_shown(name);
  if (name.length == 0 || !g_ascii_isalpha(*name.at))
    return wrong(parser, term->whole.at, GRAMMAR, "a modifier must have a name of letters before =");
  if (word) {
    term->kind = word->kind;
    return read_argument(parser, word, rest, term);
  }
  term->kind = SPF_UNKNOWN;
  if (!read_macros(parser, (struct span){rest.at + 1, rest.length - 1}, SPF_MACRO_MODIFIER))
    return false;
  findings_add(parser->record->findings, FINDING_WARNING, (size_t)(name.at - parser->record->text),
               "RFC 7208 section 6", "the modifier %s is not known and has no effect", shown);
  return true;
}

static bool read_mechanism(struct parser *parser, struct spf_term *term) {
  struct span text = term->whole;
  if (text.length > 0 && strchr("+-~?", *text.at)) {
    term->qualifier = *text.at++;
    text.length--;
  }
  const size_t length = strcspn(text.at, ":/ ");
  const struct span name = {text.at, MIN(length, text.length)};
  const struct word *word = find_word(name, false);
  g_autofree char *shown = span_shown(term->whole);
  if (!word)
    return wrong(parser, term->whole.at, "RFC 7208 section 4.6.1", "'%s' is no mechanism that SPF knows", shown);
  term->kind = word->kind;
  return read_argument(parser, word, (struct span){name.at + name.length, text.length - name.length}, term);
}

static bool is_plain(struct parser *parser, struct span term) {
  for (size_t i = 0; i < term.length; i++)
    if (!g_ascii_isgraph(term.at[i]))
      return wrong(parser, term.at + i, GRAMMAR, "there is a character that may not be in a record%s",
                   term.at[i] == '\t' ? ": a tab" : "");
  return true;
}

static void read_term(struct parser *parser, struct span whole) {
  struct spf_term term = {.qualifier = '+', .whole = whole, .prefix4 = 32, .prefix6 = 128};
  const size_t length = name_length(whole);
  const struct span name = {whole.at, length}, rest = {whole.at + length, whole.length - length};
  if (!is_plain(parser, whole))
    return;
  const bool modifier = rest.length > 0 && *rest.at == '=';
  if (modifier ? read_modifier(parser, name, rest, &term) : read_mechanism(parser, &term))
    g_array_append_val(parser->record->terms, term);
}

/* redirect and exp, each once (section 6). */
static void find_modifiers(struct parser *parser) {
  struct spf_record *record = parser->record;
  for (guint i = 0; i < record->terms->len; i++) {
    const struct spf_term *term = &g_array_index(record->terms, struct spf_term, i);
    const struct spf_term **place = term->kind == SPF_REDIRECT ? &record->redirect
                                    : term->kind == SPF_EXP    ? &record->exp
                                                               : NULL;
    if (place && *place)
      wrong(parser, term->whole.at, "RFC 7208 section 6", "%s is there a second time", spf_kind_word(term->kind));
    else if (place)
      *place = term;
  }
}

void spf_record_parse(const char *text, struct spf_record *record) {
  *record = (struct spf_record){
      .text = g_strdup(text), .terms = g_array_new(FALSE, FALSE, sizeof(struct spf_term)), .findings = findings_new()};
  struct parser parser = {record};
  const char *at = record->text + strlen(VERSION);
  while (*(at += strspn(at, " ")) != '\0' && record->terms->len < TERMS_MOST) {
    const size_t length = strcspn(at, " ");
    read_term(&parser, (struct span){at, length});
    at += length;
  }
  if (*at != '\0')
    wrong(&parser, at, GRAMMAR, "there are more than %d terms", TERMS_MOST);
  find_modifiers(&parser);
}

void spf_record_clear(struct spf_record *record) {
  g_clear_pointer(&record->terms, g_array_unref);
  g_clear_pointer(&record->findings, g_ptr_array_unref);
  g_clear_pointer(&record->text, g_free);
  record->redirect = record->exp = NULL;
}
