/* SPDX-License-Identifier: MIT */
/* A command that prints a secret. Read straight into the secret, so that no buffer of a library keeps a copy. */
#include "base/fault.h"
#include "base/secret_parts.h"
#include "base/text.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define GLANCE 50    /* milliseconds between two looks at a command that is silent */
#define PATIENCE 500 /* milliseconds for one that was asked to end */

/* A command that runs, and by when it must be through. */
struct run {
  pid_t pid; /* 0: it has ended */
  int status;
  int output;
  gint64 deadline; /* monotonic, microseconds */
};

static bool start(struct run *run, char **words, const char *shown, GError **error) {
  g_autoptr(GError) trouble = NULL;
  const GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD; /* stdin is /dev/null */
  if (g_spawn_async_with_pipes(NULL, words, NULL, flags, NULL, NULL, &run->pid, NULL, &run->output, NULL, &trouble))
    return true;
  const bool missing = g_error_matches(trouble, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);
  return fault(error, FAULT_CONFIG, "the command %s, which should print the secret, cannot be run: %s", shown,
               missing ? "there is no such program" : "it is no program, or we may not run it");
}

static bool has_ended(struct run *run) {
  const pid_t got = run->pid == 0 ? 0 : waitpid(run->pid, &run->status, WNOHANG);
  if (got != 0) /* also when the system has reaped it because our parent made it so */
    run->pid = 0;
  return run->pid == 0;
}

static bool is_late(const struct run *run) {
  return g_get_monotonic_time() >= run->deadline;
}

/*
 * What it prints, until it closes its output; or until it ends, when something that it started keeps that open. False
 * when it is late.
 */
static bool read_output(struct run *run, struct secret *secret) {
  struct pollfd wait = {.fd = run->output, .events = POLLIN};
  while (!is_late(run)) {
    const bool ended = has_ended(run); /* before the look: all that it printed is there by then */
    const int ready = poll(&wait, 1, ended ? 0 : GLANCE);
    if (ready > 0 && secret_fill(secret, run->output) <= 0)
      return true;
    if (ready == 0 && ended)
      return true;
  }
  return false;
}

static bool wait_for_end(struct run *run) {
  while (!has_ended(run) && !is_late(run))
    g_usleep(1000);
  return run->pid == 0;
}

static void end(struct run *run) {
  if (has_ended(run))
    return;
  kill(run->pid, SIGTERM);
  run->deadline = g_get_monotonic_time() + PATIENCE * 1000;
  if (wait_for_end(run))
    return;
  kill(run->pid, SIGKILL);
  TEMP_FAILURE_RETRY(waitpid(run->pid, &run->status, 0));
}

/* Not in the fault: what it printed, and its arguments, in which people hide passwords. */
static bool judge(const struct run *run, const char *shown, GError **error) {
  if (WIFEXITED(run->status) && WEXITSTATUS(run->status) == 0)
    return true;
  if (WIFEXITED(run->status))
    return fault(error, FAULT_UNAVAILABLE, "the command %s, which should print the secret, ended with exit code %d",
                 shown, WEXITSTATUS(run->status));
  return fault(error, FAULT_UNAVAILABLE, "the command %s, which should print the secret, was ended by signal %d", shown,
               WTERMSIG(run->status));
}

bool secret_run(struct secret *secret, const char *command, unsigned int seconds, GError **error) {
  g_auto(GStrv) words = NULL;
  if (!g_shell_parse_argv(command, NULL, &words, NULL))
    return fault(error, FAULT_CONFIG, "what should print the secret is no command line; look at its quotes");
  g_autofree char *shown = text_printable(words[0]);
  struct run run = {.deadline = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC};
  if (!start(&run, words, shown, error))
    return false;
  const bool in_time = read_output(&run, secret);
  close(run.output); /* who still prints gets SIGPIPE */
  const bool ended = in_time && wait_for_end(&run);
  end(&run);
  if (secret->length > SECRET_MOST) /* which is worse than how it ended */
    return true;
  if (!ended)
    return fault(error, FAULT_TRY_LATER, "the command %s, which should print the secret, took more than %u s", shown,
                 seconds);
  return judge(&run, shown, error);
}
