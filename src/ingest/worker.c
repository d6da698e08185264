/* SPDX-License-Identifier: MIT */
#include "ingest/worker.h"
#include "base/fault.h"
#include "ingest/scratch.h"
#include "ingest/worker_task.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define GRACE_MILLISECONDS 1000
#define SENTENCE 512
#define ABOVE_OURS 16 /* where descriptors wait while the low ones are put in order */

/* -- in the child: from the parent's copy to a process of its own ------------------------------------------------- */

/* Reading it ends at once and writing to it fails. A file like /dev/null may be withheld from this process. */
static int open_nowhere(void) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0)
    return -1;
  close(ends[1]);
  return ends[0];
}

/* 0 and 1 lead nowhere, 2 too where a taken-over worker could write to the terminal with it. */
static bool arrange_descriptors(int socket, int scratch, bool keep_stderr) {
  const int nowhere = open_nowhere();
  const int waiting = fcntl(socket, F_DUPFD, ABOVE_OURS);
  const int waiting_scratch = scratch < 0 ? -1 : fcntl(scratch, F_DUPFD, ABOVE_OURS);
  if (nowhere < 0 || waiting < 0)
    return false;
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if ((fd != STDERR_FILENO || !keep_stderr) && dup2(nowhere, fd) < 0)
      return false;
  if (dup2(waiting, WORKER_SOCKET) < 0)
    return false;
  if (waiting_scratch < 0)
    return close_range(WORKER_SCRATCH, ~0u, 0) == 0;
  return dup2(waiting_scratch, WORKER_SCRATCH) >= 0 && close_range(WORKER_SCRATCH + 1, ~0u, 0) == 0;
}

/* Ctrl-C and a service manager reach the whole group; the worker ends with its parent's end of the socket. */
static void settle_signals(void) {
  static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ};
  static const int usual[] = {SIGQUIT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGALRM, SIGCHLD};
  for (size_t i = 0; i < G_N_ELEMENTS(ignored); i++)
    signal(ignored[i], SIG_IGN);
#ifndef DMARCSTAT_SANITIZED
  for (size_t i = 0; i < G_N_ELEMENTS(usual); i++)
    signal(usual[i], SIG_DFL);
#else
  (void)usual; /* AddressSanitizer tells of crashes in handlers of its own */
#endif
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static G_NORETURN void become_worker(pid_t parent, int socket, const struct worker_settings *settings) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent)
    _exit(0);
  prctl(PR_SET_NAME, "dmarcstat-parse");
  settle_signals();
  bool keep_stderr = !settings->sandbox;
#ifdef DMARCSTAT_SANITIZED
  keep_stderr = true;
#endif
  const int scratch = scratch_open();
  if (!arrange_descriptors(socket, scratch, keep_stderr))
    _exit(WORKER_EXIT_START);
  worker_task(scratch < 0 ? -1 : WORKER_SCRATCH, settings);
}

/* -- in the parent ------------------------------------------------------------------------------------------------ */

bool worker_send(const struct worker *worker, int fd, uint64_t offset, uint64_t length, bool split) {
  struct worker_order order = {offset, length, split};
  struct iovec bytes = {&order, sizeof order};
  union worker_passed passed = {0};
  struct msghdr message = {
      .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = passed.room, .msg_controllen = sizeof passed.room};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof fd);
  memcpy(CMSG_DATA(head), &fd, sizeof fd);
  return TEMP_FAILURE_RETRY(sendmsg(worker->socket, &message, MSG_NOSIGNAL)) >= 0;
}

/* Tells the worker that nothing more comes and waits until it has closed its end, which it does by ending. */
static void await_end(const struct worker *worker) {
  uint8_t ignored[4096];
  struct pollfd ending = {.fd = worker->socket, .events = POLLIN};
  const int64_t until = g_get_monotonic_time() + GRACE_MILLISECONDS * 1000;
  shutdown(worker->socket, SHUT_WR);
  while (g_get_monotonic_time() < until && poll(&ending, 1, GRACE_MILLISECONDS) > 0)
    if (read(worker->socket, ignored, sizeof ignored) == 0)
      return;
}

static char *ending_in_words(int status) {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
    return g_strdup("was killed because it tried what the jail forbids");
  if (WIFSIGNALED(status))
    return g_strdup_printf("was killed by signal %d", WTERMSIG(status));
  if (WEXITSTATUS(status) == WORKER_EXIT_MEMORY)
    return g_strdup("ran out of memory");
  if (WEXITSTATUS(status) != 0)
    return g_strdup_printf("ended with exit code %d", WEXITSTATUS(status));
  return g_strdup("ended");
}

char *worker_stop(struct worker *worker, bool gently) {
  int status = 0;
  if (gently)
    await_end(worker);
  kill(worker->pid, SIGKILL); /* what has ended already keeps the status it ended with */
  TEMP_FAILURE_RETRY(waitpid(worker->pid, &status, 0));
  close(worker->socket);
  return ending_in_words(status);
}

/* A worker that cannot shut its jail says why, and is no worker. */
static bool await_ready(struct worker *worker, GError **error) {
  char said[SENTENCE];
  const ssize_t length = TEMP_FAILURE_RETRY(read(worker->socket, said, sizeof said - 1));
  if (length > 0 && said[0] == WORKER_READY) {
    fcntl(worker->socket, F_SETFL, O_NONBLOCK);
    return true;
  }
  g_autofree char *ending = worker_stop(worker, true);
  if (length <= 0)
    return fault(error, FAULT_UNAVAILABLE, "a parser process %s before it began", ending);
  said[length] = '\0';
  return fault(error, FAULT_UNAVAILABLE, "%s", said);
}

bool worker_start(struct worker *worker, const struct worker_settings *settings, GError **error) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    return fault(error, FAULT_TRY_LATER, "cannot connect a parser process: %s", g_strerror(errno));
  const pid_t parent = getpid(), child = fork();
  if (child == 0)
    become_worker(parent, ends[1], settings);
  if (child < 0)
    fault(error, FAULT_TRY_LATER, "cannot start a parser process: %s", g_strerror(errno));
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    return false;
  }
  *worker = (struct worker){.pid = child, .socket = ends[0]};
  return await_ready(worker, error);
}
