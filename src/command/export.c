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
  gboolean privacy_key;
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
  bool with_key;
  struct exchange_counts counts;
};

/* Whether to go on: a full disk is seen before all of it has been read. */
static bool go_on(const struct exporting *exporting, GError **error) {
  if (stopping_asked())
    return fault(error, FAULT_TRY_LATER, "stopped before the end of the export");
  return !ferror(exporting->out) || fault(error, FAULT_IO, "the export could not be written");
}

static uint64_t done(const struct exporting *exporting) {
  return exporting->counts.reports + exporting->counts.tls_reports + exporting->counts.failure_reports;
}

static bool put_report(void *user, struct report_stream *stream, const struct provenance *provenance, GError **error) {
  struct exporting *exporting = user;
  exporting->counts.reports++;
  exporting->counts.records += stream->report.records;
  progress_step(exporting->progress, done(exporting));
  return exporting->writer->report(exporting->out, stream, provenance, error) && go_on(exporting, error);
}

static bool put_tls_report(void *user, const struct tls_report *report, const struct provenance *provenance,
                           GError **error) {
  struct exporting *exporting = user;
  exporting->counts.tls_reports++;
  exporting->counts.tls_policies += report->n_policies;
  exporting->counts.tls_failures += report->n_failures;
  progress_step(exporting->progress, done(exporting));
  exporting->writer->tls_report(exporting->out, report, provenance);
  return go_on(exporting, error);
}

static bool put_failure(void *user, const struct kept_failure *kept, const struct provenance *provenance,
                        GError **error) {
  struct exporting *exporting = user;
  exporting->counts.failure_reports++;
  progress_step(exporting->progress, done(exporting));
  exporting->writer->failure(exporting->out, kept, provenance);
  return go_on(exporting, error);
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

static bool put_reports(struct exporting *exporting, struct store *store, const struct report_wish *wish,
                        GError **error) {
  const struct export_writer *writer = exporting->writer;
  return store_each_report(store, wish, put_report, exporting, error) &&
         (!writer->tls_report || store_each_tls_report(store, wish, put_tls_report, exporting, error)) &&
         (!writer->failure || store_each_failure(store, wish, put_failure, exporting, error));
}

static bool put_key(const struct exporting *exporting, struct store *store, GError **error) {
  uint8_t key[PRIVACY_KEY_BYTES];
  if (!exporting->with_key)
    return true;
  if (!store_privacy_key(store, key, error))
    return false;
  exporting->writer->privacy_key(exporting->out, key);
  return true;
}

/* What is no part of a report belongs to no domain and no day: it is there when all reports are. */
static bool put_rest(struct exporting *exporting, struct store *store, const struct report_wish *wish, GError **error) {
  if (is_narrowed(wish))
    return true;
  return (!exporting->writer->quarantined || store_quarantine(store, 0, true, put_quarantined, exporting, error)) &&
         (!exporting->writer->source || store_each_source(store, put_source, exporting, error));
}

static bool put_all(struct exporting *exporting, struct store *store, const struct report_wish *wish, GError **error) {
  const struct export_writer *writer = exporting->writer;
  struct report_counts counts;
  if (!store_count_reports(store, wish, &counts, error))
    return false;
  const uint64_t total =
      counts.reports + (writer->tls_report ? counts.tls_reports : 0) + (writer->failure ? counts.failures : 0);
  if (total == 0 && is_narrowed(wish))
    return fault(error, FAULT_NO_INPUT,
                 "there are no such reports in the database. Type dmarcstat reports to see which there are.");
  exporting->progress = progress_start("reports", total);
  writer->begin(exporting->out);
  const bool good = put_key(exporting, store, error) && put_reports(exporting, store, wish, error) &&
                    put_rest(exporting, store, wish, error);
  if (good)
    writer->end(exporting->out, &exporting->counts);
  progress_end(exporting->progress);
  return good;
}

/* The database as it is at one moment. */
static bool export_store(struct store *store, const struct export_writer *writer, bool with_key, const char *path,
                         const struct report_wish *wish, GError **error) {
  struct output *output = output_open(path, error);
  if (!output)
    return false;
  stopping_listen(false);
  struct exporting exporting = {.writer = writer, .with_key = with_key, .out = output_stream(output)};
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

/* Always false. */
static bool no_format(const char *format, GError **error) {
  g_autofree char *shown = text_printable(format);
  return fault(error, FAULT_USAGE, "export: it is written as ndjson or csv, not as %s", shown);
}

/* By the ending of the file or --format, which must agree; else ndjson. */
static bool choose_format(const struct typed *typed, enum format *format, GError **error) {
  enum format of_ending = FORMAT_NDJSON;
  const bool by_ending = typed->output && format_of_ending(typed->output, &of_ending);
  *format = of_ending;
  if (!typed->format)
    return true;
  if (!format_parse(typed->format, format, NULL))
    return no_format(typed->format, error);
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
  no_format(format_name(format), error);
  return NULL;
}

static bool export_typed(const struct typed *typed, GError **error) {
  struct report_wish wish = {.reporter = typed->reporter};
  const struct export_writer *writer = choose_writer(typed, error);
  if (writer && typed->privacy_key && !writer->privacy_key)
    return fault(error, FAULT_USAGE, "export: --privacy-key is for ndjson, which can be imported");
  if (!writer || !filter_words_period("--", typed->since, typed->until, &wish.has_period, &wish.period, error) ||
      !filter_words_trust("--trust", typed->trust, &wish.has_trust, &wish.trust, error))
    return false;
  g_autofree char *domain = typed->domain ? organisation_normal_domain(typed->domain) : NULL;
  wish.domain = domain;
  struct config *config = settings_load(&typed->settings, error);
  g_autofree char *path = config ? settings_database(config, typed->db) : NULL;
  config_free(config);
  struct store *store = path ? store_open(path, STORE_READ, error) : NULL;
  const bool good =
      store && export_store(store, writer, typed->privacy_key, typed->output ? typed->output : "-", &wish, error);
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
      {"privacy-key", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.privacy_key,
       "Add the secret with which failure reports hide addresses: for a backup that nobody else reads", NULL},
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
        "Without filters it writes all reports: aggregate reports with their records, TLS reports with their policies "
        "and failures, failure reports; and what is in quarantine with its bytes, and what enrich has found out. "
        "`dmarcstat import` makes the same database of it. With filters it writes the reports that fit, whole, and "
        "nothing else. Left out are the progress of mailboxes, the list of runs and what `check --store` kept.\n"
        "As ndjson each line is an object with one member: dmarcstat_export, the version of the format, comes first; "
        "then report, each followed by its record lines; tls_report, followed by its tls_policy and tls_failure "
        "lines; failure_report; quarantined, with its bytes in base64; source; and end, with the numbers of them.\n"
        "Of failure reports the local parts of addresses are tokens, as in the database, and the key of these stays "
        "there: another database takes them as they are, but does not know an original that comes again, and makes "
        "other tokens of the same addresses. With --privacy-key it can; but whoever reads the file can then try which "
        "address a token is of.\n"
        "As csv each line is a record with what it needs of its report, for spreadsheets. It lacks reports without "
        "records, warnings, words that are none of the standard, what was said beside results, the mail a report came "
        "in, TLS and failure reports, quarantine and sources, and cannot be imported. A cell that a spreadsheet would "
        "take for a formula gets an apostrophe in front; several results stand in one cell, divided by semicolons.\n\n"
        "Examples\n"
        "  dmarcstat export --output backup.ndjson\n"
        "  dmarcstat export --domain example.com --since 90d --output example.csv",
    .run = run,
};
