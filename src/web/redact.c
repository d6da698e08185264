/* SPDX-License-Identifier: MIT */
#include "web/redact.h"
#include <gio/gio.h>

/* A word that may be an IPv6 address (also behind ip6: of SPF), one of IPv4, and what is in front of an @. None of them
 * reaches over a quote. */
#define MAYBE_V6                                                                                                       \
  "(?:(?<![0-9A-Za-z:.])|(?<=[Ii][Pp]6:))[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:[0-9]{0,3}(?:\\.[0-9]{1,3}){3})" \
  "?"
#define MAYBE_V4 "(?<![0-9A-Za-z.])([0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3})\\.[0-9]{1,3}(?![0-9A-Za-z])"
#define LOCAL_PART "[^\\s<>@,;:\"'\\\\()]+@"

static GRegex *pattern(const char *text) {
  GError *error = NULL;
  GRegex *regex = g_regex_new(text, G_REGEX_OPTIMIZE, 0, &error);
  if (!regex)
    g_error("%s", error->message);
  return regex;
}

/* The first three groups of an IPv6 address. Caller frees. */
static char *network_of(const guint8 *bytes) {
  g_autofree char *network =
      g_strdup_printf("%x:%x:%x::x", bytes[0] << 8 | bytes[1], bytes[2] << 8 | bytes[3], bytes[4] << 8 | bytes[5]);
  return g_steal_pointer(&network);
}

static gboolean hide_v6(const GMatchInfo *match, GString *result, gpointer user) {
  (void)user;
  g_autofree char *word = g_match_info_fetch(match, 0);
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string(word);
  g_autofree char *network = address && g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV6
                                 ? network_of(g_inet_address_to_bytes(address))
                                 : NULL;
  g_string_append(result, network ? network : word);
  return FALSE;
}

/* `text` is valid UTF-8. */
static char *hide(const char *text) {
  static GRegex *v6, *v4, *local;
  if (!v6) {
    v6 = pattern(MAYBE_V6);
    v4 = pattern(MAYBE_V4);
    local = pattern(LOCAL_PART);
  }
  g_autofree char *no_v6 = g_regex_replace_eval(v6, text, -1, 0, 0, hide_v6, NULL, NULL);
  g_autofree char *no_v4 = no_v6 ? g_regex_replace(v4, no_v6, -1, 0, "\\1.x", 0, NULL) : NULL;
  char *hidden = no_v4 ? g_regex_replace_literal(local, no_v4, -1, 0, "…@", 0, NULL) : NULL;
  return hidden ? hidden : g_strdup("(hidden)"); /* when matching met its limits */
}

char *redact_text(const char *text) {
  if (!text)
    return NULL;
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  return hide(valid);
}

static void add_address(struct table *table, const struct cell *cell) {
  const guint8 *bytes = (const guint8 *)cell->text;
  g_autofree char *network = NULL;
  if (cell->length == 4)
    network = g_strdup_printf("%u.%u.%u.x", bytes[0], bytes[1], bytes[2]);
  else if (cell->length == 16)
    network = network_of(bytes);
  table_add_text(table, network);
}

/* What says too much as a whole. */
static bool is_left_out(const char *key) {
  static const char *const keys[] = {"origin", "ptr", NULL};
  return g_strv_contains(keys, key);
}

static void add_cell(struct table *redacted, const struct table *table, size_t row, unsigned int i) {
  const struct cell *cell = table_cell(table, row, i);
  const char *key = table->columns[i].key;
  if (cell->kind == CELL_INT) {
    table_add_int(redacted, cell->number);
  } else if (cell->kind == CELL_BLOB) {
    add_address(redacted, cell);
  } else if (cell->kind == CELL_NULL || is_left_out(key)) {
    table_add_null(redacted);
  } else if (g_str_equal(key, "name") && table_column(table, "service") >= 0) {
    table_add_text(redacted, table_text(table, row, "service")); /* a host's name often holds its address */
  } else {
    g_autofree char *text = redact_text(cell->text);
    table_add_text(redacted, text);
  }
}

static struct table *redact_table(struct table *table) {
  if (!table)
    return NULL;
  struct table *redacted = table_new(table->columns);
  for (size_t row = 0; row < table_rows(table); row++)
    for (unsigned int i = 0; i < table->n_columns; i++)
      add_cell(redacted, table, row, i);
  table_free(table);
  return redacted;
}

static void replace(char **text) {
  char *redacted = redact_text(*text);
  g_free(*text);
  *text = redacted;
}

void redact_answer(struct answer *answer) {
  answer->table = redact_table(answer->table);
  answer->details = redact_table(answer->details);
  replace(&answer->sentence);
  g_clear_pointer(&answer->next, g_free); /* a command line that names a source would not work */
  for (guint i = 0; answer->steps && i < answer->steps->len; i++)
    replace((char **)&answer->steps->pdata[i]);
}
