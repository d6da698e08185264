/* SPDX-License-Identifier: MIT */
/* dmarcstat show FILE|-: what is in one file, without any database. */
#include "base/command.h"
#include "base/fault.h"
#include "base/text.h"
#include "command/caps_options.h"
#include "command/settings.h"
#include "command/show_print.h"
#include "ingest/pipeline.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

struct show {
  const struct show_printer *printer;
  uint64_t printed;
};

static bool show_report(void *user, const struct item *item, struct report_stream *stream, bool *duplicate,
                        GError **error) {
  struct show *show = user;
  (void)item;
  *duplicate = false;
  return show->printer->report(show->printed++, stream, error);
}

static bool show_tls_report(void *user, const struct item *item, const struct tls_report *report, bool *duplicate,
                            GError **error) {
  struct show *show = user;
  (void)item, (void)error;
  *duplicate = false;
  show->printer->tls_report(show->printed++, report);
  return true;
}

static bool show_failure_report(void *user, const struct item *item, const struct failure_report *report,
                                bool *duplicate, GError **error) {
  struct show *show = user;
  (void)item, (void)error;
  *duplicate = false;
  show->printer->failure_report(show->printed++, report);
  return true;
}

static bool show_refused(void *user, const struct item *item, const struct refusal *refusal, GError **error) {
  struct show *show = user;
  (void)item, (void)error;
  show->printer->refusal(show->printed++, refusal);
  return true;
}

static bool show_done(void *user, const struct item *item, enum outcome outcome, bool *committed, GError **error) {
  (void)user, (void)item, (void)outcome, (void)error;
  *committed = true;
  return true;
}

/* Whether what was read is what one expects of a report file; otherwise the fault that says what it was. */
static bool judge(const char *path, const struct pipeline_counts *counts, GError **error) {
  g_autofree char *shown = text_printable(strcmp(path, "-") == 0 ? "standard input" : path);
  g_autofree char *reports = text_plural(counts->reports, "report", "reports");
  if (fflush(stdout) != 0 || ferror(stdout))
    return fault(error, FAULT_IO, "cannot write to standard output: %s", g_strerror(errno));
  if (counts->try_later > 0)
    return fault(error, FAULT_TRY_LATER, "%s: %s; %" G_GUINT64_FORMAT " could not be read this time", shown, reports,
                 counts->try_later);
  if (counts->rejected > 0)
    return fault(error, FAULT_DATA, "%s: %s; %" G_GUINT64_FORMAT " rejected, for the reasons given", shown, reports,
                 counts->rejected);
  if (counts->reports == 0)
    return fault(error, FAULT_DATA, "%s holds no report that this version reads", shown);
  return true;
}

static bool read_and_print(struct show *show, const char *path, const struct pipeline_options *options,
                           GError **error) {
  const struct pipeline_sink sink = {.report = show_report,
                                     .tls_report = show_tls_report,
                                     .failure_report = show_failure_report,
                                     .refused = show_refused,
                                     .done = show_done,
                                     .user = show};
  const char *const paths[] = {path, NULL};
  struct pipeline_counts counts;
  struct pipeline *pipeline = pipeline_new(options, error);
  if (!pipeline)
    return false;
  struct source *source = source_paths_new(paths, error);
  bool good = source != NULL;
  if (good) {
    show->printer->begin();
    good = pipeline_run(pipeline, source, &sink, NULL, NULL, &counts, error);
    show->printer->end();
    good = good && judge(path, &counts, error);
    source->free(source);
  }
  pipeline_free(pipeline);
  return good;
}

static const struct show_printer *find_printer(const char *format, GError **error) {
  static const struct {
    const char *name;
    const struct show_printer *printer;
  } known[] = {{"text", &show_print_text}, {"json", &show_print_json}, {"ndjson", &show_print_ndjson}};
  for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
    if (!format || strcmp(format, known[i].name) == 0)
      return known[i].printer;
  g_autofree char *shown = text_printable(format);
  fault(error, FAULT_USAGE, "--format: '%s' is not text, json or ndjson", shown);
  return NULL;
}

extern const struct command command_show;

/* What was typed. */
struct typed {
  char *format;
  gboolean no_sandbox;
  char **authserv_ids;
  struct settings_options settings;
  struct caps_options caps;
};

static void typed_clear(struct typed *typed) {
  g_free(typed->format);
  g_strfreev(typed->authserv_ids);
  settings_options_clear(&typed->settings);
  caps_options_clear(&typed->caps);
}

static bool show(const struct typed *typed, const char *path, GError **error) {
  struct pipeline_options options = {.workers = 1,
                                     .caps = caps_default,
                                     .sandbox = !typed->no_sandbox,
                                     .authserv_ids = (const char *const *)typed->authserv_ids};
  struct show show = {.printer = find_printer(typed->format, error)};
  struct config *config = show.printer ? settings_load(&typed->settings, error) : NULL;
  const bool good = config && caps_options_apply(&typed->caps, config, &options.caps, error);
  config_free(config);
  return good && read_and_print(&show, path, &options, error);
}

static bool run(int argc, char **argv, GError **error) {
  struct typed typed = {0};
  const GOptionEntry entries[] = {{"format", 'f', G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.format,
                                   "text (default), json or ndjson", "FORMAT"},
                                  {"authserv-id", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &typed.authserv_ids,
                                   "Believe the Authentication-Results of this server of yours (may be repeated)",
                                   "ID"},
                                  SETTINGS_OPTIONS(&typed.settings),
                                  {"no-sandbox", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.no_sandbox,
                                   "Read without protection where the system cannot jail the parser", NULL},
                                  CAPS_OPTIONS(&typed.caps),
                                  G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_show, entries, &argc, &argv, &help, error);
  if (good && !help)
    good = argc == 2 ? show(&typed, argv[1], error)
                     : fault(error, FAULT_USAGE, "show needs one file, or - for standard input");
  typed_clear(&typed);
  return good;
}

const struct command command_show = {
    .name = "show",
    .arguments = "FILE | -",
    .summary = "Print the reports in a file, without any database",
    .purpose =
        "Reads a mail, an mbox, an XML file or an archive (by its content, not its name) and prints every report "
        "in it, with all records and with a line for everything in it that was odd and mended. Nothing is "
        "stored. With --format ndjson, one JSON object a line says what became of each report.",
    .run = run,
};
