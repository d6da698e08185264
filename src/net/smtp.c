/* SPDX-License-Identifier: MIT */
#include "net/smtp.h"
#include "base/fault.h"
#include "base/text.h"
#include "net/dialogue.h"
#include "net/starttls.h"
#include <string.h>

/* What the server offers after EHLO. */
struct offer {
  bool plain, login;
};

struct sending {
  const struct smtp_account *account;
  struct connection *connection;
  struct dialogue lines;
  struct offer offer;
};

/* -- faults -------------------------------------------------------------------------------------------------------- */

/* The server said no to what was asked. `doing`: "it does not take mail from ...". Always false. */
static bool refused(const struct sending *sending, unsigned int code, GError **error, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
static bool refused(const struct sending *sending, unsigned int code, GError **error, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *doing = g_strdup_vprintf(format, arguments), *said = dialogue_shown(&sending->lines);
  va_end(arguments);
  return fault(error, code / 100 == 4 ? FAULT_TRY_LATER : FAULT_UNAVAILABLE, "%s: %s; it says: %s",
               connection_name(sending->connection), doing, said);
}

/* Sends a line and reads the reply; the fault of the connection when there is none. */
static bool ask(struct sending *sending, const char *line, unsigned int *code, GError **error) {
  return dialogue_send_line(&sending->lines, line, error) &&
         dialogue_read_reply(&sending->lines, code, NULL, NULL, error);
}

/* -- before the message -------------------------------------------------------------------------------------------- */

static bool start_tls(const struct sending *sending, gint64 until, GError **error) {
  struct starttls_talk talk;
  const char *name = connection_name(sending->connection);
  bool fine = starttls_talk(sending->connection, STARTTLS_SMTP, until, &talk, error);
  if (fine && talk.outcome == STARTTLS_MISSING)
    fine = fault(error, FAULT_REFUSED,
                 "%s: the server offers no STARTTLS, or somebody in between hides it; nothing was sent", name);
  else if (fine && talk.outcome == STARTTLS_GARBAGE)
    fine = fault(error, FAULT_UNAVAILABLE, "%s: this is no SMTP server; it says: %s", name, talk.said ? talk.said : "");
  else if (fine && talk.outcome != STARTTLS_READY)
    fine =
        fault(error, FAULT_TRY_LATER, "%s: the server does not go on; it says: %s", name, talk.said ? talk.said : "");
  starttls_clear(&talk);
  return fine && connection_start_tls(sending->connection, 0, error);
}

static bool greet(struct sending *sending, GError **error) {
  unsigned int code;
  if (!dialogue_read_reply(&sending->lines, &code, NULL, NULL, error))
    return false;
  return code == 220 || refused(sending, code, error, "the server does not greet us as an SMTP server does");
}

static void see_extension(void *user, const char *line) {
  struct offer *offer = user;
  if (strlen(line) < 8 || g_ascii_strncasecmp(line + 4, "AUTH", 4) != 0)
    return;
  g_auto(GStrv) words = g_strsplit_set(line + 8, " =", -1);
  for (char **word = words; *word; word++) {
    offer->plain = offer->plain || g_ascii_strcasecmp(*word, "PLAIN") == 0;
    offer->login = offer->login || g_ascii_strcasecmp(*word, "LOGIN") == 0;
  }
}

static bool say_hello(struct sending *sending, GError **error) {
  unsigned int code;
  g_autofree char *hello = dialogue_hello(&sending->lines);
  if (!dialogue_send_line(&sending->lines, hello, error) ||
      !dialogue_read_reply(&sending->lines, &code, see_extension, &sending->offer, error))
    return false;
  return code == 250 || refused(sending, code, error, "the server does not answer our greeting");
}

/* -- the login ----------------------------------------------------------------------------------------------------- */

/* Sends base64 of what is given, which is then wiped, behind `word`. */
static bool send_secret(struct sending *sending, const char *word, char *bytes, size_t length, GError **error) {
  char *encoded = g_base64_encode((const guchar *)bytes, length);
  const bool fine = connection_write(sending->connection, word, strlen(word), error) &&
                    connection_write(sending->connection, encoded, strlen(encoded), error) &&
                    connection_write(sending->connection, "\r\n", 2, error);
  explicit_bzero(encoded, strlen(encoded));
  explicit_bzero(bytes, length);
  g_free(encoded);
  return fine;
}

/* SASL PLAIN (RFC 4616), with the command. */
static bool send_plain(struct sending *sending, const struct secret *secret, unsigned int *code, GError **error) {
  const char *user = sending->account->user;
  const size_t name = strlen(user), length = 2 + name + secret_length(secret);
  char *bytes = g_malloc0(length + 1);
  memcpy(bytes + 1, user, name);
  memcpy(bytes + 2 + name, secret_text(secret), secret_length(secret));
  const bool fine = send_secret(sending, "AUTH PLAIN ", bytes, length, error) &&
                    dialogue_read_reply(&sending->lines, code, NULL, NULL, error);
  g_free(bytes);
  return fine;
}

static bool send_login(struct sending *sending, const struct secret *secret, unsigned int *code, GError **error) {
  g_autofree char *name = g_strdup(sending->account->user), *word = g_strdup(secret_text(secret));
  bool fine = ask(sending, "AUTH LOGIN", code, error);
  for (int i = 0; fine && *code == 334 && i < 2; i++)
    fine = send_secret(sending, "", i == 0 ? name : word, i == 0 ? strlen(name) : secret_length(secret), error) &&
           dialogue_read_reply(&sending->lines, code, NULL, NULL, error);
  explicit_bzero(word, secret_length(secret));
  return fine;
}

static bool log_in(struct sending *sending, GError **error) {
  const char *name = connection_name(sending->connection);
  if (!sending->account->user)
    return true;
  if (!connection_is_safe(sending->connection))
    return fault(error, FAULT_REFUSED, "%s: the connection is not safe, so no password is sent", name);
  if (!sending->offer.plain && !sending->offer.login)
    return fault(error, FAULT_UNAVAILABLE,
                 "%s: the server takes no login by password (AUTH PLAIN or LOGIN); leave out user when it needs none",
                 name);
  struct secret *secret = secret_read(&sending->account->secret, error);
  unsigned int code = 0;
  bool fine = secret && (sending->offer.plain ? send_plain(sending, secret, &code, error)
                                              : send_login(sending, secret, &code, error));
  secret_free(secret);
  if (!fine || code == 235)
    return fine;
  g_autofree char *user = text_printable(sending->account->user), *said = dialogue_shown(&sending->lines);
  return fault(error, code / 100 == 4 ? FAULT_TRY_LATER : FAULT_REFUSED, "%s: cannot log in as '%s'; it says: %s", name,
               user, said);
}

/* -- the message --------------------------------------------------------------------------------------------------- */

static bool address(struct sending *sending, const struct smtp_message *message, GError **error) {
  unsigned int code;
  g_autofree char *from = g_strdup_printf("MAIL FROM:<%s>", message->from);
  if (!ask(sending, from, &code, error))
    return false;
  if (code != 250)
    return refused(sending, code, error, "the server takes no mail from %s", message->from);
  for (const char *const *to = message->to; *to; to++) {
    g_autofree char *line = g_strdup_printf("RCPT TO:<%s>", *to);
    if (!ask(sending, line, &code, error))
      return false;
    if (code != 250 && code != 251)
      return refused(sending, code, error, "the server takes no mail for %s, so it was sent to nobody", *to);
  }
  return true;
}

/* With a second dot before one that begins a line, and the one that ends it all (RFC 5321 section 4.5.2). */
static bool write_message(struct sending *sending, const struct smtp_message *message, GError **error) {
  const char *at = message->bytes, *end = at + message->length;
  g_autoptr(GString) stuffed = g_string_sized_new(message->length + 256);
  while (at < end) {
    const char *feed = memchr(at, '\n', (size_t)(end - at));
    const size_t length = feed ? (size_t)(feed + 1 - at) : (size_t)(end - at);
    g_string_append(stuffed, *at == '.' ? "." : "");
    g_string_append_len(stuffed, at, (gssize)length);
    at += length;
  }
  g_string_append(stuffed, ".\r\n");
  return connection_write(sending->connection, stuffed->str, stuffed->len, error);
}

static bool hand_over(struct sending *sending, const struct smtp_message *message, GError **error) {
  unsigned int code;
  if (!address(sending, message, error) || !ask(sending, "DATA", &code, error))
    return false;
  if (code != 354)
    return refused(sending, code, error, "the server does not take the message");
  if (!write_message(sending, message, error) || !dialogue_read_reply(&sending->lines, &code, NULL, NULL, error))
    return false;
  return code == 250 || refused(sending, code, error, "the server does not take the message");
}

static bool talk(struct sending *sending, const struct smtp_message *message, GError **error) {
  const bool later = sending->account->target.tls == CONNECTION_TLS_LATER;
  if (!(later ? start_tls(sending, sending->lines.until, error) : greet(sending, error)) ||
      !say_hello(sending, error) || !log_in(sending, error) || !hand_over(sending, message, error))
    return false;
  dialogue_send_line(&sending->lines, "QUIT", NULL); /* it has been accepted, whatever comes now */
  return true;
}

bool smtp_send(const struct smtp_account *account, const struct smtp_message *message, unsigned int seconds,
               GError **error) {
  const gint64 until = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;
  struct sending sending = {.account = account, .connection = connection_new(&account->target)};
  dialogue_begin(&sending.lines, sending.connection, until, "in the middle of a mail");
  const bool fine = connection_open(sending.connection, error) && talk(&sending, message, error);
  dialogue_end(&sending.lines);
  connection_close(sending.connection);
  return fine;
}
