/* SPDX-License-Identifier: MIT */
#include "record/findings.h"
#include "base/fault.h"

static void finding_free(void *data) {
  struct finding *finding = data;
  g_free(finding->text);
  g_free(finding);
}

GPtrArray *findings_new(void) {
  return g_ptr_array_new_with_free_func(finding_free);
}

void findings_add_va(GPtrArray *findings, enum finding_severity severity, size_t at, const char *rule,
                     const char *format, va_list arguments) {
  struct finding *finding = g_new(struct finding, 1);
  *finding = (struct finding){severity, at, g_strdup_vprintf(format, arguments), rule};
  g_ptr_array_add(findings, finding);
}

bool findings_add(GPtrArray *findings, enum finding_severity severity, size_t at, const char *rule, const char *format,
                  ...) {
  va_list arguments;
  va_start(arguments, format);
  findings_add_va(findings, severity, at, rule, format, arguments);
  va_end(arguments);
  return false;
}

bool findings_have_error(const GPtrArray *findings) {
  for (unsigned int i = 0; i < findings->len; i++)
    if (((const struct finding *)findings->pdata[i])->severity == FINDING_ERROR)
      return true;
  return false;
}

bool findings_fault(const GPtrArray *findings, const char *name, GError **error) {
  for (unsigned int i = 0; i < findings->len; i++) {
    const struct finding *finding = findings->pdata[i];
    if (finding->severity == FINDING_ERROR)
      return fault(error, FAULT_USAGE, "%s: at character %zu, %s (%s).", name, finding->at + 1, finding->text,
                   finding->rule);
  }
  return true;
}
