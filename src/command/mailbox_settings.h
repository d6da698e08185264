/* SPDX-License-Identifier: MIT */
/* mailbox_settings: a [mailbox NAME] of the configuration as the account and the rules that imap/ works with. */
#ifndef DMARCSTAT_COMMAND_MAILBOX_SETTINGS_H
#define DMARCSTAT_COMMAND_MAILBOX_SETTINGS_H

#include "base/config.h"
#include "imap/source_imap.h"

struct mailbox_settings {
  char *name;    /* "main" */
  char *account; /* "user@host": what the store knows it by */
  struct imap_account imap;
  struct imap_rules rules; /* of all its folders; `folder` and `max_message` are not set */
  GStrv folders;
  GStrv authserv_ids;         /* whose Authentication-Results are believed; may be empty */
  unsigned int poll_interval; /* seconds */
};

/* Texts belong to `config`, which must outlive it and be without mistakes. */
struct mailbox_settings *mailbox_settings_new(const struct config *config, const char *name);
void mailbox_settings_free(struct mailbox_settings *mailbox);

/*
 * Of the mailboxes that are named, or of all when none is. FAULT_CONFIG when there are none, FAULT_USAGE when one is
 * not there. NULL with *error; g_ptr_array_unref.
 */
GPtrArray *mailbox_settings_chosen(const struct config *config, const char *const *names, GError **error);

#endif
