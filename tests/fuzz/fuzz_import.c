/* SPDX-License-Identifier: MIT */
/* An export that somebody has changed. */
#include "base/fault.h"
#include "exchange/import.h"
#include "fuzz.h"

static void read_records(struct report_stream *stream, GError **error) {
  struct record record;
  uint64_t n = 0;
  GError *broken = NULL;
  while (stream->next(stream, &record, &broken))
    n++;
  FUZZ_CHECK(broken || n == stream->report.records);
  if (broken)
    g_propagate_error(error, broken);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  GByteArray *text = g_byte_array_new();
  if (length == 0 || bytes[0] != '{')
    g_byte_array_append(text, (const uint8_t *)"{\"dmarcstat_export\":1}\n", 23);
  g_byte_array_append(text, bytes, (guint)length);
  GError *error = NULL;
  struct import *import = import_new(fuzz_file(text->data, text->len), "FILE", &error);
  struct import_unit unit = {.kind = IMPORT_REPORT};
  for (unsigned int i = 0; import && unit.kind != IMPORT_END && import_next(import, &unit, &error); i++) {
    if (unit.kind == IMPORT_REPORT && i % 2 == 0) /* the others are left unread */
      read_records(unit.stream, &error);
    if (error)
      break;
  }
  if (error) {
    FUZZ_CHECK(error->code == FAULT_DATA);
    fuzz_check_sentence(error->message);
    g_error_free(error);
  }
  import_free(import);
  g_byte_array_unref(text);
  return 0;
}
