/* SPDX-License-Identifier: MIT */
#include "base/config.h"
#include "base/config_parts.h"
#include "base/fault.h"
#include "base/text.h"
#include <string.h>

#define SYSTEM_FILE "/etc/dmarcstat.conf"

/* -- the registry -------------------------------------------------------------------------------------------------- */

const struct config_key *config_find(const char *section, const char *key) {
  const char *kind = config_kind(section);
  for (const struct config_key *entry = config_keys; entry->section; entry++)
    if (strcmp(entry->section, kind) == 0 && strcmp(entry->key, key) == 0)
      return entry;
  return NULL;
}

const char **config_key_names(const char *section) {
  const char *kind = config_kind(section);
  GPtrArray *names = g_ptr_array_new();
  for (const struct config_key *entry = config_keys; entry->section; entry++)
    if (strcmp(entry->section, kind) == 0)
      g_ptr_array_add(names, (gpointer)(uintptr_t)entry->key);
  g_ptr_array_add(names, NULL);
  return (const char **)g_ptr_array_free(names, FALSE);
}

/* -- mistakes ------------------------------------------------------------------------------------------------------ */

static void mistake_free(gpointer pointer) {
  struct config_mistake *mistake = pointer;
  g_free(mistake->file);
  g_free(mistake->sentence);
  g_free(mistake);
}

void config_add_mistake(struct config *config, const char *file, int line, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *sentence = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  struct config_mistake *mistake = g_new0(struct config_mistake, 1);
  mistake->file = text_printable(file);
  mistake->line = line;
  mistake->sentence = text_printable(sentence);
  g_ptr_array_add(config->mistakes, mistake);
}

static gint compare_mistakes(gconstpointer a, gconstpointer b) {
  const struct config_mistake *one = *(const struct config_mistake *const *)a;
  const struct config_mistake *other = *(const struct config_mistake *const *)b;
  const int files = strcmp(one->file, other->file);
  return files != 0 ? files : (one->line > other->line) - (one->line < other->line);
}

const GPtrArray *config_mistakes(const struct config *config) {
  return config->mistakes;
}

char *config_mistake_words(const struct config_mistake *mistake) {
  if (mistake->line == 0)
    return g_strdup_printf("%s: %s", mistake->file, mistake->sentence);
  return g_strdup_printf("%s:%d: %s", mistake->file, mistake->line, mistake->sentence);
}

/* -- settings ------------------------------------------------------------------------------------------------------ */

static void setting_free(gpointer pointer) {
  struct setting *setting = pointer;
  g_free(setting->section);
  g_free(setting->value);
  g_free(setting->file);
  g_free(setting);
}

static char *name_of(const char *section, const char *key) {
  return g_strconcat(section, "\n", key, NULL);
}

const struct setting *config_setting(const struct config *config, const char *section, const char *key) {
  g_autofree char *name = name_of(section, key);
  return g_hash_table_lookup(config->settings, name);
}

/* Somebody who says anew where the secret is takes back all that weaker layers said about it. */
static void forget_weaker_secrets(struct config *config, const char *section, unsigned int layer) {
  for (const struct config_key *key = config_keys; key->section; key++) {
    g_autofree char *name = name_of(section, key->key);
    const struct setting *setting = config_is_secret(key) ? g_hash_table_lookup(config->settings, name) : NULL;
    if (setting && setting->layer < layer)
      g_hash_table_remove(config->settings, name);
  }
}

static struct setting *setting_new(const char *section, const struct config_key *key, const struct origin *origin) {
  struct setting *setting = g_new0(struct setting, 1);
  setting->section = g_strdup(section);
  setting->key = key;
  setting->file = g_strdup(origin->file);
  setting->line = origin->line;
  setting->layer = origin->layer;
  return setting;
}

void config_take(struct config *config, const char *section, const struct config_key *key, const char *value,
                 const struct origin *origin) {
  const struct setting *before = config_setting(config, section, key->key);
  if (before && before->layer == origin->layer) {
    config_add_mistake(config, origin->file, origin->line, "%s is here for the second time, after line %d", key->key,
                       before->line);
    return;
  }
  if (config_is_secret(key))
    forget_weaker_secrets(config, section, origin->layer);
  g_autofree char *why = NULL;
  struct setting *setting = setting_new(section, key, origin);
  setting->value = config_canonical(key, value, origin->folder, &why);
  if (!setting->value)
    config_add_mistake(config, origin->file, origin->line, "%s: %s", key->key, why);
  g_hash_table_replace(config->settings, name_of(section, key->key), setting);
}

/* -- reading ------------------------------------------------------------------------------------------------------- */

