/* SPDX-License-Identifier: MIT */
#include "base/secret.h"
#include "base/fault.h"
#include "base/secret_parts.h"
#include "base/text.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define USUAL_SECONDS 30

/* -- memory -------------------------------------------------------------------------------------------------------- */

void secret_free(struct secret *secret) {
  if (!secret)
    return;
  explicit_bzero(secret, sizeof *secret);
  g_free(secret);
}

const char *secret_text(const struct secret *secret) {
  return secret->bytes;
}

size_t secret_length(const struct secret *secret) {
  return secret->length;
}

int secret_fill(struct secret *secret, int fd) {
  const size_t room = SECRET_MOST + 1 - secret->length;
  const ssize_t got = room > 0 ? TEMP_FAILURE_RETRY(read(fd, secret->bytes + secret->length, room)) : 0;
  if (got < 0)
    return -1;
  secret->length += (size_t)got;
  return got > 0;
}

/* -- files --------------------------------------------------------------------------------------------------------- */

static bool check_privacy(const char *shown, const struct stat *about, GError **error) {
  if (about->st_uid != 0 && about->st_uid != geteuid())
    return fault(error, FAULT_REFUSED, "%s: the secret in it belongs to another user; make it your own or root's",
                 shown);
  if (about->st_mode & (S_IRWXG | S_IRWXO)) {
    g_autofree char *quoted = g_shell_quote(shown);
    return fault(error, FAULT_REFUSED, "%s: others may read the secret in it; type: chmod 600 %s", shown, quoted);
  }
  return true;
}

static bool fill_from(struct secret *secret, int fd, const char *shown, bool is_guarded, GError **error) {
  struct stat about;
  int more = fstat(fd, &about) == 0 ? 1 : -1;
  if (more > 0 && !S_ISREG(about.st_mode))
    return fault(error, FAULT_CONFIG, "%s: the secret should be in a file, and this is none", shown);
  if (more > 0 && !is_guarded && !check_privacy(shown, &about, error))
    return false;
  while (more > 0)
    more = secret_fill(secret, fd);
  return more == 0 || fault(error, FAULT_CONFIG, "%s: the secret cannot be read: %s", shown, g_strerror(errno));
}

/* `is_guarded`: somebody else sees to who may read it. */
static bool read_file(struct secret *secret, const char *path, bool is_guarded, GError **error) {
  g_autofree char *shown = text_printable(path);
  const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* a pipe must not stop us */
  if (fd < 0)
    return fault(error, errno == EACCES ? FAULT_REFUSED : FAULT_CONFIG, "%s: the secret cannot be read: %s", shown,
                 g_strerror(errno));
  const bool good = fill_from(secret, fd, shown, is_guarded, error);
  close(fd);
  return good;
}

static bool read_credential(struct secret *secret, const char *name, GError **error) {
  const char *folder = g_getenv("CREDENTIALS_DIRECTORY");
  if (!folder)
    return fault(error, FAULT_CONFIG,
                 "there is no credential %s, as $CREDENTIALS_DIRECTORY is not set; systemd sets it for a service with "
                 "LoadCredential=",
                 name);
  if (strchr(name, '/') || name[0] == '.')
    return fault(error, FAULT_CONFIG, "'%s' is no name of a credential", name);
  g_autofree char *path = g_build_filename(folder, name, NULL);
  return read_file(secret, path, true, error);
}

/* -- the environment ----------------------------------------------------------------------------------------------- */

static bool read_variable(struct secret *secret, const char *name, GError **error) {
  const char *value = g_getenv(name);
  if (!value)
    return fault(error, FAULT_CONFIG, "the secret should be in $%s, which is not set", name);
  secret->length = MIN(strlen(value), SECRET_MOST + 1);
  memcpy(secret->bytes, value, secret->length);
  return true;
}

/* -- any ----------------------------------------------------------------------------------------------------------- */

/* How people call what the secret comes from, without what a command line may hold. Caller frees. */
static char *source_words(const struct secret_source *source) {
  static const char *const kinds[] = {"file", "command", "credential", "variable"};
  g_auto(GStrv) words = NULL;
  const char *name = source->where;
  if (source->kind == SECRET_COMMAND && g_shell_parse_argv(source->where, NULL, &words, NULL))
    name = words[0];
  g_autofree char *shown = text_printable(name);
  return g_strdup_printf("the %s %s", kinds[source->kind], shown);
}

static void cut_line_end(struct secret *secret) {
  if (secret->length > 0 && secret->bytes[secret->length - 1] == '\n')
    secret->length--;
  if (secret->length > 0 && secret->bytes[secret->length - 1] == '\r')
    secret->length--;
  secret->bytes[secret->length] = '\0';
}

static bool has_control(const struct secret *secret, bool *several_lines) {
  for (size_t i = 0; i < secret->length; i++)
    if (g_ascii_iscntrl(secret->bytes[i])) {
      *several_lines = secret->bytes[i] == '\n';
      return true;
    }
  return false;
}

static bool check(struct secret *secret, const struct secret_source *source, GError **error) {
  g_autofree char *words = source_words(source);
  bool several_lines = false;
  if (secret->length > SECRET_MOST)
    return fault(error, FAULT_CONFIG, "%s gives more than 64 KiB, which is no password and no token", words);
  cut_line_end(secret);
  if (secret->length == 0)
    return fault(error, FAULT_CONFIG, "%s gives no secret: it is empty", words);
  if (has_control(secret, &several_lines))
    return fault(error, FAULT_CONFIG,
                 several_lines ? "%s gives more than one line; a password or token is one" /* as `pass show` may */
                               : "%s gives a secret with a control character in it",
                 words);
  return true;
}

static bool fill(struct secret *secret, const struct secret_source *source, GError **error) {
  switch (source->kind) {
  case SECRET_COMMAND:
    return secret_run(secret, source->where, source->seconds > 0 ? source->seconds : USUAL_SECONDS, error);
  case SECRET_CREDENTIAL:
    return read_credential(secret, source->where, error);
  case SECRET_ENVIRONMENT:
    return read_variable(secret, source->where, error);
  case SECRET_FILE:
  default:
    return read_file(secret, source->where, false, error);
  }
}

struct secret *secret_read(const struct secret_source *source, GError **error) {
  struct secret *secret = g_new0(struct secret, 1);
  if (fill(secret, source, error) && check(secret, source, error))
    return secret;
  secret_free(secret);
  return NULL;
}

bool secret_source_named(const struct config *config, const char *section, const char *prefix,
                         struct secret_source *source) {
  static const struct {
    const char *ending;
    enum secret_kind kind;
  } ways[] = {{"file", SECRET_FILE},
              {"command", SECRET_COMMAND},
              {"credential", SECRET_CREDENTIAL},
              {"env", SECRET_ENVIRONMENT}};
  for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
    g_autofree char *key = g_strconcat(prefix, ways[i].ending, NULL);
    *source = (struct secret_source){.kind = ways[i].kind};
    if (config_given(config, section, key) && (source->where = config_text(config, section, key)))
      return true;
  }
  return false;
}

struct secret_source secret_source_of(const struct config *config, const char *section) {
  struct secret_source source;
  if (secret_source_named(config, section, "password_", &source))
    return source;
  if (!secret_source_named(config, section, "token_", &source))
    g_assert_not_reached(); /* a login without one is a mistake */
  source.is_token = true;
  return source;
}
