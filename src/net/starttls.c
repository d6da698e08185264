/* SPDX-License-Identifier: MIT */
#include "net/starttls.h"
#include "base/text.h"
#include "net/connection_parts.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define SHOWN_MOST 200 /* bytes of a line that people get to see */

/* One conversation. */
struct dialogue {
  struct connection *connection;
  struct starttls_talk *talk;
  GString *line; /* the last that was read, without its end */
  gint64 until;
  size_t heard;
};

/* -- lines -------------------------------------------------------------------------------------------------------- */

static bool read_byte(struct dialogue *dialogue, char *byte, GError **error) {
  struct connection *connection = dialogue->connection;
  const gint64 left = dialogue->until - g_get_monotonic_time();
  const int ready = left <= 0 ? 0 : connection_wait(connection, (unsigned int)(left / 1000 + 1), error);
  if (ready == 0)
    return connection_fault(connection, FAULT_TRY_LATER, error,
                            "the server took the connection and did not finish what it had to say in time.");
  const ssize_t got = ready < 0 ? -1 : connection_read(connection, byte, 1, error);
  if (got == 0)
    return connection_fault(connection, FAULT_UNAVAILABLE, error, "the server closed the connection before TLS.");
  return got == 1;
}

/* The next line, into dialogue->line. */
static bool read_line(struct dialogue *dialogue, GError **error) {
  g_string_truncate(dialogue->line, 0);
  for (char c = 0;;) {
    if (!read_byte(dialogue, &c, error))
      return false;
    if (++dialogue->heard > STARTTLS_SAID_MOST || dialogue->line->len >= STARTTLS_LINE_MOST)
      return connection_fault(dialogue->connection, FAULT_UNAVAILABLE, error,
                              "the server says more than any mail server has to say before TLS.");
    if (c == '\n')
      break;
    g_string_append_c(dialogue->line, c);
  }
  if (dialogue->line->len > 0 && dialogue->line->str[dialogue->line->len - 1] == '\r')
    g_string_truncate(dialogue->line, dialogue->line->len - 1);
  return true;
}

static bool send_line(struct dialogue *dialogue, const char *line, GError **error) {
  g_autofree char *ended = g_strconcat(line, "\r\n", NULL);
  return connection_write(dialogue->connection, ended, strlen(ended), error);
}

static char *shown_line(const struct dialogue *dialogue) {
  return text_printable_bytes(dialogue->line->str, MIN(dialogue->line->len, SHOWN_MOST));
}

/* The last line decided it. */
static bool conclude(struct dialogue *dialogue, enum starttls_outcome outcome) {
  dialogue->talk->outcome = outcome;
  if (outcome != STARTTLS_READY && outcome != STARTTLS_MISSING)
    dialogue->talk->said = shown_line(dialogue);
  return true;
}

/* What is behind `word` in the line, in any case of letters, when the line begins with it; else NULL. */
static const char *behind(const struct dialogue *dialogue, const char *word) {
  const size_t length = strlen(word);
  const char *rest = dialogue->line->str + length;
  if (g_ascii_strncasecmp(dialogue->line->str, word, length) != 0 || (*rest && *rest != ' '))
    return NULL;
  return *rest ? rest + 1 : rest;
}

static bool has_word(const char *words, const char *wanted) {
  g_auto(GStrv) parts = g_strsplit_set(words, " =", -1);
  for (char **part = parts; *part; part++)
    if (g_ascii_strcasecmp(*part, wanted) == 0)
      return true;
  return false;
}

static bool takes_passwords(const char *mechanisms) {
  return has_word(mechanisms, "PLAIN") || has_word(mechanisms, "LOGIN");
}

/* -- SMTP --------------------------------------------------------------------------------------------------------- */

/* What is asked of the lines of a reply: each but its code. */
typedef void (*line_seen)(struct dialogue *dialogue, const char *text);

