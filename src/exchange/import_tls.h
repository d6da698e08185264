/* SPDX-License-Identifier: MIT */
/* import_tls: a TLS report put together from its lines. Private to exchange/. */
#ifndef DMARCSTAT_EXCHANGE_IMPORT_TLS_H
#define DMARCSTAT_EXCHANGE_IMPORT_TLS_H

#include "exchange/import_line.h"
#include "schema/tls_report.h"

struct import_tls;

struct import_tls *import_tls_new(void);
void import_tls_free(struct import_tls *tls);

/*
 * Reads the lines of so many policies and failures behind that of the report, and has it point to them until the next
 * call. They are read as they are: the caller checks the whole. False with *error, also when they are more than a
 * report may have in bytes.
 */
bool import_tls_read(struct import_tls *tls, struct import_lines *lines, uint32_t policies, uint32_t failures,
                     struct tls_report *report, GError **error);

#endif
