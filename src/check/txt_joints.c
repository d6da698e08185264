/* SPDX-License-Identifier: MIT */
#include "check/txt_joints.h"
#include "base/text.h"
#include "net/txt.h"
#include <string.h>

/* -- what begins behind a joint ------------------------------------------------------------------------------------ */

/* "ip4:", "-all", "a/24", "redirect="; a name alone could as well be the rest of a word. */
static bool begins_term(const char *text) {
  static const char *const with_argument[] = {"include:", "ip4:", "ip6:",      "exists:", "ptr:", "a:",    "a/",
                                              "mx:",      "mx/",  "redirect=", "exp=",    "all",  "v=spf1"};
  if (strchr("+-~?", *text) && *text)
    text++;
  for (size_t i = 0; i < G_N_ELEMENTS(with_argument); i++) {
    const size_t length = strlen(with_argument[i]);
    if (g_ascii_strncasecmp(text, with_argument[i], length) == 0 &&
        (!g_str_equal(with_argument[i], "all") || text[length] == ' ' || text[length] == '\0'))
      return true;
  }
  return false;
}

/* "p=MII": not the end of a key in base64, "Q==" or "k=". */
static bool begins_tag(const char *text) {
  return *text && strchr("vhkpstng", *text) && text[1] == '=' && text[2] && !strchr("=; \t", text[2]);
}

/* A term goes on after these: "include:" and its domain may be two strings. */
static bool may_go_on(char c) {
  return strchr(" :=/", c) != NULL;
}

static bool has_tag_ended(const char *text, size_t at) {
  while (at > 0 && strchr(" \t", text[at - 1]))
    at--;
  return at == 0 || text[at - 1] == ';';
}

/* -- findings ------------------------------------------------------------------------------------------------------ */

#define KEY_SHOWN 40 /* bytes of a word that may be a key */

/* The word around it; of one that is longer than `most`, how it begins. Caller frees. */
static char *word_at(const char *text, size_t at, const char *ends, size_t most) {
  size_t from = at, to = at;
  while (from > 0 && !strchr(ends, text[from - 1]))
    from--;
  while (text[to] && !strchr(ends, text[to]))
    to++;
  g_autofree char *word = text_printable_bytes(text + from, MIN(to - from, most));
  return g_strconcat(word, to - from > most ? "..." : NULL, NULL);
}

void txt_joints_spf(struct findings *findings, const char *subject, const struct dns_record *record) {
  g_autofree char *text = txt_from_wire(record->bytes, record->length);
  if (!text || g_ascii_strncasecmp(text, "v=spf1", strlen("v=spf1")) != 0)
    return;
  for (size_t at = 0; (at = txt_next_joint(record->bytes, record->length, at)) > 0;) {
    if (may_go_on(text[at - 1]) || !begins_term(text + at))
      continue;
    g_autofree char *word = word_at(text, at, " ", strlen(text));
    finding_add(findings, CHECK_WARNING, subject, "spf-joined-strings", "RFC 7208 section 3.3", text,
                "end the first of the two strings with a space, or begin the second with one",
                "the strings of the record are joined without a space, which makes one word of two: %s", word);
  }
}

void txt_joints_dkim(struct findings *findings, const char *subject, const struct dns_record *record) {
  g_autofree char *text = txt_from_wire(record->bytes, record->length);
  for (size_t at = 0; text && (at = txt_next_joint(record->bytes, record->length, at)) > 0;) {
    if (has_tag_ended(text, at) || !begins_tag(text + at))
      continue;
    g_autofree char *word = word_at(text, at, "; ", KEY_SHOWN);
    finding_add(findings, CHECK_WARNING, subject, "dkim-joined-strings", "RFC 6376 section 3.6.2.2", text,
                "end the first of the two strings with a semicolon",
                "the strings of the record are joined without a semicolon, which makes one tag of two: %s", word);
  }
}
