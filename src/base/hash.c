/* SPDX-License-Identifier: MIT */
#include "base/hash.h"
#include <stdint.h>
#include <string.h>

#define BLOCK 16

__extension__ typedef unsigned __int128 product;

/* Both halves of the product, so that every bit of either factor reaches every bit of the result. */
static uint64_t fold(uint64_t a, uint64_t b) {
  const product whole = (product)a * b;
  return (uint64_t)whole ^ (uint64_t)(whole >> 64);
}

static const uint64_t *key(void) {
  static gsize once;
  static uint64_t words[3];
  if (g_once_init_enter(&once)) {
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
      words[i] = (uint64_t)g_random_int() << 32 | g_random_int(); /* GLib seeds it from /dev/urandom */
    g_once_init_leave(&once, 1);
  }
  return words;
}

guint hash_bytes(const void *bytes, size_t length) {
  const uint64_t *secret = key();
  const uint8_t *at = bytes;
  uint64_t mix = secret[0] ^ length;
  while (length > 0) {
    uint64_t words[2] = {0};
    const size_t n = MIN(length, BLOCK);
    memcpy(words, at, n);
    mix = fold(words[0] ^ secret[1], words[1] ^ secret[2] ^ mix);
    at += n;
    length -= n;
  }
  return (guint)fold(mix ^ secret[1], secret[0] | 1);
}
