/* SPDX-License-Identifier: MIT */
#include "base/say.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WHO "dmarcstat: "

/* $JOURNAL_STREAM is "DEVICE:INODE" of what the journal reads; whoever has redirected stderr has left it. */
static bool journal_reads(void) {
  const char *stream = g_getenv("JOURNAL_STREAM");
  struct stat about;
  if (!stream || fstat(STDERR_FILENO, &about) != 0)
    return false;
  g_autofree char *ours = g_strdup_printf("%ju:%ju", (uintmax_t)about.st_dev, (uintmax_t)about.st_ino);
  return strcmp(stream, ours) == 0;
}

static void print(enum say_level level, const char *line) {
  if (!journal_reads())
    fprintf(stderr, "%s\n", line);
  else
    fprintf(stderr, "<%d>%s\n", level, g_str_has_prefix(line, WHO) ? line + strlen(WHO) : line);
}

void say(enum say_level level, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *line = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  print(level, line);
}

/* One call is one line. */
static void say_warning(const char *text) {
  g_autofree char *line = g_strchomp(g_strdup(text));
  print(SAY_WARNING, line);
}

void say_begin(void) {
  if (journal_reads())
    g_set_printerr_handler(say_warning);
}
