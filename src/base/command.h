/* SPDX-License-Identifier: MIT */
/*
 * command: what the front door knows of a command.
 *
 * A command is one file in src/command/ that exports one `const struct command`; commands.c lists them. Questions
 * (report/question.h) become commands by themselves.
 */
#ifndef DMARCSTAT_BASE_COMMAND_H
#define DMARCSTAT_BASE_COMMAND_H

#include <glib.h>
#include <stdbool.h>

struct command {
  const char *name;      /* "ingest" */
  const char *arguments; /* "PATH... | -", for the usage line; "" when there are none */
  const char *summary;   /* one line for `dmarcstat help` */
  /*
   * For `dmarcstat help NAME`; also in the manual page. Each line is a paragraph and is wrapped, but for those that
   * begin with two spaces.
   */
  const char *purpose;
  /*
   * argv[0] is the command's name; argv ends in NULL. Returns false with *error set (base/fault.h); data goes to
   * stdout, talk to stderr, and the sentence of the fault is printed by main.c.
   */
  bool (*run)(int argc, char **argv, GError **error);
};

/*
 * Parses the options of a command with GOption and leaves the operands in argv (argv[0] stays, NULL at the end; "-" is
 * an operand, and so is everything behind "--"). Unknown options and bad values become FAULT_USAGE, with the nearest
 * real option named. --help and -h print the usage made from `command` and `entries` on stdout and set *help; the
 * command then returns true at once.
 *
 * The array is reordered, its strings are neither changed nor freed. G_OPTION_ARG_STRING is UTF-8 in any locale; of
 * callbacks and G_OPTION_REMAINING there are none. What `entries` point at is the caller's to free, also when this
 * fails or sets *help; let it be NULL before.
 */
bool command_parse(const struct command *command, const GOptionEntry *entries, int *argc, char ***argv, bool *help,
                   GError **error);

/*
 * Has `tell` told of the command and its options instead of printing them with --help: for programs that make manual
 * pages. The entries end with --help and a NULL name; they and the command are valid only in the call. NULL: back to
 * printing.
 */
typedef void command_teller(const struct command *command, const GOptionEntry *entries, void *user);
void command_tell_help(command_teller *tell, void *user);

#endif
