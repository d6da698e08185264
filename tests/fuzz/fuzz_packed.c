/* SPDX-License-Identifier: MIT */
/*
 * Reports in containers that are right by their checksums, where chance alone does not come to, and then wrong in a few
 * bytes. The input is: how many layers, a byte for each, how many bytes to spoil, three for each, and the content.
 */
#include "listening.h"
#include <zlib.h>

#define LAYERS_MOST 5
#define SPOILT_MOST 4

static void deflate_into(GByteArray *out, const GByteArray *content, int window_bits) {
  z_stream z = {0};
  FUZZ_CHECK(deflateInit2(&z, 1, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  const guint start = out->len;
  g_byte_array_set_size(out, start + (guint)deflateBound(&z, content->len) + 64);
  z.next_in = content->data;
  z.avail_in = content->len;
  z.next_out = out->data + start;
  z.avail_out = out->len - start;
  FUZZ_CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
  g_byte_array_set_size(out, start + (guint)z.total_out);
  deflateEnd(&z);
}

static void put(GByteArray *out, uint32_t number, unsigned int bytes) {
  for (unsigned int i = 0; i < bytes; i++) {
    const uint8_t byte = (uint8_t)(number >> 8 * i);
    g_byte_array_append(out, &byte, 1);
  }
}

static void put_text(GByteArray *out, const char *text) {
  g_byte_array_append(out, (const uint8_t *)text, (guint)strlen(text));
}

/* What a member's headers have in common (PKWARE's APPNOTE 4.3.7 and 4.3.12). */
static void put_zip_header(GByteArray *out, bool stored, const GByteArray *content, guint packed, guint name) {
  put(out, 0, 2);
  put(out, stored ? 0 : 8, 2);
  put(out, 0x5a210000, 4);
  put(out, (uint32_t)crc32(0, content->data, content->len), 4);
  put(out, packed, 4);
  put(out, content->len, 4);
  put(out, name, 2);
  put(out, 0, 2);
}

/* The content as each of `members` members of a zip. */
static void put_zip(GByteArray *out, const GByteArray *content, unsigned int members, bool stored) {
  static const char name[] = "example.org!reporter.example.xml";
  const guint name_length = sizeof name - 1;
  guint offsets[3];
  GByteArray *packed = g_byte_array_new();
  if (stored)
    g_byte_array_append(packed, content->data, content->len);
  else
    deflate_into(packed, content, -MAX_WBITS);
  for (unsigned int i = 0; i < members; i++) {
    offsets[i] = out->len;
    put(out, 0x04034b50, 4);
    put(out, 20, 2);
    put_zip_header(out, stored, content, packed->len, name_length);
    put_text(out, name);
    g_byte_array_append(out, packed->data, packed->len);
  }
  const guint directory = out->len;
  for (unsigned int i = 0; i < members; i++) {
    put(out, 0x02014b50, 4);
    put(out, 20, 2);
    put(out, 20, 2);
    put_zip_header(out, stored, content, packed->len, name_length);
    put(out, 0, 4);
    put(out, 0, 2);
    put(out, 0, 4);
    put(out, offsets[i], 4);
    put_text(out, name);
  }
  const guint directory_length = out->len - directory;
  put(out, 0x06054b50, 4);
  put(out, 0, 4);
  put(out, members, 2);
  put(out, members, 2);
  put(out, directory_length, 4);
  put(out, directory, 4);
  put(out, 0, 2);
  g_byte_array_unref(packed);
}

static void put_base64(GByteArray *out, const GByteArray *content) {
  g_autofree char *text = g_base64_encode(content->data, content->len);
  for (size_t at = 0, length = strlen(text); at < length; at += 76) {
    g_byte_array_append(out, (const uint8_t *)text + at, (guint)MIN(76, length - at));
    put_text(out, "\r\n");
  }
}

static void put_quoted_printable(GByteArray *out, const GByteArray *content) {
  for (guint i = 0; i < content->len; i++) {
    const uint8_t byte = content->data[i];
    char text[8];
    g_snprintf(text, sizeof text, (byte > ' ' && byte < 127 && byte != '=') ? "%c" : "=%02X", byte);
    put_text(out, text);
    if (i % 24 == 23)
      put_text(out, "=\r\n");
  }
}

#define HEADER "From: r@reporter.example\r\nTo: rua@example.org\r\nMIME-Version: 1.0\r\n"

static GByteArray *layer_around(const GByteArray *content, uint8_t kind) {
  GByteArray *out = g_byte_array_new();
  switch (kind % 10) {
  case 0:
    deflate_into(out, content, MAX_WBITS + 16);
    break;
  case 1:
    deflate_into(out, content, MAX_WBITS);
    break;
  case 2:
  case 3:
    put_zip(out, content, kind / 10 % 3 + 1, kind % 10 == 2);
    break;
  case 4:
    put_text(out, HEADER "Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    put_base64(out, content);
    break;
  case 5:
    put_text(out, HEADER "Content-Type: text/xml\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
    put_quoted_printable(out, content);
    break;
  case 6:
    put_text(out, HEADER "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\r\nwords\r\n--b\r\n"
                         "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    put_base64(out, content);
    put_text(out, "--b--\r\n");
    break;
  case 7:
    put_base64(out, content);
    break;
  case 8:
    put_text(out,
             HEADER "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\nContent-Type: message/rfc822\r\n\r\n");
    g_byte_array_append(out, content->data, content->len);
    put_text(out, "\r\n--c--\r\n");
    break;
  default: /* two members of one gzip */
    deflate_into(out, content, MAX_WBITS + 16);
    deflate_into(out, content, MAX_WBITS + 16);
  }
  return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct fuzz_input input = {bytes, length};
  uint8_t layers[LAYERS_MOST];
  const unsigned int n_layers = fuzz_byte(&input) % (LAYERS_MOST + 1);
  for (unsigned int i = 0; i < n_layers; i++)
    layers[i] = fuzz_byte(&input);
  struct {
    unsigned int at;
    uint8_t flip;
  } spoilt[SPOILT_MOST];
  const unsigned int n_spoilt = fuzz_byte(&input) % (SPOILT_MOST + 1);
  for (unsigned int i = 0; i < n_spoilt; i++) {
    spoilt[i].at = fuzz_byte(&input);
    spoilt[i].at = spoilt[i].at << 8 | fuzz_byte(&input);
    spoilt[i].flip = fuzz_byte(&input);
  }
  GByteArray *content = g_byte_array_append(g_byte_array_new(), input.bytes, (guint)MIN(input.length, 65536));
  for (unsigned int i = 0; i < n_layers; i++) {
    GByteArray *around = layer_around(content, layers[i]);
    g_byte_array_unref(content);
    content = around;
  }
  /* counted from the end in every other, where a zip has its directory and a gzip its sums */
  for (unsigned int i = 0; i < n_spoilt && content->len > 0; i++) {
    const guint at = spoilt[i].at % content->len;
    content->data[i % 2 == 0 ? at : content->len - 1 - at] ^= spoilt[i].flip;
  }
  listening_read(content->data, content->len);
  g_byte_array_unref(content);
  return 0;
}
