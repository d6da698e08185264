/* SPDX-License-Identifier: MIT */
/*
 * memory_collector: a collector that keeps everything it is told, for tests. A unit is what schema/frame.h calls so: a
 * report with its records, or a refusal (the records told before it are void and dropped).
 */
#ifndef DMARCSTAT_TESTS_MEMORY_COLLECTOR_H
#define DMARCSTAT_TESTS_MEMORY_COLLECTOR_H

#include "ingest/collector.h"
#include <string.h>

struct memory_unit {
  bool refused;
  struct refusal refusal; /* when refused */
  struct report report;   /* else */
  struct record *records; /* report.records of them, or fewer when the collector keeps none */
};

struct memory_collector {
  struct collector collector; /* first: what the parsers get */
  GArray *units;              /* struct memory_unit */
  GArray *records;            /* of the unit that is being told */
  GStringChunk *texts;
  GPtrArray *arrays;
  bool keeps_records; /* false for huge reports: they are only counted */
  bool deaf;          /* tells the parser to stop */
  uint64_t told;      /* records in all */
};

static inline const char *memory_keep_text(struct memory_collector *memory, const char *text) {
  return text ? g_string_chunk_insert(memory->texts, text) : NULL;
}

static inline void *memory_keep_array(struct memory_collector *memory, const void *array, size_t size) {
  void *copy = g_memdup2(array, size);
  g_ptr_array_add(memory->arrays, copy);
  return copy;
}

static inline bool memory_record(struct collector *collector, const struct record *told) {
  struct memory_collector *memory = (struct memory_collector *)collector;
  memory->told++;
  if (memory->deaf || !memory->keeps_records)
    return !memory->deaf;
  struct record record = *told;
  const char **texts[] = {&record.source_raw,  &record.disposition.raw, &record.dkim.raw,   &record.spf.raw,
                          &record.header_from, &record.envelope_from,   &record.envelope_to};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    *texts[i] = memory_keep_text(memory, *texts[i]);
  record.overrides = memory_keep_array(memory, told->overrides, told->n_overrides * sizeof *told->overrides);
  for (unsigned int i = 0; i < record.n_overrides; i++) {
    struct override *override = &record.overrides[i];
    override->type.raw = memory_keep_text(memory, override->type.raw);
    override->comment = memory_keep_text(memory, override->comment);
  }
  record.dkim_results =
      memory_keep_array(memory, told->dkim_results, told->n_dkim_results * sizeof *told->dkim_results);
  for (unsigned int i = 0; i < record.n_dkim_results; i++) {
    struct dkim_result *dkim = &record.dkim_results[i];
    dkim->domain = memory_keep_text(memory, dkim->domain);
    dkim->selector = memory_keep_text(memory, dkim->selector);
    dkim->human_result = memory_keep_text(memory, dkim->human_result);
    dkim->result.raw = memory_keep_text(memory, dkim->result.raw);
  }
  record.spf_results = memory_keep_array(memory, told->spf_results, told->n_spf_results * sizeof *told->spf_results);
  for (unsigned int i = 0; i < record.n_spf_results; i++) {
    struct spf_result *spf = &record.spf_results[i];
    spf->domain = memory_keep_text(memory, spf->domain);
    spf->human_result = memory_keep_text(memory, spf->human_result);
    spf->scope.raw = memory_keep_text(memory, spf->scope.raw);
    spf->result.raw = memory_keep_text(memory, spf->result.raw);
  }
  g_array_append_val(memory->records, record);
  return true;
}

static inline void memory_add_unit(struct memory_collector *memory, struct memory_unit *unit) {
  unit->records = memory_keep_array(memory, memory->records->data, memory->records->len * sizeof(struct record));
  g_array_set_size(memory->records, 0);
  g_array_append_val(memory->units, *unit);
}

