/* SPDX-License-Identifier: MIT */
/* An item as it comes, of any kind: mail, gzip, zlib, zip, base64, XML, JSON. */
#include "listening.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  listening_read(bytes, length);
  return 0;
}
