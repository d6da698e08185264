/* SPDX-License-Identifier: MIT */
/* What is read of the fields of a mail: parameters, addresses, encoded words. */
#include "fuzz.h"
#include "ingest/mime_header.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct fuzz_input input = {bytes, length};
  g_autofree char *field = fuzz_text(&input);
  g_autoptr(GString) value = g_string_new(NULL);
  if (mime_header_parameter(field, "boundary", value))
    FUZZ_CHECK(value->len > 0);
  mime_header_is(field, "multipart");
  g_string_truncate(value, 0);
  if (mime_header_address_domain(field, value))
    FUZZ_CHECK(value->len > 0);
  g_string_truncate(value, 0);
  mime_header_decode(field, value);
  FUZZ_CHECK(value->len <= MIME_HEADER_TEXT);
  FUZZ_CHECK(g_utf8_validate(value->str, (gssize)value->len, NULL));
  g_strdelimit(value->str, "\t", ' ');
  if (value->len > 0)
    fuzz_check_sentence(value->str);
  return 0;
}
