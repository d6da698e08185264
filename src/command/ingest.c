/* SPDX-License-Identifier: MIT */
/* dmarcstat ingest PATH... | -: report mail and report files into the database. */
#include "base/command.h"
#include "base/fault.h"
#include "command/caps_options.h"
#include "command/intake.h"

extern const struct command command_ingest;

static bool take_all(const char *db, const char *const *paths, const struct pipeline_options *options, bool quiet,
                     GError **error) {
  g_autofree char *path = store_path(db);
  struct source *source = NULL;
  struct store *store = NULL;
  struct intake *intake = NULL;
  /* the workers first: they must not inherit an open database */
  struct pipeline *pipeline = pipeline_new(options, error);
  bool good = pipeline && (source = source_paths_new(paths, error)) && (store = store_open(path, STORE_WRITE, error));
  if (good) {
    intake = intake_new(store, command_ingest.name);
    good = intake_run(intake, pipeline, source, quiet, error);
  }
  intake_free(intake);
  store_close(store);
  if (source)
    source->free(source);
  pipeline_free(pipeline);
  return good;
}

static bool run(int argc, char **argv, GError **error) {
  g_autofree char *db = NULL;
  gboolean no_config = FALSE, no_sandbox = FALSE, quiet = FALSE;
  gint workers = 0;
  struct caps_options typed = {0};
  const GOptionEntry entries[] = {
      {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &db, "The database", "FILE"},
      {"quiet", 'q', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &quiet, "Say nothing when all is well", NULL},
      {"workers", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &workers, "Parser processes (one for each processor)", "N"},
      {"no-config", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &no_config, "Read no configuration file", NULL},
      {"no-sandbox", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &no_sandbox,
       "Read without protection where the system cannot jail the parser", NULL},
      CAPS_OPTIONS(&typed),
      G_OPTION_ENTRY_NULL};
  bool asked = false;
  struct pipeline_options options = {.caps = caps_default};
  bool good = command_parse(&command_ingest, entries, &argc, &argv, &asked, error);
  if (good && !asked) {
    options.sandbox = !no_sandbox;
    options.workers = (unsigned int)CLAMP(workers, 0, 8);
    if (argc < 2)
      good = fault(error, FAULT_USAGE, "ingest what? Name files or folders, or - for standard input");
    if (workers < 0 || workers > 8)
      good = good && fault(error, FAULT_USAGE, "--workers: %d is not a number from 1 to 8", workers);
    good = good && caps_options_apply(&typed, &options.caps, error) &&
           take_all(db, (const char *const *)argv + 1, &options, quiet, error);
  }
  caps_options_clear(&typed);
  return good;
}

const struct command command_ingest = {
    .name = "ingest",
    .arguments = "PATH... | -",
    .summary = "Take report mail and report files into the database",
    .purpose =
        "Reads mails, Maildirs, mboxes, XML files and archives, told apart by their content and nested in each other "
        "in "
        "any way, and stores every report once. What is no report is only counted; what looks like one and cannot be "
        "read goes to the quarantine. Folders are read with all that is in them. With - it reads standard input, so "
        "that "
        "a mail server can pipe mail to it.",
    .run = run,
};
