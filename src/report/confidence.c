/* SPDX-License-Identifier: MIT */
#include "report/confidence.h"
#include <glib.h>
#include <math.h>

#define Z 1.645       /* one-sided, 95 % */
#define Z_CHANGE 3.29 /* two-sided, 99.9 % */
#define LEAST_CHANGE 0.05

double confidence_upper(uint64_t hits, uint64_t n) {
  if (n == 0)
    return 1;
  if (hits == 0)
    return MIN(3.0 / (double)n, 1);
  const double count = (double)n, share = (double)hits / count, z2 = Z * Z;
  const double middle = share + z2 / (2 * count);
  const double spread = Z * sqrt(share * (1 - share) / count + z2 / (4 * count * count));
  return MIN((middle + spread) / (1 + z2 / count), 1);
}

int confidence_change(uint64_t hits_of_n, uint64_t n, uint64_t hits_of_m, uint64_t m) {
  if (n == 0 || m == 0)
    return 0;
  const double before = (double)hits_of_n / (double)n, after = (double)hits_of_m / (double)m;
  const double both = ((double)hits_of_n + (double)hits_of_m) / ((double)n + (double)m);
  const double spread = sqrt(both * (1 - both) * (1 / (double)n + 1 / (double)m));
  if (fabs(after - before) < LEAST_CHANGE || fabs(after - before) < Z_CHANGE * spread)
    return 0;
  return after < before ? -1 : 1;
}

static int64_t sql_rate_change(const int64_t *arguments, int n) {
  (void)n;
  return confidence_change((uint64_t)arguments[0], (uint64_t)arguments[1], (uint64_t)arguments[2],
                           (uint64_t)arguments[3]);
}

bool confidence_add_function(struct store *store, GError **error) {
  return query_add_function(store, "rate_change", 4, sql_rate_change, error);
}
