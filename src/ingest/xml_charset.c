/* SPDX-License-Identifier: MIT */
#include "ingest/xml_charset.h"
#include <glib.h>
#include <string.h>

#define REPLACEMENT 0xFFFD
#define ROOM 1024 /* bytes converted at a time; a UTF-16 character gives at most 4 */

/* What 0x80 to 0x9F are in windows-1252; 0 for the five bytes that are nothing. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

/* What a byte from 0x80 up is in windows-1252. */
static gunichar windows_1252_character(uint8_t byte) {
  if (byte >= 0xA0)
    return byte;
  return windows_1252[byte - 0x80] != 0 ? windows_1252[byte - 0x80] : REPLACEMENT;
}

static size_t ascii_length(const uint8_t *bytes, size_t length) {
  size_t n = 0;
  for (uint64_t word; n + sizeof word <= length; n += sizeof word) {
    memcpy(&word, bytes + n, sizeof word);
    if (word & UINT64_C(0x8080808080808080))
      break;
  }
  while (n < length && bytes[n] < 0x80)
    n++;
  return n;
}

/*
 * Length of the character at `bytes`, which begins with a byte from 0x80 up. 0: no character of XML (also surrogates,
 * overlong forms, U+FFFE and U+FFFF); -1: the bytes end within it.
 */
static int character_length(const uint8_t *bytes, size_t length) {
  const uint8_t lead = bytes[0];
  const int n = lead >= 0xC2 && lead <= 0xDF ? 2 : (lead & 0xF0) == 0xE0 ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
  for (int i = 1; i < n; i++) {
    if ((size_t)i >= length)
      return -1;
    if ((bytes[i] & 0xC0) != 0x80)
      return 0;
    if (i == 1 && ((lead == 0xE0 && bytes[1] < 0xA0) || (lead == 0xED && bytes[1] > 0x9F) ||
                   (lead == 0xF0 && bytes[1] < 0x90) || (lead == 0xF4 && bytes[1] > 0x8F)))
      return 0;
  }
  return n == 3 && lead == 0xEF && bytes[1] == 0xBF && bytes[2] >= 0xBE ? 0 : n;
}

static bool sink(const struct xml_charset *charset, const void *text, size_t length) {
  return length == 0 || charset->sink(charset->user, text, length);
}

/* Passes on everything before the first byte that is not ASCII, so that a declaration before it is seen in time. */
static bool push_ascii(struct xml_charset *charset, const uint8_t *bytes, size_t length, size_t *used) {
  *used = ascii_length(bytes, length);
  const bool wanted = sink(charset, bytes, *used);
  if (*used < length)
    charset->kind = charset->windows_1252 ? XML_CHARSET_WINDOWS_1252 : XML_CHARSET_UTF8;
  return wanted;
}

static bool push_utf8(struct xml_charset *charset, const uint8_t *bytes, size_t length, size_t *used) {
  size_t start = 0, n = 0;
  while ((n += ascii_length(bytes + n, length - n)) < length) {
    const int character = character_length(bytes + n, length - n);
    if (character < 0)
      break;
    if (character > 0) {
      n += (size_t)character;
      continue;
    }
    char mended[6];
    const size_t put = (size_t)g_unichar_to_utf8(windows_1252_character(bytes[n]), mended);
    if (!sink(charset, bytes + start, n - start))
      return false;
    charset->mended++;
    if (!sink(charset, mended, put))
      return false;
    start = ++n;
  }
  *used = n;
  return sink(charset, bytes + start, n - start);
}

/* What is decoded and not passed on yet. */
struct decoded {
  size_t length;
  char text[ROOM];
};

static bool flush(const struct xml_charset *charset, struct decoded *decoded) {
  const size_t length = decoded->length;
  decoded->length = 0;
  return sink(charset, decoded->text, length);
}

/* A mended character counts when all before it has been passed on: it may belong to another document than that. */
static bool put(struct xml_charset *charset, struct decoded *decoded, gunichar character, bool mended) {
  if ((mended || decoded->length > ROOM - 6) && !flush(charset, decoded))
    return false;
  charset->mended += mended;
  decoded->length += (size_t)g_unichar_to_utf8(character, decoded->text + decoded->length);
  return true;
}

static bool push_windows_1252(struct xml_charset *charset, const uint8_t *bytes, size_t length, size_t *used) {
  struct decoded decoded = {.length = 0};
  for (size_t i = 0; i < length; i++) {
    const gunichar character = bytes[i] < 0x80 ? bytes[i] : windows_1252_character(bytes[i]);
    if (!put(charset, &decoded, character, character == REPLACEMENT))
      return false;
  }
  *used = length;
  return flush(charset, &decoded);
}

static uint16_t utf16_unit(const struct xml_charset *charset, const uint8_t *bytes) {
  const uint8_t high = bytes[charset->big_endian ? 0 : 1], low = bytes[charset->big_endian ? 1 : 0];
  return (uint16_t)(high << 8 | low);
}

