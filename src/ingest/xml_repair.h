/* SPDX-License-Identifier: MIT */
/*
 * xml_repair: a lexical filter in front of the XML parser. UTF-8 of a hostile file in, the documents in it out, with
 * what the world gets wrong mended (VIOLATIONS.md: RB-1, RB-2, RB-3, RB-6). It looks at the text once, holds nothing
 * but the beginning of a tag or reference at the end of a chunk, and passes clean text on uncopied.
 *
 * - Everything before the first element whose local name is "feedback" is dropped: declarations, comments, white space,
 *   junk, unclosed elements. So is everything between and after such elements.
 * - In a document, "<" that begins no plausible tag becomes "&lt;", "&" that begins no XML reference "&amp;", control
 *   characters and references to them U+FFFD. Names with a dot are no plausible tag: they are host names in <>.
 * - CDATA becomes ordinary text. Comments and processing instructions are dropped; their lines stay, so that line
 *   numbers stay true.
 */
#ifndef DMARCSTAT_INGEST_XML_REPAIR_H
#define DMARCSTAT_INGEST_XML_REPAIR_H

#include "ingest/xml_lexis.h"

/* What was mended or dropped, and is worth a warning. */
enum xml_repair_fault {
  XML_REPAIR_SPACE_BEFORE, /* white space before the XML declaration */
  XML_REPAIR_JUNK_BEFORE,  /* text or tags before the first document */
  XML_REPAIR_JUNK_AFTER,   /* the same after a document */
  XML_REPAIR_ANGLE,        /* a < that begins no tag */
  XML_REPAIR_AMPERSAND,    /* an & that begins no reference of XML */
  XML_REPAIR_CONTROL,      /* a control character */
  XML_REPAIR_FAULT_MAX
};

/* Those that return bool say false when they want no more; nothing is called after that. */
struct xml_repair_listener {
  /* <feedback begins; `line` and `column` are where it stands in the whole input, from 0. */
  bool (*begin)(void *user, uint32_t line, uint32_t column);
  /* Text of the document that has begun; whole characters. */
  bool (*text)(void *user, const char *text, size_t length);
  /*
   * All text up to and including a <feedback> or </feedback> tag has been passed on: is the document over? If so, sets
   * *line to the line where that is.
   */
  bool (*is_over)(void *user, uint32_t *line);
  /* The encoding that an XML declaration names. */
  void (*declares)(void *user, const char *encoding);
  void (*mends)(void *user, enum xml_repair_fault fault);
  /* A DOCTYPE; nothing of it is passed on. */
  void (*doctype)(void *user);
  /* A tag is longer than the cap. */
  void (*tag_too_long)(void *user);
};

#define XML_REPAIR_CARRY (2 * XML_LEXIS_AHEAD)

enum xml_repair_state {
  XML_REPAIR_BETWEEN,         /* before, between and after documents */
  XML_REPAIR_BETWEEN_COMMENT, /* in <!-- --> there */
  XML_REPAIR_BETWEEN_PI,      /* in <? ?> there, also the XML declaration */
  XML_REPAIR_TEXT,            /* in a document */
  XML_REPAIR_TAG,             /* in a tag of it, after the name */
  XML_REPAIR_COMMENT,
  XML_REPAIR_PI,
  XML_REPAIR_CDATA,
};

struct xml_repair {
  const struct xml_repair_listener *listener;
  void *user;
  uint32_t tag_most;

  enum xml_repair_state state;
  bool stopped;  /* the listener wants no more */
  uint8_t quote; /* in a tag: the quote that an attribute's value is in, or 0 */
  uint8_t run;   /* how many of the bytes that end a comment or PI were just seen */
  bool root_tag; /* the tag is <feedback> or </feedback> */
  bool end_tag;
  uint32_t tag_length;
  const uint8_t *start; /* what is not yet passed on begins here */

  uint32_t documents;                  /* begun so far */
  uint32_t line, column;               /* between documents: where we are, from 0 */
  uint64_t between;                    /* bytes since the last document or the start */
  uint64_t pi_at;                      /* where among them the last processing instruction began */
  bool junk, space;                    /* seen since then */
  char other_root[XML_LEXIS_NAME + 1]; /* the first element that was not feedback; "" */
  char pi[128];                        /* the beginning of a processing instruction between documents */
  uint8_t n_pi;

  uint8_t n_carry;
  uint8_t carry[XML_REPAIR_CARRY];
};

/* `tag_most`: the cap on one tag in bytes. Needs no clean-up. */
void xml_repair_begin(struct xml_repair *repair, const struct xml_repair_listener *listener, void *user,
                      uint32_t tag_most);

/* False: the listener wants no more. */
bool xml_repair_push(struct xml_repair *repair, const char *text, size_t length);

/* How the input ended. */
enum xml_repair_end {
  XML_REPAIR_END_CLEAN,    /* outside of a document */
  XML_REPAIR_END_ROOT_TAG, /* within "</feedback>" or its beginning */
  XML_REPAIR_END_WITHIN,   /* elsewhere in a document */
};
enum xml_repair_end xml_repair_finish(struct xml_repair *repair);

#endif
