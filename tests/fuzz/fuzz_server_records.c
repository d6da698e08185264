/* SPDX-License-Identifier: MIT */
/* The other records of mail: DKIM, MTA-STS and its policy, TLS-RPT, BIMI. The version is put in front when it lacks. */
#include "findings_check.h"
#include "record/bimi_record.h"
#include "record/dkim_record.h"
#include "record/mta_sts_policy.h"
#include "record/mta_sts_record.h"
#include "record/tls_rpt_record.h"

static void read_dkim(const char *text) {
  struct dkim_record record;
  dkim_record_parse(text, &record);
  findings_check(record.findings, strlen(text), record.valid);
  dkim_record_clear(&record);
}

static void read_mta_sts(const char *text) {
  struct mta_sts_record record;
  mta_sts_record_is(text);
  mta_sts_record_parse(text, &record);
  findings_check(record.findings, strlen(text), record.valid);
  FUZZ_CHECK(!record.valid || record.id);
  mta_sts_record_clear(&record);
}

static void read_tls_rpt(const char *text) {
  struct tls_rpt_record record;
  tls_rpt_record_is(text);
  tls_rpt_record_parse(text, &record);
  findings_check(record.findings, strlen(text), false);
  tls_rpt_record_clear(&record);
}

static void read_bimi(const char *text) {
  struct bimi_record record;
  bimi_record_is(text);
  bimi_record_parse(text, &record);
  findings_check(record.findings, strlen(text), record.valid);
  bimi_record_clear(&record);
}

static void read_policy(const uint8_t *bytes, size_t length) {
  uint8_t *copy = fuzz_copy(bytes, MIN(length, MTA_STS_POLICY_MOST));
  struct mta_sts_policy policy;
  mta_sts_policy_parse((const char *)copy, MIN(length, MTA_STS_POLICY_MOST), &policy);
  findings_check(policy.findings, length, policy.valid);
  mta_sts_policy_allows(&policy, "mx.example.org");
  mta_sts_policy_clear(&policy);
  free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct fuzz_input input = {bytes, length};
  const uint8_t kind = fuzz_byte(&input);
  if (kind % 5 == 4) {
    read_policy(input.bytes, input.length);
    return 0;
  }
  static const char *const versions[] = {"", "v=STSv1; ", "v=TLSRPTv1; ", "v=BIMI1; "};
  static void (*const readers[])(const char *) = {read_dkim, read_mta_sts, read_tls_rpt, read_bimi};
  g_autofree char *rest = fuzz_text(&input), *text = g_strconcat(kind & 0x80 ? "" : versions[kind % 5], rest, NULL);
  readers[kind % 5](text);
  return 0;
}
