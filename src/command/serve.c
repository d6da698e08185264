/* SPDX-License-Identifier: MIT */
/* dmarcstat serve: the pages for a look in a browser, without a web server. */
#include "base/command.h"
#include "base/fault.h"
#include "base/say.h"
#include "base/text.h"
#include "command/posting.h"
#include "command/settings.h"
#include "command/stopping.h"
#include "command/web_service.h"
#include "web/server.h"
#include <poll.h>
#include <stdio.h>

extern const struct command command_serve;

struct typed {
  char *db, *listen;
  struct settings_options settings;
};

static void typed_clear(struct typed *typed) {
  g_free(typed->db);
  g_free(typed->listen);
  settings_options_clear(&typed->settings);
}

static void tell(const char *sentence) {
  g_autofree char *shown = text_printable(sentence);
  say(SAY_WARNING, "dmarcstat: %s", shown);
}

static void wait_for_the_end(void) {
  struct pollfd event = {.fd = stopping_fd(), .events = POLLIN};
  while (!stopping_asked())
    poll(&event, 1, -1);
}

/* A missing database is better told here than in a browser. */
static bool try_database(const char *database, GError **error) {
  struct store *store = store_open(database, STORE_READ, error);
  store_close(store);
  return store != NULL;
}

static bool answer(struct server *server, const struct service *service, struct posting *posting, GError **error) {
  if (!web_service_shut(service->database, error) || (service->submission && !posting_open(posting, error)) ||
      !server_start(server, service, tell, error))
    return false;
  if (!server_is_local(server))
    tell("warning: whoever can reach this address can read the pages");
  printf("%s shows the pages until Ctrl-C ends it\n", server_url(server));
  fflush(stdout);
  wait_for_the_end();
  return true;
}

static bool serve(const struct typed *typed, GError **error) {
  struct config *config = settings_load(&typed->settings, error);
  g_autofree char *path = config ? settings_database(config, typed->db) : NULL;
  g_autofree char *database = path ? web_service_database(path) : NULL;
  struct server *server = NULL;
  struct posting posting = {0};
  bool good = database && posting_configure(&posting, config, database, error) && try_database(database, error) &&
              (server = server_open(typed->listen ? typed->listen : SERVER_USUAL, error));
  if (good) {
    struct service service = web_service(config, database);
    service.submission = posting.submission.path ? &posting.submission : NULL;
    stopping_listen(false);
    good = answer(server, &service, &posting, error);
  }
  server_close(server);
  posting_close(&posting);
  config_free(config);
  return good;
}

static bool run(int argc, char **argv, GError **error) {
  struct typed typed = {0};
  const GOptionEntry entries[] = {
      {"listen", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.listen,
       "Where; " SERVER_USUAL " when not said. Port 0 is any free one", "ADDRESS:PORT"},
      {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &typed.db, "The database", "FILE"},
      SETTINGS_OPTIONS(&typed.settings),
      G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_serve, entries, &argc, &argv, &help, error);
  if (good && !help) {
    g_autofree char *shown = argc > 1 ? text_printable(argv[1]) : NULL;
    good = shown ? fault(error, FAULT_USAGE, "serve has no use for '%s'; --listen says where.", shown)
                 : serve(&typed, error);
  }
  typed_clear(&typed);
  return good;
}

const struct command command_serve = {
    .name = "serve",
    .arguments = "",
    .summary = "Show the web pages in a browser, with filters, without a web server",
    .purpose =
        "Answers at http://" SERVER_USUAL "/ with the pages that `publish` writes, made when they are asked for, and "
        "with filters, other orders, and data as csv and json. It reads the database and writes nothing, unless "
        "tls_report_path of the configuration lets TLS reports be posted, and shuts "
        "itself out of all other files where the kernel has Landlock.\n"
        "It is for a look on this computer: there is no encryption and nobody has to log in. For others, let a web "
        "server run the same as a CGI: link dmarcstat to dmarcstat.cgi where the server looks for programs.",
    .run = run,
};
