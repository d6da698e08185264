/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/progress.h"
#include "base/progress_line.h"
#include "base/text.h"
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define SECOND 1000000

/* -- the line ----------------------------------------------------------------------------------------------------- */

static void draws(struct progress_state state, unsigned int columns, bool utf8, const char *wanted) {
  g_autofree char *line = progress_line(&state, columns, utf8);
  assert_string_equal(line, wanted);
}

static void a_known_total_has_bar_share_rate_and_time_left(void **state) {
  (void)state;
  draws((struct progress_state){"mails", 15000, 20000, 3 * SECOND}, 70, true,
        " 20,000 mails  ███████████████░░░░░   75 %   5,000 mails/s   1 s left");
}

static void without_utf_8_the_bar_is_ascii(void **state) {
  (void)state;
  draws((struct progress_state){"mails", 15000, 20000, 3 * SECOND}, 70, false,
        " 20,000 mails  ###############.....   75 %   5,000 mails/s   1 s left");
}

static void an_unknown_total_has_neither_bar_nor_share(void **state) {
  (void)state;
  draws((struct progress_state){"mails", 15000, 0, 3 * SECOND}, 80, true, " 15,000 mails   5,000 mails/s");
}

static void a_narrow_terminal_loses_the_least_important(void **state) {
  (void)state;
  const struct progress_state known = {"mails", 15000, 20000, 3 * SECOND};
  draws(known, 50, false, " 20,000 mails   75 %   5,000 mails/s   1 s left");
  draws(known, 40, false, " 20,000 mails   75 %   5,000 mails/s");
  draws(known, 24, false, " 20,000 mails   75 %");
  draws(known, 16, false, " 20,000 mails");
  draws(known, 10, false, "");
  draws(known, 0, false, "");
}

static void no_terminal_is_too_narrow_and_no_bar_endless(void **state) {
  (void)state;
  for (unsigned int columns = 1; columns < 300; columns++)
    for (uint64_t done = 0; done <= 20; done++) {
      const struct progress_state at = {"mails", done * 1000, 20000, 7 * SECOND};
      g_autofree char *line = progress_line(&at, columns, true);
      assert_true(text_width(line) < columns);
      assert_true(text_width(line) < 90);
    }
}

static void the_end_is_100_percent_and_only_the_end(void **state) {
  (void)state;
  g_autofree char *nearly = progress_line(&(struct progress_state){"mails", 19999, 20000, SECOND}, 80, false);
  g_autofree char *end = progress_line(&(struct progress_state){"mails", 20000, 20000, SECOND}, 80, false);
  assert_non_null(strstr(nearly, "  99 %"));
  assert_non_null(strstr(end, "  100 %"));
}

static void what_is_done_may_pass_the_total(void **state) {
  (void)state;
  draws((struct progress_state){"mails", 30, 20, SECOND}, 50, false,
        " 30 mails  #######  100 %   30 mails/s   0 s left");
}

static void nothing_done_yet_promises_nothing(void **state) {
  (void)state;
  draws((struct progress_state){"mails", 0, 20, SECOND}, 32, false, " 20 mails  .............    0 %");
  draws((struct progress_state){"mails", 5, 20, 0}, 32, false, " 20 mails  ###..........   25 %");
}

static void time_left_is_in_the_largest_unit(void **state) {
  (void)state;
  static const struct {
    int64_t elapsed;
    const char *words;
  } cases[] = {{59, "   59 s left"}, {60, "   1 min left"}, {3599, "   59 min left"}, {7200, "   2 h left"}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    const struct progress_state half = {"mails", 10, 20, cases[i].elapsed * SECOND};
    g_autofree char *line = progress_line(&half, 100, false);
    assert_true(g_str_has_suffix(line, cases[i].words));
  }
  const struct progress_state endless = {"mails", 1, UINT64_MAX, SECOND};
  g_autofree char *line = progress_line(&endless, 100, false);
  assert_null(strstr(line, "left"));
}

/* -- when --------------------------------------------------------------------------------------------------------- */

/* stderr for a while: a terminal of 60 columns, or a file. */
struct screen {
  int before, reading;
};

static struct screen screen_open(bool terminal) {
  struct screen screen = {.before = dup(STDERR_FILENO)};
  int writing;
  if (terminal) {
    const struct winsize size = {.ws_row = 24, .ws_col = 60};
    screen.reading = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(grantpt(screen.reading) == 0 && unlockpt(screen.reading) == 0);
    writing = open(ptsname(screen.reading), O_RDWR | O_NOCTTY);
    assert_int_equal(ioctl(writing, TIOCSWINSZ, &size), 0);
  } else {
    FILE *file = tmpfile();
    writing = dup(fileno(file));
    screen.reading = dup(writing);
    fclose(file);
  }
  dup2(writing, STDERR_FILENO);
  close(writing);
  return screen;
}

