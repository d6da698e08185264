/* SPDX-License-Identifier: MIT */
/* Addresses of pages: a path, a zero byte, and a query. */
#include "base/fault.h"
#include "fuzz.h"
#include "web/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct fuzz_input input = {bytes, length};
  g_autofree char *path = fuzz_text(&input), *query = fuzz_text(&input);
  g_autoptr(GError) error = NULL;
  struct request *request = request_parse(path, query, &error);
  FUZZ_CHECK((request == NULL) == (error != NULL));
  if (error) {
    FUZZ_CHECK(error->code == FAULT_NO_INPUT || error->code == FAULT_USAGE);
    fuzz_check_sentence(error->message);
    return 0;
  }
  FUZZ_CHECK(request->page || request->file);
  FUZZ_CHECK(request->days >= 0 && request->days <= REQUEST_DAYS_MOST);
  request_free(request);
  g_autofree char *base = request_base("dmarcstat.cgi", path);
  FUZZ_CHECK(base);
  return 0;
}
