/* SPDX-License-Identifier: MIT */
#include "net/tls_hello.h"
#include "net/connection_parts.h"
#include <gnutls/crypto.h>
#include <string.h>

enum { RECORD_ALERT = 21, RECORD_HANDSHAKE = 22, RECORD_HEAD = 5, RECORD_MOST = 16384 + 2048 };
enum { MESSAGE_CLIENT_HELLO = 1, MESSAGE_SERVER_HELLO = 2, MESSAGE_KEY_EXCHANGE = 12, MESSAGE_HELLO_DONE = 14 };
enum { MESSAGE_HEAD = 4 };
enum {
  EXTENSION_SERVER_NAME = 0,
  EXTENSION_GROUPS = 10,
  EXTENSION_POINTS = 11,
  EXTENSION_SIGNATURES = 13,
  EXTENSION_VERSIONS = 43,
  EXTENSION_KEY_SHARE = 51,
  EXTENSION_RENEGOTIATION = 0xff01,
};

/* -- what is offered ---------------------------------------------------------------------------------------------- */

static void put_8(GByteArray *bytes, unsigned int number) {
  const uint8_t byte = (uint8_t)number;
  g_byte_array_append(bytes, &byte, 1);
}

static void put_16(GByteArray *bytes, size_t number) {
  put_8(bytes, (unsigned int)(number >> 8 & 0xff));
  put_8(bytes, (unsigned int)(number & 0xff));
}

static void put_extension(GByteArray *all, unsigned int type, const GByteArray *body) {
  put_16(all, type);
  put_16(all, body->len);
  g_byte_array_append(all, body->data, body->len);
}

/* A list of numbers of 16 bits with its length in front. */
static void put_list(GByteArray *all, unsigned int type, const uint16_t *numbers, size_t n) {
  g_autoptr(GByteArray) body = g_byte_array_new();
  put_16(body, n * 2);
  for (size_t i = 0; i < n; i++)
    put_16(body, numbers[i]);
  put_extension(all, type, body);
}

static void put_server_name(GByteArray *all, const char *host) {
  g_autoptr(GByteArray) body = g_byte_array_new();
  put_16(body, strlen(host) + 3);
  put_8(body, 0); /* host_name */
  put_16(body, strlen(host));
  g_byte_array_append(body, (const uint8_t *)host, (guint)strlen(host));
  put_extension(all, EXTENSION_SERVER_NAME, body);
}

static void put_bytes(GByteArray *all, unsigned int type, const char *bytes, guint length) {
  g_autoptr(GByteArray) body = g_byte_array_new();
  g_byte_array_append(body, (const uint8_t *)bytes, length);
  put_extension(all, type, body);
}

#define CURVES 5 /* of the groups below; finite fields come behind them */

static GByteArray *extensions_of(const struct tls_hello *hello, const char *server_name) {
  static const uint16_t groups[] = {0x001d, 0x0017, 0x0018, 0x0019, 0x001e, 0x0100, 0x0101, 0x0102};
  static const uint16_t signatures[] = {0x0804, 0x0805, 0x0806, 0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0401, 0x0501,
                                        0x0601, 0x0809, 0x080a, 0x080b, 0x0301, 0x0303, 0x0201, 0x0203, 0x0202, 0x0402};
  GByteArray *all = g_byte_array_new();
  if (hello->version == TLS_HELLO_SSL_3)
    return all; /* it knows of none */
  if (server_name)
    put_server_name(all, server_name);
  put_list(all, EXTENSION_GROUPS, groups, hello->finite_fields ? G_N_ELEMENTS(groups) : CURVES);
  put_bytes(all, EXTENSION_POINTS, "\1\0", 2);
  put_bytes(all, EXTENSION_RENEGOTIATION, "\0", 1);
  if (hello->version >= TLS_HELLO_1_2)
    put_list(all, EXTENSION_SIGNATURES, signatures, G_N_ELEMENTS(signatures));
  if (hello->version == TLS_HELLO_1_3) {
    put_bytes(all, EXTENSION_VERSIONS, "\2\3\4", 3);
    put_bytes(all, EXTENSION_KEY_SHARE, "\0\0", 2); /* none yet: the server is to ask for one */
  }
  return all;
}

static GByteArray *make_hello(const struct tls_hello *hello, const char *server_name) {
  uint8_t random[32];
  g_autoptr(GByteArray) body = g_byte_array_new(), extensions = extensions_of(hello, server_name);
  GByteArray *record = g_byte_array_new();
  gnutls_rnd(GNUTLS_RND_NONCE, random, sizeof random);
  put_16(body, MIN(hello->version, TLS_HELLO_1_2));
  g_byte_array_append(body, random, sizeof random);
  put_8(body, 0); /* no session */
  put_16(body, hello->n * 2);
  for (size_t i = 0; i < hello->n; i++)
    put_16(body, hello->suites[i]);
  put_16(body, 0x0100); /* one compression: none */
  if (extensions->len > 0) {
    put_16(body, extensions->len);
    g_byte_array_append(body, extensions->data, extensions->len);
  }
  put_8(record, RECORD_HANDSHAKE);
  put_16(record, hello->version == TLS_HELLO_SSL_3 ? TLS_HELLO_SSL_3 : TLS_HELLO_1_0);
  put_16(record, body->len + MESSAGE_HEAD);
  put_8(record, MESSAGE_CLIENT_HELLO);
  put_8(record, 0);
  put_16(record, body->len);
  g_byte_array_append(record, body->data, body->len);
  return record;
}

/* -- what is answered --------------------------------------------------------------------------------------------- */

static size_t get_16(const uint8_t *bytes) {
  return (size_t)bytes[0] << 8 | bytes[1];
}

