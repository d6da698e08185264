/* SPDX-License-Identifier: MIT */
/* Hostile text on its way to terminals, spreadsheets and pages. */
#include "base/csv.h"
#include "base/text.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  uint8_t *copy = fuzz_copy(bytes, length);
  g_autofree char *shown = text_printable_bytes((const char *)copy, length);
  free(copy);
  if (shown[0])
    fuzz_check_sentence(shown);
  g_autofree char *again = text_printable(shown);
  FUZZ_CHECK(strcmp(shown, again) == 0);
  text_width(shown);
  g_autoptr(GString) lines = g_string_new(NULL);
  text_wrap(lines, shown, 2, 20);
  g_string_truncate(lines, 0);
  csv_append(lines, shown);
  const char *cell = lines->str + (lines->str[0] == '"');
  FUZZ_CHECK(!cell[0] || !strchr("=+-@", cell[0]));
  g_string_truncate(lines, 0);
  csv_append_tsv(lines, shown);
  FUZZ_CHECK(!strpbrk(lines->str, "\t\n"));
  return 0;
}
