/* SPDX-License-Identifier: MIT */
/*
 * walker: who finds organisational domains by the DNS tree walk (RFC 9989 section 4.10) for a question. This room asks
 * no DNS; the front door gives a walker in the filter, which is asked once, before the SQL that needs the answer.
 */
#ifndef DMARCSTAT_REPORT_WALKER_H
#define DMARCSTAT_REPORT_WALKER_H

#include "record/dmarc_record.h"

#define WALKER_NAMES_MOST 5000 /* of one question; those with most mail come first */

struct walker_wish {
  const char *const *names; /* HOSTILE */
  unsigned int n;
  const char *domain;                /* policy domain that the record is tried at, as if it were published there */
  const struct dmarc_record *record; /* NULL: what DNS has there holds; where it has none, a record without psd */
};

struct walker {
  /*
   * Fills in organisations[i], NULL where DNS gave no answer; the caller frees each. False with FAULT_UNAVAILABLE when
   * there seems to be no DNS at all.
   */
  bool (*walk)(void *user, const struct walker_wish *wish, char **organisations, GError **error);
  void *user;
};

#endif
