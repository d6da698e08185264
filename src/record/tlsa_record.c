/* SPDX-License-Identifier: MIT */
#include "record/tlsa_record.h"

#define HEAD 3
#define SHOWN_MOST 32
#define SHA256_BYTES 32
#define SHA512_BYTES 64

bool tlsa_record_read(const uint8_t *bytes, size_t length, struct tlsa_record *record) {
  if (length <= HEAD)
    return false;
  *record = (struct tlsa_record){bytes[0], bytes[1], bytes[2], bytes + HEAD, length - HEAD};
  return true;
}

const char *tlsa_record_unusable(const struct tlsa_record *record) {
  if (record->usage == TLSA_PKIX_TA || record->usage == TLSA_PKIX_EE)
    return "usages 0 and 1 need authorities that senders of mail do not share";
  if (record->usage > TLSA_DANE_EE)
    return "its usage is none that is known";
  if (record->selector > TLSA_PUBLIC_KEY)
    return "its selector is none that is known";
  if (record->matching > TLSA_SHA512)
    return "its matching type is none that is known";
  if ((record->matching == TLSA_SHA256 && record->length != SHA256_BYTES) ||
      (record->matching == TLSA_SHA512 && record->length != SHA512_BYTES))
    return "its digest has not the length that its matching type has";
  return NULL;
}

char *tlsa_record_text(const struct tlsa_record *record) {
  GString *text = g_string_new(NULL);
  g_string_printf(text, "%u %u %u ", record->usage, record->selector, record->matching);
  for (size_t i = 0; i < MIN(record->length, SHOWN_MOST); i++)
    g_string_append_printf(text, "%02x", record->data[i]);
  if (record->length > SHOWN_MOST)
    g_string_append(text, "...");
  return g_string_free(text, FALSE);
}
