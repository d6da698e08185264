/* SPDX-License-Identifier: MIT */
#include "ingest/mime_header.h"
#include "ingest/clean.h"
#include <stdint.h>
#include <string.h>

/* -- structured fields ----------------------------------------------------------------------------------------- */

static bool is_space(char c) {
  return c == ' ' || c == '\t';
}

bool mime_header_is(const char *field, const char *word) {
  while (is_space(*field))
    field++;
  const size_t length = strlen(word);
  if (g_ascii_strncasecmp(field, word, length) != 0)
    return false;
  const char end = field[length];
  return end == '\0' || end == ';' || end == '(' || is_space(end);
}

/* Reads a quoted or bare value at *at into value (when not NULL) and moves behind it. */
static void take_value(const char **at, GString *value) {
  const char *p = *at;
  const bool quoted = *p == '"';
  if (quoted)
    p++;
  while (*p && (quoted ? *p != '"' : *p != ';')) {
    if (quoted && *p == '\\' && p[1])
      p++;
    if (value)
      g_string_append_c(value, *p);
    p++;
  }
  *at = quoted && *p ? p + 1 : p;
}

bool mime_header_parameter(const char *field, const char *name, GString *value) {
  const size_t length = strlen(name);
  const char *p = strchr(field, ';');
  while (p && *p) {
    p += strspn(p, "; \t");
    const char *start = p;
    p += strcspn(p, "=; \t");
    const bool wanted = (size_t)(p - start) == length && g_ascii_strncasecmp(start, name, length) == 0;
    p += strspn(p, " \t");
    if (*p != '=')
      continue;
    p++;
    p += strspn(p, " \t");
    g_string_truncate(value, 0);
    take_value(&p, wanted ? value : NULL);
    if (!wanted)
      continue;
    while (value->len > 0 && is_space(value->str[value->len - 1]))
      g_string_truncate(value, value->len - 1);
    return value->len > 0;
  }
  return false;
}

/* -- addresses ----------------------------------------------------------------------------------------------------- */

/* Behind the comment or quoted string that begins at `p`; NULL when it does not end. */
static const char *skip_enclosed(const char *p) {
  const bool quoted = *p == '"';
  size_t depth = 0;
  for (; *p; p++) {
    if (*p == '\\' && p[1])
      p++;
    else if (*p == '"' && quoted && depth++ > 0)
      return p + 1;
    else if (*p == '(' && !quoted)
      depth++;
    else if (*p == ')' && !quoted && --depth == 0)
      return p + 1;
  }
  return NULL;
}

/* The field without comments, and with Q for each quoted string. False when one of them does not end. */
static bool flatten(const char *field, GString *flat) {
  g_string_truncate(flat, 0);
  while (*field) {
    if (*field != '(' && *field != '"') {
      g_string_append_c(flat, *field++);
      continue;
    }
    g_string_append_c(flat, *field == '"' ? 'Q' : ' ');
    field = skip_enclosed(field);
    if (!field)
      return false;
  }
  return true;
}

bool mime_header_address_domain(const char *field, GString *domain) {
  g_autoptr(GString) flat = g_string_new(NULL);
  g_string_truncate(domain, 0);
  if (!flatten(field, flat) || strpbrk(flat->str, ",;:"))
    return false;
  const char *open = strchr(flat->str, '<'), *at = strchr(flat->str, '@');
  if (!at || strchr(at + 1, '@') || (open && (open > at || strchr(open + 1, '<'))))
    return false;
  const char *end = at + 1 + strcspn(at + 1, "<> \t\r\n");
  g_string_append_len(domain, at + 1, end - (at + 1));
  end += strspn(end, " \t\r\n");
  if (open && *end++ != '>')
    return false;
  return domain->len > 0 && end[strspn(end, " \t\r\n")] == '\0';
}

/* -- encoded words ---------------------------------------------------------------------------------------------- */

enum charset { CHARSET_UTF8, CHARSET_LATIN, CHARSET_OTHER };

