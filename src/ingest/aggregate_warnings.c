/* SPDX-License-Identifier: MIT */
#include "ingest/aggregate_warnings.h"
#include "base/text.h"
#include <string.h>

#define SHOWN 60 /* bytes of hostile text in a sentence */

void aggregate_warnings_begin(struct aggregate_warnings *warnings) {
  warnings->n = 0;
  warnings->texts = g_string_chunk_new(512);
}

void aggregate_warnings_clear(struct aggregate_warnings *warnings) {
  warnings->n = 0;
  g_string_chunk_clear(warnings->texts);
}

void aggregate_warnings_end(struct aggregate_warnings *warnings) {
  g_string_chunk_free(warnings->texts);
}

static bool count(struct aggregate_warnings *warnings, const char *kind, const char *path, uint32_t times) {
  const size_t length = strlen(kind);
  for (unsigned int i = 0; i < warnings->n; i++) {
    struct warning *warning = &warnings->items[i];
    if (strncmp(warning->code, kind, length) == 0 && strcmp(warning->code + length, path) == 0) {
      warning->times += MIN(times, UINT32_MAX - warning->times);
      return false;
    }
  }
  if (warnings->n == REPORT_MAX_WARNINGS) {
    struct warning *last = &warnings->items[REPORT_MAX_WARNINGS - 1];
    last->code = "more-warnings";
    last->text = "further warnings of other kinds";
    last->times += MIN(times, UINT32_MAX - last->times);
    return false;
  }
  g_autofree char *code = g_strconcat(kind, path, NULL);
  warnings->items[warnings->n++] =
      (struct warning){.code = g_string_chunk_insert(warnings->texts, code), .text = "", .times = times};
  return true;
}

bool aggregate_warnings_count(struct aggregate_warnings *warnings, const char *kind, const char *path) {
  return count(warnings, kind, path, 1);
}

void aggregate_warnings_describe(struct aggregate_warnings *warnings, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  warnings->items[warnings->n - 1].text = g_string_chunk_insert(warnings->texts, text);
}

void aggregate_warnings_add(struct aggregate_warnings *warnings, const char *code, const char *text, uint32_t times) {
  if (count(warnings, code, "", times))
    aggregate_warnings_describe(warnings, "%s", text);
}

char *aggregate_warnings_shown(const char *text) {
  const size_t length = strlen(text);
  if (length <= SHOWN)
    return text_printable(text);
  size_t cut = SHOWN;
  while (cut > 0 && ((uint8_t)text[cut] & 0xC0) == 0x80)
    cut--;
  g_autofree char *start = g_strndup(text, cut), *printable = text_printable(start);
  return g_strconcat(printable, "...", NULL);
}
