/* SPDX-License-Identifier: MIT */
/*
 * xml_charset: the bytes of an XML document to valid UTF-8, as a stream.
 *
 * UTF-8 is the rule and costs one scan and no copy. UTF-16 is told by its byte order mark or by its first
 * character. windows-1252, and iso-8859-1 as its subset, must be declared. Other declared encodings are read as UTF-8.
 * A byte that is no UTF-8 is taken as a windows-1252 character, which is what it nearly always was (RB-4). Own tables,
 * because iconv opens files and the jail has none.
 */
#ifndef DMARCSTAT_INGEST_XML_CHARSET_H
#define DMARCSTAT_INGEST_XML_CHARSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Receives UTF-8, whole characters only, without a byte order mark at the start. False: no more is wanted. */
typedef bool (*xml_charset_sink)(void *user, const char *text, size_t length);

enum xml_charset_kind {
  XML_CHARSET_START, /* the first bytes are not here yet */
  XML_CHARSET_ASCII, /* nothing but ASCII so far; a declaration still counts */
  XML_CHARSET_UTF8,
  XML_CHARSET_WINDOWS_1252,
  XML_CHARSET_UTF16
};

struct xml_charset {
  xml_charset_sink sink;
  void *user;
  enum xml_charset_kind kind;
  bool big_endian;
  bool windows_1252; /* declared */
  uint32_t mended;   /* bytes that were no character in their encoding, in what has been passed on */
  uint8_t n_carry;
  uint8_t carry[4]; /* the beginning of a character whose rest is not here yet */
};

/* Needs no clean-up. */
void xml_charset_begin(struct xml_charset *charset, xml_charset_sink sink, void *user);

/*
 * The name in the XML declaration, found by whoever reads the text: it sees everything before the first byte that is
 * not ASCII before that byte is read, and declares until then; later declarations change nothing. False: not an
 * encoding we know, and read as UTF-8.
 */
bool xml_charset_declare(struct xml_charset *charset, const char *name);

/* False: the sink wants no more. */
bool xml_charset_push(struct xml_charset *charset, const uint8_t *bytes, size_t length);

/* No more bytes: half a character at the end becomes U+FFFD. */
bool xml_charset_finish(struct xml_charset *charset);

#endif
