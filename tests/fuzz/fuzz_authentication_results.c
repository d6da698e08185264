/* SPDX-License-Identifier: MIT */
/* A field Authentication-Results: read by itself, and on top of a mail with a report. */
#include "ingest/authentication_results.h"
#include "listening.h"

#define REPORT                                                                                                         \
  "\nFrom: r@reporter.example\nContent-Type: text/xml\n\n<?xml version=\"1.0\"?><feedback><report_metadata>"           \
  "<org_name>reporter.example</org_name><email>r@reporter.example</email><report_id>r1</report_id><date_range>"        \
  "<begin>1761955200</begin><end>1762041599</end></date_range></report_metadata><policy_published>"                    \
  "<domain>example.org</domain><p>none</p></policy_published></feedback>"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static const char *const ours[] = {"mx.example.org", "two words", NULL};
  struct authentication authentication = {0};
  if (authentication_results_read((const char *)bytes, length, ours, &authentication)) {
    FUZZ_CHECK(authentication.n_dkim <= AUTHENTICATION_DKIM_MOST);
    FUZZ_CHECK(strlen(authentication.from) <= AUTHSERV_ID_MOST);
    for (unsigned int i = 0; i < authentication.n_dkim; i++)
      FUZZ_CHECK(strlen(authentication.dkim[i]) <= AUTHSERV_ID_MOST);
  }
  GByteArray *mail = g_byte_array_new();
  g_byte_array_append(mail, (const uint8_t *)"Authentication-Results:", 23);
  g_byte_array_append(mail, bytes, (guint)length);
  g_byte_array_append(mail, (const uint8_t *)REPORT, sizeof REPORT - 1);
  listening_read(mail->data, mail->len);
  g_byte_array_unref(mail);
  return 0;
}
