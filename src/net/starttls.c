/* SPDX-License-Identifier: MIT */
#include "net/starttls.h"
#include "base/text.h"
#include "net/dialogue.h"
#include <string.h>

#define GREETING_MOST 200 /* bytes of it that people get to see */

/* One conversation. */
struct talking {
  struct dialogue lines;
  struct starttls_talk *talk;
};

/* The last line decided it. */
static bool conclude(struct talking *talking, enum starttls_outcome outcome) {
  talking->talk->outcome = outcome;
  if (outcome != STARTTLS_READY && outcome != STARTTLS_MISSING)
    talking->talk->said = dialogue_shown(&talking->lines);
  return true;
}

/* What is behind `word` in the line, in any case of letters, when the line begins with it; else NULL. */
static const char *behind(const struct talking *talking, const char *word) {
  const size_t length = strlen(word);
  const char *rest = talking->lines.line->str + length;
  if (g_ascii_strncasecmp(talking->lines.line->str, word, length) != 0 || (*rest && *rest != ' '))
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

static void see_greeting(void *user, const char *line) {
  struct starttls_talk *talk = user;
  if (!talk->greeting)
    talk->greeting = text_printable_bytes(line, MIN(strlen(line), GREETING_MOST));
}

static void see_extension(void *user, const char *line) {
  struct starttls_talk *talk = user;
  const char *text = line + MIN(strlen(line), 4);
  if (g_ascii_strcasecmp(text, "STARTTLS") == 0)
    talk->outcome = STARTTLS_READY;
  talk->masked = talk->masked || g_str_has_prefix(text, "XXXX");
  if (g_ascii_strncasecmp(text, "AUTH", 4) == 0 && takes_passwords(text))
    talk->clear_login = true;
}

static bool talk_smtp(struct talking *talking, GError **error) {
  g_autofree char *ehlo = dialogue_hello(&talking->lines);
  unsigned int code;
  if (!dialogue_read_reply(&talking->lines, &code, see_greeting, talking->talk, error))
    return false;
  if (!talking->talk->greeting)
    talking->talk->greeting = dialogue_shown(&talking->lines);
  if (code != 220)
    return conclude(talking, code ? STARTTLS_UNWELCOME : STARTTLS_GARBAGE);
  talking->talk->outcome = STARTTLS_MISSING;
  if (!dialogue_send_line(&talking->lines, ehlo, error) ||
      !dialogue_read_reply(&talking->lines, &code, see_extension, talking->talk, error))
    return false;
  if (code == 0 || code / 100 == 4 || code == 554)
    return conclude(talking, code ? STARTTLS_UNWELCOME : STARTTLS_GARBAGE);
  if (code != 250 || talking->talk->outcome == STARTTLS_MISSING)
    return conclude(talking, STARTTLS_MISSING);
  if (!dialogue_send_line(&talking->lines, "STARTTLS", error) ||
      !dialogue_read_reply(&talking->lines, &code, NULL, NULL, error))
    return false;
  return conclude(talking, code == 220 ? STARTTLS_READY : code / 100 == 4 ? STARTTLS_LATER : STARTTLS_REFUSED);
}

/* -- IMAP --------------------------------------------------------------------------------------------------------- */

/* Up to the answer that has the tag; its words in *answer, those of an untagged CAPABILITY in *capabilities. */
static bool read_tagged(struct talking *talking, const char *tag, const char **answer, GString *capabilities,
                        GError **error) {
  for (;;) {
    if (!dialogue_read_line(&talking->lines, error))
      return false;
    const char *untagged = behind(talking, "* CAPABILITY");
    if (untagged && capabilities)
      g_string_assign(capabilities, untagged);
    *answer = behind(talking, tag);
    if (*answer || !g_str_has_prefix(talking->lines.line->str, "* "))
      return true;
  }
}

static bool talk_imap(struct talking *talking, GError **error) {
  g_autoptr(GString) capabilities = g_string_new(NULL);
  const char *answer = NULL;
  if (!dialogue_read_line(&talking->lines, error))
    return false;
  talking->talk->greeting = dialogue_shown(&talking->lines);
  talking->talk->preauth = behind(talking, "* PREAUTH") != NULL;
  if (behind(talking, "* BYE"))
    return conclude(talking, STARTTLS_UNWELCOME);
  if (talking->talk->preauth || !behind(talking, "* OK"))
    return conclude(talking, talking->talk->preauth ? STARTTLS_MISSING : STARTTLS_GARBAGE);
  if (!dialogue_send_line(&talking->lines, "a1 CAPABILITY", error) ||
      !read_tagged(talking, "a1", &answer, capabilities, error))
    return false;
  if (!answer)
    return conclude(talking, STARTTLS_GARBAGE);
  talking->talk->clear_login = capabilities->len > 0 && !has_word(capabilities->str, "LOGINDISABLED");
  if (!has_word(capabilities->str, "STARTTLS"))
    return conclude(talking, STARTTLS_MISSING);
  if (!dialogue_send_line(&talking->lines, "a2 STARTTLS", error) || !read_tagged(talking, "a2", &answer, NULL, error))
    return false;
  const bool fine = answer && g_ascii_strncasecmp(answer, "OK", 2) == 0;
  return conclude(talking, fine ? STARTTLS_READY : STARTTLS_REFUSED);
}

/* -- POP3 --------------------------------------------------------------------------------------------------------- */

/* The lines of an answer to CAPA (RFC 2449), up to the dot. */
static bool read_capa(struct talking *talking, GError **error) {
  for (;;) {
    if (!dialogue_read_line(&talking->lines, error))
      return false;
    const char *sasl = behind(talking, "SASL");
    if (behind(talking, "STLS"))
      talking->talk->outcome = STARTTLS_READY;
    if (behind(talking, "USER") || (sasl && takes_passwords(sasl)))
      talking->talk->clear_login = true;
    if (strcmp(talking->lines.line->str, ".") == 0)
      return true;
  }
}

static bool talk_pop3(struct talking *talking, GError **error) {
  if (!dialogue_read_line(&talking->lines, error))
    return false;
  talking->talk->greeting = dialogue_shown(&talking->lines);
  if (!behind(talking, "+OK"))
    return conclude(talking, behind(talking, "-ERR") ? STARTTLS_UNWELCOME : STARTTLS_GARBAGE);
  talking->talk->outcome = STARTTLS_MISSING;
  if (!dialogue_send_line(&talking->lines, "CAPA", error) || !dialogue_read_line(&talking->lines, error))
    return false;
  if (!behind(talking, "+OK"))
    return conclude(talking, behind(talking, "-ERR") ? STARTTLS_MISSING : STARTTLS_GARBAGE);
  if (!read_capa(talking, error))
    return false;
  if (talking->talk->outcome == STARTTLS_MISSING)
    return true;
  if (!dialogue_send_line(&talking->lines, "STLS", error) || !dialogue_read_line(&talking->lines, error))
    return false;
  return conclude(talking, behind(talking, "+OK") ? STARTTLS_READY : STARTTLS_REFUSED);
}

/* -- all ---------------------------------------------------------------------------------------------------------- */

bool starttls_talk(struct connection *connection, enum starttls_protocol protocol, gint64 until,
                   struct starttls_talk *talk, GError **error) {
  static bool (*const talks[])(struct talking *, GError **) = {
      [STARTTLS_SMTP] = talk_smtp, [STARTTLS_IMAP] = talk_imap, [STARTTLS_POP3] = talk_pop3};
  *talk = (struct starttls_talk){.outcome = STARTTLS_GARBAGE};
  struct talking talking = {.talk = talk};
  dialogue_begin(&talking.lines, connection, until, "before TLS");
  const bool fine = talks[protocol](&talking, error);
  dialogue_end(&talking.lines);
  return fine;
}

char *starttls_greeting(struct connection *connection, gint64 until) {
  struct dialogue dialogue;
  dialogue_begin(&dialogue, connection, until, "after TLS has begun");
  char *greeting = dialogue_read_line(&dialogue, NULL) ? dialogue_shown(&dialogue) : NULL;
  dialogue_end(&dialogue);
  return greeting;
}

void starttls_clear(struct starttls_talk *talk) {
  g_free(talk->greeting);
  g_free(talk->said);
  *talk = (struct starttls_talk){0};
}
