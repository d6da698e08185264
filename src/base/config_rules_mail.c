/* SPDX-License-Identifier: MIT */
/* What goes together in [mail] and in the sections that send by it. */
#include "base/config_parts.h"
#include <string.h>

#define MISTAKE_AT(config, setting, ...) config_add_mistake(config, (setting)->file, (setting)->line, __VA_ARGS__)

/* The first key of the section that was said, or NULL. */
static const struct setting *first_said(const struct config *config, const char *section) {
  const struct setting *first = NULL;
  for (const struct config_key *key = config_keys; key->section; key++) {
    const struct setting *setting =
        strcmp(key->section, section) == 0 ? config_setting(config, section, key->key) : NULL;
    if (setting && (!first || setting->line < first->line))
      first = setting;
  }
  return first;
}

static bool says(const struct config *config, const char *key, const char *value) {
  const struct setting *setting = config_setting(config, MAIL, key);
  return g_strcmp0(setting ? setting->value : config_find(MAIL, key)->fallback, value) == 0;
}

static void check_login(struct config *config) {
  const struct setting *user = config_setting(config, MAIL, "user"), *second,
                       *secret = config_find_secret(config, MAIL, &second);
  const struct setting *host = config_setting(config, MAIL, "host"), *tls = config_setting(config, MAIL, "tls");
  if (user && !secret)
    MISTAKE_AT(config, user,
               "[mail] has a user and does not say where the password is; give it password_file, password_command, "
               "password_env or password_credential");
  if (secret && !user)
    MISTAKE_AT(config, secret, "%s: [mail] has no user whose password that is", secret->key->key);
  if (second)
    MISTAKE_AT(config, second, "%s and %s both say where the password is; keep one of them", secret->key->key,
               second->key->key);
  if (says(config, "tls", "none") && host && host->value && !config_is_loopback(host->value))
    MISTAKE_AT(config, tls,
               "tls = none would send mail to %s for all to read; it is only for localhost, 127.0.0.0/8 and ::1",
               host->value);
}

void config_check_mail(struct config *config) {
  const struct setting *any = first_said(config, MAIL), *to = config_setting(config, DIGEST, "to");
  if (any && !config_setting(config, MAIL, "from"))
    MISTAKE_AT(config, any, "[mail] has no from, the address that mail of dmarcstat is from");
  if (any && says(config, "via", "smtp") && !config_setting(config, MAIL, "host"))
    MISTAKE_AT(config, any, "[mail] has no host; name the server that takes mail, or say via = sendmail");
  if (to && !any)
    MISTAKE_AT(config, to, "to: there is no section [mail] that says how mail is sent");
  check_login(config);
}

static void check_ways(struct config *config, const struct named *alert) {
  static const char *const ways[] = {"to", "webhook", "command"};
  const struct setting *to = config_setting(config, alert->section, "to");
  bool any = false;
  for (size_t i = 0; i < G_N_ELEMENTS(ways); i++)
    any = any || config_setting(config, alert->section, ways[i]);
  if (!any)
    MISTAKE_AT(config, alert, "[%s] tells nobody; give it to, webhook or command", alert->section);
  if (to && !first_said(config, MAIL))
    MISTAKE_AT(config, to, "to: there is no section [mail] that says how mail is sent");
}

void config_check_alert(struct config *config, const struct named *alert) {
  const struct setting *second, *secret = config_find_secret(config, alert->section, &second);
  if (!config_setting(config, alert->section, "when"))
    MISTAKE_AT(config, alert, "[%s] has no when, which says what it is about", alert->section);
  check_ways(config, alert);
  if (secret && !config_setting(config, alert->section, "webhook"))
    MISTAKE_AT(config, secret, "%s: there is no webhook whose messages it would sign", secret->key->key);
  if (second)
    MISTAKE_AT(config, second, "%s and %s both say where the secret is; keep one of them", secret->key->key,
               second->key->key);
}
