/* SPDX-License-Identifier: MIT */
/* What values mean, by their type, and how they are kept. */
#include "base/config_parts.h"
#include "base/text.h"
#include <string.h>

#define FINGERPRINT_DIGITS 64 /* SHA-256 */
#define LABEL_MOST 63         /* RFC 1035 section 2.3.4 */
#define HOST_MOST 253

/* All of these: NULL with *why. `value` has no control characters, is UTF-8 unless it is a path, and is not empty. */

/* -- names --------------------------------------------------------------------------------------------------------- */

static bool is_name(const char *value) {
  for (; *value; value++)
    if (!g_ascii_isalnum(*value) && !strchr("._-", *value))
      return false;
  return true;
}

static char *name(const char *value, char **why) {
  if (is_name(value))
    return g_strdup(value);
  *why = g_strdup_printf("'%s' is no name of letters, digits, '.', '_' and '-'", value);
  return NULL;
}

static bool is_label(const char *label) {
  const size_t length = strlen(label);
  for (const char *at = label; *at; at++)
    if (!g_ascii_isalnum(*at) && *at != '-' && *at != '_')
      return false;
  return length > 0 && length <= LABEL_MOST && label[0] != '-';
}

static bool is_host_name(const char *value) {
  if (strlen(value) > HOST_MOST)
    return false;
  g_auto(GStrv) labels = g_strsplit(value, ".", -1);
  for (char **label = labels; *label; label++)
    if (!is_label(*label))
      return false;
  return true;
}

static char *without_brackets(const char *value) {
  const size_t length = strlen(value);
  return value[0] == '[' && value[length - 1] == ']' ? g_strndup(value + 1, length - 2) : g_strdup(value);
}

static char *host(const char *value, char **why) {
  g_autofree char *bare = without_brackets(value);
  if (g_hostname_is_ip_address(bare))
    return g_steal_pointer(&bare);
  g_autofree char *ascii = g_hostname_to_ascii(value);
  if (ascii && is_host_name(ascii))
    return g_steal_pointer(&ascii);
  *why = g_strdup_printf("'%s' is neither the name of a host nor an IP address", value);
  return NULL;
}

/* -- lists and choices --------------------------------------------------------------------------------------------- */

char **config_split(const char *list) {
  g_auto(GStrv) parts = g_strsplit(list, strchr(list, ';') ? ";" : ",", -1);
  GPtrArray *items = g_ptr_array_new();
  for (char **part = parts; *part; part++)
    if (*g_strstrip(*part) != '\0')
      g_ptr_array_add(items, g_strdup(*part));
  g_ptr_array_add(items, NULL);
  return (char **)g_ptr_array_free(items, FALSE);
}

static char *list(const char *value, char **why) {
  g_auto(GStrv) items = config_split(value);
  if (*items)
    return g_strdup(value);
  *why = g_strdup_printf("there is nothing in '%s'", value);
  return NULL;
}

static char *choice(const struct config_key *key, const char *value, char **why) {
  g_auto(GStrv) words = g_strsplit(key->choices, "|", -1);
  if (g_strv_contains((const char *const *)words, value))
    return g_strdup(value);
  const char *nearest = text_nearest(value, (const char *const *)words);
  g_autofree char *all = g_strjoinv(", ", words);
  *why = nearest ? g_strdup_printf("'%s' is none of %s; did you mean %s?", value, all, nearest)
                 : g_strdup_printf("'%s' is none of %s", value, all);
  return NULL;
}

/* -- addresses of mail --------------------------------------------------------------------------------------------- */

#define ADDRESS_MOST 254 /* RFC 5321 section 4.5.3.1.3, without the brackets */

/* Nothing that would have to be quoted, and nothing that a program could take for an option. */
static char *address(const char *value, char **why) {
  const char *at = strrchr(value, '@');
  bool fine = at && at > value && at[1] && *value != '-' && strlen(value) <= ADDRESS_MOST;
  for (const char *c = value; fine && *c; c++)
    fine = g_ascii_isgraph(*c) && !strchr("<>()[]\\,;:\"", *c) && (*c != '@' || c == at);
  if (fine)
    return g_strdup(value);
  *why = g_strdup_printf("'%s' is no mail address such as postmaster@example.org", value);
  return NULL;
}

static char *addresses(const char *value, char **why) {
  g_auto(GStrv) items = config_split(value);
  for (char **item = items; *item; item++) {
    g_autofree char *one = address(*item, why);
    if (!one)
      return NULL;
  }
  return list(value, why);
}

