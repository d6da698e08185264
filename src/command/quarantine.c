/* SPDX-License-Identifier: MIT */
/* dmarcstat quarantine list|show|retry|drop: what could not be taken, and what becomes of it. */
#include "base/command.h"
#include "base/fault.h"
#include "base/say.h"
#include "base/text.h"
#include "command/caps_options.h"
#include "command/intake.h"
#include "command/quarantine_source.h"
#include "command/screen.h"
#include "command/settings.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern const struct command command_quarantine;

/* What was typed. */
struct typed {
  char *db, *format;
  gboolean raw, all, no_sandbox;
  struct settings_options settings;
};

/* What is configured. */
struct settings {
  enum failure_samples samples;
  char *database;
  struct caps caps;
};

/* -- list ---------------------------------------------------------------------------------------------------------- */

static const struct column columns[] = {
    {.key = "id", .label = "No.", .type = COLUMN_ID, .meaning = "number of the item"},
    {.key = "at", .label = "Since", .type = COLUMN_TIME, .priority = 2, .meaning = "when it was rejected last, UTC"},
    {.key = "bytes", .label = "Bytes", .type = COLUMN_COUNT, .priority = 3, .meaning = "its size"},
    {.key = "origin", .label = "Origin", .type = COLUMN_TEXT, .meaning = "file or message that it came from"},
    {.key = "reason", .label = "Reason", .type = COLUMN_TEXT, .meaning = "why it was rejected"},
    {.key = "nesting", .label = "Packed as", .type = COLUMN_TEXT, .priority = 1, .meaning = "where in it that is"},
    {.key = NULL},
};
static const struct question listing = {
    .id = "quarantine", .title = "Quarantine", .columns = columns, .row_one = "item", .row_many = "items"};

static bool add_row(void *user, const struct quarantined *entry, GError **error) {
  struct table *table = user;
  (void)error;
  table_add_int(table, entry->id);
  table_add_int(table, entry->at);
  table_add_int(table, (int64_t)entry->size);
  table_add_text(table, entry->origin);
  table_add_text(table, entry->reason);
  table_add_text(table, entry->nesting);
  return true;
}

static bool list(struct store *store, const struct typed *typed, GError **error) {
  struct print_options options = {.format = FORMAT_TEXT};
  if (typed->format && !format_parse(typed->format, &options.format, error))
    return false;
  struct table *table = table_new(columns);
  bool good = store_quarantine(store, 0, false, add_row, table, error);
  if (good) {
    const uint64_t n = table_rows(table);
    g_autofree char *items = text_plural(n, "item", "items");
    g_autofree char *sentence = g_strdup_printf("%s in quarantine", items);
    const struct answer answer = {.question = &listing, .table = table, .sentence = sentence, .rows = n};
    screen_look(&options);
    good = answer_print(&answer, &options, stdout, error);
  }
  table_free(table);
  return good;
}

/* -- show ---------------------------------------------------------------------------------------------------------- */

static bool print_raw(void *user, const struct quarantined *entry, GError **error) {
  (void)user;
  g_autofree char *origin = text_printable(entry->origin);
  if (!entry->bytes)
    return fault(error, FAULT_NO_INPUT, "the bytes of item %" G_GINT64_FORMAT " were too many to keep; see %s",
                 entry->id, origin);
  if (isatty(STDOUT_FILENO))
    return fault(error, FAULT_USAGE, "its bytes could steer your terminal; send them to a file or another program");
  if (fwrite(entry->bytes, 1, entry->n_bytes, stdout) < entry->n_bytes || fflush(stdout) != 0)
    return fault(error, FAULT_IO, "cannot write to standard output: %s", g_strerror(errno));
  return true;
}

