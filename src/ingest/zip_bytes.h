/* SPDX-License-Identifier: MIT */
/*
 * zip_bytes: the bytes of a zip, in memory or as a range of a file, as libzip wants them.
 */
#ifndef DMARCSTAT_INGEST_ZIP_BYTES_H
#define DMARCSTAT_INGEST_ZIP_BYTES_H

#include <stdbool.h>
#include <stdint.h>
#include <zip.h>

struct zip_bytes {
  const uint8_t *memory; /* NULL: fd, from offset on */
  int fd;
  uint64_t offset, length;
  uint64_t position; /* set 0 */
  zip_error_t error; /* set 0 */
};

/*
 * The most room that any table of contents in it claims, in bytes, found at its end without reading the table. libzip
 * takes memory for every entry of it when it opens a zip, so this is asked before. UINT64_MAX when it cannot be known.
 * *garbage: something other than zeros follows the end of the zip.
 */
uint64_t zip_bytes_directory(struct zip_bytes *bytes, bool *garbage);

/* A source for zip_open_from_source. `bytes` must outlive it. NULL with *error. */
zip_source_t *zip_bytes_source(struct zip_bytes *bytes, zip_error_t *error);

#endif
