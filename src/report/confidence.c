/* SPDX-License-Identifier: MIT */
#include "report/confidence.h"
#include <glib.h>
#include <math.h>

#define Z 1.645 /* one-sided, 95 % */

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
