/* SPDX-License-Identifier: MIT */
#include "dice.h"

struct dice dice_for(const char *name, uint64_t number) {
  uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
  for (const char *p = name; *p; p++)
    hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
  struct dice dice = {hash ^ (number * UINT64_C(0x9e3779b97f4a7c15))};
  dice_next(&dice);
  return dice;
}

uint64_t dice_next(struct dice *dice) {
  uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

uint64_t dice_below(struct dice *dice, uint64_t limit) {
  return dice_next(dice) % limit;
}
