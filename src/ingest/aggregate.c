/* SPDX-License-Identifier: MIT */
#include "ingest/aggregate.h"
#include "base/text.h"
#include "ingest/aggregate_parts.h"
#include <string.h>

#define PROLOGUE_MOST (64u << 10) /* bytes before <feedback */
#define CHUNK_MOST (1u << 20)     /* libxml2 counts in int */

static const struct {
  const char *code, *text;
} repairs[XML_REPAIR_FAULT_MAX] = {
    [XML_REPAIR_SPACE_BEFORE] = {"space-before-declaration", "white space stands before the XML declaration"},
    [XML_REPAIR_JUNK_BEFORE] = {"junk-before-report", "something else stands before <feedback>; skipped"},
    [XML_REPAIR_JUNK_AFTER] = {"junk-after-report", "something else stands after </feedback>; skipped"},
    [XML_REPAIR_ANGLE] = {"stray-angle-bracket", "a < that begins no tag was read as text"},
    [XML_REPAIR_AMPERSAND] = {"stray-ampersand", "an & that begins no reference of XML was read as text"},
    [XML_REPAIR_CONTROL] = {"control-character", "a control character was replaced"},
};

void aggregate_refuse(struct aggregate *aggregate, enum refusal_kind kind, const char *format, ...) {
  if (aggregate->over)
    return;
  aggregate->over = true;
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *reason = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  const struct refusal refusal = {.kind = kind, .reason = reason, .nesting = aggregate->nesting};
  aggregate->collector->refuse(aggregate->collector, &refusal);
}

/* Tells the report that was waiting. */
static void tell(struct aggregate *aggregate) {
  struct report *report = &aggregate->report;
  const uint32_t mended = aggregate->charset.mended - aggregate->mended;
  if (mended > 0)
    aggregate_warnings_add(&aggregate->warnings, "invalid-encoding",
                           "bytes that are no characters in its encoding were read as windows-1252", mended);
  for (unsigned int i = 0; i < aggregate->container.n; i++) {
    const struct warning *warning = &aggregate->container.items[i];
    aggregate_warnings_add(&aggregate->warnings, warning->code, warning->text, warning->times);
  }
  report->warnings = aggregate->warnings.items;
  report->n_warnings = aggregate->warnings.n;
  aggregate->waiting = false;
  if (!aggregate->collector->report(aggregate->collector, report))
    aggregate->over = true;
}

/* -- the parser -------------------------------------------------------------------------------------------------- */

/* For a document that begins there, counted from 0. */
static bool make_parser(struct aggregate *aggregate, uint32_t line, uint32_t column) {
  xmlSAXHandler sax = aggregate_sax; /* libxml2 copies it */
  aggregate->parser = xmlCreatePushParserCtxt(&sax, aggregate, NULL, 0, NULL);
  if (!aggregate->parser) {
    aggregate_refuse(aggregate, REFUSAL_TRY_LATER, "there is no memory for an XML parser");
    return false;
  }
  xmlCtxtUseOptions(aggregate->parser, XML_PARSE_NONET);
  aggregate->parser->input->line = (int)MIN(line, INT_MAX - 1) + 1;
  aggregate->parser->input->col = (int)MIN(column, INT_MAX - 1) + 1;
  return true;
}

static void drop_parser(struct aggregate *aggregate) {
  xmlFreeParserCtxt(aggregate->parser);
  aggregate->parser = NULL;
}

static void refuse_malformed(struct aggregate *aggregate) {
  const xmlError *error = xmlCtxtGetLastError(aggregate->parser);
  g_autofree char *message = g_strdup(error && error->message ? error->message : "unknown trouble");
  g_autofree char *shown = text_printable(g_strchomp(message));
  aggregate_refuse(aggregate, REFUSAL_REJECTED, "the XML is not well-formed in line %d, column %d: %s",
                   error ? error->line : 0, error ? error->int2 : 0, shown);
}