struct encoded_word {
  enum charset charset;
  char encoding; /* 'b' or 'q' */
  const char *text;
  size_t length;
  const char *end; /* behind it */
};

static enum charset charset_of(const char *name, size_t length) {
  static const struct {
    const char *name;
    enum charset charset;
  } known[] = {{"utf-8", CHARSET_UTF8},       {"utf8", CHARSET_UTF8},          {"us-ascii", CHARSET_UTF8},
               {"iso-8859-1", CHARSET_LATIN}, {"windows-1252", CHARSET_LATIN}, {"latin1", CHARSET_LATIN}};
  const char *language = memchr(name, '*', length); /* RFC 2231 section 5 */
  if (language)
    length = (size_t)(language - name);
  for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
    if (strlen(known[i].name) == length && g_ascii_strncasecmp(name, known[i].name, length) == 0)
      return known[i].charset;
  return CHARSET_OTHER;
}

/* =?charset?encoding?text?= at `p` */
static bool take_encoded_word(const char *p, struct encoded_word *word) {
  if (p[0] != '=' || p[1] != '?')
    return false;
  const char *charset = p + 2;
  const char *encoding = strchr(charset, '?');
  if (!encoding || !encoding[1] || encoding[2] != '?')
    return false;
  word->text = encoding + 3;
  word->end = strstr(word->text, "?=");
  word->encoding = g_ascii_tolower(encoding[1]);
  if (!word->end || (word->encoding != 'b' && word->encoding != 'q'))
    return false;
  word->charset = charset_of(charset, (size_t)(encoding - charset));
  word->length = (size_t)(word->end - word->text);
  word->end += 2;
  return word->charset != CHARSET_OTHER;
}

/* windows-1252 is ISO-8859-1 with letters where that has control characters. */
static void append_latin(GString *text, uint8_t byte) {
  static const gunichar high[] = {0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                  0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
                                  0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                  0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};
  g_string_append_unichar(text, byte >= 0x80 && byte < 0xa0 ? high[byte - 0x80] : byte);
}

static void append_byte(GString *text, enum charset charset, uint8_t byte) {
  if (charset == CHARSET_UTF8)
    g_string_append_c(text, (char)byte);
  else
    append_latin(text, byte);
}

static void append_word(GString *text, const struct encoded_word *word) {
  if (word->encoding == 'b') {
    gint state = 0;
    guint save = 0;
    uint8_t out[96];
    for (size_t done = 0; done < word->length;) {
      const size_t piece = MIN(word->length - done, sizeof out);
      const size_t n = g_base64_decode_step(word->text + done, piece, out, &state, &save);
      for (size_t i = 0; i < n; i++)
        append_byte(text, word->charset, out[i]);
      done += piece;
    }
    return;
  }
  for (size_t i = 0; i < word->length; i++) {
    const char c = word->text[i];
    if (c == '=' && i + 2 < word->length && g_ascii_isxdigit(word->text[i + 1]) &&
        g_ascii_isxdigit(word->text[i + 2])) {
      append_byte(text, word->charset,
                  (uint8_t)(g_ascii_xdigit_value(word->text[i + 1]) * 16 + g_ascii_xdigit_value(word->text[i + 2])));
      i += 2;
    } else {
      append_byte(text, word->charset, (uint8_t)(c == '_' ? ' ' : c));
    }
  }
}

void mime_header_decode(const char *field, GString *text) {
  struct encoded_word word;
  g_string_truncate(text, 0);
  field += strspn(field, " \t");
  for (const char *p = field; *p && text->len < MIME_HEADER_TEXT * 2;) {
    if (*p == '=' && take_encoded_word(p, &word)) {
      append_word(text, &word);
      p = word.end;
      const size_t blank = strspn(p, " \t");
      struct encoded_word next;
      if (take_encoded_word(p + blank, &next))
        p += blank; /* space between encoded words is no text (RFC 2047 section 6.2) */
      continue;
    }
    g_string_append_c(text, *p++);
  }
  clean_text(text, MIME_HEADER_TEXT, false);
}
