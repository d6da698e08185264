/* SPDX-License-Identifier: MIT */
/*
 * One file, line by line. GKeyFile reads the same files, but does not know in which line something stands, and of a key
 * that is there twice it takes the last without a word.
 */
#include "base/config_parts.h"
#include "base/fault.h"
#include "base/text.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE_MOST (1u << 20)
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* -- the bytes ----------------------------------------------------------------------------------------------------- */

/* A file that is not there, and a folder of which somebody else's $HOME bars the sight. */
static bool is_absent(const char *path, int trouble) {
  struct stat about;
  return trouble == ENOENT || trouble == ENOTDIR || (trouble == EACCES && stat(path, &about) != 0);
}

/* It can name commands that we run: so only root and we may have written it. */
static bool check_trust(const char *shown, const struct stat *about, GError **error) {
  if (!S_ISREG(about->st_mode))
    return fault(error, FAULT_CONFIG, "%s: this is no file; --no-config reads none", shown);
  if (about->st_uid != 0 && about->st_uid != geteuid())
    return fault(error, FAULT_CONFIG,
                 "%s belongs to another user, who could have you run commands with it; make it your own or root's",
                 shown);
  if (about->st_mode & (S_IWGRP | S_IWOTH)) {
    g_autofree char *quoted = g_shell_quote(shown);
    return fault(error, FAULT_CONFIG,
                 "%s: others may write to it, and could have you run commands with it; type: chmod go-w %s", shown,
                 quoted);
  }
  return true;
}

static bool read_to_end(int fd, const char *shown, GString *bytes, GError **error) {
  char part[4096];
  ssize_t got;
  while ((got = TEMP_FAILURE_RETRY(read(fd, part, sizeof part))) > 0) {
    g_string_append_len(bytes, part, got);
    if (bytes->len > SIZE_MOST)
      return fault(error, FAULT_CONFIG, "%s: this is too long to be a configuration file", shown);
  }
  return got == 0 || fault(error, FAULT_CONFIG, "%s: cannot be read: %s", shown, g_strerror(errno));
}

static bool read_open(int fd, const char *shown, GString *bytes, GError **error) {
  struct stat about;
  if (fstat(fd, &about) != 0)
    return fault(error, FAULT_CONFIG, "%s: cannot be read: %s", shown, g_strerror(errno));
  return check_trust(shown, &about, error) && read_to_end(fd, shown, bytes, error);
}

/* *absent: it is not there and need not be. */
static bool read_bytes(const char *path, bool named, GString *bytes, bool *absent, GError **error) {
  g_autofree char *shown = text_printable(path);
  const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0) {
    const int trouble = errno;
    const bool nowhere = is_absent(path, trouble);
    *absent = nowhere && !named;
    return *absent || fault(error, nowhere ? FAULT_NO_INPUT : FAULT_CONFIG,
                            "cannot read the configuration %s: %s; --no-config reads none", shown, g_strerror(trouble));
  }
  const bool good = read_open(fd, shown, bytes, error);
  close(fd);
  return good;
}

/* -- the lines ----------------------------------------------------------------------------------------------------- */

struct reading {
  struct config *config;
  struct origin origin; /* of the line */
  char *section;        /* that it is in; NULL: in none, or in one that is wrong */
  bool in_section;      /* even in a wrong one */
};

#define MISTAKE(reading, ...)                                                                                          \
  config_add_mistake((reading)->config, (reading)->origin.file, (reading)->origin.line, __VA_ARGS__)

/* The sections of the registry, each once, in its order; NULL ends. Of const char *. */
static GPtrArray *section_names(void) {
  GPtrArray *names = g_ptr_array_new();
  for (const struct config_key *key = config_keys; key->section; key++)
    if (names->len == 0 || strcmp(g_ptr_array_index(names, names->len - 1), key->section) != 0)
      g_ptr_array_add(names, (gpointer)(uintptr_t)key->section);
  g_ptr_array_add(names, NULL);
  return names;
}

/* "[store], [mailbox NAME] and [web]". Caller frees. */
static char *section_words(const GPtrArray *names) {
  GString *words = g_string_new(NULL);
  for (guint i = 0; i + 1 < names->len; i++) {
    const char *name = g_ptr_array_index(names, i);
    g_string_append_printf(words, "%s[%s%s]",
                           i == 0               ? ""
                           : i + 2 < names->len ? ", "
                                                : " and ",
                           name, config_is_named(name) ? " NAME" : "");
  }
  return g_string_free(words, FALSE);
}

static void refuse_section(struct reading *reading, const GPtrArray *names, const char *name) {
  g_auto(GStrv) words = g_strsplit(name, " ", 2);
  const char *nearest = text_nearest(*words ? *words : "", (const char *const *)names->pdata);
  g_autofree char *all = section_words(names);
  if (nearest)
    MISTAKE(reading, "there is no section [%s]; did you mean [%s%s]?", name, nearest,
            config_is_named(nearest) ? " NAME" : "");
  else
    MISTAKE(reading, "there is no section [%s]; there are %s", name, all);
}

