/* SPDX-License-Identifier: MIT */
#include "pack.h"
#include <string.h>
#include <zip.h>
#include <zlib.h>

const char *pack_suffix(enum packing packing) {
  return packing == PACK_PLAIN ? ".xml" : packing == PACK_ZIP ? ".zip" : ".xml.gz";
}

static GBytes *pack_gzip(const char *name, GBytes *content, int64_t time, const char *tail) {
  gsize length = 0;
  const void *bytes = g_bytes_get_data(content, &length);
  g_autofree char *own_name = g_strdup(name);
  gz_header header = {.name = (Bytef *)own_name, .time = (uLong)time, .os = 3 /* Unix */};
  z_stream z = {0};
  if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    g_error("zlib cannot start");
  deflateSetHeader(&z, &header);
  const uLong room = deflateBound(&z, length);
  guint8 *out = g_malloc(room + strlen(tail));
  z.next_in = (Bytef *)(uintptr_t)bytes;
  z.avail_in = (uInt)length;
  z.next_out = out;
  z.avail_out = (uInt)room;
  if (deflate(&z, Z_FINISH) != Z_STREAM_END)
    g_error("zlib cannot pack %s", name);
  const uLong packed = z.total_out;
  deflateEnd(&z);
  memcpy(out + packed, tail, strlen(tail));
  return g_bytes_new_take(out, packed + strlen(tail));
}

/* Date and time as zip keeps them, without any time zone. */
static void dos_time(int64_t time, zip_uint16_t *clock, zip_uint16_t *date) {
  g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(time);
  *clock = (zip_uint16_t)(g_date_time_get_hour(when) << 11 | g_date_time_get_minute(when) << 5 |
                          g_date_time_get_second(when) / 2);
  *date = (zip_uint16_t)((g_date_time_get_year(when) - 1980) << 9 | g_date_time_get_month(when) << 5 |
                         g_date_time_get_day_of_month(when));
}

static GBytes *read_source(zip_source_t *source) {
  zip_stat_t stat;
  if (zip_source_stat(source, &stat) < 0 || zip_source_open(source) < 0)
    g_error("libzip cannot give its archive back");
  guint8 *bytes = g_malloc(stat.size);
  const zip_int64_t length = zip_source_read(source, bytes, stat.size);
  if (length < 0 || (zip_uint64_t)length != stat.size)
    g_error("libzip gave half of its archive back");
  zip_source_close(source);
  return g_bytes_new_take(bytes, stat.size);
}

static GBytes *pack_zip(const char *name, GBytes *content, int64_t time) {
  gsize length = 0;
  const void *bytes = g_bytes_get_data(content, &length);
  zip_uint16_t clock = 0, date = 0;
  dos_time(time, &clock, &date);
  zip_source_t *archive = zip_source_buffer_create(NULL, 0, 0, NULL);
  zip_t *zip = zip_open_from_source(archive, ZIP_TRUNCATE, NULL);
  if (!zip)
    g_error("libzip cannot start");
  zip_source_keep(archive);
  const zip_int64_t index = zip_file_add(zip, name, zip_source_buffer(zip, bytes, length, 0), ZIP_FL_ENC_GUESS);
  if (index < 0 || zip_file_set_dostime(zip, (zip_uint64_t)index, clock, date, 0) < 0 || zip_close(zip) < 0)
    g_error("libzip cannot pack %s", name);
  GBytes *packed = read_source(archive);
  zip_source_free(archive);
  return packed;
}

GBytes *pack(enum packing packing, const char *name, GBytes *content, int64_t time) {
  switch (packing) {
  case PACK_GZIP:
    return pack_gzip(name, content, time, "");
  case PACK_GZIP_CRLF:
    return pack_gzip(name, content, time, "\r\n");
  case PACK_ZIP:
    return pack_zip(name, content, time);
  case PACK_PLAIN:
    break;
  }
  return g_bytes_ref(content);
}