/* The version in the extensions of a server hello; `version` when it is not among them. */
static uint16_t chosen_version(const uint8_t *at, size_t left, uint16_t version) {
  while (left >= 4) {
    const size_t type = get_16(at), length = get_16(at + 2);
    if (length > left - 4)
      break;
    if (type == EXTENSION_VERSIONS && length == 2)
      return (uint16_t)get_16(at + 4);
    at += 4 + length;
    left -= 4 + length;
  }
  return version;
}

/* A server hello, or a request for another client hello, which looks the same. */
static bool read_server_hello(const uint8_t *body, size_t length, struct tls_hello_result *result) {
  const size_t session_at = 2 + 32;
  if (length <= session_at || length < session_at + 1 + body[session_at] + 3u)
    return false;
  const size_t suite_at = session_at + 1 + body[session_at], extensions_at = suite_at + 3;
  result->version = (uint16_t)get_16(body);
  result->suite = (uint16_t)get_16(body + suite_at);
  if (length >= extensions_at + 2)
    result->version = chosen_version(body + extensions_at + 2, length - extensions_at - 2, result->version);
  return result->version >= TLS_HELLO_SSL_3 && result->version <= TLS_HELLO_1_3;
}

/* Whether a key exchange of finite fields: whoever offers such suites and no others will get no other. */
static bool is_finite_field(uint16_t suite) {
  static const uint16_t suites[] = {0x0033, 0x0039, 0x0067, 0x006b, 0x009e, 0x009f, 0x0016, 0x0045, 0x0088, 0xccaa,
                                    0x0011, 0x0014, 0x0015, 0x0032, 0x0038, 0x0018, 0x0019, 0x001b, 0x0034, 0x003a};
  for (size_t i = 0; i < G_N_ELEMENTS(suites); i++)
    if (suites[i] == suite)
      return true;
  return false;
}

static unsigned int prime_bits(const uint8_t *body, size_t length) {
  const size_t prime = length < 2 ? 0 : get_16(body);
  if (prime > length - MIN(length, 2))
    return 0;
  size_t zeros = 0;
  while (zeros < prime && body[2 + zeros] == 0)
    zeros++;
  return zeros == prime ? 0 : (unsigned int)(g_bit_storage(body[2 + zeros]) + (prime - zeros - 1) * 8);
}

/* The messages of the server's flight that are complete. True when it is known what it answers. */
static bool read_messages(GByteArray *messages, struct tls_hello_result *result) {
  while (messages->len >= MESSAGE_HEAD) {
    const uint8_t *body = messages->data + MESSAGE_HEAD;
    const size_t length = (size_t)messages->data[1] << 16 | get_16(messages->data + 2);
    const uint8_t type = messages->data[0];
    if (messages->len - MESSAGE_HEAD < length)
      return false;
    if ((result->version == 0) != (type == MESSAGE_SERVER_HELLO) ||
        (type == MESSAGE_SERVER_HELLO && !read_server_hello(body, length, result))) {
      result->answer = TLS_HELLO_GARBAGE;
      return true;
    }
    if (type == MESSAGE_KEY_EXCHANGE && is_finite_field(result->suite))
      result->dh_bits = prime_bits(body, length);
    if (type == MESSAGE_HELLO_DONE || result->version == TLS_HELLO_1_3) {
      result->answer = TLS_HELLO_TAKEN;
      return true;
    }
    g_byte_array_remove_range(messages, 0, (guint)(MESSAGE_HEAD + length));
  }
  return false;
}

/* So many bytes, into `bytes`. Else false, and the answer says why. */
static bool read_exactly(struct connection *connection, uint8_t *bytes, size_t length, gint64 until,
                         struct tls_hello_result *result) {
  for (size_t got = 0; got < length;) {
    const gint64 left = until - g_get_monotonic_time();
    const int ready = left <= 0 ? 0 : connection_wait(connection, (unsigned int)(left / 1000 + 1), NULL);
    const ssize_t n = ready == 1 ? connection_read(connection, bytes + got, length - got, NULL) : -1;
    if (n <= 0) {
      result->answer = ready == 0 ? TLS_HELLO_SILENT : TLS_HELLO_REFUSED;
      return false;
    }
    got += (size_t)n;
  }
  return true;
}

static void read_answer(struct connection *connection, gint64 until, struct tls_hello_result *result) {
  g_autoptr(GByteArray) messages = g_byte_array_new();
  uint8_t head[RECORD_HEAD], body[RECORD_MOST];
  size_t all = 0;
  while (read_exactly(connection, head, sizeof head, until, result)) {
    const size_t length = get_16(head + 3);
    all += length;
    if ((head[0] != RECORD_ALERT && head[0] != RECORD_HANDSHAKE) || head[1] != 3 || length == 0 ||
        length > sizeof body || all > TLS_HELLO_MOST) {
      result->answer = TLS_HELLO_GARBAGE;
      return;
    }
    if (!read_exactly(connection, body, length, until, result))
      return;
    if (head[0] == RECORD_ALERT && body[0] == 2) { /* fatal; the others are warnings */
      result->answer = TLS_HELLO_REFUSED;
      return;
    }
    if (head[0] == RECORD_HANDSHAKE) {
      g_byte_array_append(messages, body, (guint)length);
      if (read_messages(messages, result))
        return;
    }
  }
}

struct tls_hello_result tls_hello(struct connection *connection, const struct tls_hello *hello, gint64 until) {
  struct tls_hello_result result = {.answer = TLS_HELLO_REFUSED};
  g_autoptr(GByteArray) record = make_hello(hello, connection_server_name(connection));
  if (connection_write(connection, record->data, record->len, NULL))
    read_answer(connection, until, &result);
  connection->broken = true; /* no good-bye in the middle of a handshake */
  return result;
}