static bool print_facts(void *user, const struct quarantined *entry, GError **error) {
  (void)user, (void)error;
  g_autofree char *at = text_time(entry->at), *size = text_bytes(entry->size);
  g_autofree char *origin = text_printable(entry->origin), *reason = text_printable(entry->reason);
  g_autofree char *nesting = text_printable(entry->nesting);
  printf("Item %" G_GINT64_FORMAT " in quarantine\n\n", entry->id);
  printf("Origin    %s\nSince     %s\nSize      %s%s\nReason    %s\n", origin, at, size,
         entry->bytes ? "" : " (too large to be kept)", reason);
  if (*nesting)
    printf("Packed as %s\n", nesting);
  if (entry->bytes)
    printf("\nNext: dmarcstat quarantine show %" G_GINT64_FORMAT " --raw >FILE\n", entry->id);
  return true;
}

/* -- several items ------------------------------------------------------------------------------------------------- */

static bool add_id(void *user, const struct quarantined *entry, GError **error) {
  (void)error;
  g_array_append_val((GArray *)user, entry->id);
  return true;
}

static bool parse_id(const char *text, int64_t *id, GError **error) {
  guint64 number = 0;
  g_autofree char *shown = text_printable(text);
  const bool good = g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &number, NULL);
  *id = (int64_t)number;
  return good ||
         fault(error, FAULT_USAGE, "'%s' is not the number of an item; `dmarcstat quarantine list` shows them", shown);
}

/* Those that are named, each of which must be there; all when none is. NULL with *error. */
static GArray *chosen(struct store *store, char **names, GError **error) {
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
  if (!*names && !store_quarantine(store, 0, false, add_id, ids, error))
    return NULL;
  for (; *names; names++) {
    int64_t id;
    if (!parse_id(*names, &id, error) || !store_quarantine(store, id, false, add_id, ids, error))
      return NULL;
  }
  return g_steal_pointer(&ids);
}

static bool drop_all(struct store *store, const GArray *ids, GError **error) {
  if (!store_begin(store, error))
    return false;
  for (guint i = 0; i < ids->len; i++)
    if (!store_drop_quarantine(store, g_array_index(ids, int64_t, i), error))
      return false;
  return store_commit(store, error);
}

static bool drop(struct store *store, const struct typed *typed, char **names, GError **error) {
  if (!*names && !typed->all)
    return fault(error, FAULT_USAGE, "quarantine drop: name the items by their numbers, or say --all");
  g_autoptr(GArray) ids = chosen(store, names, error);
  if (!ids || !drop_all(store, ids, error))
    return false;
  g_autofree char *items = text_plural(ids->len, "item", "items");
  say(SAY_INFO, "%s dropped", items);
  return true;
}

/* Reads them again, perhaps by a newer version than the one that rejected them. Those that are taken now are dropped.
 */
static bool retry(struct store *store, struct pipeline *pipeline, char **names, GError **error) {
  g_autoptr(GArray) ids = chosen(store, names, error);
  if (!ids)
    return false;
  struct quarantine_source *source = quarantine_source_new(store, ids);
  struct intake *intake = intake_new(store, "quarantine retry", NULL);
  GError *trouble = NULL;
  const bool good = intake_run(intake, pipeline, quarantine_source_source(source), INTAKE_SAYS_ALL, &trouble);
  const bool dropped = drop_all(store, quarantine_source_taken(source), good ? error : NULL);
  if (!good)
    g_propagate_error(error, trouble);
  intake_free(intake);
  quarantine_source_free(source);
  return good && dropped;
}

/* -- the command --------------------------------------------------------------------------------------------------- */

static bool retry_in_pipeline(const struct settings *settings, const struct typed *typed, char **names,
                              GError **error) {
  const struct pipeline_options options = {.workers = 1, .sandbox = !typed->no_sandbox, .caps = settings->caps};
  struct pipeline *pipeline = pipeline_new(&options, error); /* before the database is open */
  struct store *store = pipeline ? store_open(settings->database, STORE_WRITE, error) : NULL;
  if (store)
    store_keep_samples(store, settings->samples);
  const bool good = store && retry(store, pipeline, names, error);
  store_close(store);
  pipeline_free(pipeline);
  return good;
}

