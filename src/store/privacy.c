/* SPDX-License-Identifier: MIT */
#include "store/privacy.h"
#include <stdbool.h>
#include <string.h>

#define TOKEN_DIGITS 16
#define TOKEN "hashed-"

/* atext and dot (RFC 5322 section 3.2.3), and all that is not ASCII (RFC 6531). */
static bool is_local(char c) {
  return g_ascii_isalnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.", c)) || (uint8_t)c >= 0x80;
}

static bool is_domain(char c) {
  return g_ascii_isalnum(c) || c == '.' || c == '-' || c == '_' || (uint8_t)c >= 0x80;
}

/* Where the local part begins that ends before `at`; `at` itself when there is none. A quoted one goes to its quote. */
static const char *local_part(const char *start, const char *at) {
  const char *p = at;
  if (p > start && p[-1] == '"') {
    for (p--; p > start && (p[-1] != '"' || (p - 1 > start && p[-2] == '\\'));)
      p--;
    return p > start ? p - 1 : at;
  }
  while (p > start && is_local(p[-1]))
    p--;
  return p;
}

/* "smtp.mailfrom=ann" and "mailto:ann": the name and its sign are no part of the address. */
static const char *without_name(const char *from, const char *at) {
  for (const char *p = from; p < at; p++)
    if (*p == '=' && p + 1 < at && p > from) {
      bool name = true;
      for (const char *q = from; q < p; q++)
        name = name && (g_ascii_isalpha(*q) || *q == '.' || *q == '-');
      return name ? p + 1 : from;
    }
  return from;
}

static bool is_token(const char *local, size_t length) {
  return length == strlen(TOKEN) + TOKEN_DIGITS && strncmp(local, TOKEN, strlen(TOKEN)) == 0;
}

static void append_token(const uint8_t key[PRIVACY_KEY_BYTES], const char *local, size_t length, const char *domain,
                         GString *out) {
  size_t n = 0;
  while (is_domain(domain[n]))
    n++;
  g_autofree char *address = g_strdup_printf("%.*s@%.*s", (int)length, local, (int)n, domain);
  g_autofree char *lower = g_ascii_strdown(address, -1);
  g_autofree char *hash = g_compute_hmac_for_string(G_CHECKSUM_SHA256, key, PRIVACY_KEY_BYTES, lower, -1);
  g_string_append_printf(out, TOKEN "%.*s", TOKEN_DIGITS, hash);
}

char *privacy_hash(const uint8_t key[PRIVACY_KEY_BYTES], const char *text) {
  if (!text)
    return NULL;
  GString *out = g_string_new(NULL);
  const char *done = text;
  for (const char *at = text; (at = strchr(at, '@')); at++) {
    const char *from = without_name(local_part(done, at), at);
    const size_t length = (size_t)(at - from);
    g_string_append_len(out, done, from - done);
    if (length == 0 || is_token(from, length))
      g_string_append_len(out, from, (gssize)length);
    else
      append_token(key, from, length, at + 1, out);
    done = at;
  }
  g_string_append(out, done);
  return g_string_free(out, FALSE);
}

char *privacy_address(const uint8_t key[PRIVACY_KEY_BYTES], const char *address) {
  return privacy_hash(key, address);
}
