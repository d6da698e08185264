/* SPDX-License-Identifier: MIT */
/*
 * aggregate_parts: the inside of a parser of aggregate reports, shared by aggregate*.c only; the way in is aggregate.h.
 *
 *   bytes -> xml_charset -> xml_repair -> libxml2's push parser -> aggregate_elements.c (where are we, what is this)
 *         -> aggregate_record.c and aggregate_metadata.c (what does it mean) -> collector
 */
#ifndef DMARCSTAT_INGEST_AGGREGATE_PARTS_H
#define DMARCSTAT_INGEST_AGGREGATE_PARTS_H

#include "ingest/aggregate.h"
#include "ingest/aggregate_values.h"
#include "ingest/aggregate_warnings.h"
#include "ingest/xml_charset.h"
#include "ingest/xml_repair.h"
#include <libxml/parser.h>

/*
 * The elements of both dialects. Children of one parent stand together, so that a parent's table row can name its first
 * and last. There are fewer than 64: sets of them are bits of a uint64_t.
 */
enum element {
  ELEMENT_NONE, /* around the root, and what we do not know */
  ELEMENT_FEEDBACK,

  ELEMENT_VERSION,
  ELEMENT_REPORT_METADATA,
  ELEMENT_POLICY_PUBLISHED,
  ELEMENT_EXTENSION,
  ELEMENT_RECORD,

  ELEMENT_ORG_NAME,
  ELEMENT_EMAIL,
  ELEMENT_EXTRA_CONTACT_INFO,
  ELEMENT_REPORT_ID,
  ELEMENT_DATE_RANGE,
  ELEMENT_ERROR,
  ELEMENT_GENERATOR,

  ELEMENT_BEGIN,
  ELEMENT_END,

  ELEMENT_POLICY_DOMAIN,
  ELEMENT_DISCOVERY_METHOD,
  ELEMENT_ADKIM,
  ELEMENT_ASPF,
  ELEMENT_P,
  ELEMENT_SP,
  ELEMENT_NP,
  ELEMENT_PCT,
  ELEMENT_FO,
  ELEMENT_TESTING,

  ELEMENT_ROW,
  ELEMENT_IDENTIFIERS,
  ELEMENT_AUTH_RESULTS,

  ELEMENT_SOURCE_IP,
  ELEMENT_COUNT,
  ELEMENT_POLICY_EVALUATED,

  ELEMENT_DISPOSITION,
  ELEMENT_EVALUATED_DKIM,
  ELEMENT_EVALUATED_SPF,
  ELEMENT_REASON,

  ELEMENT_REASON_TYPE,
  ELEMENT_REASON_COMMENT,

  ELEMENT_ENVELOPE_TO,
  ELEMENT_ENVELOPE_FROM,
  ELEMENT_HEADER_FROM,

  ELEMENT_DKIM,
  ELEMENT_SPF,

  ELEMENT_DKIM_DOMAIN,
  ELEMENT_DKIM_SELECTOR,
  ELEMENT_DKIM_RESULT,
  ELEMENT_DKIM_HUMAN_RESULT,

  ELEMENT_SPF_DOMAIN,
  ELEMENT_SPF_SCOPE,
  ELEMENT_SPF_RESULT,
  ELEMENT_SPF_HUMAN_RESULT,

  ELEMENT_MAX
};
#define ELEMENT_BIT(element) (UINT64_C(1) << (element))
#define ELEMENT_DEPTH                                                                                                  \
  8 /* known elements in each other: feedback/record/row/policy_evaluated/reason/type is the deepest */

/* Texts of one record, or of the metadata: what a frame can carry (schema/frame.h) with room to spare. */
#define AGGREGATE_TEXTS_MOST (1u << 20)
struct aggregate_texts {
  GStringChunk *chunk;
  size_t size;
};