/* A whole reply (RFC 5321 section 4.2). *code is 0 when it is none. */
static bool read_reply(struct dialogue *dialogue, unsigned int *code, line_seen seen, GError **error) {
  for (;;) {
    if (!read_line(dialogue, error))
      return false;
    const char *line = dialogue->line->str;
    if (!dialogue->talk->greeting)
      dialogue->talk->greeting = shown_line(dialogue);
    *code = 0;
    if (!g_ascii_isdigit(line[0]) || !g_ascii_isdigit(line[1]) || !g_ascii_isdigit(line[2]) || !strchr(" -", line[3]))
      return true;
    *code = (unsigned int)g_ascii_strtoull(line, NULL, 10);
    if (seen && line[3])
      seen(dialogue, line + 4);
    if (line[3] != '-')
      return true;
  }
}

static void see_extension(struct dialogue *dialogue, const char *text) {
  if (g_ascii_strcasecmp(text, "STARTTLS") == 0)
    dialogue->talk->outcome = STARTTLS_READY;
  dialogue->talk->masked = dialogue->talk->masked || g_str_has_prefix(text, "XXXX");
  if (g_ascii_strncasecmp(text, "AUTH", 4) == 0 && takes_passwords(text))
    dialogue->talk->clear_login = true;
}

/* "EHLO [192.0.2.1]": RFC 5321 section 4.1.3, as this computer may have no name that others know. */
static char *hello(const struct connection *connection) {
  struct sockaddr_storage own = {0};
  socklen_t size = sizeof own;
  char words[INET6_ADDRSTRLEN] = "127.0.0.1";
  getsockname(connection->fd, (struct sockaddr *)&own, &size);
  if (own.ss_family == AF_INET6)
    inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)&own)->sin6_addr, words, sizeof words);
  else if (own.ss_family == AF_INET)
    inet_ntop(AF_INET, &((const struct sockaddr_in *)&own)->sin_addr, words, sizeof words);
  return g_strdup_printf("EHLO [%s%s]", own.ss_family == AF_INET6 ? "IPv6:" : "", words);
}

static bool talk_smtp(struct dialogue *dialogue, GError **error) {
  g_autofree char *ehlo = hello(dialogue->connection);
  unsigned int code;
  if (!read_reply(dialogue, &code, NULL, error))
    return false;
  if (code != 220)
    return conclude(dialogue, code ? STARTTLS_UNWELCOME : STARTTLS_GARBAGE);
  dialogue->talk->outcome = STARTTLS_MISSING;
  if (!send_line(dialogue, ehlo, error) || !read_reply(dialogue, &code, see_extension, error))
    return false;
  if (code == 0 || code / 100 == 4 || code == 554)
    return conclude(dialogue, code ? STARTTLS_UNWELCOME : STARTTLS_GARBAGE);
  if (code != 250 || dialogue->talk->outcome == STARTTLS_MISSING)
    return conclude(dialogue, STARTTLS_MISSING);
  if (!send_line(dialogue, "STARTTLS", error) || !read_reply(dialogue, &code, NULL, error))
    return false;
  return conclude(dialogue, code == 220 ? STARTTLS_READY : code / 100 == 4 ? STARTTLS_LATER : STARTTLS_REFUSED);
}

/* -- IMAP --------------------------------------------------------------------------------------------------------- */

/* Up to the answer that has the tag; its words in *answer, those of an untagged CAPABILITY in *capabilities. */
static bool read_tagged(struct dialogue *dialogue, const char *tag, const char **answer, GString *capabilities,
                        GError **error) {
  for (;;) {
    if (!read_line(dialogue, error))
      return false;
    const char *untagged = behind(dialogue, "* CAPABILITY");
    if (untagged && capabilities)
      g_string_assign(capabilities, untagged);
    *answer = behind(dialogue, tag);
    if (*answer || !g_str_has_prefix(dialogue->line->str, "* "))
      return true;
  }
}

