/* SPDX-License-Identifier: MIT */
#include "base/signals.h"

void signals_hold(sigset_t *before) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, before);
}

void signals_release(const sigset_t *before) {
  pthread_sigmask(SIG_SETMASK, before, NULL);
}
