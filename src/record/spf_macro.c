/* SPDX-License-Identifier: MIT */
#include "record/spf_macro.h"
#include <string.h>

#define LETTERS "slodiphcrtv"
#define LETTERS_OF_EXPLANATIONS "crt" /* allowed nowhere else (section 7.2) */
#define DELIMITERS ".-+,/_="
#define PARTS_MOST 1000 /* to keep on the right; no value has as many */

/* "%{" letter, digits, "r", delimiters, "}" */
struct expansion {
  char letter;
  bool escape, reverse;
  unsigned int keep; /* parts; 0: all */
  char delimiters[sizeof DELIMITERS];
  size_t length; /* of all of it in the text */
};

/* What is wrong, NULL when it was read. A constant. */
static const char *read_braces(const char *at, const char *end, enum spf_macro_place place,
                               struct expansion *expansion) {
  const char *from = at;
  *expansion = (struct expansion){0};
  at += 2;
  if (at == end || !strchr(LETTERS, g_ascii_tolower(*at)))
    return "there is no macro of this letter";
  expansion->letter = g_ascii_tolower(*at);
  expansion->escape = g_ascii_isupper(*at);
  if (place == SPF_MACRO_DOMAIN && strchr(LETTERS_OF_EXPLANATIONS, expansion->letter))
    return "this macro is for explanations only";
  bool number = false;
  for (at++; at < end && g_ascii_isdigit(*at); at++, number = true)
    expansion->keep = MIN(expansion->keep * 10 + (unsigned int)(*at - '0'), PARTS_MOST);
  if (number && expansion->keep == 0)
    return "a macro cannot keep 0 parts";
  if (at < end && g_ascii_tolower(*at) == 'r') {
    expansion->reverse = true;
    at++;
  }
  for (; at < end && strchr(DELIMITERS, *at); at++) {
    const size_t n = strlen(expansion->delimiters);
    if (!strchr(expansion->delimiters, *at) && n + 1 < sizeof expansion->delimiters)
      expansion->delimiters[n] = *at;
  }
  if (at == end || *at != '}')
    return "the macro does not end in }";
  expansion->length = (size_t)(at + 1 - from);
  return NULL;
}

/* The bytes at `at`, which is a percent sign, that are one macro; 0 with *why. */
static size_t read_percent(const char *at, const char *end, enum spf_macro_place place, struct expansion *expansion,
                           const char **why) {
  *expansion = (struct expansion){0};
  if (at + 1 < end && strchr("%_-", at[1]))
    return 2;
  if (at + 1 == end || at[1] != '{')
    *why = "a percent sign stands alone; it is written %%";
  else
    *why = read_braces(at, end, place, expansion);
  return *why ? 0 : expansion->length;
}

static bool is_top_label(const char *label, size_t length) {
  bool letter = false, hyphen = false;
  for (size_t i = 0; i < length; i++) {
    letter |= g_ascii_isalpha(label[i]);
    hyphen |= label[i] == '-';
    if (!g_ascii_isalnum(label[i]) && label[i] != '-')
      return false;
  }
  return length > 0 && (letter || hyphen) && label[0] != '-' && label[length - 1] != '-';
}

/* domain-end: a dot and a top label, where `plain` is what follows the last macro. */
static bool ends_as_domain(const char *plain, const char *end) {
  if (end > plain && end[-1] == '.')
    end--;
  const char *dot = end;
  while (dot > plain && dot[-1] != '.')
    dot--;
  return dot > plain && is_top_label(dot, (size_t)(end - dot));
}

char *spf_macro_wrong(struct span text, enum spf_macro_place place, const char **at) {
  const char *end = text.at + text.length, *plain = text.at;
  for (*at = text.at; *at < end;) {
    struct expansion expansion;
    const char *why = NULL;
    if (**at == '%') {
      const size_t length = read_percent(*at, end, place, &expansion, &why);
      if (why)
        return g_strdup(why);
      *at += length;
      plain = *at;
    } else if (g_ascii_isgraph(**at) || (**at == ' ' && place == SPF_MACRO_EXPLANATION))
      (*at)++;
    else
      return g_strdup("there is a character that may not be in a record");
  }
  if (place != SPF_MACRO_DOMAIN || (plain == end && text.length > 0) || ends_as_domain(plain, end))
    return NULL;
  *at = text.at;
  return text.length == 0 ? g_strdup("a domain is missing")
                          : g_strdup("this is no domain: it must end in a dot and a top-level name, or in a macro");
}

/* -- expanding ----------------------------------------------------------------------------------------------------- */

static void append_escaped(GString *text, const char *part) {
  g_autofree char *escaped = g_uri_escape_string(part, NULL, FALSE);
  g_string_append(text, escaped);
}

static void append_value(GString *text, const char *value, const struct expansion *expansion) {
  const char *delimiters = *expansion->delimiters ? expansion->delimiters : ".";
  g_auto(GStrv) parts = g_strsplit_set(value, delimiters, -1);
  g_autoptr(GString) joined = g_string_new(NULL);
  const unsigned int n = g_strv_length(parts), keep = expansion->keep > 0 ? MIN(expansion->keep, n) : n;
  for (unsigned int i = n - keep; i < n; i++)
    g_string_append_printf(joined, "%s%s", i > n - keep ? "." : "", parts[expansion->reverse ? n - 1 - i : i]);
  if (expansion->escape)
    append_escaped(text, joined->str);
  else
    g_string_append(text, joined->str);
}

static void append_percent(GString *text, char letter) {
  g_string_append(text, letter == '%' ? "%" : letter == '_' ? " " : "%20");
}

char *spf_macro_expand(struct span text, spf_macro_value value, void *user) {
  GString *expanded = g_string_new(NULL);
  const char *end = text.at + text.length;
  for (const char *at = text.at; at < end;) {
    struct expansion expansion;
    const char *why = NULL;
    const size_t length = *at == '%' ? read_percent(at, end, SPF_MACRO_EXPLANATION, &expansion, &why) : 0;
    if (length == 0) {
      g_string_append_c(expanded, *at++);
      continue;
    }
    if (expansion.letter == '\0')
      append_percent(expanded, at[1]);
    else {
      g_autofree char *found = value(user, expansion.letter);
      append_value(expanded, found ? found : "", &expansion);
    }
    at += length;
  }
  return g_string_free(expanded, FALSE);
}
