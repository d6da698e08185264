/* SPDX-License-Identifier: MIT */
#include "schema/tls_report.h"

uint64_t tls_report_sessions_ok(const struct tls_report *report) {
  uint64_t sum = 0;
  for (unsigned int i = 0; i < report->n_policies; i++)
    sum += report->policies[i].sessions_ok;
  return sum;
}

uint64_t tls_report_sessions_failed(const struct tls_report *report) {
  uint64_t sum = 0;
  for (unsigned int i = 0; i < report->n_policies; i++)
    sum += report->policies[i].sessions_failed;
  return sum;
}
