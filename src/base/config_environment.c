/* SPDX-License-Identifier: MIT */
/*
 * $DMARCSTAT_STORE_..., $DMARCSTAT_INGEST_... and $DMARCSTAT_MAILBOX_NAME_...: the last may name mailboxes that no file
 * does. A variable of these that is not known is a mistake, like a key in a file; one that is empty counts as not set,
 * and others that begin with DMARCSTAT_ are not for us.
 */
#include "base/config_parts.h"
#include "base/text.h"
#include <string.h>

#define MAILBOX_VARIABLE VARIABLE_PREFIX "MAILBOX_"

extern char **environ;

/* -- names --------------------------------------------------------------------------------------------------------- */

/* "DMARCSTAT_INGEST_WORKERS". Caller frees. */
static char *variable_of(const struct config_key *key) {
  g_autofree char *section = config_variable_part(key->section), *name = config_variable_part(key->key);
  return g_strconcat(VARIABLE_PREFIX, section, "_", name, NULL);
}

static gint compare_names(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Set and not empty; the ones whose names begin like ours. By name, as the order of the environment means nothing. */
static GPtrArray *our_variables(void) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  for (char **entry = environ; entry && *entry; entry++) {
    const char *equals = strchr(*entry, '=');
    if (g_str_has_prefix(*entry, VARIABLE_PREFIX) && equals && equals[1])
      g_ptr_array_add(names, g_strndup(*entry, (gsize)(equals - *entry)));
  }
  g_ptr_array_sort(names, compare_names);
  return names;
}

static void take(struct config *config, const char *section, const struct config_key *key, const char *variable,
                 unsigned int layer) {
  g_autofree char *file = g_strconcat("$", variable, NULL);
  const struct origin origin = {.file = file, .layer = layer};
  config_take(config, section, key, g_getenv(variable), &origin);
}

/* -- sections that there is one of --------------------------------------------------------------------------------- */

static const struct config_key *find_plain(const char *variable) {
  for (const struct config_key *key = config_keys; key->section; key++) {
    g_autofree char *name = config_is_named(key->section) ? NULL : variable_of(key);
    if (name && strcmp(name, variable) == 0)
      return key;
  }
  return NULL;
}

static bool is_of_plain_section(const char *variable) {
  return g_str_has_prefix(variable, VARIABLE_PREFIX "STORE_") || g_str_has_prefix(variable, VARIABLE_PREFIX "INGEST_");
}

