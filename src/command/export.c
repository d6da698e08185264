/* SPDX-License-Identifier: MIT */
/* dmarcstat export: every report and record, as lines for other programs and for import. */
#include "exchange/export.h"
#include "base/command.h"
#include "base/fault.h"
#include "base/organisation.h"
#include "base/output.h"
#include "base/progress.h"
#include "base/text.h"
#include "command/filter_options.h"
#include "command/settings.h"
#include "command/stopping.h"
#include "report/filter_words.h"
#include "report/question.h"

extern const struct command command_export;

/* What was typed. */
struct typed {
  char *db, *format, *output, *domain, *reporter, *since, *until, *trust;
  struct settings_options settings;
};

static void typed_clear(struct typed *typed) {
  char *texts[] = {typed->db,       typed->format, typed->output, typed->domain,
                   typed->reporter, typed->since,  typed->until,  typed->trust};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  settings_options_clear(&typed->settings);
}

/* -- writing ------------------------------------------------------------------------------------------------------- */

struct exporting {
  const struct export_writer *writer;
  FILE *out;
  struct progress *progress;
  struct exchange_counts counts;
};

/* Whether to go on: a full disk is seen before all of it has been read. */
static bool go_on(const struct exporting *exporting, GError **error) {
  if (stopping_asked())
    return fault(error, FAULT_TRY_LATER, "stopped before the end of the export");
  return !ferror(exporting->out) || fault(error, FAULT_IO, "the export could not be written");
}

static bool put_report(void *user, struct report_stream *stream, const struct provenance *provenance, GError **error) {
  struct exporting *exporting = user;
  exporting->counts.reports++;
  exporting->counts.records += stream->report.records;
  progress_step(exporting->progress, exporting->counts.reports);
  return exporting->writer->report(exporting->out, stream, provenance, error) && go_on(exporting, error);
}

static bool put_quarantined(void *user, const struct quarantined *entry, GError **error) {
  struct exporting *exporting = user;
  exporting->counts.quarantined++;
  exporting->writer->quarantined(exporting->out, entry);
  return go_on(exporting, error);
}

static bool put_source(void *user, const struct source_facts *facts, GError **error) {
  struct exporting *exporting = user;
  exporting->counts.sources++;
  exporting->writer->source(exporting->out, facts);
  return go_on(exporting, error);
}

static bool is_narrowed(const struct report_wish *wish) {
  return wish->domain || wish->reporter || wish->has_period || wish->has_trust;
}

/* What is no part of a report belongs to no domain and no day: it is there when all reports are. */
static bool put_rest(struct exporting *exporting, struct store *store, const struct report_wish *wish, GError **error) {
  if (is_narrowed(wish))
    return true;
  return (!exporting->writer->quarantined || store_quarantine(store, 0, true, put_quarantined, exporting, error)) &&
         (!exporting->writer->source || store_each_source(store, put_source, exporting, error));
}

static bool put_all(struct exporting *exporting, struct store *store, const struct report_wish *wish, GError **error) {
  uint64_t total = 0;
  if (!store_count_reports(store, wish, &total, error))
    return false;
  if (total == 0 && is_narrowed(wish))
    return fault(error, FAULT_NO_INPUT,
                 "there are no such reports in the database. Type dmarcstat reports to see which there are.");
  exporting->progress = progress_start("reports", total);
  exporting->writer->begin(exporting->out);
  const bool good =
      store_each_report(store, wish, put_report, exporting, error) && put_rest(exporting, store, wish, error);
  if (good)
    exporting->writer->end(exporting->out, &exporting->counts);
  progress_end(exporting->progress);
  return good;
}

/* The database as it is at one moment. */
static bool export_store(struct store *store, const struct export_writer *writer, const char *path,
                         const struct report_wish *wish, GError **error) {
  struct output *output = output_open(path, error);
  if (!output)
    return false;
  stopping_listen(false);
  struct exporting exporting = {.writer = writer, .out = output_stream(output)};
  bool good = store_hold(store, error);
  if (good) {
    good = put_all(&exporting, store, wish, error);
    store_release(store);
  }
  good = good && output_finish(output, error) && output_publish(output, error);
  output_free(output);
  return good;
}

/* -- what is asked for --------------------------------------------------------------------------------------------- */

