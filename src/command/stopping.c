/* SPDX-License-Identifier: MIT */
#include "command/stopping.h"
#include "ingest/pipeline.h"
#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

static volatile sig_atomic_t ended, hung_up;
static int event = -1;

static void on_signal(int number) {
  const int kept = errno;
  const uint64_t one = 1;
  if (number == SIGHUP)
    hung_up = 1;
  else
    ended = 1;
  pipeline_stop();
  if (write(event, &one, sizeof one) < 0)
    ended = 1; /* never: an eventfd takes it */
  errno = kept;
}

void stopping_listen(bool hang_up) {
  struct sigaction once = {.sa_handler = on_signal, .sa_flags = (int)(SA_RESETHAND | SA_RESTART)};
  struct sigaction always = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  if (event < 0)
    event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (ended)
    return; /* the second signal is to end us */
  sigaction(SIGINT, &once, NULL);
  sigaction(SIGTERM, &once, NULL);
  if (hang_up)
    sigaction(SIGHUP, &always, NULL);
}

bool stopping_asked(void) {
  return ended || hung_up;
}

bool stopping_begin_anew(void) {
  return hung_up && !ended;
}

int stopping_fd(void) {
  return event;
}
