/* SPDX-License-Identifier: MIT */
/* The front door: finds the command or question that is named, runs it, and says how it went. */
#include "base/command.h"
#include "base/fault.h"
#include "base/say.h"
#include "base/text.h"
#include "command/cgi.h"
#include "command/commands.h"
#include "command/question.h"
#include "command/settings.h"
#include "ingest/jail.h"
#include <locale.h>
#include <stdio.h>
#include <string.h>

static void print_line(const char *name, const char *summary) {
  printf("  %-14s %s\n", name, summary);
}

static void print_help(void) {
  puts("dmarcstat reads the DMARC aggregate reports that mail servers send you, and answers from them.\n"
       "Usage: dmarcstat COMMAND [OPTION...]\n\n"
       "Questions");
  for (const struct question *const *question = questions; *question; question++)
    print_line((*question)->id, (*question)->summary);
  puts("\nCommands");
  for (const struct command *const *command = commands; *command; command++)
    print_line((*command)->name, (*command)->summary);
  print_line("help [COMMAND]", "This, or all about one of them");
  print_line("--version", "The version, and what protects this system from hostile reports");
  puts("\nBegin with: dmarcstat ingest PATH, where PATH holds your report mail; then: dmarcstat summary");
}

static void print_version(void) {
  g_autoptr(GError) trouble = NULL;
  const struct settings_options none = {0};
  struct config *config = settings_load(&none, &trouble);
  g_autofree char *jail = jail_describe(), *database = config ? settings_database(config, NULL) : NULL;
  g_autofree char *shown = text_printable(database ? database : trouble->message);
  config_free(config);
  printf("dmarcstat %s\nSandbox of the parser: %s\nDatabase: %s\n", DMARCSTAT_VERSION, jail, shown);
}

static bool help(int argc, char **argv, GError **error) {
  char option[] = "--help";
  char *asked[] = {argc > 1 ? argv[1] : NULL, option, NULL};
  if (argc > 1)
    return commands_run(2, asked, error);
  print_help();
  return true;
}

static bool is_one_of(const char *text, const char *one, const char *other) {
  return strcmp(text, one) == 0 || strcmp(text, other) == 0;
}

static bool enter(int argc, char **argv, GError **error) {
  if (argc < 1)
    return fault(error, FAULT_USAGE, "a command is missing; `dmarcstat help` lists them");
  if (strcmp(argv[0], "help") == 0)
    return help(argc, argv, error);
  if (is_one_of(argv[0], "--help", "-h"))
    return help(1, argv, error);
  if (is_one_of(argv[0], "--version", "-V")) {
    print_version();
    return true;
  }
  return commands_run(argc, argv, error);
}

int main(int argc, char **argv) {
  g_autoptr(GError) error = NULL;
  say_begin();
  if (argc > 0 && cgi_is_called(argv[0]))
    return cgi_run();
  setlocale(LC_CTYPE, ""); /* numbers and messages stay as they are written here */
  if (enter(argc - 1, argv + 1, &error))
    return 0;
  say(SAY_ERROR, "dmarcstat: %s", error->message);
  return error->domain == FAULT ? error->code : FAULT_SOFTWARE;
}
