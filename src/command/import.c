/* SPDX-License-Identifier: MIT */
/* dmarcstat import FILE... | -: what export wrote, back into a database. */
#include "exchange/import.h"
#include "base/command.h"
#include "base/fault.h"
#include "base/period.h"
#include "base/progress.h"
#include "base/say.h"
#include "base/text.h"
#include "command/batch.h"
#include "command/settings.h"
#include "command/stopping.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const struct command command_import;

struct importing {
  const char *database;
  struct batch batch; /* its store is opened when there is something to be put into it */
  struct progress *progress;
  uint64_t done; /* bytes of files that are through */
  int64_t started;
  uint64_t files, reports, records, tls_reports, failures, duplicates, quarantined, sources; /* put into the store */
};

/* -- units --------------------------------------------------------------------------------------------------------- */

static bool take_report(struct importing *importing, const struct import_unit *unit, GError **error) {
  enum store_result result;
  if (!store_put_report(importing->batch.store, unit->stream, &unit->provenance, &result, error))
    return false;
  if (result == STORE_DUPLICATE) {
    importing->duplicates++;
    return true;
  }
  importing->reports++;
  importing->records += unit->stream->report.records;
  importing->batch.records += unit->stream->report.records;
  return true;
}

/* Adds one to *stored, or to the duplicates. */
static bool count_stored(struct importing *importing, enum store_result result, uint64_t *stored) {
  ++*(result == STORE_DUPLICATE ? &importing->duplicates : stored);
  return true;
}

static bool take_tls_report(struct importing *importing, const struct import_unit *unit, GError **error) {
  enum store_result result;
  if (!store_put_tls_report(importing->batch.store, &unit->tls_report, &unit->provenance, &result, error))
    return false;
  importing->batch.records += unit->tls_report.n_policies + unit->tls_report.n_failures;
  return count_stored(importing, result, &importing->tls_reports);
}

static bool take_failure(struct importing *importing, const struct import_unit *unit, GError **error) {
  enum store_result result;
  return store_restore_failure(importing->batch.store, &unit->failure, &unit->provenance, &result, error) &&
         count_stored(importing, result, &importing->failures);
}

static bool take_unit(struct importing *importing, const struct import_unit *unit, GError **error) {
  switch (unit->kind) {
  case IMPORT_REPORT:
    return take_report(importing, unit, error);
  case IMPORT_TLS_REPORT:
    return take_tls_report(importing, unit, error);
  case IMPORT_FAILURE:
    return take_failure(importing, unit, error);
  case IMPORT_PRIVACY_KEY:
    return store_take_privacy_key(importing->batch.store, unit->privacy_key, error);
  case IMPORT_QUARANTINED:
    importing->quarantined++;
    return store_put_quarantine(importing->batch.store, &unit->quarantined, error);
  case IMPORT_SOURCE:
    importing->sources++;
    return store_put_source(importing->batch.store, &unit->source, error);
  case IMPORT_END:
    break;
  }
  return true;
}

static bool take_units(struct importing *importing, struct import *import, GError **error) {
  struct import_unit unit;
  do {
    if (stopping_asked())
      return fault(error, FAULT_TRY_LATER, "stopped before the end; the same command takes the rest");
    if (!import_next(import, &unit, error) || !batch_begin(&importing->batch, error) ||
        !take_unit(importing, &unit, error))
      return false;
    importing->batch.items++;
    progress_step(importing->progress, importing->done + import_position(import));
    if (batch_is_full(&importing->batch) && !batch_commit(&importing->batch, error))
      return false;
  } while (unit.kind != IMPORT_END);
  return batch_commit(&importing->batch, error);
}

/* -- files --------------------------------------------------------------------------------------------------------- */

static bool open_store(struct importing *importing, GError **error) {
  if (importing->batch.store)
    return true;
  importing->batch.store = store_open(importing->database, STORE_WRITE, error);
  if (!importing->batch.store)
    return false;
  store_add_only(importing->batch.store);
  return true;
}

/* What was complete before the fault is kept, unless it is the store that failed. */
static void keep_what_is_complete(struct importing *importing, const GError *trouble) {
  if (importing->batch.begun && trouble->domain == FAULT &&
      (trouble->code == FAULT_DATA || trouble->code == FAULT_TRY_LATER))
    batch_commit(&importing->batch, NULL);
}

static bool take_open_file(struct importing *importing, int fd, const char *name, GError **error) {
  struct import *import = import_new(fd, name, error);
  if (!import || !open_store(importing, error)) {
    import_free(import);
    return false;
  }
  GError *trouble = NULL;
  const bool good = take_units(importing, import, &trouble);
  if (!good) {
    keep_what_is_complete(importing, trouble);
    g_propagate_error(error, trouble);
  }
  importing->done += import_position(import);
  importing->files++;
  import_free(import);
  return good;
}

