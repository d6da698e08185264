/* SPDX-License-Identifier: MIT */
/* Names of folders, from how people write them to how the server does. */
#include "imap/session_parts.h"
#include <string.h>

/* Whether it stands for itself; no byte of a character beyond ASCII does. */
static bool is_plain(char c) {
  return c >= ' ' && c <= '~';
}

/* Appends the characters from `from` to `to`, none of which is plain, as "&...-": base64 of UTF-16 with , for /. */
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
    while (*end && !is_plain(*end))
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

/* -- where the user's folders are (RFC 2342) ------------------------------------------------------------------------
 */

/* Adds the prefixes of one kind of namespace; the first that has a separator names it. */
static void take_namespaces(struct imap_session *session, const struct mailimap_namespace_item *kind) {
  for (clistiter *at = kind ? clist_begin(kind->ns_data_list) : NULL; at; at = clist_next(at)) {
    const struct mailimap_namespace_info *info = clist_content(at);
    g_ptr_array_add(session->prefixes, g_strdup(info->ns_prefix));
    if (!session->separator)
      session->separator = info->ns_delimiter;
  }
}

static void ask_namespaces(struct imap_session *session) {
  struct mailimap_namespace_data *data = NULL;
  if (!imap_session_has(session, "NAMESPACE") || !imap_is_good(mailimap_namespace(session->imap, &data)) || !data)
    return;
  if (data->ns_personal) {
    take_namespaces(session, data->ns_personal);
    take_namespaces(session, data->ns_other);
    take_namespaces(session, data->ns_shared);
  }
  mailimap_namespace_data_free(data);
}

static void ask_separator(struct imap_session *session) {
  clist *list = NULL;
  if (!imap_is_good(mailimap_list(session->imap, "", "", &list)) || !list)
    return;
  for (clistiter *at = clist_begin(list); at && !session->separator; at = clist_next(at))
    session->separator = ((const struct mailimap_mailbox_list *)clist_content(at))->mb_delimiter;
  mailimap_list_result_free(list);
}

/* Asks once, and no more than the name needs; a server that does not say is taken to use a slash and no prefix. */
static void learn_namespaces(struct imap_session *session, bool separates) {
  if (!session->prefixes) {
    session->prefixes = g_ptr_array_new_with_free_func(g_free);
    ask_namespaces(session);
  }
  if (!session->separator && separates)
    ask_separator(session);
  if (!session->separator && separates)
    session->separator = '/';
}

/* Cyrus and Courier have a user's folders below INBOX, and refuse to make any elsewhere. */
static const char *prefix_for(const struct imap_session *session, const char *name) {
  for (guint i = 0; i < session->prefixes->len; i++) {
    const char *prefix = g_ptr_array_index(session->prefixes, i);
    if (*prefix && g_str_has_prefix(name, prefix))
      return "";
  }
  return session->prefixes->len > 0 ? g_ptr_array_index(session->prefixes, 0) : "";
}

char *imap_folder_name(struct imap_session *session, const char *name) {
  if (g_ascii_strcasecmp(name, "INBOX") == 0)
    return g_strdup(name);
  const bool separates = strchr(name, '/') != NULL;
  learn_namespaces(session, separates);
  g_autofree char *encoded = imap_folder_encode(name);
  if (separates)
    g_strdelimit(encoded, "/", session->separator);
  return g_strconcat(prefix_for(session, encoded), encoded, NULL);
}
