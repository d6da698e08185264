/* SPDX-License-Identifier: MIT */
/* Names of folders, from how people write them to how the server does. */
#include "imap/session_parts.h"
#include <string.h>

/* Appends the characters from `from` to `to`, none of which is ASCII, as "&...-": base64 of UTF-16 with , for /. */
static void append_encoded(GString *encoded, const char *from, const char *to) {
  glong units = 0;
  g_autofree gunichar2 *utf16 = g_utf8_to_utf16(from, to - from, NULL, &units, NULL);
  for (glong i = 0; i < units; i++)
    utf16[i] = GUINT16_TO_BE(utf16[i]);
  g_autofree char *base64 = g_base64_encode((const guchar *)utf16, (gsize)units * sizeof *utf16);
  g_strdelimit(base64, "/", ',');
  g_string_append_printf(encoded, "&%.*s-", (int)strcspn(base64, "="), base64);
}

char *imap_folder_encode(const char *name) {
  GString *encoded = g_string_new(NULL);
  for (const char *at = name; *at;) {
    const char *end = at;
    while ((guchar)*end >= 0x80)
      end = g_utf8_next_char(end);
    if (end > at)
      append_encoded(encoded, at, end);
    else if (*at == '&')
      g_string_append(encoded, "&-");
    else
      g_string_append_c(encoded, *at);
    at = end > at ? end : at + 1;
  }
  return g_string_free(encoded, FALSE);
}

/* Asks once; a server that does not say is taken to use a slash. */
static char separator_of(struct imap_session *session) {
  clist *list = NULL;
  if (session->separator)
    return session->separator;
  session->separator = '/';
  if (!imap_is_good(mailimap_list(session->imap, "", "", &list)) || !list)
    return session->separator;
  for (clistiter *at = clist_begin(list); at; at = clist_next(at)) {
    const struct mailimap_mailbox_list *entry = clist_content(at);
    if (entry->mb_delimiter)
      session->separator = entry->mb_delimiter;
  }
  mailimap_list_result_free(list);
  return session->separator;
}

char *imap_folder_name(struct imap_session *session, const char *name) {
  char *encoded = imap_folder_encode(name);
  if (strchr(encoded, '/')) {
    const char separator = separator_of(session);
    for (char *at = encoded; (at = strchr(at, '/')) && separator != '/';)
      *at = separator;
  }
  return encoded;
}
