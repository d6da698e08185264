/* SPDX-License-Identifier: MIT */
#include "ingest/zip_bytes.h"
#include <errno.h>
#include <glib.h>
#include <string.h>
#include <unistd.h>

/* APPNOTE.TXT sections 4.3.14 to 4.3.16 */
#define END_LENGTH 22
#define LOCATOR_LENGTH 20
#define END_64_LENGTH 56
#define TAIL_MOST (0xffff + END_LENGTH + LOCATOR_LENGTH)
#define ENTRY_LENGTH 46

/* As many bytes as there are from `position` on, at most `length`; -1 with errno. */
static ssize_t read_at(const struct zip_bytes *bytes, uint64_t position, void *to, uint64_t length) {
  if (position >= bytes->length)
    return 0;
  length = MIN(length, bytes->length - position);
  if (bytes->memory) {
    memcpy(to, bytes->memory + position, length);
    return (ssize_t)length;
  }
  ssize_t got;
  do
    got = pread(bytes->fd, to, length, (off_t)(bytes->offset + position));
  while (got < 0 && errno == EINTR);
  return got;
}

static uint64_t little_endian(const uint8_t *at, size_t length) {
  uint64_t number = 0;
  while (length-- > 0)
    number = number << 8 | at[length];
  return number;
}

static uint64_t directory_64(const struct zip_bytes *bytes, const uint8_t *locator) {
  uint8_t end[END_64_LENGTH];
  if (read_at(bytes, little_endian(locator + 8, 8), end, sizeof end) != sizeof end)
    return 0; /* it points nowhere: libzip will not find a table there either */
  const uint64_t entries = little_endian(end + 32, 8), length = little_endian(end + 40, 8);
  return MAX(length, entries > UINT64_MAX / ENTRY_LENGTH ? UINT64_MAX : entries * ENTRY_LENGTH);
}

/* What follows the end record at `end`, before `stop`, and the comment in it. */
static bool has_garbage(const uint8_t *end, const uint8_t *stop) {
  const uint64_t record = END_LENGTH + little_endian(end + 20, 2);
  if (record > (uint64_t)(stop - end))
    return false;
  for (const uint8_t *p = end + record; p < stop; p++)
    if (*p != 0)
      return true;
  return false;
}

uint64_t zip_bytes_directory(struct zip_bytes *bytes, bool *garbage) {
  *garbage = false;
  const uint64_t tail_length = MIN(bytes->length, TAIL_MOST);
  g_autofree uint8_t *tail = g_malloc(tail_length);
  if (read_at(bytes, bytes->length - tail_length, tail, tail_length) != (ssize_t)tail_length)
    return UINT64_MAX;
  uint64_t most = 0;
  for (uint64_t i = 0; i + END_LENGTH <= tail_length; i++) {
    const uint8_t *end = memchr(tail + i, 'P', tail_length - END_LENGTH + 1 - i);
    if (!end)
      break;
    i = (uint64_t)(end - tail);
    if (memcmp(end, "PK\5\6", 4) != 0)
      continue;
    *garbage = has_garbage(end, tail + tail_length);
    const uint64_t entries = little_endian(end + 10, 2), length = little_endian(end + 12, 4);
    if (i >= LOCATOR_LENGTH && memcmp(end - LOCATOR_LENGTH, "PK\6\7", 4) == 0)
      most = MAX(most, directory_64(bytes, end - LOCATOR_LENGTH));
    else
      most = MAX(most, MAX(length, entries * ENTRY_LENGTH));
  }
  return most;
}

static zip_int64_t seek(struct zip_bytes *bytes, void *data, zip_uint64_t length) {
  const zip_int64_t position =
      zip_source_seek_compute_offset(bytes->position, bytes->length, data, length, &bytes->error);
  if (position < 0)
    return -1;
  bytes->position = (uint64_t)position;
  return 0;
}

static zip_int64_t supply(void *user, void *data, zip_uint64_t length, zip_source_cmd_t command) {
  struct zip_bytes *bytes = user;
  switch (command) {
  case ZIP_SOURCE_OPEN:
    bytes->position = 0;
    return 0;
  case ZIP_SOURCE_READ: {
    const ssize_t got = read_at(bytes, bytes->position, data, length);
    if (got < 0)
      zip_error_set(&bytes->error, ZIP_ER_READ, errno);
    else
      bytes->position += (uint64_t)got;
    return got;
  }
  case ZIP_SOURCE_SEEK:
    return seek(bytes, data, length);
  case ZIP_SOURCE_TELL:
    return (zip_int64_t)bytes->position;
  case ZIP_SOURCE_STAT: {
    zip_stat_t *stat = data;
    zip_stat_init(stat);
    stat->size = bytes->length;
    stat->valid = ZIP_STAT_SIZE;
    return sizeof *stat;
  }
  case ZIP_SOURCE_ERROR:
    return zip_error_to_data(&bytes->error, data, length);
  case ZIP_SOURCE_SUPPORTS:
    return ZIP_SOURCE_SUPPORTS_SEEKABLE;
  case ZIP_SOURCE_CLOSE:
  case ZIP_SOURCE_FREE:
    return 0;
  default:
    zip_error_set(&bytes->error, ZIP_ER_OPNOTSUPP, 0);
    return -1;
  }
}

zip_source_t *zip_bytes_source(struct zip_bytes *bytes, zip_error_t *error) {
  return zip_source_function_create(supply, bytes, error);
}