static void refuse_plain(struct config *config, const char *variable) {
  g_autofree char *file = g_strconcat("$", variable, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (const struct config_key *key = config_keys; key->section; key++)
    if (!config_is_named(key->section))
      g_ptr_array_add(names, variable_of(key));
  g_ptr_array_add(names, NULL);
  const char *nearest = text_nearest(variable, (const char *const *)names->pdata);
  if (nearest)
    config_add_mistake(config, file, 0, "there is no such setting; did you mean $%s?", nearest);
  else
    config_add_mistake(config, file, 0, "there is no such setting; `dmarcstat config example` shows all");
}

/* -- mailboxes ----------------------------------------------------------------------------------------------------- */

/*
 * The key that the rest of a variable ("MAIN_PASSWORD_FILE") ends with, the longest that leaves a name before it; NULL
 * when none does.
 */
static const struct config_key *find_mailbox_key(const char *rest, char **name) {
  const struct config_key *longest = NULL;
  size_t length = 0;
  for (const struct config_key *key = config_keys; key->section; key++) {
    g_autofree char *part = config_variable_part(key->key), *end = g_strconcat("_", part, NULL);
    if (strcmp(key->section, MAILBOX) == 0 && g_str_has_suffix(rest, end) && strlen(rest) > strlen(end) &&
        strlen(end) > length) {
      longest = key;
      length = strlen(end);
    }
  }
  *name = longest ? g_strndup(rest, strlen(rest) - length) : NULL;
  return longest;
}

/* The mailbox whose name is written so, as the files call it; else in lower case. Caller frees. */
static char *mailbox_name(const struct config *config, const char *part) {
  for (guint i = 0; i < config->named->len; i++) {
    const struct named *mailbox = g_ptr_array_index(config->named, i);
    g_autofree char *other = config_variable_part(mailbox->name);
    if (strcmp(mailbox->kind, MAILBOX) == 0 && strcmp(other, part) == 0)
      return g_strdup(mailbox->name);
  }
  return g_ascii_strdown(part, -1);
}

static bool is_upper(const char *part) {
  g_autofree char *upper = g_ascii_strup(part, -1);
  return strcmp(part, upper) == 0;
}

static bool take_mailbox(struct config *config, const char *variable) {
  g_autofree char *part = NULL;
  const struct config_key *key = find_mailbox_key(variable + strlen(MAILBOX_VARIABLE), &part);
  if (!key || !is_upper(part))
    return false;
  g_autofree char *name = mailbox_name(config, part), *file = g_strconcat("$", variable, NULL);
  const struct origin origin = {.file = file, .layer = config->layer};
  const struct named *mailbox = config_named(config, MAILBOX, name, &origin);
  if (mailbox)
    take(config, mailbox->section, key, variable, config->layer);
  return true;
}

/* A secret may be in a variable of any name, if a mailbox or an alert says so. */
static bool holds_secret(const struct config *config, const char *variable) {
  for (guint i = 0; i < config->named->len; i++) {
    const struct named *named = g_ptr_array_index(config->named, i);
    const bool is_mailbox = strcmp(named->kind, MAILBOX) == 0;
    const struct setting *setting = config_setting(config, named->section, is_mailbox ? "password_env" : "secret_env");
    if (setting && setting->value && strcmp(setting->value, variable) == 0)
      return true;
  }
  return false;
}

static void refuse_mailbox(struct config *config, const char *variable) {
  g_autofree char *file = g_strconcat("$", variable, NULL);
  g_autofree const char **keys = config_key_names(MAILBOX);
  const char *nearest = NULL, *at = variable + strlen(MAILBOX_VARIABLE);
  while (!nearest && (at = strchr(at, '_')))
    nearest = text_nearest(++at, keys);
  g_autofree char *start = at ? g_strndup(variable, (gsize)(at - variable)) : NULL;
  g_autofree char *end = nearest ? g_ascii_strup(nearest, -1) : NULL;
  if (nearest)
    config_add_mistake(config, file, 0, "there is no such setting; did you mean $%s%s?", start, end);
  else
    config_add_mistake(config, file, 0, "there is no such setting; they are called $" MAILBOX_VARIABLE "NAME_KEY");
}

/* -- all ----------------------------------------------------------------------------------------------------------- */

static void take_known(struct config *config, GPtrArray *variables, GPtrArray *unknown) {
  for (guint i = 0; i < variables->len; i++) {
    char *variable = g_ptr_array_index(variables, i);
    const struct config_key *plain = find_plain(variable);
    if (plain)
      take(config, plain->section, plain, variable, config->layer);
    else if (is_of_plain_section(variable) ||
             (g_str_has_prefix(variable, MAILBOX_VARIABLE) && !take_mailbox(config, variable)))
      g_ptr_array_add(unknown, variable);
  }
}

/* Short names go before those by the rule. */
static void take_short(struct config *config) {
  config->layer++;
  for (const struct config_key *key = config_keys; key->section; key++) {
    const char *value = key->variable ? g_getenv(key->variable) : NULL;
    if (value && *value)
      take(config, key->section, key, key->variable, config->layer);
  }
}

void config_read_environment(struct config *config) {
  g_autoptr(GPtrArray) variables = our_variables(), unknown = g_ptr_array_new();
  take_known(config, variables, unknown);
  take_short(config);
  for (guint i = 0; i < unknown->len; i++) {
    const char *variable = g_ptr_array_index(unknown, i);
    if (is_of_plain_section(variable))
      refuse_plain(config, variable);
    else if (!holds_secret(config, variable))
      refuse_mailbox(config, variable);
  }
}
