/* SPDX-License-Identifier: MIT */
#include "xml.h"
#include <string.h>

struct writer {
  GString *out;
  const struct dialect *dialect;
  unsigned depth;
};

static bool has(const struct writer *writer, enum dialect_bit bit) {
  return writer->dialect->bits & bit;
}

static void indent(struct writer *writer) {
  for (unsigned i = 0; i < writer->depth; i++)
    g_string_append(writer->out, writer->dialect->indent);
}

static void open_element(struct writer *writer, const char *name) {
  indent(writer);
  g_string_append_printf(writer->out, "<%s>%s", name, writer->dialect->line_end);
  writer->depth++;
}

static void close_element(struct writer *writer, const char *name) {
  writer->depth--;
  indent(writer);
  g_string_append_printf(writer->out, "</%s>%s", name, writer->dialect->line_end);
}

static void element(struct writer *writer, const char *name, const char *text) {
  g_autofree char *safe = g_markup_escape_text(text, -1);
  indent(writer);
  g_string_append_printf(writer->out, "<%s>%s</%s>%s", name, safe, name, writer->dialect->line_end);
}

static void number(struct writer *writer, const char *name, int64_t value) {
  g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, value);
  element(writer, name, text);
}

/* A word of the standard: pass, none, fail ... */
static void word(struct writer *writer, const char *name, const char *text) {
  g_autofree char *copy = g_strdup(text);
  if (has(writer, XML_CAPITALS))
    copy[0] = g_ascii_toupper(copy[0]);
  element(writer, name, copy);
}

static void filled(struct writer *writer, const char *name, const struct record *record, const char *text) {
  g_autofree char *whole = record_fill(record, text);
  element(writer, name, whole);
}

/* Text with a language, RFC 9990 section 3.1.1. */
static void spoken(struct writer *writer, const char *name, const char *text) {
  g_autofree char *safe = g_markup_escape_text(text, -1);
  indent(writer);
  g_string_append_printf(writer->out, "<%s%s>%s</%s>%s", name, has(writer, XML_RFC9990) ? " lang=\"en\"" : "", safe,
                         name, writer->dialect->line_end);
}

/* -- the head ----------------------------------------------------------------------------------------------------- */

static void write_metadata(struct writer *writer, const struct report *report) {
  const struct reporter *reporter = report->reporter;
  open_element(writer, "report_metadata");
  element(writer, "org_name", reporter->org_name);
  element(writer, "email", reporter->email);
  if (reporter->contact)
    element(writer, "extra_contact_info", reporter->contact);
  element(writer, "report_id", report->id);
  open_element(writer, "date_range");
  number(writer, "begin", report->begin);
  number(writer, "end", report->end - (reporter->end_exclusive ? 0 : 1));
  close_element(writer, "date_range");
  if (reporter->generator)
    element(writer, "generator", reporter->generator);
  close_element(writer, "report_metadata");
}

static void write_policy(struct writer *writer, const struct report *report) {
  const char *p = report_policy(report);
  open_element(writer, "policy_published");
  element(writer, "domain", world_domains[report->domain].name);
  if (has(writer, XML_MODES)) {
    element(writer, "adkim", "r");
    element(writer, "aspf", "r");
  }
  word(writer, "p", p);
  if (has(writer, XML_SP) || has(writer, XML_SP_EMPTY))
    word(writer, "sp", has(writer, XML_SP_EMPTY) ? "" : p);
  if (has(writer, XML_PCT))
    element(writer, "pct", "100");
  if (has(writer, XML_NP))
    word(writer, "np", p);
  if (has(writer, XML_FO))
    element(writer, "fo", "0");
  if (has(writer, XML_RFC9990)) {
    element(writer, "testing", "n");
    element(writer, "discovery_method", "treewalk");
  }
  close_element(writer, "policy_published");
}

/* -- a record ------------------------------------------------------------------------------------------------------ */

static void write_reason(struct writer *writer, const char *type, const char *comment) {
  open_element(writer, "reason");
  if (has(writer, XML_RFC9990) && strcmp(type, "forwarded") == 0) /* no longer a word, section 3.1.6 */
    type = "other";
  word(writer, "type", type);
  spoken(writer, "comment", comment);
  close_element(writer, "reason");
}

