/* SPDX-License-Identifier: MIT */
/* dmarcstat mailbox test [NAME...]: connects, and says what it finds. */
#include "base/command.h"
#include "base/fault.h"
#include "base/say.h"
#include "base/text.h"
#include "command/as_service.h"
#include "command/mailbox_test.h"
#include "command/settings.h"
#include "store/store.h"
#include <stdio.h>
#include <unistd.h>

extern const struct command command_mailbox;

/* -- the command --------------------------------------------------------------------------------------------------- */

static bool test_all(const GPtrArray *mailboxes, struct store *store, GError **error) {
  GError *first = NULL;
  for (guint i = 0; i < mailboxes->len; i++) {
    GError *trouble = NULL;
    if (i > 0)
      putchar('\n');
    if (!mailbox_test(g_ptr_array_index(mailboxes, i), store, &trouble))
      say_but_first(&first, trouble);
  }
  return say_give_first(first, error);
}

static bool mailbox(const struct settings_options *settings, const char *db, const char *const *names, GError **error) {
  struct config *config = settings_load(settings, error);
  g_autoptr(GPtrArray) mailboxes = config ? mailbox_settings_chosen(config, names, error) : NULL;
  bool good = mailboxes != NULL;
  if (good) {
    g_autofree char *database = settings_database(config, db);
    struct store *store = access(database, F_OK) == 0 ? store_open(database, STORE_READ, NULL) : NULL;
    good = test_all(mailboxes, store, error); /* without a database everything is still to be read */
    store_close(store);
  }
  g_clear_pointer(&mailboxes, g_ptr_array_unref);
  config_free(config);
  return good;
}

static bool run(int argc, char **argv, GError **error) {
  char *db = NULL;
  struct settings_options settings = {0};
  const GOptionEntry entries[] = {{"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &db, "The database", "FILE"},
                                  SETTINGS_OPTIONS(&settings),
                                  G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_mailbox, entries, &argc, &argv, &help, error);
  g_autofree char *verb = good && argc > 1 ? text_printable(argv[1]) : NULL;
  if (good && !help && !verb)
    good = fault(error, FAULT_USAGE, "mailbox what? Say dmarcstat mailbox test");
  else if (good && !help && !g_str_equal(verb, "test"))
    good = fault(error, FAULT_USAGE, "mailbox: there is no '%s'; it is test", verb);
  else if (good && !help)
    good = as_service_become(&settings, db, error) && mailbox(&settings, db, (const char *const *)argv + 2, error);
  g_free(db);
  settings_options_clear(&settings);
  return good;
}

const struct command command_mailbox = {
    .name = "mailbox",
    .arguments = "test [NAME...]",
    .summary = "Try the mailboxes in the configuration, and say what was found",
    .purpose =
        "Connects to each mailbox (or to those named), logs in, and says in words what it found: certificate and "
        "TLS, what the server can do, the folders and how many messages wait in them. Nothing is changed.",
    .run = run,
};
