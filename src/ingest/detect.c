/* SPDX-License-Identifier: MIT */
#include "ingest/detect.h"
#include <glib.h>
#include <string.h>
#include <zlib.h>

#define BASE64_LOOK 256 /* characters that must all be base64 for us to try */

/* A piece of text with a length; what the first bytes of content are. */
struct span {
  const char *at;
  size_t length;
};

static struct span after(struct span text, size_t skip) {
  return (struct span){text.at + skip, text.length - skip};
}

static bool begins(struct span text, const char *word) {
  const size_t length = strlen(word);
  return text.length >= length && g_ascii_strncasecmp(text.at, word, length) == 0;
}

/* Offset of `word` in any case, or -1. Its first character is no letter. */
static gssize find(struct span text, const char *word) {
  for (const char *p = text.at; (p = memchr(p, word[0], text.length - (size_t)(p - text.at))); p++)
    if (begins(after(text, (size_t)(p - text.at)), word))
      return p - text.at;
  return -1;
}

/* Whether `word` stands in it, as it is written. */
static bool find_word(struct span text, const char *word) {
  return memmem(text.at, text.length, word, strlen(word)) != NULL;
}

static size_t spaces(struct span text) {
  size_t n = 0;
  while (n < text.length && g_ascii_isspace(text.at[n]))
    n++;
  return n;
}

/* The line at the start, without its end; *text moves on to the next one. */
static struct span take_line(struct span *text) {
  const char *end = memchr(text->at, '\n', text->length);
  struct span line = {text->at, end ? (size_t)(end - text->at) : text->length};
  *text = after(*text, end ? line.length + 1 : line.length);
  if (line.length > 0 && line.at[line.length - 1] == '\r')
    line.length--;
  return line;
}

/* -- mail ------------------------------------------------------------------------------------------------------ */

/* Length of the field name when the line is a header field, else 0. */
static size_t field_name(struct span line) {
  size_t n = 0;
  while (n < line.length && line.at[n] > ' ' && line.at[n] < 127 && line.at[n] != ':')
    n++;
  return n > 0 && n < line.length && line.at[n] == ':' ? n : 0;
}

static bool is_mail_field(struct span line, size_t name) {
  static const char *const fields[] = {"received",
                                       "return-path",
                                       "delivered-to",
                                       "from",
                                       "to",
                                       "subject",
                                       "date",
                                       "message-id",
                                       "mime-version",
                                       "content-type",
                                       "contenttype",
                                       "reply-to",
                                       "sender",
                                       "envelope-to",
                                       "delivery-date",
                                       "received-spf",
                                       "cc",
                                       "content-transfer-encoding",
                                       "content-disposition",
                                       "authentication-results",
                                       "domainkey-signature",
                                       "dkim-signature"};
  static const char *const families[] = {"x-", "arc-", "list-", "resent-", "dkim-"};
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
    if (strlen(fields[i]) == name && begins(line, fields[i]))
      return true;
  for (size_t i = 0; i < G_N_ELEMENTS(families); i++)
    if (begins(line, families[i]))
      return true;
  return false;
}

/* Header fields from the first line on, or from the second, at least one of which only mails have. */
static bool is_mail(struct span text, bool message) {
  if (begins(text, "From ") || begins(text, ">From "))
    take_line(&text);
  for (bool first = true; text.length > 0; first = false) {
    struct span line = take_line(&text);
    if (!first && line.length > 0 && (line.at[0] == ' ' || line.at[0] == '\t'))
      continue;
    const size_t name = field_name(line);
    if (name > 0 && (message || is_mail_field(line, name)))
      return true;
    if (name == 0 && !first)
      return false;
  }
  return false;
}

/* Whether one of the lines up to an empty one begins with `field`, a name with its colon; *value is the rest of it. */
static bool has_field(struct span text, const char *field, struct span *value) {
  while (text.length > 0) {
    struct span line = take_line(&text);
    if (line.length == 0)
      break;
    if (!begins(line, field))
      continue;
    *value = after(line, strlen(field));
    *value = after(*value, spaces(*value));
    return true;
  }
  return false;
}

/* The texts that consist of fields like a header but are no mail. */
static enum detected fields_kind(struct span text) {
  struct span value, other = text;
  if (field_name(take_line(&other)) == 0)
    return DETECTED_UNKNOWN;
  if (has_field(text, "feedback-type:", &value) && !has_field(text, "mime-version:", &other))
    return begins(value, "auth-failure") ? DETECTED_FAILURE_REPORT : DETECTED_FEEDBACK;
  if (has_field(text, "auth-failure:", &value) && has_field(text, "source-ip:", &other))
    return DETECTED_FAILURE_REPORT;
  if (has_field(text, "report-domain:", &value) &&
      (has_field(text, "report-id:", &value) || has_field(text, "submitting-uri:", &value)))
    return DETECTED_ERROR_REPORT;
  return DETECTED_UNKNOWN;
}

/* -- the rest --------------------------------------------------------------------------------------------------- */

/* A zlib header (RFC 1950) that is no accident: something comes out of it. */
static bool is_zlib(const uint8_t *bytes, size_t length) {
  if (length < 6 || bytes[0] != 0x78 || (bytes[0] * 256 + bytes[1]) % 31 != 0 || (bytes[1] & 0x20))
    return false;
  uint8_t out[64];
  z_stream z = {
      .next_in = (Bytef *)(uintptr_t)bytes, .avail_in = (uInt)length, .next_out = out, .avail_out = sizeof out};
  if (inflateInit(&z) != Z_OK)
    return false;
  const int result = inflate(&z, Z_SYNC_FLUSH);
  inflateEnd(&z);
  return (result == Z_OK || result == Z_STREAM_END) && z.total_out > 0;
}

