/* SPDX-License-Identifier: MIT */
/* The sections with names, mailboxes and alerts, that files and the environment name. */
#include "base/config_parts.h"
#include <string.h>

#define NAME_MOST 64

void config_named_free(gpointer pointer) {
  struct named *named = pointer;
  g_free(named->name);
  g_free(named->section);
  g_free(named->file);
  g_free(named);
}

bool config_is_named(const char *kind) {
  return strcmp(kind, MAILBOX) == 0 || strcmp(kind, ALERT) == 0;
}

const char *config_kind(const char *section) {
  return g_str_has_prefix(section, MAILBOX " ") ? MAILBOX : g_str_has_prefix(section, ALERT " ") ? ALERT : section;
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

/* The same, or one that would have the same name in the environment, which only mailboxes come from. */
static const struct named *find_alike(const struct config *config, const char *kind, const char *name) {
  g_autofree char *part = config_variable_part(name);
  for (guint i = 0; i < config->named->len; i++) {
    const struct named *named = g_ptr_array_index(config->named, i);
    g_autofree char *other = config_variable_part(named->name);
    const bool same = strcmp(kind, MAILBOX) == 0 ? strcmp(part, other) == 0 : strcmp(named->name, name) == 0;
    if (strcmp(named->kind, kind) == 0 && same)
      return named;
  }
  return NULL;
}

static const struct named *add(struct config *config, const char *kind, const char *name, const struct origin *origin) {
  struct named *named = g_new0(struct named, 1);
  named->kind = kind;
  named->name = g_strdup(name);
  named->section = g_strconcat(kind, " ", name, NULL);
  named->file = g_strdup(origin->file);
  named->line = origin->line;
  g_ptr_array_add(config->named, named);
  return named;
}

const struct named *config_named(struct config *config, const char *kind, const char *name,
                                 const struct origin *origin) {
  const bool is_mailbox = strcmp(kind, MAILBOX) == 0;
  if (!is_name(name)) {
    config_add_mistake(config, origin->file, origin->line,
                       "'%s' is no name for %s; take letters, digits, '.', '_' and '-', as in [%s]", name,
                       is_mailbox ? "a mailbox" : "an alert", is_mailbox ? "mailbox main" : "alert spoofing");
    return NULL;
  }
  const struct named *alike = find_alike(config, kind, name);
  if (!alike)
    return add(config, kind, name, origin);
  if (strcmp(alike->name, name) == 0)
    return alike;
  config_add_mistake(config, origin->file, origin->line,
                     "[mailbox %s] and [mailbox %s] have the same name in the environment; give one of them another",
                     alike->name, name);
  return NULL;
}
