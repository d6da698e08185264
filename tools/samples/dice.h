/* SPDX-License-Identifier: MIT */
/*
 * dice: repeatable chance (splitmix64). Every thing that needs chance makes its own dice from its name, so that a
 * change to one row of the tables leaves the others as they were.
 */
#ifndef SAMPLES_DICE_H
#define SAMPLES_DICE_H

#include <stdint.h>

struct dice {
  uint64_t state;
};

/* Dice that belong to `name` and `number`. */
struct dice dice_for(const char *name, uint64_t number);

uint64_t dice_next(struct dice *dice);

/* 0 .. limit - 1; limit > 0. */
uint64_t dice_below(struct dice *dice, uint64_t limit);

#endif
