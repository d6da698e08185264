/* SPDX-License-Identifier: MIT */
/*
 * Logging in: SASL PLAIN (RFC 4616), OAUTHBEARER (RFC 7628), XOAUTH2, and LOGIN as a command or, where that is turned
 * off, as a mechanism. The exchange is spoken here line by line: libetpan would load SASL libraries for it, and cannot
 * answer what a server says to a stale token.
 */
#include "base/text.h"
#include "imap/session_parts.h"
#include <string.h>

#define LINES_MOST 100 /* before the answer */

static void wipe(char *text) {
  if (text)
    explicit_bzero(text, strlen(text));
  g_free(text);
}

/* -- what is sent -------------------------------------------------------------------------------------------------- */

struct mechanism {
  const char *name, *capability;
  bool takes_token;
  const char *give_up; /* what answers a challenge that tells of an error */
};

static const struct mechanism mechanisms[] = {
    [IMAP_AUTH_PLAIN] = {"PLAIN", "AUTH=PLAIN", false, "*"},
    [IMAP_AUTH_LOGIN] = {"LOGIN", "AUTH=LOGIN", false, "*"},
    [IMAP_AUTH_XOAUTH2] = {"XOAUTH2", "AUTH=XOAUTH2", true, ""},
    [IMAP_AUTH_OAUTHBEARER] = {"OAUTHBEARER", "AUTH=OAUTHBEARER", true, "AQ=="},
};

/* "," and "=" have a meaning in the header of OAUTHBEARER (RFC 5801 section 4). Caller frees. */
static char *saslname(const char *user) {
  GString *name = g_string_new(user);
  g_string_replace(name, "=", "=3D", 0);
  g_string_replace(name, ",", "=2C", 0);
  return g_string_free(name, FALSE);
}

/* In base64. Wipe it. */
static char *message_of(const struct imap_account *account, enum imap_auth auth, const struct secret *secret) {
  g_autofree char *name = saslname(account->user);
  GString *message = g_string_sized_new(secret_length(secret) + 1024); /* so that it never moves in memory */
  if (auth == IMAP_AUTH_PLAIN) {
    g_string_append_c(message, '\0');
    g_string_append_len(message, account->user, (gssize)strlen(account->user));
    g_string_append_c(message, '\0');
    g_string_append(message, secret_text(secret));
  } else if (auth == IMAP_AUTH_LOGIN) {
    g_string_append(message, secret_text(secret));
  } else if (auth == IMAP_AUTH_XOAUTH2) {
    g_string_append_printf(message, "user=%s\001auth=Bearer %s\001\001", account->user, secret_text(secret));
  } else {
    g_string_append_printf(message, "n,a=%s,\001host=%s\001port=%u\001auth=Bearer %s\001\001", name,
                           account->target.host, account->target.port, secret_text(secret));
  }
  char *encoded = g_base64_encode((const guchar *)message->str, message->len);
  explicit_bzero(message->str, message->len);
  g_string_free(message, TRUE);
  return encoded;
}

static bool send_text(struct imap_session *session, const char *text) {
  mailstream *stream = session->imap->imap_stream;
  return mailstream_write(stream, text, strlen(text)) >= 0;
}

static bool end_line(struct imap_session *session) {
  return send_text(session, "\r\n") && mailstream_flush(session->imap->imap_stream) >= 0;
}

/* -- what comes back ----------------------------------------------------------------------------------------------- */

enum reply { REPLY_BROKEN, REPLY_GO_ON, REPLY_OK, REPLY_NO };

/* Keeps the words of the answer where imap_fault() looks for them. */
static void keep_words(struct imap_session *session, const char *words) {
  mmap_string_assign(session->imap->imap_response_buffer, words);
  session->imap->imap_response = session->imap->imap_response_buffer->str;
}

static enum reply read_reply(struct imap_session *session) {
  g_autofree char *tag = g_strdup_printf("%d ", session->imap->imap_tag);
  for (int i = 0; i < LINES_MOST; i++) {
    const char *line = mailimap_read_line(session->imap);
    if (!line)
      return REPLY_BROKEN;
    if (line[0] == '+')
      return REPLY_GO_ON;
    if (g_ascii_strncasecmp(line, "* BYE", 5) == 0)
      keep_words(session, line + 5);
    if (!g_str_has_prefix(line, tag))
      continue;
    line += strlen(tag);
    keep_words(session, line + strcspn(line, " \r\n"));
    return g_ascii_strncasecmp(line, "OK", 2) == 0 ? REPLY_OK : REPLY_NO;
  }
  return REPLY_BROKEN;
}