/* By the ending of the file or --format, which must agree; else ndjson. */
static bool choose_format(const struct typed *typed, enum format *format, GError **error) {
  enum format of_ending = FORMAT_NDJSON;
  const bool by_ending = typed->output && format_of_ending(typed->output, &of_ending);
  *format = of_ending;
  if (!typed->format)
    return true;
  if (!format_parse(typed->format, format, error))
    return false;
  g_autofree char *shown = text_printable(typed->output);
  return !by_ending || *format == of_ending ||
         fault(error, FAULT_USAGE, "export: --format says %s, and the ending of %s says %s; leave out --format",
               format_name(*format), shown, format_name(of_ending));
}

/* NULL with *error. */
static const struct export_writer *choose_writer(const struct typed *typed, GError **error) {
  enum format format;
  if (!choose_format(typed, &format, error))
    return NULL;
  if (format == FORMAT_NDJSON)
    return &export_ndjson;
  if (format == FORMAT_CSV)
    return &export_csv;
  fault(error, FAULT_USAGE, "export: it is written as ndjson or csv, not as %s", format_name(format));
  return NULL;
}

static bool export_typed(const struct typed *typed, GError **error) {
  struct report_wish wish = {.reporter = typed->reporter};
  const struct export_writer *writer = choose_writer(typed, error);
  if (!writer || !filter_words_period("--", typed->since, typed->until, &wish.has_period, &wish.period, error) ||
      !filter_words_trust("--trust", typed->trust, &wish.has_trust, &wish.trust, error))
    return false;
  g_autofree char *domain = typed->domain ? organisation_normal_domain(typed->domain) : NULL;
  wish.domain = domain;
  struct config *config = settings_load(&typed->settings, error);
  g_autofree char *path = config ? settings_database(config, typed->db) : NULL;
  config_free(config);
  struct store *store = path ? store_open(path, STORE_READ, error) : NULL;
  const bool good = store && export_store(store, writer, typed->output ? typed->output : "-", &wish, error);
  store_close(store);
  return good;
}

static bool run(int argc, char **argv, GError **error) {
  struct typed typed = {0};
  const GOptionEntry entries[] = {
      {"format", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.format,
       "ndjson (default) or csv; else by the ending of the file", "FORMAT"},
      {"output", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &typed.output,
       "Write to FILE, whole or not at all, and not to standard output", "FILE"},
      {"domain", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.domain, FILTER_DOMAIN_HELP, "DOMAIN"},
      {"since", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.since, FILTER_SINCE_HELP, "WHEN"},
      {"until", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.until, FILTER_UNTIL_HELP, "WHEN"},
      {"reporter", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.reporter, FILTER_REPORTER_HELP, "NAME"},
      {"trust", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.trust, FILTER_TRUST_HELP, "WORD"},
      {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &typed.db, "The database", "FILE"},
      SETTINGS_OPTIONS(&typed.settings),
      G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_export, entries, &argc, &argv, &help, error);
  g_autofree char *extra = good && argc > 1 ? text_printable(argv[1]) : NULL;
  if (good && !help)
    good = extra ? fault(error, FAULT_USAGE, "export has no use for '%s'; name a file with --output", extra)
                 : export_typed(&typed, error);
  typed_clear(&typed);
  return good;
}

const struct command command_export = {
    .name = "export",
    .arguments = "",
    .summary = "Write every report and record out, as a backup or for other programs",
    .purpose =
        "Without filters it writes all there is: every report with its records, what is in quarantine with its bytes, "
        "and what enrich has found out. `dmarcstat import` makes the same database of it. With filters it writes the "
        "reports that fit, whole, and nothing else. Left out are TLS and failure reports, the progress of mailboxes "
        "and the list of "
        "runs.\n"
        "As ndjson each line is an object with one member: dmarcstat_export, the version of the format, comes first; "
        "then report, each followed by its record lines; quarantined, with its bytes in base64; source; and end, with "
        "the numbers of them.\n"
        "As csv each line is a record with what it needs of its report, for spreadsheets. It lacks reports without "
        "records, warnings, words that are none of the standard, what was said beside results, the mail a report came "
        "in, quarantine and sources, and cannot be imported. A cell that a spreadsheet would take for a formula gets "
        "an apostrophe in front; several results stand in one cell, divided by semicolons.\n\n"
        "Examples\n"
        "  dmarcstat export --output backup.ndjson\n"
        "  dmarcstat export --domain example.com --since 90d --output example.csv",
    .run = run,
};
