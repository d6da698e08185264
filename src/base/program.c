/* SPDX-License-Identifier: MIT */
#include "base/program.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define GLANCE 50    /* milliseconds between two looks at a program that does not read on */
#define PATIENCE 500 /* milliseconds for one that was asked to end */

bool program_start(struct program *program, char **words, char **environment, unsigned int pipes, const char **why) {
  g_autoptr(GError) trouble = NULL;
  const GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD;
  program->input = program->output = -1;
  if (g_spawn_async_with_pipes(NULL, words, environment, flags, NULL, NULL, &program->pid,
                               pipes & PROGRAM_INPUT ? &program->input : NULL,
                               pipes & PROGRAM_OUTPUT ? &program->output : NULL, NULL, &trouble))
    return true;
  program->pid = 0;
  *why = g_error_matches(trouble, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT) ? "there is no such program"
                                                                      : "it is no program, or we may not run it";
  return false;
}

bool program_has_ended(struct program *program) {
  const pid_t got = program->pid == 0 ? 0 : waitpid(program->pid, &program->status, WNOHANG);
  if (got != 0) /* also when the system has reaped it because our parent made it so */
    program->pid = 0;
  return program->pid == 0;
}

bool program_is_late(const struct program *program) {
  return g_get_monotonic_time() >= program->deadline;
}

bool program_wait(struct program *program) {
  while (!program_has_ended(program) && !program_is_late(program))
    g_usleep(1000);
  return program->pid == 0;
}

void program_end(struct program *program) {
  if (program_has_ended(program))
    return;
  kill(program->pid, SIGTERM);
  program->deadline = g_get_monotonic_time() + PATIENCE * 1000;
  if (program_wait(program))
    return;
  kill(program->pid, SIGKILL);
  TEMP_FAILURE_RETRY(waitpid(program->pid, &program->status, 0));
}

/* Until all is written, or it reads no more, which its exit code then tells of; false when it is late. SIGPIPE must be
 * ignored. */
static bool feed(struct program *program, const char *bytes, size_t length) {
  struct pollfd wait = {.fd = program->input, .events = POLLOUT};
  size_t done = 0;
  fcntl(program->input, F_SETFL, O_NONBLOCK);
  while (done < length && !program_is_late(program) && !program_has_ended(program)) {
    if (poll(&wait, 1, GLANCE) <= 0)
      continue;
    const ssize_t put = write(program->input, bytes + done, length - done);
    if (put < 0 && errno != EAGAIN && errno != EINTR)
      return true;
    done += put > 0 ? (size_t)put : 0;
  }
  return done == length || program->pid == 0;
}

char *program_trouble(const struct program *program) {
  if (WIFEXITED(program->status) && WEXITSTATUS(program->status) == 0)
    return NULL;
  if (WIFEXITED(program->status))
    return g_strdup_printf("ended with exit code %d", WEXITSTATUS(program->status));
  return g_strdup_printf("was ended by signal %d", WTERMSIG(program->status));
}

bool program_run(char **words, char **environment, const char *bytes, size_t length, unsigned int seconds, char **why) {
  struct program program = {.deadline = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC};
  struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
  const char *trouble = NULL;
  if (!program_start(&program, words, environment, PROGRAM_INPUT, &trouble)) {
    *why = g_strconcat("cannot be run: ", trouble, NULL);
    return false;
  }
  sigaction(SIGPIPE, &ignore, &before);
  const bool fed = feed(&program, bytes, length);
  close(program.input);
  sigaction(SIGPIPE, &before, NULL);
  const bool ended = fed && program_wait(&program);
  program_end(&program);
  *why = ended ? program_trouble(&program) : g_strdup_printf("took more than %u s", seconds);
  return !*why;
}
