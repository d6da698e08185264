/* SPDX-License-Identifier: MIT */
/* dmarcstat ingest PATH... | -: report mail and report files into the database. */
#include "base/command.h"
#include "base/fault.h"
#include "command/caps_options.h"
#include "command/intake.h"
#include "command/settings.h"

extern const struct command command_ingest;

static bool take_all(const char *database, enum failure_samples samples, const char *const *paths,
                     const struct pipeline_options *options, bool quiet, GError **error) {
  struct source *source = NULL;
  struct store *store = NULL;
  struct intake *intake = NULL;
  /* the workers first: they must not inherit an open database */
  struct pipeline *pipeline = pipeline_new(options, error);
  bool good =
      pipeline && (source = source_paths_new(paths, error)) && (store = store_open(database, STORE_WRITE, error));
  if (good) {
    store_keep_samples(store, samples);
    intake = intake_new(store, command_ingest.name, NULL);
    good = intake_run(intake, pipeline, source, quiet ? INTAKE_SAYS_NOTHING : INTAKE_SAYS_ALL, error);
  }
  intake_free(intake);
  store_close(store);
  if (source)
    source->free(source);
  pipeline_free(pipeline);
  return good;
}

/* What was typed. */
struct typed {
  char *db;
  gint workers;
  gboolean no_sandbox, quiet;
  char **authserv_ids;
  struct settings_options settings;
  struct caps_options caps;
};

static void typed_clear(struct typed *typed) {
  g_free(typed->db);
  g_strfreev(typed->authserv_ids);
  settings_options_clear(&typed->settings);
  caps_options_clear(&typed->caps);
}

static bool ingest(const struct typed *typed, const char *const *paths, GError **error) {
  struct pipeline_options options = {
      .caps = caps_default, .sandbox = !typed->no_sandbox, .authserv_ids = (const char *const *)typed->authserv_ids};
  struct config *config = settings_load(&typed->settings, error);
  const bool good = config && settings_workers(config, typed->workers, &options.workers, error) &&
                    caps_options_apply(&typed->caps, config, &options.caps, error);
  g_autofree char *database = good ? settings_database(config, typed->db) : NULL;
  const enum failure_samples samples = good ? settings_samples(config) : SAMPLES_NONE;
  config_free(config);
  return good && take_all(database, samples, paths, &options, typed->quiet, error);
}

static bool run(int argc, char **argv, GError **error) {
  struct typed typed = {0};
  const GOptionEntry entries[] = {
      {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &typed.db, "The database", "FILE"},
      {"quiet", 'q', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.quiet, "Say nothing when all is well", NULL},
      {"workers", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &typed.workers, "Parser processes (one for each processor)",
       "N"},
      {"authserv-id", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &typed.authserv_ids,
       "Believe the Authentication-Results of this server of yours (may be repeated)", "ID"},
      SETTINGS_OPTIONS(&typed.settings),
      {"no-sandbox", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.no_sandbox,
       "Read without protection where the system cannot jail the parser", NULL},
      CAPS_OPTIONS(&typed.caps),
      G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_ingest, entries, &argc, &argv, &help, error);
  if (good && !help)
    good = argc < 2 ? fault(error, FAULT_USAGE, "ingest what? Name files or folders, or - for standard input")
                    : ingest(&typed, (const char *const *)argv + 1, error);
  typed_clear(&typed);
  return good;
}

const struct command command_ingest = {
    .name = "ingest",
    .arguments = "PATH... | -",
    .summary = "Take report mail and report files into the database",
    .purpose =
        "Reads mails, Maildirs, mboxes, XML and JSON files and archives, told apart by their content and nested in "
        "each other "
        "in "
        "any way, and stores every report once. What is no report is only counted; what looks like one and cannot be "
        "read goes to the quarantine. Folders are read with all that is in them. With - it reads standard input, so "
        "that "
        "a mail server can pipe mail to it.",
    .run = run,
};
