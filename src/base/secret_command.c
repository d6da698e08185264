/* SPDX-License-Identifier: MIT */
/* A command that prints a secret. Read straight into the secret, so that no buffer of a library keeps a copy. */
#include "base/fault.h"
#include "base/program.h"
#include "base/secret_parts.h"
#include "base/text.h"
#include <poll.h>
#include <unistd.h>

#define GLANCE 50 /* milliseconds between two looks at a command that is silent */

/*
 * What it prints, until it closes its output; or until it ends, when something that it started keeps that open. False
 * when it is late.
 */
static bool read_output(struct program *run, struct secret *secret) {
  struct pollfd wait = {.fd = run->output, .events = POLLIN};
  while (!program_is_late(run)) {
    const bool ended = program_has_ended(run); /* before the look: all that it printed is there by then */
    const int ready = poll(&wait, 1, ended ? 0 : GLANCE);
    if (ready > 0 && secret_fill(secret, run->output) <= 0)
      return true;
    if (ready == 0 && ended)
      return true;
  }
  return false;
}

bool secret_run(struct secret *secret, const char *command, unsigned int seconds, GError **error) {
  g_auto(GStrv) words = NULL;
  if (!g_shell_parse_argv(command, NULL, &words, NULL))
    return fault(error, FAULT_CONFIG, "what should print the secret is no command line; look at its quotes");
  g_autofree char *shown = text_printable(words[0]);
  struct program run = {.deadline = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC};
  const char *why = NULL;
  if (!program_start(&run, words, NULL, PROGRAM_OUTPUT, &why))
    return fault(error, FAULT_CONFIG, "the command %s, which should print the secret, cannot be run: %s", shown, why);
  const bool in_time = read_output(&run, secret);
  close(run.output); /* who still prints gets SIGPIPE */
  const bool ended = in_time && program_wait(&run);
  program_end(&run);
  if (secret->length > SECRET_MOST) /* which is worse than how it ended */
    return true;
  if (!ended)
    return fault(error, FAULT_TRY_LATER, "the command %s, which should print the secret, took more than %u s", shown,
                 seconds);
  g_autofree char *trouble =
      program_trouble(&run); /* not what it printed, nor its arguments, in which people hide passwords */
  return !trouble ||
         fault(error, FAULT_UNAVAILABLE, "the command %s, which should print the secret, %s", shown, trouble);
}