static struct config *config_new(void) {
  struct config *config = g_new0(struct config, 1);
  config->settings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, setting_free);
  config->mistakes = g_ptr_array_new_with_free_func(mistake_free);
  config->files = g_ptr_array_new_with_free_func(g_free);
  config->named = g_ptr_array_new_with_free_func(config_named_free);
  config->mailboxes = g_ptr_array_new();
  config->alerts = g_ptr_array_new();
  return config;
}

void config_free(struct config *config) {
  if (!config)
    return;
  g_ptr_array_unref(config->alerts);
  g_ptr_array_unref(config->mailboxes);
  g_ptr_array_unref(config->named);
  g_ptr_array_unref(config->files);
  g_ptr_array_unref(config->mistakes);
  g_hash_table_unref(config->settings);
  g_free(config);
}

/* When all files are read. */
static struct config *finish(struct config *config) {
  config->layer++;
  config_read_environment(config);
  for (guint i = 0; i < config->named->len; i++) {
    const struct named *named = g_ptr_array_index(config->named, i);
    const bool is_mailbox = strcmp(named->kind, MAILBOX) == 0;
    (is_mailbox ? config_check_mailbox : config_check_alert)(config, named);
    g_ptr_array_add(is_mailbox ? config->mailboxes : config->alerts, named->name);
  }
  config_check_mail(config);
  g_ptr_array_add(config->mailboxes, NULL);
  g_ptr_array_add(config->alerts, NULL);
  g_ptr_array_add(config->files, NULL);
  g_ptr_array_sort(config->mistakes, compare_mistakes);
  return config;
}

/* `named`: by the user, so that it must be there. */
static struct config *read_all(const char *const *files, bool named, GError **error) {
  struct config *config = config_new();
  for (; *files; files++) {
    config->layer++;
    if (!config_read_file(config, *files, named, error)) {
      config_free(config);
      return NULL;
    }
  }
  return finish(config);
}

struct config *config_read_files(const char *const *files, GError **error) {
  return read_all(files, false, error);
}

struct config *config_read(const struct config_choice *choice, GError **error) {
  const char *const named[] = {choice->none ? NULL : choice->file, NULL};
  if (choice->none || choice->file)
    return read_all(named, true, error);
  g_autofree char *users = g_build_filename(g_get_user_config_dir(), "dmarcstat", "dmarcstat.conf", NULL);
  const char *const usual[] = {SYSTEM_FILE, users, NULL};
  return read_all(usual, false, error);
}

struct config *config_load(const struct config_choice *choice, GError **error) {
  struct config *config = config_read(choice, error);
  if (!config || config->mistakes->len == 0)
    return config;
  g_autofree char *first = config_mistake_words(g_ptr_array_index(config->mistakes, 0));
  fault(error, FAULT_CONFIG, "%s%s", first,
        config->mistakes->len > 1 ? "; this is not all, `dmarcstat config check` shows the rest" : "");
  config_free(config);
  return NULL;
}

/* -- asking -------------------------------------------------------------------------------------------------------- */

const char *const *config_files(const struct config *config) {
  return (const char *const *)config->files->pdata;
}

const char *const *config_mailboxes(const struct config *config) {
  return (const char *const *)config->mailboxes->pdata;
}

const char *const *config_alerts(const struct config *config) {
  return (const char *const *)config->alerts->pdata;
}

bool config_given(const struct config *config, const char *section, const char *key) {
  return config_setting(config, section, key) != NULL;
}

/* The value as it stands in a file or in the registry. */
static const char *raw(const struct config *config, const char *section, const struct config_key *key) {
  const struct setting *setting = config_setting(config, section, key->key);
  return setting ? setting->value : key->fallback;
}

static bool is_number(enum config_type type) {
  return type == CONFIG_NUMBER || type == CONFIG_SIZE || type == CONFIG_DURATION;
}

static bool is_list(enum config_type type) {
  return type == CONFIG_LIST || type == CONFIG_ADDRESSES;
}

const char *config_text(const struct config *config, const char *section, const char *key) {
  const struct config_key *entry = config_find(section, key);
  g_assert(entry && !is_number(entry->type) && !is_list(entry->type));
  return raw(config, section, entry);
}

uint64_t config_number(const struct config *config, const char *section, const char *key) {
  const struct config_key *entry = config_find(section, key);
  g_assert(entry && is_number(entry->type));
  const char *value = raw(config, section, entry);
  uint64_t number = 0;
  g_autofree char *why = NULL;
  if (value)
    config_number_of(entry, value, &number, &why);
  return number;
}

char **config_list(const struct config *config, const char *section, const char *key) {
  const struct config_key *entry = config_find(section, key);
  g_assert(entry && is_list(entry->type));
  const char *value = raw(config, section, entry);
  return config_split(value ? value : "");
}

bool config_parse_number(const char *section, const char *key, const char *text, uint64_t *number, char **why) {
  const struct config_key *entry = config_find(section, key);
  g_assert(entry && is_number(entry->type));
  return config_number_of(entry, text, number, why);
}