static bool on_text(void *user, const char *text, size_t length) {
  struct aggregate *aggregate = user;
  while (length > 0 && !aggregate->over) {
    const size_t size = MIN(length, CHUNK_MOST);
    xmlParseChunk(aggregate->parser, text, (int)size, 0);
    if (!aggregate->parser->wellFormed)
      refuse_malformed(aggregate);
    text += size;
    length -= size;
  }
  return !aggregate->over;
}

/* -- around documents ---------------------------------------------------------------------------------------------- */

static bool refuse_long_prologue(struct aggregate *aggregate) {
  if (aggregate->repair.documents > 0 || aggregate->repair.between <= PROLOGUE_MOST)
    return false;
  aggregate_refuse(aggregate, REFUSAL_NOT_A_REPORT, "no <feedback> element in its first 64 KiB");
  return true;
}

static void refuse_without_root(struct aggregate *aggregate) {
  if (aggregate->repair.other_root[0] == '\0') {
    aggregate_refuse(aggregate, REFUSAL_NOT_A_REPORT, "no <feedback> element in it");
    return;
  }
  g_autofree char *root = text_printable(aggregate->repair.other_root);
  aggregate_refuse(aggregate, REFUSAL_NOT_A_REPORT, "XML, but its root element is <%s>, not <feedback>", root);
}

static void refuse_doctype(struct aggregate *aggregate) {
  aggregate_refuse(aggregate, REFUSAL_REJECTED,
                   "it has a DOCTYPE: reports have none, and it could name files or entities");
}

static void warn_several(struct aggregate *aggregate) {
  aggregate_warnings_add(&aggregate->warnings, "several-reports", "it stands in one file with other reports", 1);
}

static bool on_begin(void *user, uint32_t line, uint32_t column) {
  struct aggregate *aggregate = user;
  if (refuse_long_prologue(aggregate))
    return false;
  if (aggregate->doctype) {
    refuse_doctype(aggregate);
    return false;
  }
  const bool several = aggregate->waiting;
  if (several) {
    warn_several(aggregate);
    tell(aggregate);
  }
  if (aggregate->over)
    return false;
  aggregate->mended = aggregate->charset.mended;
  aggregate_warnings_clear(&aggregate->warnings);
  aggregate_metadata_begin(aggregate);
  aggregate_elements_begin(aggregate);
  if (several)
    warn_several(aggregate);
  if (aggregate->strange_encoding)
    aggregate_warnings_add(&aggregate->warnings, "unknown-encoding",
                           "it declares an encoding that we do not know; read as UTF-8", 1);
  aggregate->strange_encoding = false;
  return make_parser(aggregate, line, column);
}

static bool on_possible_end(void *user, uint32_t *line) {
  struct aggregate *aggregate = user;
  if (!aggregate->root_closed)
    return false;
  *line = (uint32_t)aggregate->parser->input->line - 1;
  drop_parser(aggregate);
  return true;
}

static void on_declaration(void *user, const char *encoding) {
  struct aggregate *aggregate = user;
  aggregate->strange_encoding = !xml_charset_declare(&aggregate->charset, encoding);
}

static void on_repair(void *user, enum xml_repair_fault fault) {
  struct aggregate *aggregate = user;
  aggregate_warnings_add(&aggregate->warnings, repairs[fault].code, repairs[fault].text, 1);
}

static void on_doctype(void *user) {
  struct aggregate *aggregate = user;
  aggregate->doctype = true;
  if (aggregate->parser)
    refuse_doctype(aggregate);
}

static void on_long_tag(void *user) {
  struct aggregate *aggregate = user;
  g_autofree char *most = text_bytes(aggregate->collector->caps->text);
  aggregate_refuse(aggregate, REFUSAL_REJECTED, "one of its tags is longer than %s, the cap \"text\"", most);
}

