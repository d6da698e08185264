/* SPDX-License-Identifier: MIT */
/* confidence: what a share that was seen says about the share that is to be expected. */
#ifndef DMARCSTAT_REPORT_CONFIDENCE_H
#define DMARCSTAT_REPORT_CONFIDENCE_H

#include "store/query.h"
#include <stdint.h>

/*
 * The share, from 0 to 1, that is exceeded with a probability of one in twenty at most when `hits` of `n` were seen:
 * the upper end of Wilson's interval, or three in n (the rule of three) when none was. 1 when n is 0.
 */
double confidence_upper(uint64_t hits, uint64_t n);

/*
 * Whether the share of hits went down (-1) or up (1) from n to m, or cannot be told to have changed (0): by 5
 * percentage points at least, and with a probability of one in a thousand at most that it did so by chance (a two-sided
 * test of two proportions). 0 when n or m is 0.
 */
int confidence_change(uint64_t hits_of_n, uint64_t n, uint64_t hits_of_m, uint64_t m);

/* The same in SQL: rate_change(hits_of_n, n, hits_of_m, m). */
bool confidence_add_function(struct store *store, GError **error);

#endif
