/* SPDX-License-Identifier: MIT */
/*
 * xml_lexis: the pieces of XML text that xml_repair.c tells apart, in UTF-8. Looks ahead at most XML_LEXIS_AHEAD bytes.
 */
#ifndef DMARCSTAT_INGEST_XML_LEXIS_H
#define DMARCSTAT_INGEST_XML_LEXIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XML_LEXIS_NAME 64                    /* a longer name makes no plausible tag */
#define XML_LEXIS_AHEAD 100                  /* < / name and what ends it */
#define XML_LEXIS_REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* What a byte can be; see xml_lexis_class. */
enum xml_lexis_class {
  XML_LEXIS_STOP = 1,       /* in text: <, >, &, a control character, or 0xC2, which may begin one */
  XML_LEXIS_NAME_START = 2, /* begins a name */
  XML_LEXIS_NAME_REST = 4,  /* goes on in it; not the dot */
  XML_LEXIS_BLANK = 8,
};
extern const uint8_t xml_lexis_class[256];

/* What a < begins. */
enum xml_markup {
  XML_MARKUP_NONE, /* nothing plausible */
  XML_MARKUP_UNDECIDED,
  XML_MARKUP_START_TAG, /* or an empty one */
  XML_MARKUP_END_TAG,
  XML_MARKUP_COMMENT,
  XML_MARKUP_CDATA,
  XML_MARKUP_PI,
  XML_MARKUP_DOCTYPE,
};

/* `p` is at a <. *length: of < and name or < and opening word; 1 when it is nothing. */
enum xml_markup xml_lexis_markup(const uint8_t *p, const uint8_t *end, size_t *length);

/* Whether the tag `<name` or `</name` of so many bytes has the local name "feedback". */
bool xml_lexis_is_root(const uint8_t *tag, size_t length);

/* What an & begins. */
enum xml_reference {
  XML_REFERENCE_NONE,
  XML_REFERENCE_UNDECIDED,
  XML_REFERENCE_GOOD,    /* one of XML's five names, or a character that a text may hold */
  XML_REFERENCE_RETURN,  /* a carriage return */
  XML_REFERENCE_CONTROL, /* a control character or no character at all */
};

/* `p` is at an &. *length: of the whole reference; 1 when it is none. */
enum xml_reference xml_lexis_reference(const uint8_t *p, const uint8_t *end, size_t *length);

#endif
