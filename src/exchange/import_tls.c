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

/* False when it would be more than a report is. */
static bool keep(struct import_tls *tls, const char **const *texts, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const char *text = *texts[i];
    tls->bytes += text ? strlen(text) + 1 : 0;
    if (tls->bytes > FRAME_MAX)
      return false;
    *texts[i] = text ? g_string_chunk_insert(tls->texts, text) : NULL;
  }
  return true;
}

#define TOO_MUCH "the TLS report is larger than any can be"

static bool take_policy(struct import_tls *tls, const json_t *content, char **mistake) {
  struct tls_policy policy;
  json_units_tls_policy(content, &policy, mistake);
  const char **const texts[] = {&policy.type.raw, &policy.domain, &policy.text, &policy.mx};
  if (*mistake || !keep(tls, texts, G_N_ELEMENTS(texts)))
    return false;
  g_array_append_val(tls->policies, policy);
  return true;
}

static bool take_failure(struct import_tls *tls, const json_t *content, char **mistake) {
  struct tls_failure failure;
  json_units_tls_failure(content, &failure, mistake);
  const char **const texts[] = {&failure.result.raw,   &failure.sending_raw,    &failure.receiving_raw,
                                &failure.receiving_mx, &failure.receiving_helo, &failure.information,
                                &failure.reason_code};
  if (*mistake || !keep(tls, texts, G_N_ELEMENTS(texts)))
    return false;
  g_array_append_val(tls->failures, failure);
  return true;
}

/* One line, whose kind must be `wanted`. */
static bool read_line(struct import_tls *tls, struct import_lines *lines, const char *wanted,
                      bool (*take)(struct import_tls *tls, const json_t *content, char **mistake), GError **error) {
  json_t *line = import_lines_next(lines, error);
  if (!line)
    return false;
  g_autofree char *mistake = NULL;
  const json_t *content = json_object_size(line) == 1 ? json_object_get(line, wanted) : NULL;
  if (!content)
    mistake = g_strdup_printf("it should be a %s of the report before", wanted);
  const bool good =
      (content && take(tls, content, &mistake)) || import_lines_fault(lines, error, "%s", mistake ? mistake : TOO_MUCH);
  json_decref(line);
  return good;
}

bool import_tls_read(struct import_tls *tls, struct import_lines *lines, uint16_t policies, uint32_t failures,
                     struct tls_report *report, GError **error) {
  g_string_chunk_clear(tls->texts);
  tls->bytes = 0;
  g_array_set_size(tls->policies, 0);
  g_array_set_size(tls->failures, 0);
  for (unsigned int i = 0; i < policies; i++)
    if (!read_line(tls, lines, "tls_policy", take_policy, error))
      return false;
  for (uint32_t i = 0; i < failures; i++)
    if (!read_line(tls, lines, "tls_failure", take_failure, error))
      return false;
  report->policies = (struct tls_policy *)(void *)tls->policies->data;
  report->n_policies = policies;
  report->failures = (struct tls_failure *)(void *)tls->failures->data;
  report->n_failures = failures;
  return true;
}
