/* SPDX-License-Identifier: MIT */
#include "tell/message.h"
#include "base/text.h"
#include <libetpan/libetpan.h>
#include <string.h>

#define LINE_USUAL 76
#define ENCODED_BYTES 39                   /* of a word, whose base64 and frame then fit into a line with "Subject: " */
#define BOUNDARY "=_dmarcstat_alternative" /* in quoted-printable no "=" is followed by "_" */

/* -- header -------------------------------------------------------------------------------------------------------- */

static bool is_ascii(const char *text) {
  for (; *text; text++)
    if (!g_ascii_isprint(*text))
      return false;
  return true;
}

/* Unstructured text: as it is when it is short and ASCII, else in encoded words, none of which cuts a character. */
static void add_text(GString *bytes, const char *name, const char *text) {
  g_autofree char *shown = text_printable(text);
  g_string_append_printf(bytes, "%s:", name);
  if (is_ascii(shown) && !strstr(shown, "=?") && strlen(name) + 2 + strlen(shown) <= LINE_USUAL) {
    g_string_append_printf(bytes, " %s\r\n", shown);
    return;
  }
  for (const char *at = shown; *at;) {
    const char *end = at;
    while (*end && g_utf8_next_char(end) - at <= ENCODED_BYTES)
      end = g_utf8_next_char(end);
    g_autofree char *encoded = g_base64_encode((const guchar *)at, (gsize)(end - at));
    g_string_append_printf(bytes, " =?UTF-8?B?%s?=\r\n", encoded);
    at = end;
  }
}

/* Addresses have nothing in them that would have to be quoted. */
static void add_addresses(GString *bytes, const char *name, const char *const *addresses) {
  g_string_append_printf(bytes, "%s:", name);
  for (const char *const *address = addresses; *address; address++) {
    g_autofree char *shown = text_printable(*address);
    g_string_append_printf(bytes, " %s%s\r\n", shown, address[1] ? "," : "");
  }
}

/* RFC 5322 section 3.3, in English whatever the locale is. */
static void add_date(GString *bytes, int64_t seconds) {
  static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(seconds);
  g_string_append_printf(bytes, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0000\r\n",
                         days + 3 * (g_date_time_get_day_of_week(at) - 1), g_date_time_get_day_of_month(at),
                         months + 3 * (g_date_time_get_month(at) - 1), g_date_time_get_year(at),
                         g_date_time_get_hour(at), g_date_time_get_minute(at), g_date_time_get_second(at));
}

static void add_id(GString *bytes, const struct message *message) {
  g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, message->seed, -1);
  g_autofree char *domain = text_printable(strrchr(message->from, '@') + 1);
  g_string_append_printf(bytes, "Message-ID: <%.32s.dmarcstat@%s>\r\n", digest, domain);
}

/* -- body ---------------------------------------------------------------------------------------------------------- */

static void add_part(GString *bytes, const char *type, const char *text) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_autofree char *wire = g_strjoinv("\r\n", lines);
  MMAPString *encoded = mmap_string_new("");
  int column = 0;
  if (!encoded || mailmime_quoted_printable_write_mem(encoded, &column, 1, wire, strlen(wire)) != MAILIMF_NO_ERROR)
    g_error("libetpan has no memory for a mail");
  g_string_append_printf(bytes,
                         "--" BOUNDARY "\r\nContent-Type: %s; charset=utf-8\r\n"
                         "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                         type);
  g_string_append_len(bytes, encoded->str, (gssize)encoded->len);
  g_string_append(bytes, "\r\n");
  mmap_string_free(encoded);
}

GString *message_write(const struct message *message) {
  const char *const from[] = {message->from, NULL};
  GString *bytes = g_string_new(NULL);
  add_addresses(bytes, "From", from);
  add_addresses(bytes, "To", message->to);
  add_text(bytes, "Subject", message->subject);
  add_date(bytes, message->date);
  add_id(bytes, message);
  g_string_append(bytes, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                         "Content-Type: multipart/alternative;\r\n boundary=\"" BOUNDARY "\"\r\n\r\n");
  add_part(bytes, "text/plain", message->plain);
  add_part(bytes, "text/html", message->html);
  g_string_append(bytes, "--" BOUNDARY "--\r\n");
  return bytes;
}
