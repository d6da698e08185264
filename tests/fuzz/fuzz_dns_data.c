/* SPDX-License-Identifier: MIT */
/* Records as DNS gives them: names, texts, MX, TLSA. */
#include "fuzz.h"
#include "net/dns_data.h"
#include "net/host_name.h"
#include "net/txt.h"
#include "record/tlsa_record.h"

static void read_names(const uint8_t *bytes, size_t length) {
  size_t used = 0;
  g_autofree char *name = dns_name_from_wire(bytes, length, &used), *host = host_name_from_wire(bytes, length);
  if (name) {
    fuzz_check_sentence(name);
    FUZZ_CHECK(used > 0 && used <= length);
  }
  if (host) {
    fuzz_check_sentence(host);
    FUZZ_CHECK(strlen(host) <= HOST_NAME_MOST && strpbrk(host, "<>&\"'/\\ \t") == NULL);
  }
  const struct dns_record record = {bytes, length};
  struct dns_mx mx = {0};
  if (dns_mx_read(&record, &mx))
    fuzz_check_sentence(mx.host);
  g_free(mx.host);
  if (name)
    dns_answer_size(name, &record, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  read_names(bytes, length);
  g_autofree char *text = txt_from_wire(bytes, length);
  FUZZ_CHECK(!text || strlen(text) <= length);
  struct tlsa_record tlsa;
  if (tlsa_record_read(bytes, length, &tlsa)) {
    FUZZ_CHECK(tlsa.length <= length);
    g_autofree char *shown = tlsa_record_text(&tlsa);
    fuzz_check_sentence(shown);
    tlsa_record_unusable(&tlsa);
  }
  struct fuzz_input input = {bytes, length};
  g_autofree char *plain = fuzz_text(&input), *escaped = dns_name_escaped(plain);
  if (escaped)
    FUZZ_CHECK(escaped[0]);
  return 0;
}
