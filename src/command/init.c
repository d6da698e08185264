/* SPDX-License-Identifier: MIT */
/*
 * dmarcstat init: from nothing to the first answers. The order is that nothing is left behind when the mailbox cannot
 * be used: the configuration is tried from a file beside the real one, which is written only after that.
 */
#include "command/init.h"
#include "base/command.h"
#include "base/fault.h"
#include "base/output.h"
#include "base/text.h"
#include "command/as_service.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYSTEM_SECRETS "/etc/dmarcstat"

extern const struct command command_init;

/* -- the configuration --------------------------------------------------------------------------------------------- */

static char *usual_file(void) {
  return geteuid() == 0 ? g_strdup(SERVICE_CONFIGURATION)
                        : g_build_filename(g_get_user_config_dir(), "dmarcstat", "dmarcstat.conf", NULL);
}

/* "/etc/dmarcstat/main.password". Caller frees. */
static char *secret_file(const struct init_typed *typed) {
  g_autofree char *folder = g_path_get_dirname(typed->config), *name = g_strconcat(typed->name, ".password", NULL);
  return g_build_filename(typed->is_system ? SYSTEM_SECRETS : folder, name, NULL);
}

/* What the file is to hold. NULL with *error: it cannot be read, or has such a mailbox already. Caller frees. */
static char *new_text(const struct init_typed *typed, GError **error) {
  g_autofree char *old = NULL, *section = init_section(typed), *shown = text_printable(typed->config);
  const struct config_choice choice = {.file = typed->config};
  if (access(typed->config, F_OK) != 0)
    return g_steal_pointer(&section);
  struct config *config = config_load(&choice, error);
  if (!config)
    return NULL;
  const bool taken = g_strv_contains(config_mailboxes(config), typed->name);
  config_free(config);
  if (taken)
    fault(error, FAULT_USAGE, "init: %s has a mailbox %s already; --name gives another name", shown, typed->name);
  else if (!g_file_get_contents(typed->config, &old, NULL, NULL))
    fault(error, FAULT_NO_INPUT, "cannot read the configuration %s", shown);
  return old && !taken ? g_strdup_printf("%s%s\n%s", old, g_str_has_suffix(old, "\n") ? "" : "\n", section) : NULL;
}

/* A file beside the configuration, so that what is relative in it stays true, which everybody may read: it has no
 * secrets.
 */
static char *write_trial(const struct init_typed *typed, const char *text, GError **error) {
  g_autofree char *folder = g_path_get_dirname(typed->config), *shown = text_printable(folder);
  char *path = g_build_filename(folder, ".dmarcstat-init.XXXXXX", NULL);
  const int fd = g_mkstemp_full(path, O_WRONLY | O_CLOEXEC, 0644);
  const size_t length = strlen(text);
  const bool good = fd >= 0 && write(fd, text, length) == (ssize_t)length && fchmod(fd, 0644) == 0;
  const int trouble = errno;
  if (fd >= 0)
    close(fd);
  if (good)
    return path;
  if (fd >= 0)
    unlink(path);
  g_free(path);
  fault(error, FAULT_CANNOT_CREATE, "cannot write a configuration in %s: %s", shown, g_strerror(trouble));
  return NULL;
}

static bool write_configuration(const struct init_typed *typed, const char *text, GError **error) {
  struct output *output = output_open(typed->config, error);
  if (output)
    fputs(text, output_stream(output));
  const bool good = output && output_finish(output, error) && output_publish(output, error);
  output_free(output);
  g_autofree char *shown = text_printable(typed->config);
  if (good)
    printf("\nWritten      %s\n", shown);
  return good;
}

/* -- the service --------------------------------------------------------------------------------------------------- */

/* False with *error unless `command` ends with 0 or with what it may. */
static bool run_command(const struct init_typed *typed, const char *command, const char *what, int may,
                        GError **error) {
  const char *const words[] = {command, what ? what : "--config", what ? "--config" : typed->config,
                               what ? typed->config : NULL, NULL};
  int code = 0;
  if (!as_service_run(words, typed->is_system, &code, error))
    return false;
  return code == 0 || code == may ||
         fault(error, (enum fault)code, "%s%s%s did not work, as was said above", command, what ? " " : "",
               what ? what : "");
}

/* Makes the units of systemd take over, or says what to type. */
static void go_on(const struct init_typed *typed) {
  const char *const command = "systemctl enable --now dmarcstat-fetch.service dmarcstat-publish.timer";
  const bool is_service = typed->is_system && as_service_possible();
  g_autofree char *quoted = g_shell_quote(typed->config);
  if (is_service && access("/run/systemd/system", F_OK) == 0 &&
      g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL))
    puts("\nFrom now on  reports are taken as they come, and pages written every night into /var/lib/dmarcstat/site");
  else if (is_service)
    printf("\nTo go on     with systemd: %s\n             without: as the user dmarcstat, dmarcstat fetch every hour\n",
           command);
  else
    printf("\nTo go on     from cron, every hour: dmarcstat fetch --quiet --config %s\n", quoted);
  puts("Should something go wrong later, type: dmarcstat doctor");
}

/* -- all of it ----------------------------------------------------------------------------------------------------- */

/* With a configuration that is not there yet for good. */
static bool try_it(struct init_typed *typed, const char *text, GError **error) {
  g_autofree char *trial = write_trial(typed, text, error), *real = typed->config;
  struct config *config = NULL;
  bool good = trial != NULL;
  if (good) {
    typed->config = trial;
    config = config_load(&(struct config_choice){.file = trial}, error);
    good = config && run_command(typed, "mailbox", "test", 0, error) && init_show_record(typed, config, error);
    g_unlink(trial);
  }
  config_free(config);
  typed->config = g_steal_pointer(&real);
  return good;
}

