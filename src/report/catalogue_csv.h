/* SPDX-License-Identifier: MIT */
/* catalogue_csv: the rows of a sender catalogue; report/catalogue.h says what they mean. */
#ifndef DMARCSTAT_REPORT_CATALOGUE_CSV_H
#define DMARCSTAT_REPORT_CATALOGUE_CSV_H

#include <glib.h>
#include <stdbool.h>

enum catalogue_column {
  CATALOGUE_SERVICE,
  CATALOGUE_KIND,
  CATALOGUE_NAMES,
  CATALOGUE_DKIM,
  CATALOGUE_ENVELOPE,
  CATALOGUE_NETWORKS,
  CATALOGUE_COLUMNS
};

struct catalogue_row {
  const char *file; /* printable */
  unsigned int line;
  char **cells; /* CATALOGUE_COLUMNS of them, without spaces around */
};

/*
 * Calls `each` for every row behind the header, in order; it stops where that gives false. `text` is UTF-8. A fault
 * (FAULT_CONFIG) names `file`, which is printable, and the line.
 */
bool catalogue_csv_read(const char *file, const char *text,
                        bool (*each)(void *user, const struct catalogue_row *row, GError **error), void *user,
                        GError **error);

/* A mistake in a row; always false. What is put in must be printable. */
bool catalogue_csv_fault(const struct catalogue_row *row, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif
