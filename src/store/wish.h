/* SPDX-License-Identifier: MIT */
/* wish: which reports of each kind somebody asked for. Private to the store. */
#ifndef DMARCSTAT_STORE_WISH_H
#define DMARCSTAT_STORE_WISH_H

#include "store/store_parts.h"

enum wished { WISHED_REPORTS, WISHED_TLS_REPORTS, WISHED_FAILURES, WISHED_MAX };

/*
 * The statement "SELECT `columns` FROM table AS r `joins`" for those that fit, in the order in which they were stored;
 * `columns` and `joins` are SQL of ours. Finalize it. NULL with *error; FAULT_NO_INPUT as store_find_domain().
 */
sqlite3_stmt *wish_prepare(struct store *store, enum wished which, const char *columns, const char *joins,
                           const struct report_wish *wish, GError **error);

#endif