static void write_row(struct writer *writer, const struct report *report, const struct record *record) {
  const struct verdict verdict = record_verdict(report, record);
  const bool enforced = strcmp(report_policy(report), "none") != 0;
  const bool pass = verdict.dkim_aligned || verdict.spf_aligned;
  open_element(writer, "row");
  element(writer, "source_ip", record->source);
  number(writer, "count", record->count);
  open_element(writer, "policy_evaluated");
  word(writer, "disposition", has(writer, XML_RFC9990) && pass && enforced ? "pass" : verdict.disposition);
  word(writer, "dkim", verdict.dkim_aligned ? "pass" : "fail");
  word(writer, "spf", verdict.spf_aligned ? "pass" : "fail");
  if (record->route->reason)
    write_reason(writer, record->route->reason, record->route->comment);
  if (has(writer, XML_COMMENT))
    write_reason(writer, "other", "von Hand geprüft");
  close_element(writer, "policy_evaluated");
  close_element(writer, "row");
}

/* One of the domains that the reporter receives mail for. */
static char *recipient(const struct report *report, const struct record *record) {
  g_auto(GStrv) recipients = g_strsplit(report->reporter->recipients, " ", -1);
  return g_strdup(recipients[record->count % g_strv_length(recipients)]);
}

static void write_identifiers(struct writer *writer, const struct report *report, const struct record *record) {
  open_element(writer, "identifiers");
  if (has(writer, XML_ENVELOPE_TO)) {
    g_autofree char *to = recipient(report, record);
    element(writer, "envelope_to", to);
  }
  if (has(writer, XML_ENVELOPE_FROM))
    filled(writer, "envelope_from", record, record->route->envelope_from);
  element(writer, "header_from", record->route->header_from);
  close_element(writer, "identifiers");
}

static void write_dkim(struct writer *writer, const struct record *record, const struct dkim_seen *seen) {
  open_element(writer, "dkim");
  filled(writer, "domain", record, seen->domain);
  if (has(writer, XML_SELECTOR) && !has(writer, XML_SELECTOR_LAST))
    element(writer, "selector", seen->selector);
  word(writer, "result", seen->result);
  if (has(writer, XML_SELECTOR_LAST))
    element(writer, "selector", seen->selector);
  if (has(writer, XML_HUMAN_RESULT))
    spoken(writer, "human_result", seen->human_result ? seen->human_result : seen->result);
  close_element(writer, "dkim");
}

static void write_results(struct writer *writer, const struct record *record) {
  const struct route *route = record->route;
  open_element(writer, "auth_results");
  for (size_t i = 0; i < G_N_ELEMENTS(route->dkim) && route->dkim[i].domain; i++)
    write_dkim(writer, record, &route->dkim[i]);
  open_element(writer, "spf");
  filled(writer, "domain", record, route->spf_domain);
  if (has(writer, XML_SCOPE)) /* RFC 9990 knows only mfrom, section 3.1.1.13 */
    word(writer, "scope", has(writer, XML_RFC9990) ? "mfrom" : route->spf_scope);
  word(writer, "result", route->spf_result);
  close_element(writer, "spf");
  close_element(writer, "auth_results");
}

static void write_record(struct writer *writer, const struct report *report, const struct record *record) {
  open_element(writer, "record");
  write_row(writer, report, record);
  write_identifiers(writer, report, record);
  write_results(writer, record);
  close_element(writer, "record");
}

/* What is written as UTF-8 becomes the bytes that the reporter sends. */
static GBytes *encode(GString *text, const struct dialect *dialect) {
  if (dialect->bits & XML_BOM)
    g_string_prepend(text, "\xef\xbb\xbf");
  if (!dialect->charset)
    return g_string_free_to_bytes(text);
  gsize length = 0;
  char *bytes = g_convert(text->str, (gssize)text->len, dialect->charset, "UTF-8", NULL, &length, NULL);
  g_assert(bytes);
  g_string_free(text, TRUE);
  return g_bytes_new_take(bytes, length);
}

GBytes *xml_write(const struct report *report) {
  const struct dialect *dialect = report->reporter->dialect;
  struct writer writer = {.out = g_string_new(NULL), .dialect = dialect};
  if (dialect->declaration[0])
    g_string_append_printf(writer.out, "%s%s", dialect->declaration, dialect->line_end);
  g_string_append_printf(writer.out, "%s%s", dialect->root, dialect->line_end);
  writer.depth = 1;
  if (has(&writer, XML_VERSION))
    element(&writer, "version", "1.0");
  write_metadata(&writer, report);
  write_policy(&writer, report);
  for (guint i = 0; i < report->records->len; i++)
    write_record(&writer, report, &g_array_index(report->records, struct record, i));
  close_element(&writer, "feedback");
  return encode(writer.out, dialect);
}
