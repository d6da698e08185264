/* SPDX-License-Identifier: MIT */
#include "base/csv.h"
#include "base/text.h"
#include "exchange/export.h"
#include <arpa/inet.h>

static const char header[] =
    EXPORT_CSV_FIRST "p,sp,np,adkim,aspf,pct,trust,source_ip,messages,disposition,dkim_aligned,spf_aligned,header_from,"
                     "envelope_from,envelope_to,dkim_domain,dkim_selector,dkim_result,spf_domain,spf_scope,spf_result,"
                     "override_type,override_comment\n";

static void begin(FILE *out) {
  fputs(header, out);
}

static void put_cell(GString *line, const char *text) {
  csv_append(line, text);
  g_string_append_c(line, ',');
}

static void put_time(GString *line, int64_t seconds) {
  g_autofree char *text = text_time(seconds);
  put_cell(line, text);
}

static void put_number(GString *line, uint64_t number) {
  g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, number);
  put_cell(line, text);
}

/* Of an absent policy or mode nothing is said. */
static void put_word(GString *line, const char *word) {
  put_cell(line, g_str_equal(word, "-") ? NULL : word);
}

/* What every record of the report has in common. */
static char *report_cells(const struct report *report) {
  const struct policy_published *policy = &report->policy;
  GString *line = g_string_new(NULL);
  g_autofree char *pct = policy->pct >= 0 ? g_strdup_printf("%d", policy->pct) : NULL;
  put_cell(line, report->org_name);
  put_cell(line, report->report_id);
  put_time(line, report->begin);
  put_time(line, report->end);
  put_cell(line, policy->domain);
  put_word(line, policy_word(policy->p.value));
  put_word(line, policy_word(policy->sp.value));
  put_word(line, policy_word(policy->np.value));
  put_word(line, alignment_mode_word(policy->adkim.value));
  put_word(line, alignment_mode_word(policy->aspf.value));
  put_cell(line, pct);
  put_cell(line, trust_word(report->trust));
  return g_string_free(line, FALSE);
}

/* Several results stand in one cell, in the same order in each column. */
static void append_part(GString *cell, unsigned int nth, const char *text) {
  g_string_append_printf(cell, "%s%s", nth > 0 ? "; " : "", text ? text : "");
}

static void put_dkim(GString *line, const struct record *record) {
  g_autoptr(GString) domain = g_string_new(NULL), selector = g_string_new(NULL), result = g_string_new(NULL);
  for (unsigned int i = 0; i < record->n_dkim_results; i++) {
    const struct dkim_result *dkim = &record->dkim_results[i];
    append_part(domain, i, dkim->domain);
    append_part(selector, i, dkim->selector);
    append_part(result, i, auth_result_word(dkim->result.value));
  }
  put_cell(line, domain->str);
  put_cell(line, selector->str);
  put_cell(line, result->str);
}

static void put_spf(GString *line, const struct record *record) {
  g_autoptr(GString) domain = g_string_new(NULL), scope = g_string_new(NULL), result = g_string_new(NULL);
  for (unsigned int i = 0; i < record->n_spf_results; i++) {
    const struct spf_result *spf = &record->spf_results[i];
    append_part(domain, i, spf->domain);
    append_part(scope, i, spf->scope.value == SCOPE_ABSENT ? NULL : spf_scope_word(spf->scope.value));
    append_part(result, i, auth_result_word(spf->result.value));
  }
  put_cell(line, domain->str);
  put_cell(line, scope->str);
  put_cell(line, result->str);
}

static void put_overrides(GString *line, const struct record *record) {
  g_autoptr(GString) type = g_string_new(NULL), comment = g_string_new(NULL);
  for (unsigned int i = 0; i < record->n_overrides; i++) {
    append_part(type, i, override_type_word(record->overrides[i].type.value));
    append_part(comment, i, record->overrides[i].comment);
  }
  put_cell(line, type->str);
  put_cell(line, comment->str);
}

static void put_record(GString *line, const struct record *record) {
  char address[INET6_ADDRSTRLEN];
  const int family = record->source.length == 4 ? AF_INET : AF_INET6;
  const bool known = record->source.length > 0;
  put_cell(line, known ? inet_ntop(family, record->source.bytes, address, sizeof address) : NULL);
  put_number(line, record->count);
  put_cell(line, disposition_word(record->disposition.value));
  put_cell(line, alignment_result_word(record->dkim.value));
  put_cell(line, alignment_result_word(record->spf.value));
  put_cell(line, record->header_from);
  put_cell(line, record->envelope_from);
  put_cell(line, record->envelope_to);
  put_dkim(line, record);
  put_spf(line, record);
  put_overrides(line, record);
}

static bool put_report(FILE *out, struct report_stream *stream, const struct provenance *provenance, GError **error) {
  g_autofree char *cells = report_cells(&stream->report);
  g_autoptr(GString) line = g_string_new(NULL);
  GError *broken = NULL;
  struct record record;
  (void)provenance;
  while (stream->next(stream, &record, &broken)) {
    g_string_assign(line, cells);
    put_record(line, &record);
    line->str[line->len - 1] = '\n'; /* instead of the last comma */
    fwrite(line->str, 1, line->len, out);
  }
  if (broken)
    g_propagate_error(error, broken);
  return !broken;
}

static void end(FILE *out, const struct exchange_counts *counts) {
  (void)out, (void)counts;
}

const struct export_writer export_csv = {.begin = begin, .report = put_report, .end = end};