/* `name` is what is between the brackets. */
static void open_section(struct reading *reading, char *name) {
  g_strstrip(name);
  g_autoptr(GPtrArray) names = section_names();
  if (strcmp(name, MAILBOX) == 0) {
    MISTAKE(reading, "the mailbox needs a name, as in [mailbox main]");
  } else if (strcmp(name, ALERT) == 0) {
    MISTAKE(reading, "the alert needs a name, as in [alert spoofing]");
  } else if (g_strv_contains((const char *const *)names->pdata, name)) {
    reading->section = g_strdup(name);
  } else if (config_is_named(config_kind(name))) {
    const char *kind = config_kind(name), *own = g_strstrip(name + strlen(kind));
    const struct named *named = config_named(reading->config, kind, own, &reading->origin);
    reading->section = named ? g_strdup(named->section) : NULL;
  } else {
    refuse_section(reading, names, name);
  }
}

static void take_section(struct reading *reading, char *line) {
  g_clear_pointer(&reading->section, g_free);
  reading->in_section = true;
  char *end = strchr(line, ']');
  if (!end || end[1] != '\0') {
    MISTAKE(reading, "a section stands alone in its line, in brackets, as in [store]");
    return;
  }
  *end = '\0';
  open_section(reading, line + 1);
}

/* The section of another kind that has such a key, or NULL. */
static const char *other_section(const char *key) {
  for (const struct config_key *entry = config_keys; entry->section; entry++)
    if (strcmp(entry->key, key) == 0)
      return strcmp(entry->section, MAILBOX) == 0 ? "mailbox NAME"
             : strcmp(entry->section, ALERT) == 0 ? "alert NAME"
                                                  : entry->section;
  return NULL;
}

static void refuse_key(struct reading *reading, const char *key) {
  g_autofree const char **names = config_key_names(reading->section);
  const char *nearest = text_nearest(key, names), *other = other_section(key);
  if (strcmp(key, "password") == 0 || strcmp(key, "token") == 0)
    MISTAKE(reading, "secrets do not belong here; say where the %s is, with %s_file or %s_command", key, key, key);
  else if (other)
    MISTAKE(reading, "%s belongs into the section [%s]", key, other);
  else if (nearest)
    MISTAKE(reading, "there is no key '%s' in [%s]; did you mean %s?", key, reading->section, nearest);
  else
    MISTAKE(reading, "there is no key '%s' in [%s]; `dmarcstat config example` shows all", key, reading->section);
}

static void take_value(struct reading *reading, char *line) {
  char *equals = strchr(line, '=');
  if (!equals || equals == line) {
    MISTAKE(reading, "this is neither [section] nor key = value nor a comment, which begins with #");
    return;
  }
  *equals = '\0';
  const char *key = g_strchomp(line), *value = g_strchug(equals + 1);
  if (!reading->in_section)
    MISTAKE(reading, "a section such as [store] must stand above '%s'", key);
  if (!reading->section) /* whose name is a mistake already */
    return;
  const struct config_key *known = config_find(reading->section, key);
  if (known)
    config_take(reading->config, reading->section, known, value, &reading->origin);
  else
    refuse_key(reading, key);
}

static void take_line(struct reading *reading, char *line) {
  g_strstrip(line);
  if (*line == '\0' || *line == '#' || *line == ';')
    return;
  if (!g_utf8_validate(line, -1, NULL))
    MISTAKE(reading, "this is not UTF-8");
  else if (*line == '[')
    take_section(reading, line);
  else
    take_value(reading, line);
}

static void take_lines(struct config *config, const char *path, const char *text) {
  g_autofree char *absolute = g_canonicalize_filename(path, NULL), *folder = g_path_get_dirname(absolute);
  struct reading reading = {.config = config, .origin = {path, 0, config->layer, folder}};
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    reading.origin.line++;
    take_line(&reading, *line);
  }
  g_free(reading.section);
}

bool config_read_file(struct config *config, const char *path, bool named, GError **error) {
  g_autoptr(GString) bytes = g_string_new(NULL);
  bool absent = false;
  if (!read_bytes(path, named, bytes, &absent, error))
    return false;
  if (absent)
    return true;
  g_ptr_array_add(config->files, g_strdup(path));
  if (strlen(bytes->str) < bytes->len)
    config_add_mistake(config, path, 0, "there is a zero byte in it, so it is no text");
  else
    take_lines(config, path, bytes->str + (g_str_has_prefix(bytes->str, BYTE_ORDER_MARK) ? 3 : 0));
  return true;
}