static bool push_utf16(struct xml_charset *charset, const uint8_t *bytes, size_t length, size_t *used) {
  struct decoded decoded = {.length = 0};
  size_t i = 0;
  for (size_t step; length - i >= 2; i += step) {
    gunichar character = utf16_unit(charset, bytes + i);
    step = 2;
    if (character >= 0xD800 && character <= 0xDBFF) {
      if (length - i < 4)
        break;
      const uint16_t low = utf16_unit(charset, bytes + i + 2);
      if (low >= 0xDC00 && low <= 0xDFFF) {
        character = 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00u);
        step = 4;
      }
    }
    const bool odd = (character >= 0xD800 && character <= 0xDFFF) || character == 0xFFFE || character == 0xFFFF;
    if (!put(charset, &decoded, odd ? REPLACEMENT : character, odd))
      return false;
  }
  *used = i;
  return flush(charset, &decoded);
}

/* From the first bytes, at most four and fewer only when there are no more; returns the length of the byte order mark.
 */
static size_t decide(struct xml_charset *charset, const uint8_t *head, size_t length) {
  static const struct {
    uint8_t bytes[4];
    uint8_t length, mark;
    enum xml_charset_kind kind;
    bool big_endian;
  } signs[] = {
      {{0xEF, 0xBB, 0xBF}, 3, 3, XML_CHARSET_ASCII, false},
      {{0xFF, 0xFE}, 2, 2, XML_CHARSET_UTF16, false},
      {{0xFE, 0xFF}, 2, 2, XML_CHARSET_UTF16, true},
      {{'<', 0}, 2, 0, XML_CHARSET_UTF16, false},
      {{0, '<'}, 2, 0, XML_CHARSET_UTF16, true},
  };
  charset->kind = XML_CHARSET_ASCII;
  for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
    if (length >= signs[i].length && memcmp(head, signs[i].bytes, signs[i].length) == 0) {
      charset->kind = signs[i].kind;
      charset->big_endian = signs[i].big_endian;
      return signs[i].mark;
    }
  }
  return 0;
}

/* Passes on what is whole; *used says how much that was. */
static bool convert(struct xml_charset *charset, const uint8_t *bytes, size_t length, size_t *used) {
  size_t ascii = 0, rest = 0;
  if (charset->kind == XML_CHARSET_ASCII && !push_ascii(charset, bytes, length, &ascii))
    return false;
  bool wanted = true;
  if (charset->kind == XML_CHARSET_UTF8)
    wanted = push_utf8(charset, bytes + ascii, length - ascii, &rest);
  else if (charset->kind == XML_CHARSET_WINDOWS_1252)
    wanted = push_windows_1252(charset, bytes + ascii, length - ascii, &rest);
  else if (charset->kind == XML_CHARSET_UTF16)
    wanted = push_utf16(charset, bytes, length, &rest);
  *used = ascii + rest;
  return wanted;
}

/* -- the way in -------------------------------------------------------------------------------------------------- */

void xml_charset_begin(struct xml_charset *charset, xml_charset_sink to, void *user) {
  *charset = (struct xml_charset){.sink = to, .user = user, .kind = XML_CHARSET_START};
}

bool xml_charset_declare(struct xml_charset *charset, const char *name) {
  static const struct {
    const char *name;
    bool windows_1252;
  } known[] = {{"utf-8", false},    {"utf8", false},        {"us-ascii", false}, {"ascii", false},
               {"utf-16", false},   {"windows-1252", true}, {"cp1252", true},    {"iso-8859-1", true},
               {"iso8859-1", true}, {"iso_8859-1", true},   {"latin1", true}};
  for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
    if (g_ascii_strcasecmp(name, known[i].name) == 0) {
      charset->windows_1252 = known[i].windows_1252;
      return true;
    }
  }
  return false;
}

bool xml_charset_push(struct xml_charset *charset, const uint8_t *bytes, size_t length) {
  size_t used;
  while (charset->n_carry > 0 || charset->kind == XML_CHARSET_START) {
    if (charset->kind == XML_CHARSET_START && length >= sizeof charset->carry && charset->n_carry == 0) {
      used = decide(charset, bytes, length);
      bytes += used;
      length -= used;
      break;
    }
    if (length == 0)
      return true;
    charset->carry[charset->n_carry++] = *bytes++;
    length--;
    if (charset->kind == XML_CHARSET_START) {
      if (charset->n_carry < sizeof charset->carry)
        continue;
      const size_t mark = decide(charset, charset->carry, charset->n_carry);
      charset->n_carry = (uint8_t)(charset->n_carry - mark);
      memmove(charset->carry, charset->carry + mark, charset->n_carry);
    }
    if (!convert(charset, charset->carry, charset->n_carry, &used))
      return false;
    charset->n_carry = (uint8_t)(charset->n_carry - used);
    memmove(charset->carry, charset->carry + used, charset->n_carry);
  }
  if (!convert(charset, bytes, length, &used))
    return false;
  charset->n_carry = (uint8_t)(length - used);
  memcpy(charset->carry, bytes + used, charset->n_carry);
  return true;
}

bool xml_charset_finish(struct xml_charset *charset) {
  uint8_t *carry = charset->carry;
  if (charset->kind == XML_CHARSET_START) {
    const size_t mark = decide(charset, carry, charset->n_carry);
    size_t used;
    if (!convert(charset, carry + mark, charset->n_carry - mark, &used))
      return false;
    charset->n_carry = (uint8_t)(charset->n_carry - mark - used);
  }
  if (charset->n_carry == 0)
    return true;
  charset->n_carry = 0;
  charset->mended++;
  return sink(charset, "\xEF\xBF\xBD", 3); /* U+FFFD */
}
