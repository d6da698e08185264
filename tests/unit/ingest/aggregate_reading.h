/* SPDX-License-Identifier: MIT */
/*
 * aggregate_reading: what the tests of aggregate.h share: one usual report, ways to change it, and what the parser
 * tells about the result.
 */
#ifndef DMARCSTAT_TESTS_AGGREGATE_READING_H
#define DMARCSTAT_TESTS_AGGREGATE_READING_H

#include "ingest/aggregate.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "memory_collector.h"
#include <cmocka.h>

#define READING_NOW 1762100000 /* 2025-11-02 */

/* Two records with 3 and 4 messages: the first passes by DKIM, the second fails. */
static const char usual_report[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<feedback>\n"
    "  <version>1.0</version>\n"
    "  <report_metadata>\n"
    "    <org_name>reporter.example</org_name>\n"
    "    <email>dmarc@reporter.example</email>\n"
    "    <report_id>r1</report_id>\n"
    "    <date_range>\n"
    "      <begin>1761955200</begin>\n"
    "      <end>1762041599</end>\n"
    "    </date_range>\n"
    "  </report_metadata>\n"
    "  <policy_published>\n"
    "    <domain>example.org</domain>\n"
    "    <adkim>r</adkim>\n"
    "    <aspf>r</aspf>\n"
    "    <p>reject</p>\n"
    "    <sp>none</sp>\n"
    "    <pct>100</pct>\n"
    "  </policy_published>\n"
    "  <record>\n"
    "    <row>\n"
    "      <source_ip>192.0.2.1</source_ip>\n"
    "      <count>3</count>\n"
    "      <policy_evaluated>\n"
    "        <disposition>none</disposition>\n"
    "        <dkim>pass</dkim>\n"
    "        <spf>fail</spf>\n"
    "      </policy_evaluated>\n"
    "    </row>\n"
    "    <identifiers>\n"
    "      <header_from>example.org</header_from>\n"
    "    </identifiers>\n"
    "    <auth_results>\n"
    "      <dkim>\n"
    "        <domain>example.org</domain>\n"
    "        <selector>s1</selector>\n"
    "        <result>pass</result>\n"
    "      </dkim>\n"
    "      <spf>\n"
    "        <domain>mx.example.net</domain>\n"
    "        <result>fail</result>\n"
    "      </spf>\n"
    "    </auth_results>\n"
    "  </record>\n"
    "  <record>\n"
    "    <row><source_ip>2001:db8::1</source_ip><count>4</count><policy_evaluated><disposition>reject</disposition>"
    "<dkim>fail</dkim><spf>fail</spf></policy_evaluated></row>\n"
    "    <identifiers><header_from>example.org</header_from></identifiers>\n"
    "    <auth_results><spf><domain>example.com</domain><result>softfail</result></spf></auth_results>\n"
    "  </record>\n"
    "</feedback>\n";

/* -- changing it ------------------------------------------------------------------------------------------------- */

/* A copy of `text` with its first `from`, which must be there, as `to`. g_free. */
static inline char *with(const char *text, const char *from, const char *to) {
  const char *at = strstr(text, from);
  if (!at)
    fail_msg("there is no '%s' to replace", from);
  return g_strdup_printf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

/* The usual report, changed in the same way. */
static inline char *usual_with(const char *from, const char *to) {
  return with(usual_report, from, to);
}

/* Without everything from `from` up to and including `to`. */
static inline char *usual_without(const char *from, const char *to) {
  const char *start = strstr(usual_report, from), *end = start ? strstr(start, to) : NULL;
  if (!end)
    fail_msg("there is nothing from '%s' to '%s'", from, to);
  return g_strdup_printf("%.*s%s", (int)(start - usual_report), usual_report, end + strlen(to));
}

/* -- reading it -------------------------------------------------------------------------------------------------- */

/* `piece`: bytes pushed at once. Free with memory_collector_free. */
static inline struct memory_collector *reading_of(const void *bytes, size_t length, size_t piece,
                                                  const struct caps *caps) {
  struct memory_collector *memory = memory_collector_new(caps ? caps : &caps_default, READING_NOW);
  struct aggregate *aggregate = aggregate_new(&memory->collector, "xml", NULL);
  for (size_t done = 0; done < length; done += piece)
    if (!aggregate_push(aggregate, (const uint8_t *)bytes + done, MIN(piece, length - done)))
      break;
  aggregate_finish(aggregate, NULL);
  aggregate_free(aggregate);
  return memory;
}

static inline struct memory_collector *reading(const char *text) {
  return reading_of(text, strlen(text), SIZE_MAX / 2, NULL);
}

/* The one report that is told; fails with the refusal otherwise. */
static inline const struct memory_unit *only_report(const struct memory_collector *memory) {
  const struct memory_unit *unit = memory_unit(memory, 0);
  assert_non_null(unit);
  if (unit->refused)
    fail_msg("refused: %s", unit->refusal.reason);
  assert_int_equal(memory->units->len, 1);
  return unit;
}

/* -- what is expected -------------------------------------------------------------------------------------------- */

/* The codes of all warnings in order, with a space between them. Caller frees. */
static inline char *warning_codes(const struct memory_unit *unit) {
  GString *codes = g_string_new(NULL);
  for (unsigned int i = 0; i < unit->report.n_warnings; i++) {
    assert_true(unit->report.warnings[i].text[0] != '\0'); /* a warning is in words */
    g_string_append_printf(codes, "%s%s", i > 0 ? " " : "", unit->report.warnings[i].code);
  }
  return g_string_free(codes, FALSE);
}

struct sums {
  uint64_t records, messages, dkim_aligned, spf_aligned, dmarc_pass;
};
static const struct sums usual_sums = {2, 7, 3, 0, 3};

static inline void assert_sums(const struct report *report, struct sums sums) {
  assert_int_equal(report->records, sums.records);
  assert_int_equal(report->messages, sums.messages);
  assert_int_equal(report->dkim_aligned, sums.dkim_aligned);
  assert_int_equal(report->spf_aligned, sums.spf_aligned);
  assert_int_equal(report->dmarc_pass, sums.dmarc_pass);
}

/* `text` is read with these warnings ("" when there are none) and these sums. */
static inline void assert_read(const char *text, const char *codes, struct sums sums) {
  struct memory_collector *memory = reading(text);
  const struct memory_unit *unit = only_report(memory);
  g_autofree char *told = warning_codes(unit);
  assert_string_equal(told, codes);
  assert_sums(&unit->report, sums);
  memory_collector_free(memory);
}

/* The usual report, with `from` as `to`, is read with these warnings and otherwise as ever. */
struct edit {
  const char *from, *to, *codes;
};
static inline void assert_edits_read(const struct edit *edits, size_t n) {
  for (size_t i = 0; i < n; i++) {
    g_autofree char *text = usual_with(edits[i].from, edits[i].to);
    assert_read(text, edits[i].codes, usual_sums);
  }
}
#define ASSERT_EDITS_READ(edits) assert_edits_read(edits, G_N_ELEMENTS(edits))

/* `text` is refused, with exactly this reason. */
static inline void assert_refused_with(const char *text, const struct caps *caps, enum refusal_kind kind,
                                       const char *reason) {
  struct memory_collector *memory = reading_of(text, strlen(text), SIZE_MAX / 2, caps);
  const struct memory_unit *unit = memory_unit(memory, 0);
  assert_non_null(unit);
  assert_true(unit->refused);
  assert_string_equal(unit->refusal.reason, reason);
  assert_int_equal(unit->refusal.kind, kind);
  assert_int_equal(memory->units->len, 1);
  memory_collector_free(memory);
}

static inline void assert_refused(const char *text, const char *reason) {
  assert_refused_with(text, NULL, REFUSAL_REJECTED, reason);
}

#endif
