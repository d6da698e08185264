/* SPDX-License-Identifier: MIT */
#include "report/checked_tls.h"
#include "report/resource.h"
#include "store/query.h"

bool checked_tls_each(struct store *store, const char *domain,
                      void (*each)(void *user, const struct checked_tls *finding), void *user, GError **error) {
  struct query *query = query_open(store, resource_text("sql/checked_tls.sql"), error);
  int step;
  if (!query)
    return false;
  query_bind_text(query, ":domain", domain);
  while ((step = query_step(query, error)) > 0) {
    const struct checked_tls finding = {.check = query_text(query, 0),
                                        .checked = query_int(query, 1),
                                        .result = query_text(query, 2),
                                        .subject = query_text(query, 3),
                                        .text = query_text(query, 4),
                                        .evidence = query_text(query, 5),
                                        .advice = query_text(query, 6)};
    each(user, &finding);
  }
  query_close(query);
  return step == 0;
}