/* The kinds that show in their very first bytes; DETECTED_UNKNOWN for all others. */
static enum detected magic_kind(const uint8_t *bytes, size_t length) {
  if (length >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b)
    return DETECTED_GZIP;
  if (length >= 4 && bytes[0] == 'P' && bytes[1] == 'K' &&
      ((bytes[2] == 3 && bytes[3] == 4) || (bytes[2] == 5 && bytes[3] == 6) || (bytes[2] == 7 && bytes[3] == 8)))
    return DETECTED_ZIP;
  if (length >= 4 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff) ||
                      (bytes[0] == '<' && bytes[1] == 0) || (bytes[0] == 0 && bytes[1] == '<')))
    return DETECTED_XML;
  return is_zlib(bytes, length) ? DETECTED_ZLIB : DETECTED_UNKNOWN;
}

/* Offset of a tag <feedback or <prefix:feedback, or -1. */
static gssize find_feedback(struct span text) {
  for (const char *p = text.at; (p = memchr(p, '<', text.length - (size_t)(p - text.at))); p++) {
    const struct span tag = after(text, (size_t)(p - text.at) + 1);
    size_t prefix = 0;
    while (prefix < tag.length && (g_ascii_isalnum(tag.at[prefix]) || memchr("_.-", tag.at[prefix], 3)))
      prefix++;
    const bool prefixed = prefix < tag.length && tag.at[prefix] == ':';
    if (begins(prefixed ? after(tag, prefix + 1) : tag, "feedback"))
      return p - text.at;
  }
  return -1;
}

static enum detected markup_kind(struct span text) {
  if (find_feedback(text) >= 0)
    return DETECTED_XML;
  const bool web_page = find(text, "<html") >= 0 || begins(text, "<!doctype html");
  if ((begins(text, "<?xml") || begins(text, "<!--")) && !web_page)
    return DETECTED_XML; /* what follows a comment may lie beyond what we see */
  return web_page ? DETECTED_WEB_PAGE : DETECTED_MARKUP;
}

static enum detected json_kind(struct span text) {
  static const char *const members[] = {"\"organization-name\"", "\"report-id\"", "\"date-range\"", "\"contact-info\"",
                                        "\"policies\""};
  for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
    if (find(text, members[i]) >= 0)
      return DETECTED_TLS_REPORT;
  return DETECTED_JSON;
}

/* Base64 text of one of the other kinds. */
static bool is_base64(struct span text) {
  uint8_t bytes[BASE64_LOOK];
  gint state = 0;
  guint save = 0;
  const size_t length = MIN(text.length, BASE64_LOOK);
  for (size_t i = 0; i < length; i++)
    if (!g_ascii_isalnum(text.at[i]) && !memchr("+/=\r\n", text.at[i], 5))
      return false;
  const size_t n = g_base64_decode_step(text.at, length, bytes, &state, &save);
  struct span inside = {(const char *)bytes, n};
  if (begins(inside, "\xef\xbb\xbf"))
    inside = after(inside, 3);
  return (n > 0 && magic_kind(bytes, n) != DETECTED_UNKNOWN) || begins(inside, "<?xml") ||
         begins(inside, "<feedback") || begins(inside, "{\"");
}

/* A text that speaks of one message that DMARC failed; whether it says which, its reader sees. */
static bool is_failure_prose(struct span text) {
  return find_word(text, "DMARC") && (find_word(text, "Sender IP Address:") || find_word(text, "received from IP "));
}

enum detected detect_kind(const uint8_t *bytes, size_t length, bool whole, bool message, size_t *skip) {
  struct span text = {(const char *)bytes, MIN(length, DETECT_HEAD)};
  *skip = 0;
  if (length == 0)
    return DETECTED_EMPTY;
  enum detected kind = magic_kind(bytes, text.length);
  if (kind != DETECTED_UNKNOWN)
    return kind;
  if (begins(text, "\xef\xbb\xbf")) {
    const size_t blank = spaces(after(text, 3));
    text = after(text, 3 + blank);
    *skip = blank > 0 ? 3 + blank : 0; /* a byte order mark right before XML is the parser's to read */
  }
  if (text.length == 0)
    return DETECTED_EMPTY;
  if (text.at[0] == '<')
    return markup_kind(text);
  if (text.at[0] == '{' || text.at[0] == '[')
    return json_kind(text);
  if (whole && begins(text, "unused") && spaces(after(text, 6)) == text.length - 6)
    return DETECTED_UNUSED;
  kind = fields_kind(text);
  if (kind != DETECTED_UNKNOWN)
    return kind;
  if (is_mail(text, message))
    return DETECTED_MAIL;
  gssize start = find(text, "<?xml");
  if (start < 0)
    start = find_feedback(text);
  if (start >= 0) {
    *skip = (size_t)(text.at - (const char *)bytes) + (size_t)start;
    return DETECTED_XML;
  }
  if (is_failure_prose(text))
    return DETECTED_FAILURE_PROSE;
  return is_base64(text) ? DETECTED_BASE64 : DETECTED_UNKNOWN;
}