/* -- addresses of the web ------------------------------------------------------------------------------------------ */

static char *web_address(const char *value, char **why) {
  g_autoptr(GUri) uri = g_uri_parse(value, G_URI_FLAGS_ENCODED, NULL);
  const char *scheme = uri ? g_uri_get_scheme(uri) : "", *host = uri ? g_uri_get_host(uri) : NULL;
  if (!host || !*host || (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0))
    *why = g_strdup_printf("'%s' is no address such as https://chat.example.org/hooks/dmarc", value);
  else if (g_uri_get_userinfo(uri))
    *why = g_strdup("there is a user in the address; secrets do not belong here");
  else if (strcmp(scheme, "http") == 0 && !config_is_loopback(host))
    *why = g_strdup_printf("http would tell %s for all to read; it is only for localhost, 127.0.0.0/8 and ::1", host);
  return *why ? NULL : g_strdup(value);
}

/* -- paths and commands -------------------------------------------------------------------------------------------- */

static char *path(const char *value, const char *folder) {
  if (g_str_has_prefix(value, "~/"))
    return g_build_filename(g_get_home_dir(), value + 2, NULL);
  if (g_path_is_absolute(value) || !folder)
    return g_strdup(value);
  return g_build_filename(folder, value, NULL);
}

/* Not shown: whoever wrote a password into it should not find it in a log as well. */
static char *command(const char *value, char **why) {
  g_auto(GStrv) words = NULL;
  if (g_shell_parse_argv(value, NULL, &words, NULL))
    return g_strdup(value);
  *why = g_strdup("this is no command line; look at its quotes");
  return NULL;
}

static char *fingerprint(const char *value, char **why) {
  GString *digits = g_string_sized_new(FINGERPRINT_DIGITS);
  for (const char *at = value; *at; at++)
    if (g_ascii_isxdigit(*at))
      g_string_append_c(digits, g_ascii_tolower(*at));
    else if (*at != ':' && *at != ' ')
      g_string_append_c(digits, '?');
  if (digits->len == FINGERPRINT_DIGITS && !strchr(digits->str, '?'))
    return g_string_free(digits, FALSE);
  g_string_free(digits, TRUE);
  *why = g_strdup_printf("'%s' is no SHA-256 fingerprint: it has 64 digits, 0 to 9 and a to f, and may have colons",
                         value);
  return NULL;
}

/* -- any ----------------------------------------------------------------------------------------------------------- */

static bool has_control(const char *value) {
  for (; *value; value++)
    if (g_ascii_iscntrl(*value))
      return true;
  return false;
}

static bool is_quoted(const char *value) {
  const size_t length = strlen(value);
  return length > 1 && (value[0] == '"' || value[0] == '\'') && value[length - 1] == value[0];
}

/* What is wrong with a value of any type; NULL: nothing. Caller frees. */
static char *general_trouble(const struct config_key *key, const char *value) {
  if (*value == '\0')
    return g_strdup("there is no value");
  if (has_control(value))
    return g_strdup("there is a control character in the value");
  if (key->type != CONFIG_PATH && !g_utf8_validate(value, -1, NULL))
    return g_strdup("the value is not UTF-8");
  if (key->type != CONFIG_COMMAND && is_quoted(value))
    return g_strdup("values are not quoted; leave out the quotes");
  return NULL;
}

static char *number(const struct config_key *key, const char *value, char **why) {
  uint64_t parsed;
  return config_number_of(key, value, &parsed, why) ? g_strdup_printf("%" G_GUINT64_FORMAT, parsed) : NULL;
}

char *config_canonical(const struct config_key *key, const char *value, const char *folder, char **why) {
  *why = general_trouble(key, value);
  if (*why)
    return NULL;
  switch (key->type) {
  case CONFIG_NAME:
    return name(value, why);
  case CONFIG_HOST:
    return host(value, why);
  case CONFIG_LIST:
    return list(value, why);
  case CONFIG_NUMBER:
  case CONFIG_SIZE:
  case CONFIG_DURATION:
    return number(key, value, why);
  case CONFIG_CHOICE:
    return choice(key, value, why);
  case CONFIG_PATH:
    return path(value, folder);
  case CONFIG_COMMAND:
    return command(value, why);
  case CONFIG_URL:
    return web_address(value, why);
  case CONFIG_ADDRESS:
    return address(value, why);
  case CONFIG_ADDRESSES:
    return addresses(value, why);
  case CONFIG_FINGERPRINT:
    return fingerprint(value, why);
  case CONFIG_TEXT:
  default:
    return g_strdup(value);
  }
}
