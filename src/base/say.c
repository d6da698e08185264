/* SPDX-License-Identifier: MIT */
#include "base/say.h"
#include "base/text.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WHO "dmarcstat: "

static const char *const field_of[SAY_SUBJECT_MAX] = {
    [SAY_COMMAND] = "DMARCSTAT_COMMAND", [SAY_MAILBOX] = "DMARCSTAT_MAILBOX"};
static const char *const member_of[SAY_SUBJECT_MAX] = {[SAY_COMMAND] = "command", [SAY_MAILBOX] = "mailbox"};
static char *about[SAY_SUBJECT_MAX]; /* NULL: nothing */
static bool as_json;

void say_about(enum say_subject subject, const char *name) {
  char *before = about[subject];
  about[subject] = g_strdup(name);
  g_free(before);
}

/* $JOURNAL_STREAM is "DEVICE:INODE" of what the journal reads; whoever has redirected stderr has left it. */
static bool journal_reads(void) {
  const char *stream = g_getenv("JOURNAL_STREAM");
  struct stat file;
  if (!stream || fstat(STDERR_FILENO, &file) != 0)
    return false;
  g_autofree char *ours = g_strdup_printf("%ju:%ju", (uintmax_t)file.st_dev, (uintmax_t)file.st_ino);
  return strcmp(stream, ours) == 0;
}

bool say_is_plain(void) {
  return !as_json && !journal_reads();
}

/* -- as JSON ------------------------------------------------------------------------------------------------------- */

static void append_string(GString *line, const char *text) {
  g_string_append_c(line, '"');
  for (; *text; text++) {
    if (*text == '"' || *text == '\\')
      g_string_append_printf(line, "\\%c", *text);
    else if (g_ascii_iscntrl(*text))
      g_string_append_printf(line, "\\u%04x", (unsigned int)(unsigned char)*text);
    else
      g_string_append_c(line, *text);
  }
  g_string_append_c(line, '"');
}

static void append_member(GString *line, const char *name, const char *value) {
  g_string_append_printf(line, "%s\"%s\":", line->len > 1 ? "," : "", name);
  append_string(line, value);
}

/* Caller frees. */
static char *json_of(enum say_level level, const char *message) {
  GString *line = g_string_new("{");
  g_autofree char *time = text_instant(g_get_real_time() / G_USEC_PER_SEC), *valid = g_utf8_make_valid(message, -1);
  append_member(line, "time", time);
  append_member(line, "level", level == SAY_ERROR ? "error" : level == SAY_WARNING ? "warning" : "info");
  for (enum say_subject i = 0; i < SAY_SUBJECT_MAX; i++)
    if (about[i])
      append_member(line, member_of[i], about[i]);
  append_member(line, "message", valid);
  g_string_append_c(line, '}');
  return g_string_free(line, FALSE);
}

/* -- to where it goes ---------------------------------------------------------------------------------------------- */

/* False when the journal does not take it. */
static bool print_to_journal(enum say_level level, const char *message) {
  GLogField fields[3 + SAY_SUBJECT_MAX] = {
      {"MESSAGE", message, -1}, {"SYSLOG_IDENTIFIER", "dmarcstat", -1}, {"PRIORITY", NULL, -1}};
  g_autofree char *priority = g_strdup_printf("%d", level);
  gsize n = 3;
  fields[2].value = priority;
  for (enum say_subject i = 0; i < SAY_SUBJECT_MAX; i++)
    if (about[i])
      fields[n++] = (GLogField){field_of[i], about[i], -1};
  return g_log_writer_is_journald(STDERR_FILENO) &&
         g_log_writer_journald(G_LOG_LEVEL_MESSAGE, fields, n, NULL) == G_LOG_WRITER_HANDLED;
}

static void print(enum say_level level, const char *line) {
  const bool journal = journal_reads();
  const char *message = line;
  if (journal || as_json) { /* who says it is known, and there are no lines that it is indented under */
    message += strspn(message, " ");
    message += g_str_has_prefix(message, WHO) ? strlen(WHO) : 0;
  }
  g_autofree char *object = as_json ? json_of(level, message) : NULL;
  if (object)
    message = object;
  if (!journal)
    fprintf(stderr, "%s\n", message);
  else if (!print_to_journal(level, message))
    fprintf(stderr, "<%d>%s\n", level, message);
}

void say(enum say_level level, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *line = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  print(level, line);
}

/* One call is one line. */
void say_but_first(GError **first, GError *trouble) {
  if (!*first) {
    *first = trouble;
    return;
  }
  say(SAY_WARNING, WHO "%s", trouble->message);
  g_error_free(trouble);
}

bool say_give_first(GError *first, GError **error) {
  if (first)
    g_propagate_error(error, first);
  return !first;
}

static void say_warning(const char *text) {
  g_autofree char *line = g_strchomp(g_strdup(text));
  print(SAY_WARNING, line);
}

bool say_as(const char *format) {
  if (strcmp(format, "json") != 0 && strcmp(format, "text") != 0)
    return false;
  as_json = strcmp(format, "json") == 0;
  if (!say_is_plain())
    g_set_printerr_handler(say_warning);
  return true;
}

void say_begin(void) {
  const char *format = g_getenv("DMARCSTAT_LOG_FORMAT");
  if (!say_as(format && *format ? format : "text")) /* a mistake, of which the configuration tells */
    say_as("text");
}