static inline bool memory_report(struct collector *collector, const struct report *told) {
  struct memory_collector *memory = (struct memory_collector *)collector;
  if (memory->deaf)
    return false;
  struct memory_unit unit = {.report = *told};
  struct report *report = &unit.report;
  struct policy_published *policy = &report->policy;
  const char **texts[] = {
      &report->org_name,  &report->report_id,    &report->email,           &report->extra_contact_info,
      &report->generator, &report->version,      &report->namespace_uri,   &report->mail_from,
      &report->nesting,   &report->mail_subject, &report->mail_message_id, &policy->domain,
      &policy->p.raw,     &policy->sp.raw,       &policy->np.raw,          &policy->adkim.raw,
      &policy->aspf.raw,  &policy->fo,           &policy->testing,         &policy->discovery_method.raw,
  };
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    *texts[i] = memory_keep_text(memory, *texts[i]);
  report->errors = memory_keep_array(memory, told->errors, told->n_errors * sizeof *told->errors);
  for (unsigned int i = 0; i < report->n_errors; i++)
    report->errors[i] = memory_keep_text(memory, told->errors[i]);
  report->warnings = memory_keep_array(memory, told->warnings, told->n_warnings * sizeof *told->warnings);
  for (unsigned int i = 0; i < report->n_warnings; i++) {
    report->warnings[i].code = memory_keep_text(memory, told->warnings[i].code);
    report->warnings[i].text = memory_keep_text(memory, told->warnings[i].text);
  }
  memory_add_unit(memory, &unit);
  return true;
}

static inline bool memory_refuse(struct collector *collector, const struct refusal *told) {
  struct memory_collector *memory = (struct memory_collector *)collector;
  if (memory->deaf)
    return false;
  struct memory_unit unit = {.refused = true, .refusal = *told};
  unit.refusal.reason = memory_keep_text(memory, told->reason);
  unit.refusal.nesting = memory_keep_text(memory, told->nesting);
  g_array_set_size(memory->records, 0);
  memory_add_unit(memory, &unit);
  return true;
}

/* `now`: UTC seconds. Free with memory_collector_free. */
static inline struct memory_collector *memory_collector_new(const struct caps *caps, int64_t now) {
  struct memory_collector *memory = g_new0(struct memory_collector, 1);
  memory->collector = (struct collector){
      .caps = caps, .now = now, .record = memory_record, .report = memory_report, .refuse = memory_refuse};
  memory->units = g_array_new(FALSE, FALSE, sizeof(struct memory_unit));
  memory->records = g_array_new(FALSE, FALSE, sizeof(struct record));
  memory->texts = g_string_chunk_new(4096);
  memory->arrays = g_ptr_array_new_with_free_func(g_free);
  memory->keeps_records = true;
  return memory;
}

static inline void memory_collector_free(struct memory_collector *memory) {
  g_array_free(memory->units, TRUE);
  g_array_free(memory->records, TRUE);
  g_string_chunk_free(memory->texts);
  g_ptr_array_free(memory->arrays, TRUE);
  g_free(memory);
}

static inline const struct memory_unit *memory_unit(const struct memory_collector *memory, unsigned int index) {
  return index < memory->units->len ? &g_array_index(memory->units, struct memory_unit, index) : NULL;
}

/* The warning with this code, or NULL. */
static inline const struct warning *memory_warning(const struct memory_unit *unit, const char *code) {
  for (unsigned int i = 0; i < unit->report.n_warnings; i++)
    if (strcmp(unit->report.warnings[i].code, code) == 0)
      return &unit->report.warnings[i];
  return NULL;
}

/* -- everything as text, to compare outcomes as a whole -------------------------------------------------------- */

static inline void memory_dump_text(GString *out, const char *name, const char *text) {
  if (text)
    g_string_append_printf(out, " %s='%s'", name, text);
}

static inline void memory_dump_token(GString *out, const char *name, struct token token) {
  g_string_append_printf(out, " %s=%u", name, token.value);
  if (token.raw)
    g_string_append_printf(out, "('%s')", token.raw);
}

