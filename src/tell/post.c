/* SPDX-License-Identifier: MIT */
#include "tell/post.h"
#include "base/fault.h"
#include "base/program.h"
#include "base/text.h"
#include "net/smtp.h"

#define MAIL "mail"
#define SMTPS_PORT 465
#define SUBMISSION_PORT 587
#define SMTP_PORT 25

bool post_is_configured(const struct config *config) {
  return config_given(config, MAIL, "from");
}

const char *post_from(const struct config *config) {
  return config_text(config, MAIL, "from");
}

static unsigned int seconds_of(const struct config *config) {
  return (unsigned int)config_number(config, MAIL, "time_limit");
}

/* -- by SMTP ------------------------------------------------------------------------------------------------------- */

static struct smtp_account account_of(const struct config *config) {
  const char *tls = config_text(config, MAIL, "tls");
  const bool now = g_str_equal(tls, "smtps"), later = g_str_equal(tls, "starttls");
  struct smtp_account account = {.target = {.host = config_text(config, MAIL, "host"),
                                            .port = (uint16_t)config_number(config, MAIL, "port"),
                                            .tls = now     ? CONNECTION_TLS_NOW
                                                   : later ? CONNECTION_TLS_LATER
                                                           : CONNECTION_TLS_NEVER,
                                            .ca_file = config_text(config, MAIL, "ca_file"),
                                            .fingerprint = config_text(config, MAIL, "fingerprint"),
                                            .connect_timeout = seconds_of(config),
                                            .idle_timeout = seconds_of(config)},
                                 .user = config_text(config, MAIL, "user")};
  if (account.user)
    account.secret = secret_source_of(config, MAIL);
  if (account.target.port == 0)
    account.target.port = now ? SMTPS_PORT : later ? SUBMISSION_PORT : SMTP_PORT;
  return account;
}

static bool send_by_smtp(const struct config *config, const char *const *to, const GString *message, GError **error) {
  const struct smtp_account account = account_of(config);
  const struct smtp_message letter = {
      .from = post_from(config), .to = to, .bytes = message->str, .length = message->len};
  return smtp_send(&account, &letter, seconds_of(config), error);
}

/* -- by sendmail --------------------------------------------------------------------------------------------------- */

/* Its words, the sender and the recipients, none of which can be taken for an option. g_strfreev. */
static char **words_of(const struct config *config, const char *const *to, GError **error) {
  g_auto(GStrv) words = NULL;
  GPtrArray *all = g_ptr_array_new();
  if (!g_shell_parse_argv(config_text(config, MAIL, "sendmail"), NULL, &words, NULL))
    fault(error, FAULT_CONFIG, "sendmail in [mail] is no command line; look at its quotes");
  for (char **word = words; word && *word; word++)
    g_ptr_array_add(all, g_strdup(*word));
  const char *const more[] = {"-f", post_from(config), "--", NULL};
  for (const char *const *word = more; words && *word; word++)
    g_ptr_array_add(all, g_strdup(*word));
  for (; words && *to; to++)
    g_ptr_array_add(all, g_strdup(*to));
  g_ptr_array_add(all, NULL);
  char **argv = (char **)g_ptr_array_free(all, FALSE);
  if (!words)
    g_clear_pointer(&argv, g_strfreev);
  return argv;
}

static bool send_by_program(const struct config *config, const char *const *to, const GString *message,
                            GError **error) {
  g_auto(GStrv) words = words_of(config, to, error);
  g_autoptr(GString) local = g_string_new_len(message->str, (gssize)message->len);
  g_autofree char *why = NULL;
  g_string_replace(local, "\r\n", "\n", 0); /* what sendmail expects, and ends with a dot only without -i */
  if (!words || program_run(words, NULL, local->str, local->len, seconds_of(config), &why))
    return words != NULL;
  g_autofree char *shown = text_printable(words[0]);
  return fault(error, FAULT_TRY_LATER, "%s: the mail was not taken: it %s", shown, why);
}

bool post_send(const struct config *config, const char *const *to, const GString *message, GError **error) {
  return g_str_equal(config_text(config, MAIL, "via"), "sendmail") ? send_by_program(config, to, message, error)
                                                                   : send_by_smtp(config, to, message, error);
}
