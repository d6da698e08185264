/* SPDX-License-Identifier: MIT */
/* A file of the configuration: every mistake is one sentence, and every key can be asked for. */
#include "base/config.h"
#include "fuzz.h"
#include <sys/stat.h>

static void ask(const struct config *config, const char *section, const struct config_key *key) {
  switch (key->type) {
  case CONFIG_NUMBER:
  case CONFIG_SIZE:
  case CONFIG_DURATION: {
    const uint64_t number = config_number(config, section, key->key);
    FUZZ_CHECK(!config_given(config, section, key->key) || (number >= key->least && number <= key->most));
    break;
  }
  case CONFIG_LIST:
    g_strfreev(config_list(config, section, key->key));
    break;
  default:
    config_text(config, section, key->key);
  }
}

static void ask_all(const struct config *config) {
  for (const struct config_key *key = config_keys; key->section; key++)
    if (!g_str_equal(key->section, "mailbox"))
      ask(config, key->section, key);
  for (const char *const *name = config_mailboxes(config); *name; name++) {
    g_autofree char *section = g_strconcat("mailbox ", *name, NULL);
    for (const struct config_key *key = config_keys; key->section; key++)
      if (g_str_equal(key->section, "mailbox"))
        ask(config, section, key);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  const int fd = fuzz_file(bytes, length);
  fchmod(fd, 0600);
  g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
  const char *const files[] = {path, NULL};
  g_autoptr(GError) error = NULL;
  struct config *config = config_read_files(files, &error);
  FUZZ_CHECK((config == NULL) == (error != NULL));
  if (error) {
    fuzz_check_sentence(error->message);
    return 0;
  }
  const GPtrArray *mistakes = config_mistakes(config);
  for (guint i = 0; i < mistakes->len; i++) {
    g_autofree char *words = config_mistake_words(g_ptr_array_index(mistakes, i));
    fuzz_check_sentence(words);
  }
  if (mistakes->len == 0)
    ask_all(config);
  config_free(config);
  return 0;
}
