/* SPDX-License-Identifier: MIT */
#include "imap/answer_guard.h"
#include <glib.h>
#include <string.h>

#define NUMBER_MOST (UINT64_C(1) << 50)

static bool is_message(const char *answer) {
  const char *word = answer + 2 + strspn(answer + 2, "0123456789");
  return g_ascii_strncasecmp(word, " FETCH", 6) == 0;
}

static void end_answer(struct answer_guard *guard) {
  static const char good_bye[] = "* BYE ";
  guard->head[guard->head_length] = '\0';
  if (!g_str_has_prefix(guard->head, "* ")) { /* the one to a command of ours */
    guard->answers = 0;
    guard->tag = (unsigned int)g_ascii_strtoull(guard->head, NULL, 10);
  } else if (!is_message(guard->head)) {
    guard->answers++;
  }
  if (g_ascii_strncasecmp(guard->head, good_bye, strlen(good_bye)) == 0)
    g_strlcpy(guard->good_bye, guard->head + strlen(good_bye), sizeof guard->good_bye);
  guard->head_length = 0;
  guard->bytes = 0;
}

static void end_line(struct answer_guard *guard) {
  if (guard->state != GUARD_CLOSED) {
    end_answer(guard);
    return;
  }
  guard->literal = guard->number;
  guard->bytes += guard->number;
}

static void take(struct answer_guard *guard, char c) {
  guard->bytes++;
  if (c != '\r' && c != '\n' && guard->head_length < sizeof guard->head - 1)
    guard->head[guard->head_length++] = c;
  if (c == '\n')
    end_line(guard);
  if (c == '{') {
    guard->state = GUARD_NUMBER;
    guard->number = 0;
  } else if (guard->state == GUARD_NUMBER && g_ascii_isdigit(c)) {
    guard->number = MIN(guard->number * 10 + (uint64_t)(c - '0'), NUMBER_MOST);
  } else if (guard->state == GUARD_NUMBER && c == '}') {
    guard->state = GUARD_CLOSED;
  } else if (c != '\r') {
    guard->state = GUARD_TEXT;
  }
}

const char *answer_guard_look(struct answer_guard *guard, const char *bytes, size_t length, size_t *looked) {
  size_t i = 0;
  guard->tag = 0;
  while (i < length && guard->tag == 0) {
    const size_t skipped = (size_t)MIN(guard->literal, length - i);
    guard->literal -= skipped;
    i += skipped;
    if (i < length)
      take(guard, bytes[i++]);
    *looked = i;
    if (guard->bytes > ANSWER_MOST)
      return "an answer that is too long";
    if (guard->answers > ANSWERS_MOST)
      return "too many answers that nobody asked for";
  }
  return NULL;
}
