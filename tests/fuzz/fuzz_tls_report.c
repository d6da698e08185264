/* SPDX-License-Identifier: MIT */
/* The JSON of TLS reports. */
#include "ingest/json_guard.h"
#include "listening.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  const char *reason = json_guard((const char *)bytes, length);
  if (reason)
    fuzz_check_sentence(reason);
  /* what tells it apart stands in front, however the rest is changed */
  GByteArray *text = g_byte_array_new();
  if (length == 0 || bytes[0] != '{')
    g_byte_array_append(text, (const uint8_t *)"{\"organization-name\":\"r\",\"policies\":[", 37);
  g_byte_array_append(text, bytes, (guint)length);
  listening_read(text->data, text->len);
  g_byte_array_unref(text);
  return 0;
}
