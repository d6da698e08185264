/* SPDX-License-Identifier: MIT */
/* dmarcstat publish: the pages as files, for any web server. */
#include "base/command.h"
#include "base/fault.h"
#include "base/period.h"
#include "base/say.h"
#include "base/text.h"
#include "command/settings.h"
#include "web/site.h"
#include <string.h>

extern const struct command command_publish;

struct typed {
  char *db, *domain, *since, *title, *base_url, *keep;
  gboolean redact, quiet;
  struct settings_options settings;
};

static void typed_clear(struct typed *typed) {
  g_free(typed->db);
  g_free(typed->domain);
  g_free(typed->since);
  g_free(typed->title);
  g_free(typed->base_url);
  g_free(typed->keep);
  settings_options_clear(&typed->settings);
}

/* With a slash at the end. */
static bool check_base_url(struct typed *typed, GError **error) {
  if (!typed->base_url)
    return true;
  g_autofree char *shown = text_printable(typed->base_url);
  g_autoptr(GUri) uri = g_uri_parse(typed->base_url, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri ? g_uri_get_scheme(uri) : "";
  if (!uri || (!g_str_equal(scheme, "https") && !g_str_equal(scheme, "http")) || !g_uri_get_host(uri) ||
      !*g_uri_get_host(uri) || g_uri_get_query(uri) || g_uri_get_fragment(uri) || g_uri_get_userinfo(uri))
    return fault(error, FAULT_USAGE, "--base-url: '%s' is no address of a site. Try https://example.com/dmarc/.",
                 shown);
  if (!g_str_has_suffix(typed->base_url, "/")) {
    char *longer = g_strconcat(typed->base_url, "/", NULL);
    g_free(typed->base_url);
    typed->base_url = longer;
  }
  return true;
}

static bool make_options(struct typed *typed, struct site_options *options, GError **error) {
  if (!check_base_url(typed, error))
    return false;
  *options = (struct site_options){.domain = typed->domain,
                                   .web = {.title = typed->title ? typed->title : "DMARC",
                                           .base_url = typed->base_url,
                                           .redact = typed->redact,
                                           .has_since = typed->since != NULL}};
  return (!typed->keep || settings_parse_keep(typed->keep, &options->web.keep_days, error)) &&
         (!typed->since || period_parse_since("--since", typed->since, period_now(), &options->web.since, error));
}

/* "412 pages, 1,640 files, 1,600 of them unchanged, in /var/www/dmarc" */
static void tell(const struct site_result *result, const char *folder) {
  g_autofree char *written = text_plural(result->pages, "page", "pages");
  g_autofree char *files = text_plural(result->files, "file", "files"), *same = text_count(result->unchanged);
  g_autofree char *shown = text_printable(folder);
  say(SAY_INFO, "%s, %s, %s of them unchanged, in %s", written, files, same, shown);
}

static bool publish(struct typed *typed, const char *folder, GError **error) {
  struct site_options options;
  struct site_result result;
  if (!make_options(typed, &options, error))
    return false;
  struct config *config = settings_load(&typed->settings, error);
  if (config && !typed->keep)
    options.web.keep_days = settings_keep(config);
  g_autofree char *path = config ? settings_database(config, typed->db) : NULL;
  config_free(config);
  struct store *store = path ? store_open(path, STORE_READ, error) : NULL;
  const bool good = store && site_publish(store, &options, folder, &result, error);
  store_close(store);
  if (good && !typed->quiet)
    tell(&result, folder);
  return good;
}

static bool run(int argc, char **argv, GError **error) {
  struct typed typed = {0};
  const GOptionEntry entries[] = {
      {"domain", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.domain,
       "Only this policy domain; nothing tells of the others", "DOMAIN"},
      {"since", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.since,
       "Pages begin with this day (7d, 2026-11, ...) instead of 30 days before the newest data", "WHEN"},
      {"keep", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.keep,
       "Pages of single months go back so many days (400d), and older ones are removed; 12 months when not said",
       "DAYS"},
      {"title", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.title, "Above all pages; DMARC when not said",
       "TEXT"},
      {"base-url", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.base_url,
       "Where the pages will be, for their canonical addresses", "URL"},
      {"redact", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.redact,
       "For a public site: hide source addresses, host names and the local parts of mail addresses", NULL},
      {"quiet", 'q', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.quiet, "Say nothing when all is well", NULL},
      {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &typed.db, "The database", "FILE"},
      SETTINGS_OPTIONS(&typed.settings),
      G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_publish, entries, &argc, &argv, &help, error);
  if (good && !help) {
    g_autofree char *shown = argc > 2 ? text_printable(argv[2]) : NULL;
    if (argc < 2)
      good =
          fault(error, FAULT_USAGE, "publish where? Name a folder of its own: dmarcstat publish /var/www/html/dmarc.");
    else if (shown)
      good = fault(error, FAULT_USAGE, "publish writes into one folder; what is '%s' for?", shown);
    else
      good = publish(&typed, argv[1], error);
  }
  typed_clear(&typed);
  return good;
}

const struct command command_publish = {
    .name = "publish",
    .arguments = "FOLDER",
    .summary = "Write web pages with all answers into a folder, for any web server",
    .purpose =
        "Writes an overview, pages for each domain, its months, sources, failures, reporters, policies and advice, the "
        "reports, and the data behind each page as csv and json. The pages need no program on the server, run no "
        "script and load nothing from elsewhere.\n"
        "What is new is written beside FOLDER and takes its place in one step, so visitors see the old site or the new "
        "one, and a run that is killed changes nothing. Files that have not changed stay as they are, with their time. "
        "Pages that are linked no more go. FOLDER must be new, empty, or written by this command before; what others "
        "have put in there since is kept. The folder that it is in must be writable, too. Run it each night.",
    .run = run,
};
