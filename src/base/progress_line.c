/* SPDX-License-Identifier: MIT */
#include "base/progress_line.h"
#include "base/text.h"

#define WIDEST_BAR 32
#define NARROWEST_BAR 5
#define GAP 2                       /* before the bar */
#define LONGEST_LEFT (100.0 * 3600) /* seconds; more is no more than a guess */

static double share(const struct progress_state *state) {
  return state->total == 0 ? 0 : MIN((double)state->done / (double)state->total, 1);
}

/* Appends what fits into `room` columns; false when it does not. */
static bool append(GString *line, const char *piece, size_t room) {
  if (text_width(line->str) + text_width(piece) > room)
    return false;
  g_string_append(line, piece);
  return true;
}

static char *rate_words(const struct progress_state *state) {
  g_autofree char *rate = text_count((uint64_t)((double)state->done * G_USEC_PER_SEC / (double)state->elapsed));
  return g_strdup_printf("   %s %s/s", rate, state->noun);
}

static char *left_words(const struct progress_state *state) {
  const double left = (1 / share(state) - 1) * (double)state->elapsed / G_USEC_PER_SEC;
  if (left >= LONGEST_LEFT)
    return g_strdup("");
  const unsigned int seconds = (unsigned int)(left + 0.5), minute = 60, hour = 3600;
  if (seconds < minute)
    return g_strdup_printf("   %u s left", seconds);
  if (seconds < hour)
    return g_strdup_printf("   %u min left", seconds / minute);
  return g_strdup_printf("   %u h left", seconds / hour);
}

/* All that stands behind the bar, the most important first. */
static char *tail_words(const struct progress_state *state, size_t room) {
  GString *tail = g_string_new(NULL);
  g_autofree char *percent = g_strdup_printf("  %3u %%", (unsigned int)(share(state) * 100));
  const bool fits = state->total == 0 || append(tail, percent, room);
  if (!fits || state->done == 0 || state->elapsed <= 0)
    return g_string_free(tail, FALSE);
  g_autofree char *rate = rate_words(state), *left = state->total == 0 ? g_strdup("") : left_words(state);
  if (append(tail, rate, room))
    append(tail, left, room);
  return g_string_free(tail, FALSE);
}

static void append_bar(GString *line, double filled, size_t width, bool utf8) {
  const size_t full = (size_t)(filled * (double)width);
  g_string_append_printf(line, "%*s", GAP, "");
  for (size_t i = 0; i < width; i++)
    g_string_append(line, i < full ? (utf8 ? "█" : "#") : (utf8 ? "░" : "."));
}

char *progress_line(const struct progress_state *state, unsigned int columns, bool utf8) {
  const size_t room = columns > 0 ? columns - 1 : 0;
  g_autofree char *count = text_count(state->total == 0 ? state->done : MAX(state->total, state->done));
  g_autofree char *head = g_strdup_printf(" %s %s", count, state->noun);
  GString *line = g_string_new(NULL);
  if (!append(line, head, room))
    return g_string_free(line, FALSE);
  const size_t behind = room - text_width(head);
  g_autofree char *tail = tail_words(state, behind);
  const size_t bar = behind - text_width(tail);
  if (state->total > 0 && bar >= GAP + NARROWEST_BAR)
    append_bar(line, share(state), MIN(bar - GAP, WIDEST_BAR), utf8);
  g_string_append(line, tail);
  return g_string_free(line, FALSE);
}
