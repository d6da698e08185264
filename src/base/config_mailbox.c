/* SPDX-License-Identifier: MIT */
/* The mailboxes that files and the environment name. */
#include "base/config_parts.h"
#include <string.h>

#define NAME_MOST 64

void config_mailbox_free(gpointer pointer) {
  struct mailbox *mailbox = pointer;
  g_free(mailbox->name);
  g_free(mailbox->section);
  g_free(mailbox->file);
  g_free(mailbox);
}

static bool is_name(const char *name) {
  const size_t length = strlen(name);
  for (const char *at = name; *at; at++)
    if (!g_ascii_isalnum(*at) && !strchr("._-", *at))
      return false;
  return length > 0 && length <= NAME_MOST;
}

char *config_variable_part(const char *name) {
  char *part = g_ascii_strup(name, -1);
  return g_strdelimit(part, ".-", '_');
}

/* One that would have the same name in the environment. */
static const struct mailbox *find_alike(const struct config *config, const char *name) {
  g_autofree char *part = config_variable_part(name);
  for (guint i = 0; i < config->mailboxes->len; i++) {
    const struct mailbox *mailbox = g_ptr_array_index(config->mailboxes, i);
    g_autofree char *other = config_variable_part(mailbox->name);
    if (strcmp(part, other) == 0)
      return mailbox;
  }
  return NULL;
}

static const struct mailbox *add(struct config *config, const char *name, const struct origin *origin) {
  struct mailbox *mailbox = g_new0(struct mailbox, 1);
  mailbox->name = g_strdup(name);
  mailbox->section = g_strconcat(MAILBOX_PREFIX, name, NULL);
  mailbox->file = g_strdup(origin->file);
  mailbox->line = origin->line;
  g_ptr_array_add(config->mailboxes, mailbox);
  return mailbox;
}

const struct mailbox *config_mailbox(struct config *config, const char *name, const struct origin *origin) {
  if (!is_name(name)) {
    config_add_mistake(config, origin->file, origin->line,
                       "'%s' is no name for a mailbox; take letters, digits, '.', '_' and '-', as in [mailbox main]",
                       name);
    return NULL;
  }
  const struct mailbox *alike = find_alike(config, name);
  if (!alike)
    return add(config, name, origin);
  if (strcmp(alike->name, name) == 0)
    return alike;
  config_add_mistake(config, origin->file, origin->line,
                     "[mailbox %s] and [mailbox %s] have the same name in the environment; give one of them another",
                     alike->name, name);
  return NULL;
}