static bool talk_imap(struct dialogue *dialogue, GError **error) {
  g_autoptr(GString) capabilities = g_string_new(NULL);
  const char *answer = NULL;
  if (!read_line(dialogue, error))
    return false;
  dialogue->talk->greeting = shown_line(dialogue);
  dialogue->talk->preauth = behind(dialogue, "* PREAUTH") != NULL;
  if (behind(dialogue, "* BYE"))
    return conclude(dialogue, STARTTLS_UNWELCOME);
  if (dialogue->talk->preauth || !behind(dialogue, "* OK"))
    return conclude(dialogue, dialogue->talk->preauth ? STARTTLS_MISSING : STARTTLS_GARBAGE);
  if (!send_line(dialogue, "a1 CAPABILITY", error) || !read_tagged(dialogue, "a1", &answer, capabilities, error))
    return false;
  if (!answer)
    return conclude(dialogue, STARTTLS_GARBAGE);
  dialogue->talk->clear_login = capabilities->len > 0 && !has_word(capabilities->str, "LOGINDISABLED");
  if (!has_word(capabilities->str, "STARTTLS"))
    return conclude(dialogue, STARTTLS_MISSING);
  if (!send_line(dialogue, "a2 STARTTLS", error) || !read_tagged(dialogue, "a2", &answer, NULL, error))
    return false;
  const bool fine = answer && g_ascii_strncasecmp(answer, "OK", 2) == 0;
  return conclude(dialogue, fine ? STARTTLS_READY : STARTTLS_REFUSED);
}

/* -- POP3 --------------------------------------------------------------------------------------------------------- */

/* The lines of an answer to CAPA (RFC 2449), up to the dot. */
static bool read_capa(struct dialogue *dialogue, GError **error) {
  for (;;) {
    if (!read_line(dialogue, error))
      return false;
    const char *sasl = behind(dialogue, "SASL");
    if (behind(dialogue, "STLS"))
      dialogue->talk->outcome = STARTTLS_READY;
    if (behind(dialogue, "USER") || (sasl && takes_passwords(sasl)))
      dialogue->talk->clear_login = true;
    if (strcmp(dialogue->line->str, ".") == 0)
      return true;
  }
}

static bool talk_pop3(struct dialogue *dialogue, GError **error) {
  if (!read_line(dialogue, error))
    return false;
  dialogue->talk->greeting = shown_line(dialogue);
  if (!behind(dialogue, "+OK"))
    return conclude(dialogue, behind(dialogue, "-ERR") ? STARTTLS_UNWELCOME : STARTTLS_GARBAGE);
  dialogue->talk->outcome = STARTTLS_MISSING;
  if (!send_line(dialogue, "CAPA", error) || !read_line(dialogue, error))
    return false;
  if (!behind(dialogue, "+OK"))
    return conclude(dialogue, behind(dialogue, "-ERR") ? STARTTLS_MISSING : STARTTLS_GARBAGE);
  if (!read_capa(dialogue, error))
    return false;
  if (dialogue->talk->outcome == STARTTLS_MISSING)
    return true;
  if (!send_line(dialogue, "STLS", error) || !read_line(dialogue, error))
    return false;
  return conclude(dialogue, behind(dialogue, "+OK") ? STARTTLS_READY : STARTTLS_REFUSED);
}

/* -- all ---------------------------------------------------------------------------------------------------------- */

bool starttls_talk(struct connection *connection, enum starttls_protocol protocol, gint64 until,
                   struct starttls_talk *talk, GError **error) {
  static bool (*const talks[])(struct dialogue *, GError **) = {
      [STARTTLS_SMTP] = talk_smtp, [STARTTLS_IMAP] = talk_imap, [STARTTLS_POP3] = talk_pop3};
  *talk = (struct starttls_talk){.outcome = STARTTLS_GARBAGE};
  struct dialogue dialogue = {.connection = connection, .talk = talk, .line = g_string_new(NULL), .until = until};
  const bool fine = talks[protocol](&dialogue, error);
  g_string_free(dialogue.line, TRUE);
  return fine;
}

char *starttls_greeting(struct connection *connection, gint64 until) {
  struct dialogue dialogue = {.connection = connection, .line = g_string_new(NULL), .until = until};
  char *greeting = read_line(&dialogue, NULL) ? shown_line(&dialogue) : NULL;
  g_string_free(dialogue.line, TRUE);
  return greeting;
}

void starttls_clear(struct starttls_talk *talk) {
  g_free(talk->greeting);
  g_free(talk->said);
  *talk = (struct starttls_talk){0};
}
