/* SPDX-License-Identifier: MIT */
/* Times as people type them. */
#include "base/fault.h"
#include "base/period.h"
#include "fuzz.h"

#define NOW 1762100000

static bool parse(bool (*reader)(const char *, const char *, int64_t, int32_t *, GError **), const char *text,
                  int32_t *day) {
  g_autoptr(GError) error = NULL;
  *day = -1;
  if (reader("--since", text, NOW, day, &error)) {
    FUZZ_CHECK(*day >= -PERIOD_DAY_MOST && *day <= PERIOD_DAY_MOST);
    return true;
  }
  FUZZ_CHECK(*day == -1 && error && error->code == FAULT_USAGE);
  fuzz_check_sentence(error->message);
  return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct fuzz_input input = {bytes, length};
  g_autofree char *text = fuzz_text(&input);
  int32_t since, until;
  const bool begins = parse(period_parse_since, text, &since), ends = parse(period_parse_until, text, &until);
  FUZZ_CHECK(begins == ends); /* what can be the first day can be the last */
  if (begins && since < until) {
    g_autofree char *words = period_words((struct period){since, until});
    fuzz_check_sentence(words);
  }
  return 0;
}
