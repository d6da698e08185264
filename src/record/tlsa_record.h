/* SPDX-License-Identifier: MIT */
/* tlsa_record: a TLSA record as it is on the wire, RFC 6698 section 2.1, and what it is worth for SMTP, RFC 7672. */
#ifndef DMARCSTAT_RECORD_TLSA_RECORD_H
#define DMARCSTAT_RECORD_TLSA_RECORD_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tlsa_usage { TLSA_PKIX_TA, TLSA_PKIX_EE, TLSA_DANE_TA, TLSA_DANE_EE };
enum tlsa_selector { TLSA_CERTIFICATE, TLSA_PUBLIC_KEY };
enum tlsa_matching { TLSA_FULL, TLSA_SHA256, TLSA_SHA512 };

struct tlsa_record {
  uint8_t usage, selector, matching; /* any value; the enumerations name those that are known */
  const uint8_t *data;               /* within the bytes that were read */
  size_t length;
};

/* False when it is too short. The bytes must stay. */
bool tlsa_record_read(const uint8_t *bytes, size_t length, struct tlsa_record *record);

/*
 * Why senders of mail cannot use it (RFC 7672 sections 2.2 and 3.1): "its usage 0 is not for mail servers", without
 * capital and full stop; NULL when they can. A constant.
 */
const char *tlsa_record_unusable(const struct tlsa_record *record);

/* "3 1 1 0123abcd...", at most 32 bytes of the data. Caller frees. */
char *tlsa_record_text(const struct tlsa_record *record);

#endif
