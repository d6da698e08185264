/* SPDX-License-Identifier: MIT */
/*
 * The distance of two words is how many letters are wrong, missing, too many, or swapped with their neighbour (optimal
 * string alignment). Letters are bytes, and ASCII letters are the same in either case.
 */
#include "base/text.h"
#include <string.h>

#define LONGEST 255   /* a domain name is no longer; bounds the time that hostile text takes */
#define LONG_ENOUGH 6 /* for two mistakes in one word */
#define TOO_FAR 3

static unsigned int smallest(unsigned int a, unsigned int b, unsigned int c) {
  return MIN(MIN(a, b), c);
}

static bool same(char a, char b) {
  return g_ascii_tolower(a) == g_ascii_tolower(b);
}

/* Both at most LONGEST long. rows[i % 3][j] is the distance of the first i letters of `a` and j of `b`. */
static unsigned int distance(const char *a, size_t a_length, const char *b, size_t b_length) {
  unsigned int rows[3][LONGEST + 1];
  for (size_t j = 0; j <= b_length; j++)
    rows[0][j] = (unsigned int)j;
  for (size_t i = 1; i <= a_length; i++) {
    unsigned int *row = rows[i % 3];
    const unsigned int *above = rows[(i - 1) % 3], *swapped = rows[(i + 1) % 3];
    row[0] = (unsigned int)i;
    for (size_t j = 1; j <= b_length; j++) {
      row[j] = smallest(row[j - 1] + 1, above[j] + 1, above[j - 1] + !same(a[i - 1], b[j - 1]));
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
        row[j] = MIN(row[j], swapped[j - 2] + 1);
    }
  }
  return rows[a_length % 3][b_length];
}

const char *text_nearest(const char *wrong, const char *const *words) {
  const size_t length = strlen(wrong);
  const char *nearest = NULL;
  unsigned int least = length < LONG_ENOUGH ? TOO_FAR - 1 : TOO_FAR;
  if (length > LONGEST)
    return NULL;
  for (; *words; words++) {
    const size_t other = strlen(*words), apart = other > length ? other - length : length - other;
    if (other > LONGEST || apart >= least)
      continue;
    const unsigned int d = distance(wrong, length, *words, other);
    if (d < least && d < length) { /* else no letter is right */
      least = d;
      nearest = *words;
    }
  }
  return nearest;
}
