/* SPDX-License-Identifier: MIT */
/* findings_check: what readers of records promise of their findings. */
#ifndef DMARCSTAT_TESTS_FUZZ_FINDINGS_CHECK_H
#define DMARCSTAT_TESTS_FUZZ_FINDINGS_CHECK_H

#include "fuzz.h"
#include "record/findings.h"

/* Each has its place within `length` bytes, one printable sentence and a rule; no error when the record is `valid`. */
static inline void findings_check(const GPtrArray *findings, size_t length, bool valid) {
  for (guint i = 0; i < findings->len; i++) {
    const struct finding *finding = g_ptr_array_index(findings, i);
    FUZZ_CHECK(finding->at <= length && finding->rule);
    fuzz_check_sentence(finding->text);
  }
  FUZZ_CHECK(!valid || !findings_have_error(findings));
}

#endif