struct aggregate {
  struct collector *collector;
  const struct mail_envelope *mail;
  char *nesting;
  bool over;             /* it was refused, or nobody listens */
  bool waiting;          /* a report is complete; it is told when what follows it is known */
  bool doctype;          /* there is one */
  bool strange_encoding; /* declared for the next document, and unknown */
  uint32_t mended;       /* bytes mended by xml_charset before this document */

  struct xml_charset charset;
  struct xml_repair repair;
  xmlParserCtxtPtr parser; /* of the document that is being read; NULL between documents */

  /* where we are in it */
  uint8_t level;               /* known elements that are open */
  uint8_t open[ELEMENT_DEPTH]; /* which */
  uint32_t skipped;            /* elements open inside of one that is skipped, with it */
  uint64_t seen;               /* of the children of what is open or was just closed */
  bool root_closed;
  GString *text; /* of the element that is open */

  /* what it says */
  struct aggregate_warnings warnings;
  struct aggregate_warnings container; /* of what is around it: for every report in it */
  struct report report;
  const char *errors[REPORT_MAX_ERRORS];
  struct aggregate_texts report_texts;
  struct record record;
  struct override overrides[RECORD_MAX_OVERRIDES];
  struct dkim_result dkim_results[RECORD_MAX_DKIM];
  struct spf_result spf_results[RECORD_MAX_SPF];
  struct aggregate_texts record_texts;
  uint64_t fingerprint; /* of the records: for a report without report_id */
};

/* -- aggregate.c --------------------------------------------------------------------------------------------------- */

/* Tells a refusal, once; `format` makes one printable sentence. */
void aggregate_refuse(struct aggregate *aggregate, enum refusal_kind kind, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* -- aggregate_elements.c ------------------------------------------------------------------------------------------ */

extern const xmlSAXHandler aggregate_sax; /* user data: struct aggregate */

/* "policy_evaluated/dkim" */
const char *aggregate_element_path(enum element element);

/* Before a document. */
void aggregate_elements_begin(struct aggregate *aggregate);

/* Where we are, for people: "record". */
const char *aggregate_elements_open(const struct aggregate *aggregate);

/* As if </feedback> had come. */
void aggregate_elements_close_root(struct aggregate *aggregate);

/* Counts a warning about an element: `kind` is "missing:", "empty:", "repeated:" ... True: describe it. */
bool aggregate_warn_element(struct aggregate *aggregate, const char *kind, enum element element);

/* A warning about a value that the element holds: code `kind` and path, words `what` with the value. */
void aggregate_warn_value(struct aggregate *aggregate, const char *kind, enum element element, const char *what,
                          const char *value);

/* A word of an enumeration, with the warnings it deserves. `texts` keeps the raw word. */
void aggregate_set_token(struct aggregate *aggregate, struct aggregate_texts *texts, struct token *token,
                         const struct value_words *words, enum element element, const char *text);

/* A copy of `text` that lives as long as `texts`; NULL, and refused, when these grow too large. */
const char *aggregate_keep(struct aggregate *aggregate, struct aggregate_texts *texts, const char *text);
void aggregate_texts_clear(struct aggregate_texts *texts);

/* -- aggregate_record.c -------------------------------------------------------------------------------------------- */

/* <record>, <dkim>, <spf> or <reason> begins. False: there are too many of them; it is skipped. */
bool aggregate_record_open(struct aggregate *aggregate, enum element element);
/* The trimmed text of an element of a record; may be changed in place. */
void aggregate_record_value(struct aggregate *aggregate, enum element element, char *text);
/* </record> */
void aggregate_record_close(struct aggregate *aggregate);

/* -- aggregate_metadata.c ------------------------------------------------------------------------------------------ */

void aggregate_metadata_begin(struct aggregate *aggregate);
void aggregate_metadata_value(struct aggregate *aggregate, enum element element, char *text);
/* </feedback>: the report is complete, or refused. */
void aggregate_metadata_close(struct aggregate *aggregate);

#endif
