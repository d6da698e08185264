/* SPDX-License-Identifier: MIT */
/*
 * mmdb_file: writes the smallest file in the format of MaxMind (version 2.0): one block of IPv4 addresses with one map.
 */
#ifndef DMARCSTAT_TESTS_MMDB_FILE_H
#define DMARCSTAT_TESTS_MMDB_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum mmdb_type { MMDB_TEXT = 2, MMDB_UINT16 = 5, MMDB_UINT32 = 6, MMDB_MAP = 7, MMDB_UINT64 = 9, MMDB_ARRAY = 11 };

static inline void mmdb_control(GByteArray *out, enum mmdb_type type, size_t size) {
  const guint8 first = (guint8)((type > MMDB_MAP ? 0u : (unsigned int)type << 5) | MIN(size, 29));
  const guint8 extended = (guint8)(type - 7), more = (guint8)(size - 29);
  g_byte_array_append(out, &first, 1);
  if (type > MMDB_MAP)
    g_byte_array_append(out, &extended, 1);
  if (size >= 29) /* up to 284 */
    g_byte_array_append(out, &more, 1);
}

static inline void mmdb_text(GByteArray *out, const char *text) {
  mmdb_control(out, MMDB_TEXT, strlen(text));
  g_byte_array_append(out, (const guint8 *)text, (guint)strlen(text));
}

static inline void mmdb_number(GByteArray *out, enum mmdb_type type, guint32 number) {
  const guint8 bytes[] = {(guint8)(number >> 24), (guint8)(number >> 16), (guint8)(number >> 8), (guint8)number};
  mmdb_control(out, type, 4 - (type == MMDB_UINT16 ? 2 : 0));
  g_byte_array_append(out, bytes + (type == MMDB_UINT16 ? 2 : 0), type == MMDB_UINT16 ? 2 : 4);
}

static inline void mmdb_record(GByteArray *out, guint32 value) {
  const guint8 bytes[] = {(guint8)(value >> 16), (guint8)(value >> 8), (guint8)value};
  g_byte_array_append(out, bytes, 3);
}

/* `data` is the map of the block; the tree is one path of `prefix` nodes. */
static inline void mmdb_write(const char *path, const char *type, const guint8 block[4], unsigned int prefix,
                              const GByteArray *data) {
  g_autoptr(GByteArray) out = g_byte_array_new();
  for (unsigned int i = 0; i < prefix; i++) {
    const guint32 onward = i + 1 == prefix ? prefix + 16 : i + 1;
    const bool one = block[i / 8] >> (7 - i % 8) & 1;
    mmdb_record(out, one ? prefix : onward);
    mmdb_record(out, one ? onward : prefix);
  }
  static const guint8 gap[16] = {0};
  g_byte_array_append(out, gap, sizeof gap);
  g_byte_array_append(out, data->data, data->len);
  g_byte_array_append(out, (const guint8 *)"\xab\xcd\xefMaxMind.com", 14);
  mmdb_control(out, MMDB_MAP, 9);
  mmdb_text(out, "node_count");
  mmdb_number(out, MMDB_UINT32, prefix);
  mmdb_text(out, "record_size");
  mmdb_number(out, MMDB_UINT16, 24);
  mmdb_text(out, "ip_version");
  mmdb_number(out, MMDB_UINT16, 4);
  mmdb_text(out, "database_type");
  mmdb_text(out, type);
  mmdb_text(out, "languages");
  mmdb_control(out, MMDB_ARRAY, 0);
  mmdb_text(out, "binary_format_major_version");
  mmdb_number(out, MMDB_UINT16, 2);
  mmdb_text(out, "binary_format_minor_version");
  mmdb_number(out, MMDB_UINT16, 0);
  mmdb_text(out, "build_epoch");
  mmdb_control(out, MMDB_UINT64, 1);
  g_byte_array_append(out, (const guint8 *)"\1", 1);
  mmdb_text(out, "description");
  mmdb_control(out, MMDB_MAP, 0);
  g_assert(g_file_set_contents(path, (const char *)out->data, out->len, NULL));
}

#endif
