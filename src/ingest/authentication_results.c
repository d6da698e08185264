/* SPDX-License-Identifier: MIT */
#include "ingest/authentication_results.h"
#include "base/fault.h"
#include "base/text.h"
#include <string.h>

struct cursor {
  const char *at, *end;
};

static bool at_end(const struct cursor *cursor) {
  return cursor->at >= cursor->end;
}

static bool take(struct cursor *cursor, char c) {
  if (at_end(cursor) || *cursor->at != c)
    return false;
  cursor->at++;
  return true;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* -- lexis --------------------------------------------------------------------------------------------------------- */

/* A comment, in which others may be nested. False: it is not closed. */
static bool skip_comment(struct cursor *cursor) {
  size_t depth = 0;
  while (!at_end(cursor)) {
    const char c = *cursor->at++;
    if (c == '(')
      depth++;
    else if (c == ')' && --depth == 0)
      return true;
    else if (c == '\\' && !at_end(cursor))
      cursor->at++;
  }
  return false;
}

/* White space and comments (CFWS, RFC 5322 section 3.2.2), or nothing. False: a comment is not closed. */
static bool skip_space(struct cursor *cursor) {
  while (!at_end(cursor)) {
    if (is_blank(*cursor->at))
      cursor->at++;
    else if (*cursor->at != '(')
      return true;
    else if (!skip_comment(cursor))
      return false;
  }
  return true;
}

/* A Keyword, and what is seen in its place. */
struct word {
  const char *text;
  size_t length;
};

static bool take_word(struct cursor *cursor, struct word *word) {
  *word = (struct word){.text = cursor->at};
  while (!at_end(cursor) && (g_ascii_isalnum(*cursor->at) || *cursor->at == '-' || *cursor->at == '_'))
    cursor->at++;
  word->length = (size_t)(cursor->at - word->text);
  return word->length > 0;
}

static bool is_word(const struct word *word, const char *other) {
  return word->length == strlen(other) && g_ascii_strncasecmp(word->text, other, word->length) == 0;
}

struct value {
  bool too_long;
  size_t length;
  char text[AUTHSERV_ID_MOST + 1]; /* without quotes; "" when it is too long */
};

static void add(struct value *value, char c) {
  if (value->length >= AUTHSERV_ID_MOST)
    value->too_long = true;
  else
    value->text[value->length++] = c;
}

static bool take_quoted(struct cursor *cursor, struct value *value) {
  while (!at_end(cursor)) {
    const char c = *cursor->at++;
    if (c == '"')
      return true;
    if (c != '\\')
      add(value, c);
    else if (!at_end(cursor))
      add(value, *cursor->at++);
  }
  return false;
}

/*
 * A value (RFC 2045 section 5.1) or an address. Servers write much without quotes that should have them (base64, IPv6
 * addresses, URIs, nothing at all), so whatever cannot be taken for the end of a value belongs to it.
 */
static bool take_value(struct cursor *cursor, struct value *value) {
  value->too_long = false;
  value->length = 0;
  while (!at_end(cursor) && !is_blank(*cursor->at) && *cursor->at != ';' && *cursor->at != '(') {
    const char c = *cursor->at++;
    if (c == ')' || c == '\\' || (c == '"' && !take_quoted(cursor, value)))
      return false;
    if (c != '"')
      add(value, c);
  }
  if (value->too_long)
    value->length = 0;
  value->text[value->length] = '\0';
  return true;
}

/* "1", RFC 8601 section 2.6: what another version says is not understood. */
static bool take_version(struct cursor *cursor, bool *known) {
  struct word version;
  if (!take_word(cursor, &version))
    return false;
  *known = is_word(&version, "1");
  return true;
}

/* -- what it says -------------------------------------------------------------------------------------------------- */

/* Of all results together. */
struct findings {
  struct authentication *authentication; /* what is found of DKIM */
  bool failed, passed;
  bool names_from, from_differs; /* of those that passed */
  char from[AUTHSERV_ID_MOST + 1];
};

/* One result. */
struct result {
  bool counts; /* it is of DMARC */
  struct value word, value;
  char signer[AUTHSERV_ID_MOST + 1]; /* header.d of DKIM; "" */
  bool names_from;
  char from[AUTHSERV_ID_MOST + 1];
};

static void note_property(struct result *result) {
  if (result->names_from && g_ascii_strcasecmp(result->from, result->value.text) != 0)
    result->value.text[0] = '\0';
  result->names_from = true;
  memcpy(result->from, result->value.text, sizeof result->from);
}

/* ptype.property=value, reason=value, and word=value, which Microsoft writes. */
static bool take_property(struct cursor *cursor, struct result *result) {
  struct word first, last;
  unsigned int words = 1;
  if (!take_word(cursor, &first) || !skip_space(cursor))
    return false;
  for (; take(cursor, '.'); words++)
    if (!skip_space(cursor) || !take_word(cursor, &last) || !skip_space(cursor))
      return false;
  if (!take(cursor, '=') || !skip_space(cursor) || !take_value(cursor, &result->value) || !skip_space(cursor))
    return false;
  if (words == 2 && is_word(&first, "header") && is_word(&last, "from"))
    note_property(result);
  if (words == 2 && is_word(&first, "header") && is_word(&last, "d"))
    memcpy(result->signer, result->value.text, sizeof result->signer);
  return true;
}

static void note_signature(struct authentication *authentication, const struct result *result) {
  authentication->names_dkim = true;
  if (g_ascii_strcasecmp(result->word.text, "pass") == 0 && *result->signer != '\0' && !strchr(result->signer, ' ') &&
      authentication->n_dkim < AUTHENTICATION_DKIM_MOST)
    memcpy(authentication->dkim[authentication->n_dkim++], result->signer, sizeof result->signer);
}

/* A failure outweighs everything; two passes for different authors are a pass for nobody in particular. */
static void note_result(struct findings *findings, const struct result *result) {
  if (!result->counts)
    return;
  if (g_ascii_strcasecmp(result->word.text, "fail") == 0)
    findings->failed = true;
  if (g_ascii_strcasecmp(result->word.text, "pass") != 0)
    return;
  if (findings->passed &&
      (findings->names_from != result->names_from || g_ascii_strcasecmp(findings->from, result->from) != 0))
    findings->from_differs = true;
  findings->passed = true;
  findings->names_from = result->names_from;
  memcpy(findings->from, result->from, sizeof findings->from);
}

/* resinfo, behind its semicolon. An empty one is common at the end. */
static bool take_result(struct cursor *cursor, struct findings *findings) {
  struct result result = {0};
  struct word method;
  bool known = true;
  if (!skip_space(cursor))
    return false;
  if (at_end(cursor) || *cursor->at == ';')
    return true;
  if (!take_word(cursor, &method) || !skip_space(cursor))
    return false;
  if (take(cursor, '/') && (!skip_space(cursor) || !take_version(cursor, &known) || !skip_space(cursor)))
    return false;
  if (at_end(cursor) || *cursor->at == ';')
    return is_word(&method, "none"); /* nothing was looked at */
  if (!take(cursor, '=') || !skip_space(cursor) || !take_value(cursor, &result.word) || !skip_space(cursor))
    return false;
  while (!at_end(cursor) && *cursor->at != ';')
    if (!take_property(cursor, &result))
      return false;
  result.counts = known && is_word(&method, "dmarc");
  if (known && is_word(&method, "dkim"))
    note_signature(findings->authentication, &result);
  note_result(findings, &result);
  return true;
}

/* All behind the authserv-id. False: it is no such field, or one from the future. */
static bool take_results(struct cursor *cursor, struct findings *findings) {
  bool known = true;
  if (!skip_space(cursor))
    return false;
  if (!at_end(cursor) && *cursor->at != ';' && (!take_version(cursor, &known) || !known || !skip_space(cursor)))
    return false;
  while (take(cursor, ';'))
    if (!take_result(cursor, findings))
      return false;
  return at_end(cursor);
}

static bool has_control(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (g_ascii_iscntrl(text[i]) && !is_blank(text[i]))
      return true;
  return false;
}

static bool is_ours(struct cursor *cursor, const char *const *authserv_ids) {
  struct value id;
  if (!skip_space(cursor) || !take_value(cursor, &id) || id.length == 0 || memchr(id.text, '\0', id.length))
    return false;
  for (; *authserv_ids; authserv_ids++)
    if (g_ascii_strcasecmp(id.text, *authserv_ids) == 0)
      return true;
  return false;
}

bool authentication_results_read(const char *text, size_t length, const char *const *authserv_ids,
                                 struct authentication *authentication) {
  struct cursor cursor = {text, text + length};
  struct findings findings = {.authentication = authentication};
  if (!is_ours(&cursor, authserv_ids))
    return false;
  *authentication = (struct authentication){0};
  if (length > AUTHENTICATION_RESULTS_MOST || has_control(text, length) || !take_results(&cursor, &findings)) {
    *authentication = (struct authentication){0};
    return true;
  }
  if (findings.failed) {
    authentication->trust = TRUST_FAILED;
  } else if (findings.passed) {
    authentication->trust = TRUST_AUTHENTICATED;
    authentication->names_from = findings.names_from || findings.from_differs;
    if (!findings.from_differs)
      memcpy(authentication->from, findings.from, sizeof authentication->from);
  }
  return true;
}

/* -- the owner's list ---------------------------------------------------------------------------------------------- */

static bool is_authserv_id(const char *id) {
  if (*id == '\0' || strlen(id) > AUTHSERV_ID_MOST || !g_utf8_validate(id, -1, NULL))
    return false;
  for (; *id; id++)
    if (g_ascii_iscntrl(*id) || strchr(" ;=()\"\\", *id))
      return false;
  return true;
}

bool authserv_ids_check(const char *const *authserv_ids, GError **error) {
  for (unsigned int n = 0; authserv_ids && authserv_ids[n]; n++) {
    if (n == AUTHSERV_IDS_MOST)
      return fault(error, FAULT_USAGE, "there are more than %d authserv-ids; name only those of your own mail servers",
                   AUTHSERV_IDS_MOST);
    g_autofree char *shown = text_printable(authserv_ids[n]);
    if (!is_authserv_id(authserv_ids[n]))
      return fault(error, FAULT_USAGE,
                   "'%s' is no authserv-id: it is the word at the begin of Authentication-Results, as in "
                   "mx.example.org",
                   shown);
  }
  return true;
}
