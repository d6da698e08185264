/* SPDX-License-Identifier: MIT */
#include "base/fault.h"
#include "base/text.h"
#include "command/as_service.h"
#include "command/check_typed.h"
#include "command/init.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define ANSWER_MOST 1024 /* bytes */

/* -- the terminal -------------------------------------------------------------------------------------------------- */

/* A line from standard input without its end; NULL: there is none. Caller frees. */
static char *read_line(void) {
  char line[ANSWER_MOST];
  if (!fgets(line, sizeof line, stdin))
    return NULL;
  char *answer = g_strdup(g_strchomp(line));
  explicit_bzero(line, sizeof line);
  return answer;
}

static char *ask_openly(const char *question, const char *proposal) {
  printf(proposal ? "%s [%s]: " : "%s: ", question, proposal);
  fflush(stdout);
  char *answer = read_line();
  if (answer && !*answer && proposal) {
    g_free(answer);
    return g_strdup(proposal);
  }
  return answer;
}

/* Without showing what is typed. */
static char *ask_secretly(const char *question) {
  struct termios before, silent;
  printf("%s: ", question);
  fflush(stdout);
  const bool is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;
  silent = before;
  silent.c_lflag &= ~(tcflag_t)ECHO;
  if (is_terminal)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  char *answer = read_line();
  if (is_terminal)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  putchar('\n');
  return answer;
}

/* -- what is missing -------------------------------------------------------------------------------------------------
 */

static bool lacks(const char *option, GError **error) {
  return fault(error, FAULT_USAGE, "init: --%s is missing, and there is no terminal to ask for it", option);
}

static bool ask(char **value, const char *option, const char *question, const char *proposal, GError **error) {
  if (*value)
    return true;
  if (!isatty(STDIN_FILENO))
    return lacks(option, error);
  *value = ask_openly(question, proposal);
  return (*value && **value) || lacks(option, error);
}

static bool write_secret(const char *path, const char *secret, GError **error) {
  g_autofree char *shown = text_printable(path);
  const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return fault(error, FAULT_CANNOT_CREATE, "the password cannot be put into %s: %s", shown, g_strerror(errno));
  const size_t length = strlen(secret);
  const bool good =
      write(fd, secret, length) == (ssize_t)length && write(fd, "\n", 1) == 1 && fsync(fd) == 0 && as_service_give(fd);
  const int trouble = errno;
  close(fd);
  if (good)
    return true;
  unlink(path);
  return fault(error, FAULT_IO, "the password cannot be put into %s: %s", shown, g_strerror(trouble));
}

static bool ask_password(struct init_typed *typed, const char *path, bool *made, GError **error) {
  if (typed->password_file || typed->password_command || typed->token_command)
    return true;
  if (!isatty(STDIN_FILENO))
    return fault(error, FAULT_USAGE,
                 "init: --password-file, --password-command or --token-command is missing, and there "
                 "is no terminal to ask for the password");
  char *password = ask_secretly("Its password (is not shown)");
  const bool good = (password && *password) || fault(error, FAULT_USAGE, "init: no password was typed");
  *made = good && write_secret(path, password, error);
  if (password)
    explicit_bzero(password, strlen(password));
  g_free(password);
  typed->password_file = *made ? g_strdup(path) : NULL;
  return *made;
}

static bool is_one_line(const struct init_typed *typed, GError **error) {
  const char *const values[] = {typed->host,          typed->port,          typed->tls,
                                typed->user,          typed->password_file, typed->password_command,
                                typed->token_command, typed->ca_file,       typed->authserv_id,
                                typed->name,          typed->address};
  for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
    if (values[i] && strpbrk(values[i], "\r\n"))
      return fault(error, FAULT_USAGE, "init: a value has more than one line");
  return true;
}

bool init_ask(struct init_typed *typed, const char *secret, bool *made, GError **error) {
  if (!ask(&typed->domain, "domain", "Your domain, which the reports will be about", NULL, error))
    return false;
  char *domain = check_typed_domain(typed->domain, false, error);
  if (!domain)
    return false;
  g_free(typed->domain);
  typed->domain = domain;
  g_autofree char *host = g_strconcat("imap.", domain, NULL), *user = g_strconcat("dmarc@", domain, NULL);
  if (!ask(&typed->host, "host", "The IMAP server of the mailbox they will come to", host, error) ||
      !ask(&typed->user, "user", "The name to log in with", user, error))
    return false;
  if (!typed->address)
    typed->address = strchr(typed->user, '@') ? g_strdup(typed->user) : g_strconcat(typed->user, "@", domain, NULL);
  return is_one_line(typed, error) && ask_password(typed, secret, made, error);
}

/* -- what becomes of it ----------------------------------------------------------------------------------------------
 */

static void append(GString *section, const char *key, const char *value) {
  if (value)
    g_string_append_printf(section, "%s = %s\n", key, value);
}

char *init_section(const struct init_typed *typed) {
  GString *section = g_string_new(NULL);
  g_string_append_printf(section, "[mailbox %s]\n", typed->name);
  append(section, "host", typed->host);
  append(section, "port", typed->port);
  append(section, "tls", typed->tls);
  append(section, "user", typed->user);
  append(section, "password_file", typed->password_file);
  append(section, "password_command", typed->password_command);
  append(section, "token_command", typed->token_command);
  append(section, "ca_file", typed->ca_file);
  append(section, "authserv_id", typed->authserv_id);
  g_string_append(section, "# messages stay as they are; to have them moved once their reports are stored:\n"
                           "#after = move\n#processed_folder = DMARC/done\n");
  return g_string_free(section, FALSE);
}