#define LAST_WORD "(all)"

/* What was written; a terminal may be late with it, so the last word of it is awaited. Caller frees. */
static char *screen_close(struct screen screen) {
  GString *text = g_string_new(NULL);
  char part[4096];
  struct pollfd late = {.fd = screen.reading, .events = POLLIN};
  ssize_t length = 0;
  fputs(LAST_WORD, stderr);
  fflush(stderr);
  lseek(screen.reading, 0, SEEK_SET);
  while (!g_str_has_suffix(text->str, LAST_WORD) && poll(&late, 1, 10000) > 0 &&
         (length = read(screen.reading, part, sizeof part)) > 0)
    g_string_append_len(text, part, length);
  assert_true(g_str_has_suffix(text->str, LAST_WORD));
  g_string_truncate(text, text->len - strlen(LAST_WORD));
  dup2(screen.before, STDERR_FILENO);
  close(screen.before);
  close(screen.reading);
  return g_string_free(text, FALSE);
}

static unsigned int count(const char *text, const char *part) {
  unsigned int n = 0;
  while ((text = strstr(text, part))) {
    text += strlen(part);
    n++;
  }
  return n;
}

/* Steps without rest for so many milliseconds. */
static void work(unsigned int milliseconds) {
  struct progress *progress = progress_start("mails", 1000);
  const int64_t end = g_get_monotonic_time() + milliseconds * 1000;
  for (uint64_t done = 1; g_get_monotonic_time() < end; done++)
    progress_step(progress, MIN(done, 500));
  progress_total(progress, 2000);
  progress_end(progress);
}

static void short_work_draws_nothing(void **state) {
  (void)state;
  const struct screen screen = screen_open(true);
  work(300);
  g_autofree char *text = screen_close(screen);
  assert_string_equal(text, "");
}

static void long_work_is_drawn_ten_times_a_second_and_erased(void **state) {
  (void)state;
  const struct screen screen = screen_open(true);
  work(1550);
  g_autofree char *text = screen_close(screen);
  const unsigned int drawn = count(text, "1,000 mails");
  assert_in_range(drawn, 1, 6); /* fewer on a busy machine, never more */
  assert_int_equal(count(text, "\r\033[K"), drawn + 1);
  assert_true(g_str_has_suffix(text, "\r\033[K"));
  assert_null(strchr(text, '\n'));
}

static void what_is_no_terminal_gets_nothing(void **state) {
  (void)state;
  const struct screen screen = screen_open(false);
  work(1150);
  g_autofree char *text = screen_close(screen);
  assert_string_equal(text, "");
}

static void a_terminal_that_cannot_erase_gets_nothing(void **state) {
  (void)state;
  g_setenv("TERM", "dumb", TRUE);
  const struct screen screen = screen_open(true);
  work(1150);
  g_autofree char *text = screen_close(screen);
  g_setenv("TERM", "xterm", TRUE);
  assert_string_equal(text, "");
}

static void nothing_ends_quietly(void **state) {
  (void)state;
  progress_end(NULL);
}

int main(void) {
  g_setenv("TERM", "xterm", TRUE);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_known_total_has_bar_share_rate_and_time_left),
      cmocka_unit_test(without_utf_8_the_bar_is_ascii),
      cmocka_unit_test(an_unknown_total_has_neither_bar_nor_share),
      cmocka_unit_test(a_narrow_terminal_loses_the_least_important),
      cmocka_unit_test(no_terminal_is_too_narrow_and_no_bar_endless),
      cmocka_unit_test(the_end_is_100_percent_and_only_the_end),
      cmocka_unit_test(what_is_done_may_pass_the_total),
      cmocka_unit_test(nothing_done_yet_promises_nothing),
      cmocka_unit_test(time_left_is_in_the_largest_unit),
      cmocka_unit_test(short_work_draws_nothing),
      cmocka_unit_test(long_work_is_drawn_ten_times_a_second_and_erased),
      cmocka_unit_test(what_is_no_terminal_gets_nothing),
      cmocka_unit_test(a_terminal_that_cannot_erase_gets_nothing),
      cmocka_unit_test(nothing_ends_quietly),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
