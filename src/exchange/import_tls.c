/* SPDX-License-Identifier: MIT */
#include "exchange/import_tls.h"
#include "exchange/json_units.h"
#include "schema/frame.h"
#include <string.h>

struct import_tls {
  GStringChunk *texts; /* those of a line go with it */
  size_t bytes;        /* of them */
  GArray *policies, *failures;
};

/* A kind of lines that a report consists of. */
struct import_part {
  const char *name;
  const struct fields *fields;
};

struct import_tls *import_tls_new(void) {
  struct import_tls *tls = g_new0(struct import_tls, 1);
  tls->texts = g_string_chunk_new(4096);
  tls->policies = g_array_new(FALSE, FALSE, sizeof(struct tls_policy));
  tls->failures = g_array_new(FALSE, FALSE, sizeof(struct tls_failure));
  return tls;
}

void import_tls_free(struct import_tls *tls) {
  g_string_chunk_free(tls->texts);
  g_array_unref(tls->policies);
  g_array_unref(tls->failures);
  g_free(tls);
}

#define TOO_MUCH "the TLS report is larger than any can be"

static void keep(void *user, const char **text) {
  struct import_tls *tls = user;
  tls->bytes += *text ? strlen(*text) + 1 : 0;
  if (*text && tls->bytes <= FRAME_MAX)
    *text = g_string_chunk_insert(tls->texts, *text);
}

/* Of a policy or failure that was read into *of: it is kept in `array`. */
static bool take(struct import_tls *tls, const json_t *content, const struct import_part *part, GArray *array,
                 char **mistake) {
  g_array_set_size(array, array->len + 1);
  void *of = array->data + (array->len - 1) * part->fields->size;
  json_units_whole(content, part->name, part->fields, NULL, of, mistake);
  if (!*mistake)
    fields_each_text(part->fields, of, keep, tls);
  if (!*mistake && tls->bytes > FRAME_MAX)
    *mistake = g_strdup(TOO_MUCH);
  return !*mistake;
}

/* So many lines, which must be of that part. */
static bool read_lines(struct import_tls *tls, struct import_lines *lines, const struct import_part *part, uint32_t n,
                       GArray *array, GError **error) {
  g_array_set_size(array, 0);
  for (uint32_t i = 0; i < n; i++) {
    json_t *line = import_lines_next(lines, error);
    if (!line)
      return false;
    g_autofree char *mistake = NULL;
    const json_t *content = json_object_size(line) == 1 ? json_object_get(line, part->name) : NULL;
    if (!content)
      mistake = g_strdup_printf("it should be a %s of the report before", part->name);
    const bool good =
        (content && take(tls, content, part, array, &mistake)) || import_lines_fault(lines, error, "%s", mistake);
    json_decref(line);
    if (!good)
      return false;
  }
  return true;
}

bool import_tls_read(struct import_tls *tls, struct import_lines *lines, uint32_t policies, uint32_t failures,
                     struct tls_report *report, GError **error) {
  static const struct import_part policy = {"tls_policy", &tls_policy_fields};
  static const struct import_part failure = {"tls_failure", &tls_failure_fields};
  g_string_chunk_clear(tls->texts);
  tls->bytes = 0;
  if (!read_lines(tls, lines, &policy, policies, tls->policies, error) ||
      !read_lines(tls, lines, &failure, failures, tls->failures, error))
    return false;
  report->policies = (struct tls_policy *)(void *)tls->policies->data;
  report->n_policies = policies;
  report->failures = (struct tls_failure *)(void *)tls->failures->data;
  report->n_failures = failures;
  return true;
}