static inline void memory_dump_record(GString *out, const struct record *record) {
  g_string_append(out, "  record source=");
  for (unsigned int i = 0; i < record->source.length; i++)
    g_string_append_printf(out, "%02x", record->source.bytes[i]);
  memory_dump_text(out, "source_raw", record->source_raw);
  g_string_append_printf(out, " count=%" G_GUINT64_FORMAT, record->count);
  memory_dump_token(out, "disposition", record->disposition);
  memory_dump_token(out, "dkim", record->dkim);
  memory_dump_token(out, "spf", record->spf);
  memory_dump_text(out, "header_from", record->header_from);
  memory_dump_text(out, "envelope_from", record->envelope_from);
  memory_dump_text(out, "envelope_to", record->envelope_to);
  for (unsigned int i = 0; i < record->n_overrides; i++) {
    memory_dump_token(out, "reason", record->overrides[i].type);
    memory_dump_text(out, "comment", record->overrides[i].comment);
  }
  for (unsigned int i = 0; i < record->n_dkim_results; i++) {
    const struct dkim_result *dkim = &record->dkim_results[i];
    memory_dump_token(out, "dkim_result", dkim->result);
    memory_dump_text(out, "d", dkim->domain);
    memory_dump_text(out, "s", dkim->selector);
    memory_dump_text(out, "human", dkim->human_result);
  }
  for (unsigned int i = 0; i < record->n_spf_results; i++) {
    const struct spf_result *spf = &record->spf_results[i];
    memory_dump_token(out, "spf_result", spf->result);
    memory_dump_token(out, "scope", spf->scope);
    memory_dump_text(out, "domain", spf->domain);
    memory_dump_text(out, "human", spf->human_result);
  }
  g_string_append_c(out, '\n');
}

static inline void memory_dump_report(GString *out, const struct report *report) {
  const struct policy_published *policy = &report->policy;
  g_string_append(out, "report");
  memory_dump_text(out, "org_name", report->org_name);
  memory_dump_text(out, "report_id", report->report_id);
  g_string_append_printf(out, " period=%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, report->begin, report->end);
  memory_dump_text(out, "email", report->email);
  memory_dump_text(out, "extra_contact_info", report->extra_contact_info);
  memory_dump_text(out, "generator", report->generator);
  memory_dump_text(out, "version", report->version);
  memory_dump_text(out, "namespace", report->namespace_uri);
  memory_dump_text(out, "nesting", report->nesting);
  memory_dump_text(out, "domain", policy->domain);
  memory_dump_token(out, "p", policy->p);
  memory_dump_token(out, "sp", policy->sp);
  memory_dump_token(out, "np", policy->np);
  memory_dump_token(out, "adkim", policy->adkim);
  memory_dump_token(out, "aspf", policy->aspf);
  memory_dump_token(out, "discovery_method", policy->discovery_method);
  memory_dump_text(out, "fo", policy->fo);
  memory_dump_text(out, "testing", policy->testing);
  g_string_append_printf(out, " pct=%d", policy->pct);
  for (unsigned int i = 0; i < report->n_errors; i++)
    memory_dump_text(out, "error", report->errors[i]);
  g_string_append_printf(out,
                         " records=%" G_GUINT64_FORMAT " messages=%" G_GUINT64_FORMAT " dkim_aligned=%" G_GUINT64_FORMAT
                         " spf_aligned=%" G_GUINT64_FORMAT " dmarc_pass=%" G_GUINT64_FORMAT "\n",
                         report->records, report->messages, report->dkim_aligned, report->spf_aligned,
                         report->dmarc_pass);
  for (unsigned int i = 0; i < report->n_warnings; i++)
    g_string_append_printf(out, "  warning %s (%s) x%u\n", report->warnings[i].code, report->warnings[i].text,
                           report->warnings[i].times);
}

/* Caller frees. */
static inline char *memory_dump(const struct memory_collector *memory) {
  static const char *const kinds[] = {"not a report", "rejected", "try later"};
  GString *out = g_string_new(NULL);
  for (unsigned int i = 0; i < memory->units->len; i++) {
    const struct memory_unit *unit = memory_unit(memory, i);
    if (unit->refused) {
      g_string_append_printf(out, "%s: %s [%s]\n", kinds[unit->refusal.kind], unit->refusal.reason,
                             unit->refusal.nesting);
      continue;
    }
    memory_dump_report(out, &unit->report);
    for (uint64_t r = 0; memory->keeps_records && r < unit->report.records; r++)
      memory_dump_record(out, &unit->records[r]);
  }
  return g_string_free(out, FALSE);
}

#endif