static const struct xml_repair_listener listener = {
    .begin = on_begin,
    .text = on_text,
    .is_over = on_possible_end,
    .declares = on_declaration,
    .mends = on_repair,
    .doctype = on_doctype,
    .tag_too_long = on_long_tag,
};

static bool on_characters(void *user, const char *text, size_t length) {
  struct aggregate *aggregate = user;
  return xml_repair_push(&aggregate->repair, text, length);
}

/* -- the way in ---------------------------------------------------------------------------------------------------- */

struct aggregate *aggregate_new(struct collector *collector, const char *nesting, const struct mail_envelope *mail) {
  struct aggregate *aggregate = g_new0(struct aggregate, 1);
  aggregate->collector = collector;
  aggregate->mail = mail;
  aggregate->nesting = g_strdup(nesting);
  aggregate->text = g_string_new(NULL);
  aggregate->report_texts.chunk = g_string_chunk_new(1024);
  aggregate->record_texts.chunk = g_string_chunk_new(1024);
  aggregate_warnings_begin(&aggregate->warnings);
  aggregate_warnings_begin(&aggregate->container);
  xml_charset_begin(&aggregate->charset, on_characters, aggregate);
  xml_repair_begin(&aggregate->repair, &listener, aggregate, collector->caps->text);
  return aggregate;
}

void aggregate_warn(struct aggregate *aggregate, const char *code, const char *text) {
  aggregate_warnings_add(&aggregate->container, code, text, 1);
}

bool aggregate_push(struct aggregate *aggregate, const uint8_t *bytes, size_t length) {
  return !aggregate->over && xml_charset_push(&aggregate->charset, bytes, length) && !refuse_long_prologue(aggregate);
}

/* The line where the input ends: the parser may still hold an unfinished piece of it. */
static int last_line(const struct aggregate *aggregate) {
  const xmlParserInput *input = aggregate->parser->input;
  int line = input->line;
  for (const xmlChar *p = input->cur; p < input->end; p++)
    line += *p == '\n';
  return line;
}

/* The input ends in a document: fine only when nothing but the end of </feedback> is missing (RB-33). */
static void finish_truncated(struct aggregate *aggregate, bool in_root_end) {
  if (in_root_end && aggregate->level == 1 && aggregate->skipped == 0) {
    aggregate_warnings_add(&aggregate->warnings, "truncated", "it ends within its last tag, </feedback>", 1);
    aggregate_elements_close_root(aggregate);
    return;
  }
  const int line = last_line(aggregate);
  xmlParseChunk(aggregate->parser, NULL, 0, 1); /* text that it holds may break a cap */
  aggregate_refuse(aggregate, REFUSAL_REJECTED, "the XML ends early, in line %d, within <%s>", line,
                   aggregate_elements_open(aggregate));
}

void aggregate_finish(struct aggregate *aggregate, const char *damage) {
  if (damage)
    aggregate_refuse(aggregate, REFUSAL_REJECTED, "%s", damage);
  if (aggregate->over || !xml_charset_finish(&aggregate->charset))
    return;
  const enum xml_repair_end end = xml_repair_finish(&aggregate->repair);
  if (end != XML_REPAIR_END_CLEAN)
    finish_truncated(aggregate, end == XML_REPAIR_END_ROOT_TAG);
  if (aggregate->over)
    return;
  if (aggregate->waiting)
    tell(aggregate);
  else if (aggregate->repair.documents == 0)
    refuse_without_root(aggregate);
}

void aggregate_free(struct aggregate *aggregate) {
  if (!aggregate)
    return;
  drop_parser(aggregate);
  aggregate_warnings_end(&aggregate->warnings);
  aggregate_warnings_end(&aggregate->container);
  g_string_chunk_free(aggregate->report_texts.chunk);
  g_string_chunk_free(aggregate->record_texts.chunk);
  g_string_free(aggregate->text, TRUE);
  g_free(aggregate->nesting);
  g_free(aggregate);
}
