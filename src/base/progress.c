/* SPDX-License-Identifier: MIT */
#include "base/progress.h"
#include "base/progress_line.h"
#include "base/say.h"
#include "base/terminal.h"
#include <glib.h>
#include <stdio.h>
#include <unistd.h>

#define PATIENCE G_USEC_PER_SEC        /* before the first drawing */
#define INTERVAL (G_USEC_PER_SEC / 10) /* between drawings */
#define ERASE "\r\033[K"

struct progress {
  struct progress_state state;
  int64_t started, next; /* microseconds; when it may be drawn again */
  bool able;             /* whether there is a terminal that can erase a line */
  bool drawn;
};

static bool terminal_is_able(void) {
  const char *terminal = g_getenv("TERM");
  return isatty(STDERR_FILENO) && terminal && !g_str_equal(terminal, "dumb");
}

/* What is said meanwhile with g_printerr() takes the place of the drawing, which comes back below it. */
static struct progress *drawing;

static void print_beside(const char *text) {
  if (drawing->drawn)
    fputs(ERASE, stderr);
  drawing->drawn = false;
  fputs(text, stderr);
}

struct progress *progress_start(const char *noun, uint64_t total) {
  struct progress *progress = g_new0(struct progress, 1);
  progress->state = (struct progress_state){.noun = noun, .total = total};
  progress->started = g_get_monotonic_time();
  progress->next = progress->started + PATIENCE;
  progress->able = terminal_is_able() && say_is_plain();
  if (progress->able) {
    drawing = progress;
    g_set_printerr_handler(print_beside);
  }
  return progress;
}

static void draw(struct progress *progress) {
  g_autofree char *line = progress_line(&progress->state, terminal_columns(STDERR_FILENO), g_get_charset(NULL));
  fprintf(stderr, ERASE "%s", line);
  fflush(stderr);
  progress->drawn = true;
}

void progress_step(struct progress *progress, uint64_t done) {
  progress->state.done = done;
  if (!progress->able)
    return;
  const int64_t now = g_get_monotonic_time();
  if (now < progress->next)
    return;
  progress->next = now + INTERVAL;
  progress->state.elapsed = now - progress->started;
  draw(progress);
}

void progress_total(struct progress *progress, uint64_t total) {
  progress->state.total = total;
}

void progress_end(struct progress *progress) {
  if (!progress)
    return;
  if (progress->drawn)
    fputs(ERASE, stderr);
  if (progress->able)
    g_set_printerr_handler(NULL);
  g_free(progress);
}
