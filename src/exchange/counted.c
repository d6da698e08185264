/* SPDX-License-Identifier: MIT */
#include "exchange/export.h"

#define COUNTED(name, since)                                                                                           \
  { #name, offsetof(struct exchange_counts, name), since }

const struct exchange_counted exchange_counted[EXCHANGE_COUNTED] = {
    COUNTED(reports, 1),      COUNTED(records, 1),         COUNTED(tls_reports, 2), COUNTED(tls_policies, 2),
    COUNTED(tls_failures, 2), COUNTED(failure_reports, 2), COUNTED(quarantined, 1), COUNTED(sources, 1)};

uint64_t exchange_count(const struct exchange_counts *counts, size_t which) {
  return *(const uint64_t *)(const void *)((const char *)counts + exchange_counted[which].offset);
}
