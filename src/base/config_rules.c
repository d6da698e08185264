/* SPDX-License-Identifier: MIT */
/* What goes together in a mailbox. A value that is wrong by itself counts as said, so that one mistake is told once. */
#include "base/config_parts.h"
#include "base/text.h"
#include <string.h>

#define PASSWORD "password_"
#define TOKEN "token_"
#define SECRET "secret_"

/* A mailbox that is checked, and where its settings are. */
struct check {
  struct config *config;
  const struct named *mailbox;
};

static const struct setting *said(const struct check *check, const char *key) {
  return config_setting(check->config, check->mailbox->section, key);
}

/* The value that holds, or NULL. */
static const char *value_of(const struct check *check, const char *key) {
  const struct setting *setting = said(check, key);
  return setting ? setting->value : config_find(MAILBOX, key)->fallback;
}

static bool is(const struct check *check, const char *key, const char *value) {
  return g_strcmp0(value_of(check, key), value) == 0;
}

#define MISTAKE_AT(check, setting, ...)                                                                                \
  config_add_mistake((check)->config, (setting)->file, (setting)->line, __VA_ARGS__)

/* -- where to, and who --------------------------------------------------------------------------------------------- */

static void check_presence(const struct check *check) {
  static const char *const needed[] = {"host", "user"};
  for (size_t i = 0; i < G_N_ELEMENTS(needed); i++)
    if (!said(check, needed[i]))
      MISTAKE_AT(check, check->mailbox, "[%s] has no %s", check->mailbox->section, needed[i]);
}

bool config_is_loopback(const char *host) {
  if (g_ascii_strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0)
    return true;
  return g_hostname_is_ip_address(host) && g_str_has_prefix(host, "127.");
}

static void check_clear_text(const struct check *check) {
  const char *host = value_of(check, "host");
  if (is(check, "tls", "none") && host && !config_is_loopback(host))
    MISTAKE_AT(check, said(check, "tls"),
               "tls = none would send the password to %s for all to read; it is only for localhost, 127.0.0.0/8 and "
               "::1",
               host);
}

/* -- the secret ---------------------------------------------------------------------------------------------------- */

bool config_is_secret(const struct config_key *key) {
  return g_str_has_prefix(key->key, PASSWORD) || g_str_has_prefix(key->key, TOKEN) ||
         g_str_has_prefix(key->key, SECRET);
}

const struct setting *config_find_secret(const struct config *config, const char *section,
                                         const struct setting **second) {
  const struct setting *first = NULL;
  *second = NULL;
  for (const struct config_key *key = config_keys; key->section; key++) {
    const struct setting *setting = config_is_secret(key) && config_find(section, key->key) == key
                                        ? config_setting(config, section, key->key)
                                        : NULL;
    if (setting && !first)
      first = setting;
    else if (setting && !*second)
      *second = setting;
  }
  return first;
}

/* Of the mailbox. */
static const struct setting *find_secret(const struct check *check, const struct setting **second) {
  return config_find_secret(check->config, check->mailbox->section, second);
}

static void check_secret(const struct check *check) {
  const struct setting *second, *first = find_secret(check, &second);
  if (!first)
    MISTAKE_AT(check, check->mailbox,
               "[%s] does not say where its secret is; give it password_file, password_command, password_env, "
               "password_credential, token_file or token_command",
               check->mailbox->section);
  if (second) {
    const bool ordered = second->line >= first->line;
    MISTAKE_AT(check, ordered ? second : first, "%s and %s both say where the secret is; keep one of them",
               (ordered ? first : second)->key->key, (ordered ? second : first)->key->key);
  }
}

static void check_auth(const struct check *check) {
  const struct setting *auth = said(check, "auth"), *second, *secret = find_secret(check, &second);
  if (!auth || !auth->value || is(check, "auth", "auto") || !secret || second)
    return;
  const bool wants_token = is(check, "auth", "xoauth2") || is(check, "auth", "oauthbearer");
  const bool has_token = g_str_has_prefix(secret->key->key, TOKEN);
  if (wants_token && !has_token)
    MISTAKE_AT(check, auth, "auth = %s needs a token, and %s gives a password; take token_file or token_command",
               auth->value, secret->key->key);
  else if (has_token && !wants_token)
    MISTAKE_AT(check, auth, "auth = %s needs a password, and %s gives a token; take auth = xoauth2 or oauthbearer",
               auth->value, secret->key->key);
}

/* -- what becomes of the mail -------------------------------------------------------------------------------------- */

/* RFC 3501: the name INBOX is the same in any case of letters, others are not. */
static bool same_folder(const char *a, const char *b) {
  return strcmp(a, b) == 0 || (g_ascii_strcasecmp(a, "INBOX") == 0 && g_ascii_strcasecmp(b, "INBOX") == 0);
}

/* What is moved into a folder that is read would be read again and again. */
static void check_target(const struct check *check, const char *key) {
  const struct setting *target = said(check, key);
  const char *folders = value_of(check, "folders");
  if (!target || !target->value || !folders)
    return;
  g_auto(GStrv) read = config_split(folders);
  for (char **folder = read; *folder; folder++)
    if (same_folder(*folder, target->value))
      MISTAKE_AT(check, target, "%s: '%s' is one of the folders that are read", key, target->value);
}

static void check_move(const struct check *check) {
  if (!is(check, "after", "move"))
    return;
  if (!said(check, "processed_folder"))
    MISTAKE_AT(check, said(check, "after"), "after = move needs processed_folder, to say where to");
  check_target(check, "processed_folder");
  check_target(check, "rejected_folder");
}

/* The keyword of RFC 3501: an atom. */
static bool is_keyword(const char *flag) {
  for (const char *at = flag; *at; at++)
    if (*at <= ' ' || *at > '~' || strchr("(){%*\"\\]", *at))
      return false;
  return true;
}

static void check_flag(const struct check *check) {
  static const char *const system[] = {"\\Seen", "\\Flagged", "\\Answered", "\\Draft", NULL};
  const struct setting *flag = said(check, "flag");
  if (!flag || !flag->value || g_strv_contains(system, flag->value) || is_keyword(flag->value))
    return;
  const char *nearest = text_nearest(flag->value, system);
  if (g_ascii_strcasecmp(flag->value, "\\Deleted") == 0)
    MISTAKE_AT(check, flag, "flag: \\Deleted would have any program delete the mail; say after = delete");
  else if (nearest)
    MISTAKE_AT(check, flag, "flag: there is no flag '%s'; did you mean %s?", flag->value, nearest);
  else
    MISTAKE_AT(check, flag, "flag: '%s' is neither \\Seen, \\Flagged, \\Answered nor a word of ASCII letters",
               flag->value);
}

void config_check_mailbox(struct config *config, const struct named *mailbox) {
  const struct check check = {config, mailbox};
  check_presence(&check);
  check_clear_text(&check);
  check_secret(&check);
  check_auth(&check);
  check_move(&check);
  check_flag(&check);
}
