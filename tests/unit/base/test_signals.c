/* SPDX-License-Identifier: MIT */
/* Signals go to the threads that were there before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/signals.h"
#include <glib.h>

/* Whether the thread that asks would take it. */
static gboolean takes(int number) {
  sigset_t held;
  pthread_sigmask(SIG_SETMASK, NULL, &held);
  return !sigismember(&held, number);
}

static gpointer look(gpointer unused) {
  (void)unused;
  return GINT_TO_POINTER(takes(SIGTERM) || takes(SIGHUP));
}

static void a_thread_started_while_they_are_held_takes_none(void **state) {
  (void)state;
  sigset_t before;
  signals_hold(&before);
  assert_false(takes(SIGTERM));
  GThread *thread = g_thread_new("look", look, NULL);
  signals_release(&before);
  assert_false(GPOINTER_TO_INT(g_thread_join(thread)));
  assert_true(takes(SIGTERM));
  assert_true(GPOINTER_TO_INT(g_thread_join(g_thread_new("look", look, NULL))));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_thread_started_while_they_are_held_takes_none)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
