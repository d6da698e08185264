/* SPDX-License-Identifier: MIT */
/* dmarcstat config check|example: what is wrong with the configuration, and what can be in it. */
#include "base/command.h"
#include "base/fault.h"
#include "base/text.h"
#include "command/settings.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

extern const struct command command_config;

/* -- check --------------------------------------------------------------------------------------------------------- */

static bool refuse(const GPtrArray *mistakes, GError **error) {
  for (guint i = 0; i < mistakes->len; i++) {
    g_autofree char *words = config_mistake_words(g_ptr_array_index(mistakes, i));
    g_printerr("%s\n", words);
  }
  g_autofree char *count = text_plural(mistakes->len, "mistake", "mistakes");
  return fault(error, FAULT_CONFIG, "%s in the configuration", count);
}

/* "1 mailbox (main)" */
static char *mailbox_words(const struct config *config) {
  const char *const *names = config_mailboxes(config);
  g_autofree char *count = text_plural(g_strv_length((char **)(uintptr_t)names), "mailbox", "mailboxes");
  g_autofree char *list = g_strjoinv(", ", (char **)(uintptr_t)names);
  return *list ? g_strdup_printf("%s (%s)", count, list) : g_strdup("no mailbox");
}

static char *file_words(const struct config *config) {
  g_autofree char *list = g_strjoinv(" and ", (char **)(uintptr_t)config_files(config));
  g_autofree char *shown = text_printable(list);
  return *shown ? g_strdup_printf("read from %s", shown) : g_strdup("no file was read");
}

static bool check(const struct settings_options *options, GError **error) {
  struct config_choice choice;
  struct config *config = settings_choose(options, &choice, error) ? config_read(&choice, error) : NULL;
  if (!config)
    return false;
  const GPtrArray *mistakes = config_mistakes(config);
  const bool good = mistakes->len == 0 || refuse(mistakes, error);
  if (good) {
    g_autofree char *mailboxes = mailbox_words(config), *files = file_words(config);
    printf("The configuration is fine: %s, %s.\n", mailboxes, files);
  }
  config_free(config);
  return good;
}

/* -- the command --------------------------------------------------------------------------------------------------- */

static bool print_example(GError **error) {
  g_autofree char *example = config_example();
  if (fputs(example, stdout) == EOF || fflush(stdout) != 0)
    return fault(error, FAULT_IO, "cannot write to standard output: %s", g_strerror(errno));
  return true;
}

static bool dispatch(const struct settings_options *options, char **words, GError **error) {
  g_autofree char *shown = text_printable(words[0]), *superfluous = text_printable(words[0] ? words[1] : NULL);
  if (!words[0])
    return fault(error, FAULT_USAGE, "config what? Say check or example");
  const bool is_check = strcmp(words[0], "check") == 0;
  if (!is_check && strcmp(words[0], "example") != 0)
    return fault(error, FAULT_USAGE, "config: there is no '%s'; it is check or example", shown);
  if (words[1])
    return fault(error, FAULT_USAGE, "config %s has no use for '%s'; a file is named with --config", shown,
                 superfluous);
  return is_check ? check(options, error) : print_example(error);
}

static bool run(int argc, char **argv, GError **error) {
  struct settings_options options = {0};
  const GOptionEntry entries[] = {SETTINGS_OPTIONS(&options), G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_config, entries, &argc, &argv, &help, error);
  if (good && !help)
    good = dispatch(&options, argv + 1, error);
  settings_options_clear(&options);
  return good;
}

const struct command command_config = {
    .name = "config",
    .arguments = "check | example",
    .summary = "Check the configuration, or print an example of one",
    .purpose =
        "What can be set is taken, first found wins, from the options of a command, from the environment "
        "($DMARCSTAT_INGEST_WORKERS for workers in [ingest], $DMARCSTAT_MAILBOX_MAIN_HOST for host in [mailbox main]), "
        "from dmarcstat/dmarcstat.conf in $XDG_CONFIG_HOME (~/.config), and from /etc/dmarcstat.conf. A file named "
        "with "
        "--config stands in for both files.\n"
        "check says what is wrong, each mistake with its file and line; example prints a file that explains all "
        "settings:\n"
        "  dmarcstat config example > dmarcstat.conf",
    .run = run,
};
