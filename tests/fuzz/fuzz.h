/* SPDX-License-Identifier: MIT */
/*
 * fuzz: what the fuzz targets share. A target is one file with LLVMFuzzerTestOneInput(), which hands its bytes to a
 * reader of hostile input and holds what comes of it against what the reader promises. libFuzzer calls it in the preset
 * `fuzz`; driver.c does with files, for AFL++ and for the tests.
 */
#ifndef DMARCSTAT_TESTS_FUZZ_H
#define DMARCSTAT_TESTS_FUZZ_H

#include <fcntl.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* What a reader promises, and broke. */
#define FUZZ_CHECK(promise)                                                                                            \
  do {                                                                                                                 \
    if (!(promise)) {                                                                                                  \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #promise);                                            \
      abort();                                                                                                         \
    }                                                                                                                  \
  } while (0)

/* One line that is safe on a terminal. */
static inline void fuzz_check_sentence(const char *text) {
  FUZZ_CHECK(text && text[0]);
  FUZZ_CHECK(g_utf8_validate(text, -1, NULL));
  for (const char *at = text; *at; at = g_utf8_next_char(at))
    FUZZ_CHECK(!g_unichar_iscntrl(g_utf8_get_char(at)));
}

/* -- taking the input apart ---------------------------------------------------------------------------------------- */

struct fuzz_input {
  const uint8_t *bytes;
  size_t length;
};

/* The next byte; 0 at the end. */
static inline uint8_t fuzz_byte(struct fuzz_input *input) {
  if (input->length == 0)
    return 0;
  input->length--;
  return *input->bytes++;
}

/* What stands before the next zero byte, which is passed over, or all; as a text of its own. Caller frees. */
static inline char *fuzz_text(struct fuzz_input *input) {
  const uint8_t *end = input->length > 0 ? memchr(input->bytes, 0, input->length) : NULL;
  const size_t length = end ? (size_t)(end - input->bytes) : input->length, gone = length + (end ? 1 : 0);
  char *text = g_strndup((const char *)input->bytes, length);
  input->bytes += gone;
  input->length -= gone;
  return text;
}

/* A copy that ends where its memory ends, so that the sanitizer sees every step beyond. Caller frees. */
static inline uint8_t *fuzz_copy(const uint8_t *bytes, size_t length) {
  uint8_t *copy = malloc(length > 0 ? length : 1);
  if (length > 0)
    memcpy(copy, bytes, length);
  return copy;
}

/* A file with these bytes, and nothing else in it, which is the same for all runs. */
static inline int fuzz_file(const uint8_t *bytes, size_t length) {
  static int fd = -1;
  if (fd < 0)
    fd = memfd_create("item", MFD_CLOEXEC);
  FUZZ_CHECK(fd >= 0 && ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
  FUZZ_CHECK(pwrite(fd, bytes, length, 0) == (ssize_t)length);
  return fd;
}

#endif