static bool make_folder(const struct init_typed *typed, GError **error) {
  g_autofree char *folder = g_path_get_dirname(typed->config), *shown = text_printable(folder);
  return g_mkdir_with_parents(folder, 0700) == 0 ||
         fault(error, FAULT_CANNOT_CREATE, "the folder %s cannot be made: %s", shown, g_strerror(errno));
}

/* What was typed is relative to the working folder; in a configuration it would be to that. */
static void make_absolute(char **path) {
  g_autofree char *typed = *path;
  *path = typed ? g_canonicalize_filename(typed, NULL) : NULL;
}

static bool init(struct init_typed *typed, GError **error) {
  bool made = false;
  make_absolute(&typed->config);
  make_absolute(&typed->password_file);
  make_absolute(&typed->ca_file);
  typed->config = typed->config ? typed->config : usual_file();
  typed->is_system = g_str_equal(typed->config, SERVICE_CONFIGURATION);
  typed->name = typed->name ? typed->name : g_strdup("main");
  g_autofree char *secret = secret_file(typed);
  if (!make_folder(typed, error) || !init_ask(typed, secret, &made, error))
    return false;
  g_autofree char *text = new_text(typed, error);
  const bool good = text && try_it(typed, text, error) && write_configuration(typed, text, error);
  if (!good && made)
    unlink(secret);
  if (!good)
    return false;
  puts("");
  if (!typed->no_fetch &&
      (!run_command(typed, "fetch", NULL, FAULT_DATA, error) || !run_command(typed, "summary", NULL, 0, error)))
    return false;
  go_on(typed);
  return true;
}

static void typed_clear(struct init_typed *t) {
  char *texts[] = {
      t->domain,        t->address,          t->name,          t->host,    t->port,        t->tls,    t->user,
      t->password_file, t->password_command, t->token_command, t->ca_file, t->authserv_id, t->config, t->dns_server};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
}

#define INIT_OPTION(name, type, value, help, argument)                                                                 \
  { name, 0, G_OPTION_FLAG_NONE, type, value, help, argument }

static bool run(int argc, char **argv, GError **error) {
  struct init_typed t = {0};
  const GOptionEntry entries[] = {
      INIT_OPTION("domain", G_OPTION_ARG_STRING, &t.domain, "The domain that the reports will be about", "DOMAIN"),
      INIT_OPTION("host", G_OPTION_ARG_STRING, &t.host, "The IMAP server", "HOST"),
      INIT_OPTION("port", G_OPTION_ARG_STRING, &t.port, "Its port, when it is not the usual one", "PORT"),
      INIT_OPTION("tls", G_OPTION_ARG_STRING, &t.tls, "imaps (default) or starttls", "WORD"),
      INIT_OPTION("user", G_OPTION_ARG_STRING, &t.user, "The name to log in with", "NAME"),
      INIT_OPTION("password-file", G_OPTION_ARG_FILENAME, &t.password_file, "A file with the password, mode 600",
                  "FILE"),
      INIT_OPTION("password-command", G_OPTION_ARG_STRING, &t.password_command, "A command that prints it", "COMMAND"),
      INIT_OPTION("token-command", G_OPTION_ARG_STRING, &t.token_command,
                  "A command that prints an OAuth 2.0 access token", "COMMAND"),
      INIT_OPTION("ca-file", G_OPTION_ARG_FILENAME, &t.ca_file, "The authorities that may vouch for the server",
                  "FILE"),
      INIT_OPTION("authserv-id", G_OPTION_ARG_STRING, &t.authserv_id,
                  "Whose Authentication-Results are believed: your mail server's name in them", "NAME"),
      INIT_OPTION("address", G_OPTION_ARG_STRING, &t.address,
                  "The mail address for reports, when it is not the name to log in with", "ADDRESS"),
      INIT_OPTION("name", G_OPTION_ARG_STRING, &t.name, "What the mailbox is called in the configuration (main)",
                  "NAME"),
      INIT_OPTION("nameserver", G_OPTION_ARG_STRING, &t.dns_server,
                  "Ask this DNS server, 192.0.2.1 or 2001:db8::1@5353", "ADDRESS"),
      INIT_OPTION("no-fetch", G_OPTION_ARG_NONE, &t.no_fetch, "Fetch nothing yet", NULL),
      INIT_OPTION("config", G_OPTION_ARG_FILENAME, &t.config, "The configuration to write, instead of the usual one",
                  "FILE"),
      G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_init, entries, &argc, &argv, &help, error);
  g_autofree char *superfluous = good && argc > 1 ? text_printable(argv[1]) : NULL;
  if (superfluous)
    good = fault(error, FAULT_USAGE, "init has no use for '%s'; a domain is named with --domain", superfluous);
  if (good && !help)
    good = init(&t, error);
  typed_clear(&t);
  return good;
}

const struct command command_init = {
    .name = "init",
    .arguments = "",
    .summary = "Set up a mailbox, and show the first answers",
    .purpose =
        "Asks for the domain and the mailbox that its reports come to, unless options say them; connects to the "
        "mailbox, and says what it found; shows the DMARC record that asks for reports, and whether it is "
        "published; writes the configuration (for root that of the system, else that of the user), takes in what "
        "is there and prints the first answers. Messages stay in the mailbox as they are. When the mailbox cannot "
        "be used, nothing is written.\n"
        "On a system with systemd and the user dmarcstat, root then has reports taken as they come and pages "
        "written every night.",
    .run = run,
};
