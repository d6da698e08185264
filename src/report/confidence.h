/* SPDX-License-Identifier: MIT */
/* confidence: what a share that was seen says about the share that is to be expected. */
#ifndef DMARCSTAT_REPORT_CONFIDENCE_H
#define DMARCSTAT_REPORT_CONFIDENCE_H

#include <stdint.h>

/*
 * The share, from 0 to 1, that is exceeded with a probability of one in twenty at most when `hits` of `n` were seen:
 * the upper end of Wilson's interval, or three in n (the rule of three) when none was. 1 when n is 0.
 */
double confidence_upper(uint64_t hits, uint64_t n);

#endif
