/* SPDX-License-Identifier: MIT */
#include "command/outputs.h"
#include "base/fault.h"
#include "base/output.h"
#include "base/text.h"
#include "command/screen.h"

#define STANDARD_OUTPUT "-"

struct outputs {
  GPtrArray *paths; /* of char * */
  GArray *formats;  /* enum format of each */
};

char *outputs_output_help(void) {
  g_autofree char *endings = format_endings();
  return g_strdup_printf(
      "Write to FILE, whole or not at all, in the format of its ending: %s; - is standard output. May "
      "be repeated",
      endings);
}

char *outputs_format_help(void) {
  g_autofree char *names = format_names();
  return g_strdup_printf("%s; of standard output (text when not said) and of files without such an ending", names);
}

/* -- which --------------------------------------------------------------------------------------------------------- */

static bool no_format(const char *path, GError **error) {
  g_autofree char *shown = text_printable(path), *endings = format_endings();
  return fault(error, FAULT_USAGE, "--output: the ending of %s names no format; it may be %s, or say it with --format",
               shown, endings);
}

/* `named` is that of --format, NULL without. *used when it is the one. */
static bool choose_format(const char *path, const enum format *named, enum format *format, bool *used, GError **error) {
  const bool standard = g_str_equal(path, STANDARD_OUTPUT);
  if (!standard && format_of_ending(path, format))
    return true;
  if (!named && !standard)
    return no_format(path, error);
  *format = named ? *named : FORMAT_TEXT;
  *used = true;
  return true;
}

/* Whether nothing goes there yet. */
static bool is_new(GHashTable *places, const char *path, GError **error) {
  char *place = g_str_equal(path, STANDARD_OUTPUT) ? g_strdup(path) : output_place(path);
  if (g_hash_table_add(places, place))
    return true;
  g_autofree char *shown = g_str_equal(path, STANDARD_OUTPUT) ? g_strdup("standard output") : text_printable(path);
  return fault(error, FAULT_USAGE, "--output: %s is named twice", shown);
}

static bool add_all(struct outputs *outputs, const char *const *paths, const enum format *named, GError **error) {
  g_autoptr(GHashTable) places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  bool used = false;
  for (; *paths; paths++) {
    enum format format;
    if (!choose_format(*paths, named, &format, &used, error) || !is_new(places, *paths, error))
      return false;
    g_ptr_array_add(outputs->paths, g_strdup(*paths));
    g_array_append_val(outputs->formats, format);
  }
  return !named || used ||
         fault(error, FAULT_USAGE,
               "--format is of no use here: the ending of each --output names its format; leave one of them out");
}

struct outputs *outputs_parse(const char *const *paths, const char *format, GError **error) {
  static const char *const standard[] = {STANDARD_OUTPUT, NULL};
  enum format named;
  if (format && !format_parse(format, &named, error))
    return NULL;
  struct outputs *outputs = g_new0(struct outputs, 1);
  outputs->paths = g_ptr_array_new_with_free_func(g_free);
  outputs->formats = g_array_new(FALSE, FALSE, sizeof(enum format));
  if (add_all(outputs, paths ? paths : standard, format ? &named : NULL, error))
    return outputs;
  outputs_free(outputs);
  return NULL;
}

void outputs_free(struct outputs *outputs) {
  if (!outputs)
    return;
  g_ptr_array_unref(outputs->paths);
  g_array_unref(outputs->formats);
  g_free(outputs);
}

/* -- printing ------------------------------------------------------------------------------------------------------ */

static bool print_one(const struct outputs *outputs, guint i, struct output *output, const struct answer *answer,
                      GError **error) {
  const char *path = g_ptr_array_index(outputs->paths, i);
  struct print_options options = {.format = g_array_index(outputs->formats, enum format, i)};
  if (g_str_equal(path, STANDARD_OUTPUT)) {
    screen_look(&options);
    return answer_print(answer, &options, output_stream(output), error);
  }
  GError *trouble = NULL;
  if (answer_print(answer, &options, output_stream(output), &trouble))
    return true;
  g_autofree char *shown = text_printable(path);
  g_propagate_prefixed_error(error, trouble, "%s: ", shown);
  return false;
}

static void free_output(gpointer output) {
  output_free(output);
}

bool outputs_print(const struct outputs *outputs, const struct answer *answer, GError **error) {
  g_autoptr(GPtrArray) open = g_ptr_array_new_with_free_func(free_output);
  for (guint i = 0; i < outputs->paths->len; i++) {
    struct output *output = output_open(g_ptr_array_index(outputs->paths, i), error);
    if (!output)
      return false;
    g_ptr_array_add(open, output);
  }
  for (guint i = 0; i < open->len; i++) {
    struct output *output = g_ptr_array_index(open, i);
    if (!print_one(outputs, i, output, answer, error) || !output_finish(output, error))
      return false;
  }
  for (guint i = 0; i < open->len; i++)
    if (!output_publish(g_ptr_array_index(open, i), error))
      return false;
  return true;
}
