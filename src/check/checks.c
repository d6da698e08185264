/* SPDX-License-Identifier: MIT */
#include "check/check.h"
#include <string.h>

extern const struct check check_bimi, check_dane, check_dkim, check_dmarc, check_mta_sts, check_mx, check_spf,
    check_tls, check_tls_rpt;

const struct check *const checks[] = {&check_dmarc,   &check_spf,  &check_dkim,    &check_mx,   &check_tls,
                                      &check_mta_sts, &check_dane, &check_tls_rpt, &check_bimi, NULL};

const struct check *check_find(const char *name) {
  for (const struct check *const *check = checks; *check; check++)
    if (strcmp((*check)->name, name) == 0)
      return *check;
  return NULL;
}

const char *check_failure_words(enum dns_status status) {
  switch (status) {
  case DNS_TIMED_OUT:
    return "DNS gave no answer in time";
  case DNS_BOGUS:
    return "the answer of DNS does not stand the test of DNSSEC";
  default:
    return "DNS failed to give an answer (SERVFAIL)";
  }
}