static bool take_file(struct importing *importing, const char *path, GError **error) {
  const bool standard = strcmp(path, "-") == 0;
  g_autofree char *name = standard ? g_strdup("standard input") : text_printable(path);
  const int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return fault(error, errno == EACCES ? FAULT_REFUSED : FAULT_NO_INPUT, "%s cannot be opened: %s", name,
                 g_strerror(errno));
  const bool good = take_open_file(importing, fd, name, error);
  if (!standard)
    close(fd);
  return good;
}

/* Bytes of all files; 0 when one of them is not a regular file. */
static uint64_t total_size(char **paths) {
  uint64_t total = 0;
  for (; *paths; paths++) {
    struct stat about;
    if (stat(*paths, &about) != 0 || !S_ISREG(about.st_mode))
      return 0;
    total += (uint64_t)about.st_size;
  }
  return total;
}

/* -- what came of it ----------------------------------------------------------------------------------------------- */

static void append_part(GString *line, uint64_t number, const char *one, const char *many) {
  g_autofree char *words = text_plural(number, one, many);
  if (number > 0)
    g_string_append_printf(line, ", %s", words);
}

static void say_what_came_of_it(const struct importing *importing) {
  g_autofree char *reports = text_plural(importing->reports, "report", "reports");
  g_autofree char *records = text_plural(importing->records, "record", "records");
  g_autoptr(GString) line = g_string_new(NULL);
  g_string_append_printf(line, "%s with %s stored", reports, records);
  append_part(line, importing->tls_reports, "TLS report", "TLS reports");
  append_part(line, importing->failures, "failure report", "failure reports");
  append_part(line, importing->duplicates, "duplicate", "duplicates");
  append_part(line, importing->quarantined, "item of the quarantine", "items of the quarantine");
  append_part(line, importing->sources, "source", "sources");
  say(SAY_INFO, "%s", line->str);
}

static bool note_run(struct importing *importing, GError **error) {
  const struct run_counts run = {.started = importing->started,
                                 .finished = period_now(),
                                 .command = command_import.name,
                                 .items = importing->files,
                                 .reports = importing->reports + importing->tls_reports + importing->failures,
                                 .records = importing->records,
                                 .duplicates = importing->duplicates,
                                 .rejected = importing->quarantined};
  return batch_begin(&importing->batch, error) && store_put_run(importing->batch.store, &run, error) &&
         batch_commit(&importing->batch, error);
}

static bool import_all(const char *database, char **paths, bool quiet, GError **error) {
  struct importing importing = {
      .database = database, .started = period_now(), .progress = progress_start("bytes", total_size(paths))};
  bool good = true;
  stopping_listen(false);
  for (; good && *paths; paths++)
    good = take_file(&importing, *paths, error);
  progress_end(importing.progress);
  if (importing.batch.store && !quiet)
    say_what_came_of_it(&importing);
  good = good && note_run(&importing, error);
  store_close(importing.batch.store);
  return good;
}

static bool run(int argc, char **argv, GError **error) {
  char *db = NULL;
  gboolean quiet = FALSE;
  struct settings_options settings = {0};
  const GOptionEntry entries[] = {
      {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &db, "The database", "FILE"},
      {"quiet", 'q', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &quiet, "Say nothing when all is well", NULL},
      SETTINGS_OPTIONS(&settings),
      G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_import, entries, &argc, &argv, &help, error);
  if (good && !help && argc < 2)
    good = fault(error, FAULT_USAGE, "import what? Name files that `dmarcstat export` wrote, or - for standard input");
  if (good && !help) {
    struct config *config = settings_load(&settings, error);
    g_autofree char *database = config ? settings_database(config, db) : NULL;
    config_free(config);
    good = database && import_all(database, argv + 1, quiet, error);
  }
  g_free(db);
  settings_options_clear(&settings);
  return good;
}

const struct command command_import = {
    .name = "import",
    .arguments = "FILE... | -",
    .summary = "Take what export wrote back into a database",
    .purpose =
        "Reads exports as ndjson. Into an empty database they bring back the one that was exported; into another one "
        "they add what is not there: a report that is, is a duplicate and stays as it is. Failure reports come with "
        "their addresses hashed as they were; where the export holds the key (export --privacy-key), a database "
        "without failure reports takes it over, and one that has some, by another key, refuses. Every value is "
        "checked, and the sums of each report are held against its records; at the first mistake it stops and names "
        "the line, and the reports before it are stored. What was stopped or killed goes on with the same command.\n"
        "How far a report is believed, and where it came from, is taken from the file: import only what you trust to "
        "say so. Reports from others, and the mail they came in, are for `dmarcstat ingest`.\n\n"
        "Examples\n"
        "  dmarcstat import --db new.db backup.ndjson\n"
        "  dmarcstat export --db a.db --domain example.com | dmarcstat import --db b.db -",
    .run = run,
};