static bool show(struct store *store, const struct typed *typed, char **names, GError **error) {
  int64_t id;
  if (!*names || names[1])
    return fault(error, FAULT_USAGE, "quarantine show: name one item by its number");
  return parse_id(*names, &id, error) &&
         store_quarantine(store, id, true, typed->raw ? print_raw : print_facts, NULL, error);
}

/* What all verbs but list and show do. */
static bool change(const struct settings *settings, const struct typed *typed, const char *verb, char **names,
                   GError **error) {
  if (g_str_equal(verb, "retry"))
    return retry_in_pipeline(settings, typed, names, error);
  struct store *store = store_open(settings->database, STORE_WRITE, error);
  const bool good = store && drop(store, typed, names, error);
  store_close(store);
  return good;
}

static bool do_verb(const struct settings *settings, const struct typed *typed, const char *verb, char **names,
                    GError **error) {
  /* a database that is not there yet is not made by looking into its quarantine */
  struct store *store = store_open(settings->database, STORE_READ, error);
  const bool is_list = g_str_equal(verb, "list"), is_show = g_str_equal(verb, "show");
  bool good = store != NULL;
  if (good && is_list)
    good = list(store, typed, error);
  else if (good && is_show)
    good = show(store, typed, names, error);
  store_close(store);
  return good && (is_list || is_show || change(settings, typed, verb, names, error));
}

static bool load(struct settings *settings, const struct typed *typed, GError **error) {
  const struct caps_options none = {0};
  struct config *config = settings_load(&typed->settings, error);
  settings->caps = caps_default;
  const bool good = config && caps_options_apply(&none, config, &settings->caps, error);
  settings->database = good ? settings_database(config, typed->db) : NULL;
  settings->samples = good ? settings_samples(config) : SAMPLES_NONE;
  config_free(config);
  return good;
}

static bool dispatch(const struct typed *typed, const char *verb, char **names, GError **error) {
  static const char *const verbs[] = {"list", "show", "retry", "drop", NULL};
  g_autofree char *shown = text_printable(verb);
  if (!g_strv_contains(verbs, verb))
    return fault(error, FAULT_USAGE, "quarantine: there is no '%s'; it is list, show, retry or drop", shown);
  if (g_str_equal(verb, "list") && *names)
    return fault(error, FAULT_USAGE, "quarantine list takes no numbers; it shows all");
  struct settings settings = {0};
  const bool good = load(&settings, typed, error) && do_verb(&settings, typed, verb, names, error);
  g_free(settings.database);
  return good;
}

static bool run(int argc, char **argv, GError **error) {
  struct typed typed = {0};
  const GOptionEntry entries[] = {
      {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &typed.db, "The database", "FILE"},
      {"format", 'f', G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.format,
       "Of list: text, csv, tsv, json, ndjson, markdown or html", "FORMAT"},
      {"raw", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.raw, "Of show: the original bytes", NULL},
      {"all", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.all, "Of drop: all items", NULL},
      SETTINGS_OPTIONS(&typed.settings),
      {"no-sandbox", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.no_sandbox,
       "Of retry: read without protection where the system cannot jail the parser", NULL},
      G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_quarantine, entries, &argc, &argv, &help, error);
  if (good && !help)
    good = argc < 2 ? fault(error, FAULT_USAGE, "quarantine what? Say list, show, retry or drop")
                    : dispatch(&typed, argv[1], argv + 2, error);
  g_free(typed.db);
  g_free(typed.format);
  settings_options_clear(&typed.settings);
  return good;
}

const struct command command_quarantine = {
    .name = "quarantine",
    .arguments = "list | show NUMBER | retry [NUMBER...] | drop NUMBER...",
    .summary = "What was rejected: list it, show it, try again, drop it",
    .purpose =
        "Mail that looks like a report and cannot be read is kept with the reason, up to 8 MiB of each. After an "
        "update, retry reads it again and drops what is taken now; without numbers it tries all.",
    .run = run,
};
