/* SPDX-License-Identifier: MIT */
#include "ingest/xml_lexis.h"
#include <glib.h>
#include <string.h>

#define C XML_LEXIS_STOP
#define B XML_LEXIS_BLANK
#define D XML_LEXIS_NAME_REST
#define N (XML_LEXIS_NAME_START | XML_LEXIS_NAME_REST)
#define X (XML_LEXIS_STOP | XML_LEXIS_NAME_START | XML_LEXIS_NAME_REST)
/* clang-format off */
const uint8_t xml_lexis_class[256] = {
  C, C, C, C, C, C, C, C, C, B, B, C, C, B, C, C, /* 00 */
  C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
  B, 0, 0, 0, 0, 0, C, 0, 0, 0, 0, 0, 0, D, 0, 0, /* space, &, - */
  D, D, D, D, D, D, D, D, D, D, D, 0, C, 0, C, 0, /* digits, :, <, > */
  0, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, /* letters */
  N, N, N, N, N, N, N, N, N, N, N, 0, 0, 0, 0, N, /* _ */
  0, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
  N, N, N, N, N, N, N, N, N, N, N, 0, 0, 0, 0, C, /* DEL */
  N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, /* 80: bytes of longer characters; the parser knows which */
  N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, /* may be in names */
  N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
  N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
  N, N, X, N, N, N, N, N, N, N, N, N, N, N, N, N, /* C2 */
  N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
  N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
  N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
};
/* clang-format on */

/* <! and <? */
static enum xml_markup declaration(const uint8_t *p, const uint8_t *end, size_t *length) {
  static const struct {
    const char *word;
    enum xml_markup kind;
  } words[] = {{"<!--", XML_MARKUP_COMMENT}, {"<![CDATA[", XML_MARKUP_CDATA}, {"<!DOCTYPE", XML_MARKUP_DOCTYPE}};
  const size_t here = (size_t)(end - p);
  if (p[1] == '?') {
    if (here < 3)
      return XML_MARKUP_UNDECIDED;
    *length = xml_lexis_class[p[2]] & XML_LEXIS_NAME_START ? 2 : 1;
    return *length == 2 ? XML_MARKUP_PI : XML_MARKUP_NONE;
  }
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
    const size_t whole = strlen(words[i].word);
    if (g_ascii_strncasecmp((const char *)p, words[i].word, MIN(here, whole)) != 0)
      continue;
    if (here < whole)
      return XML_MARKUP_UNDECIDED;
    *length = whole;
    return words[i].kind;
  }
  return XML_MARKUP_NONE;
}

enum xml_markup xml_lexis_markup(const uint8_t *p, const uint8_t *end, size_t *length) {
  *length = 1;
  const uint8_t *q = p + 1;
  if (q < end && (*q == '!' || *q == '?'))
    return declaration(p, end, length);
  const bool end_tag = q < end && *q == '/';
  q += end_tag;
  if (q == end)
    return XML_MARKUP_UNDECIDED;
  if (!(xml_lexis_class[*q] & XML_LEXIS_NAME_START))
    return XML_MARKUP_NONE;
  const uint8_t *name = q;
  while (q < end && q - name <= XML_LEXIS_NAME && xml_lexis_class[*q] & XML_LEXIS_NAME_REST)
    q++;
  if (q - name > XML_LEXIS_NAME)
    return XML_MARKUP_NONE;
  if (q == end || (*q == '/' && q + 1 == end))
    return XML_MARKUP_UNDECIDED;
  const bool ends = *q == '>' || xml_lexis_class[*q] & XML_LEXIS_BLANK || (*q == '/' && q[1] == '>' && !end_tag);
  if (!ends) /* a mail address or a URL */
    return XML_MARKUP_NONE;
  *length = (size_t)(q - p);
  return end_tag ? XML_MARKUP_END_TAG : XML_MARKUP_START_TAG;
}

bool xml_lexis_is_root(const uint8_t *tag, size_t length) {
  static const char root[] = "feedback";
  const size_t name = sizeof root - 1;
  if (length <= name || memcmp(tag + length - name, root, name) != 0)
    return false;
  const uint8_t before = tag[length - name - 1];
  return before == '<' || before == '/' || before == ':';
}

static enum xml_reference judge(gunichar character) {
  if (character == '\r')
    return XML_REFERENCE_RETURN;
  if (character == '\t' || character == '\n')
    return XML_REFERENCE_GOOD;
  const bool no_character = character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF) ||
                            character == 0xFFFE || character == 0xFFFF;
  const bool control = character < 0x20 || (character >= 0x7F && character <= 0x9F);
  return no_character || control ? XML_REFERENCE_CONTROL : XML_REFERENCE_GOOD;
}

/* &#10; and &#xA; */
static enum xml_reference number(const uint8_t *p, const uint8_t *end, size_t *length) {
  const uint8_t *q = p + 2;
  const bool hex = q < end && *q == 'x';
  q += hex;
  const uint8_t *digits = q;
  gunichar character = 0;
  for (; q < end && q - digits < 10; q++) {
    const int digit = hex ? g_ascii_xdigit_value((char)*q) : g_ascii_digit_value((char)*q);
    if (digit < 0)
      break;
    if (character <= 0x10FFFF)
      character = character * (hex ? 16 : 10) + (gunichar)digit;
  }
  if (q == end)
    return XML_REFERENCE_UNDECIDED;
  if (q == digits || *q != ';')
    return XML_REFERENCE_NONE;
  *length = (size_t)(q + 1 - p);
  return judge(character);
}

enum xml_reference xml_lexis_reference(const uint8_t *p, const uint8_t *end, size_t *length) {
  static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
  *length = 1;
  const size_t here = (size_t)(end - p);
  if (here < 2)
    return XML_REFERENCE_UNDECIDED;
  if (p[1] == '#')
    return number(p, end, length);
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    const size_t whole = strlen(names[i]);
    if (memcmp(p, names[i], MIN(here, whole)) != 0)
      continue;
    if (here < whole)
      return XML_REFERENCE_UNDECIDED;
    *length = whole;
    return XML_REFERENCE_GOOD;
  }
  return XML_REFERENCE_NONE;
}