/*
 * AUTHENTICATE with one message, which goes with the command where the server takes it (SASL-IR, RFC 4959); or with a
 * name before it, which does not.
 */
static enum reply exchange(struct imap_session *session, const struct mechanism *mechanism, const char *name,
                           const char *message) {
  const bool at_once = !name && imap_session_has(session, "SASL-IR");
  const char *answers[] = {name ? name : message, name ? message : mechanism->give_up, mechanism->give_up};
  guint next = at_once ? 1 : 0;
  if (!imap_is_good(mailimap_send_current_tag(session->imap)) || !send_text(session, "AUTHENTICATE ") ||
      !send_text(session, mechanism->name) || (at_once && (!send_text(session, " ") || !send_text(session, message))) ||
      !end_line(session))
    return REPLY_BROKEN;
  for (int i = 0; i < LINES_MOST; i++) {
    const enum reply reply = read_reply(session);
    if (reply != REPLY_GO_ON)
      return reply;
    if (!send_text(session, answers[next]) || !end_line(session))
      return REPLY_BROKEN;
    next = MIN(next + 1, G_N_ELEMENTS(answers) - 1);
  }
  return REPLY_BROKEN;
}

/* -- choosing ------------------------------------------------------------------------------------------------------ */

static enum imap_auth choose(const struct imap_session *session, bool token) {
  if (session->account->auth != IMAP_AUTH_AUTO)
    return session->account->auth;
  if (token)
    return imap_session_has(session, "AUTH=OAUTHBEARER") && !imap_session_has(session, "AUTH=XOAUTH2")
               ? IMAP_AUTH_OAUTHBEARER
               : IMAP_AUTH_XOAUTH2;
  return imap_session_has(session, "AUTH=PLAIN") ? IMAP_AUTH_PLAIN : IMAP_AUTH_LOGIN;
}

/* The command LOGIN is there unless it is said to be not. */
static bool by_command(const struct imap_session *session, enum imap_auth auth) {
  return auth == IMAP_AUTH_LOGIN && !imap_session_has(session, "LOGINDISABLED");
}

/* Whether the server offers it and the secret is of that kind. */
static bool may_use(const struct imap_session *session, enum imap_auth auth, bool token, GError **error) {
  const struct mechanism *mechanism = &mechanisms[auth];
  const char *server = connection_name(session->connection);
  if (mechanism->takes_token != token)
    return fault(error, FAULT_CONFIG, "%s: auth = %s wants %s: set %s", server, mechanism->name,
                 mechanism->takes_token ? "a token and not a password" : "a password and not a token",
                 mechanism->takes_token ? "token_command or token_file" : "password_file or password_command");
  const bool offered = by_command(session, auth) || imap_session_has(session, mechanism->capability);
  return offered || fault(error, FAULT_UNAVAILABLE,
                          "%s: the server does not let us log in by %s; `dmarcstat mailbox test` shows "
                          "what it offers",
                          server, mechanism->name);
}

static bool log_in(struct imap_session *session, enum imap_auth auth, const struct secret *secret, GError **error) {
  const char *user = session->account->user;
  int code;
  if (by_command(session, auth)) {
    code = mailimap_login(session->imap, user, secret_text(secret));
  } else {
    g_autofree char *name = auth == IMAP_AUTH_LOGIN ? g_base64_encode((const guchar *)user, strlen(user)) : NULL;
    char *message = message_of(session->account, auth, secret);
    const enum reply reply = exchange(session, &mechanisms[auth], name, message);
    wipe(message);
    code = reply == REPLY_OK ? MAILIMAP_NO_ERROR : reply == REPLY_NO ? MAILIMAP_ERROR_LOGIN : MAILIMAP_ERROR_STREAM;
    if (reply == REPLY_OK)
      session->imap->imap_state = MAILIMAP_STATE_AUTHENTICATED;
  }
  g_autofree char *shown = text_printable(user);
  return imap_is_good(code) ||
         imap_fault(session, code, FAULT_REFUSED, error, "cannot log in as '%s' by %s", shown, mechanisms[auth].name);
}

bool imap_authenticate(struct imap_session *session, GError **error) {
  const bool token = session->account->secret.is_token;
  const enum imap_auth auth = choose(session, token);
  if (!may_use(session, auth, token, error))
    return false;
  if (!connection_is_safe(session->connection))
    return fault(error, FAULT_REFUSED, "%s: the connection is not safe, so no password is sent",
                 connection_name(session->connection));
  struct secret *secret = secret_read(&session->account->secret, error);
  const bool good = secret && log_in(session, auth, secret, error);
  secret_free(secret);
  return good;
}
