/* SPDX-License-Identifier: MIT */
#include "command/mailbox_settings.h"
#include "base/fault.h"
#include "base/text.h"

#define IMAPS_PORT 993
#define IMAP_PORT 143

/* Which of the words the value is; the configuration has no others. */
static unsigned int choice(const struct config *config, const char *section, const char *key,
                           const char *const *words) {
  const char *value = config_text(config, section, key);
  unsigned int i = 0;
  while (words[i] && g_strcmp0(words[i], value) != 0)
    i++;
  return i;
}

static struct imap_account account_of(const struct config *config, const char *section) {
  static const char *const tls[] = {"imaps", "starttls", "none", NULL};
  static const enum connection_tls kinds[] = {CONNECTION_TLS_NOW, CONNECTION_TLS_LATER, CONNECTION_TLS_NEVER,
                                              CONNECTION_TLS_NOW};
  static const char *const auths[] = {"auto", "plain", "login", "xoauth2", "oauthbearer", NULL};
  struct imap_account account = {
      .target = {.host = config_text(config, section, "host"),
                 .port = (uint16_t)config_number(config, section, "port"),
                 .tls = kinds[choice(config, section, "tls", tls)],
                 .ca_file = config_text(config, section, "ca_file"),
                 .fingerprint = config_text(config, section, "fingerprint"),
                 .connect_timeout = (unsigned int)config_number(config, section, "connect_timeout"),
                 .idle_timeout = (unsigned int)config_number(config, section, "idle_timeout")},
      .user = config_text(config, section, "user"),
      .auth = (enum imap_auth)choice(config, section, "auth", auths),
      .secret = secret_source_of(config, section)};
  if (account.target.port == 0)
    account.target.port = account.target.tls == CONNECTION_TLS_NOW ? IMAPS_PORT : IMAP_PORT;
  return account;
}

static struct imap_rules rules_of(const struct config *config, const char *section) {
  static const char *const after[] = {"leave", "flag", "move", "delete", NULL};
  return (struct imap_rules){.after = (enum imap_after)choice(config, section, "after", after),
                             .flag = config_text(config, section, "flag"),
                             .processed_folder = config_text(config, section, "processed_folder"),
                             .rejected_folder = config_text(config, section, "rejected_folder"),
                             .delete_after = (int64_t)config_number(config, section, "delete_after"),
                             .batch = (unsigned int)config_number(config, section, "batch")};
}

struct mailbox_settings *mailbox_settings_new(const struct config *config, const char *name) {
  struct mailbox_settings *mailbox = g_new0(struct mailbox_settings, 1);
  g_autofree char *section = g_strconcat("mailbox ", name, NULL);
  mailbox->name = g_strdup(name);
  mailbox->imap = account_of(config, section);
  mailbox->rules = rules_of(config, section);
  mailbox->folders = config_list(config, section, "folders");
  mailbox->authserv_ids = config_list(config, section, "authserv_id");
  mailbox->poll_interval = (unsigned int)config_number(config, section, "poll_interval");
  mailbox->account = g_strdup_printf("%s@%s", mailbox->imap.user, mailbox->imap.target.host);
  return mailbox;
}

void mailbox_settings_free(struct mailbox_settings *mailbox) {
  g_free(mailbox->name);
  g_free(mailbox->account);
  g_strfreev(mailbox->folders);
  g_strfreev(mailbox->authserv_ids);
  g_free(mailbox);
}

GPtrArray *mailbox_settings_chosen(const struct config *config, const char *const *names, GError **error) {
  const char *const *all = config_mailboxes(config);
  g_autoptr(GPtrArray) chosen = g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_settings_free);
  if (!*all) {
    fault(error, FAULT_CONFIG, "no mailbox is configured; `dmarcstat config example` shows how to write one");
    return NULL;
  }
  for (const char *const *name = *names ? names : all; *name; name++) {
    g_autofree char *shown = text_printable(*name);
    const char *nearest = text_nearest(*name, all);
    if (!g_strv_contains(all, *name)) {
      fault(error, FAULT_USAGE, "there is no mailbox '%s' in the configuration%s%s%s", shown,
            nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
      return NULL;
    }
    g_ptr_array_add(chosen, mailbox_settings_new(config, *name));
  }
  return g_steal_pointer(&chosen);
}
