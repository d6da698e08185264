/* SPDX-License-Identifier: MIT */
#include "ingest/xml_prologue.h"
#include <glib.h>
#include <string.h>

/* Goes over one byte. */
static void pass(struct xml_repair *repair, uint8_t byte) {
  repair->between++;
  repair->column++;
  if (byte == '\n') {
    repair->line++;
    repair->column = 0;
  }
}

static const uint8_t *pass_some(struct xml_repair *repair, const uint8_t *p, size_t length) {
  for (size_t i = 0; i < length; i++)
    pass(repair, p[i]);
  return p + length;
}

static void junk(struct xml_repair *repair) {
  if (!repair->junk && repair->documents > 0)
    repair->listener->mends(repair->user, XML_REPAIR_JUNK_AFTER);
  repair->junk = true;
}

/* At the < of <feedback. */
static void begin_document(struct xml_repair *repair, const uint8_t *p) {
  repair->state = XML_REPAIR_TEXT;
  repair->start = p;
  if (!repair->listener->begin(repair->user, repair->line, repair->column)) {
    repair->stopped = true;
    return;
  }
  if (repair->documents == 0 && repair->junk)
    repair->listener->mends(repair->user, XML_REPAIR_JUNK_BEFORE);
  if (repair->documents == 0 && repair->space)
    repair->listener->mends(repair->user, XML_REPAIR_SPACE_BEFORE);
  repair->documents++;
}

/* At a tag that is not <feedback. */
static void other_tag(struct xml_repair *repair, const uint8_t *p, size_t length) {
  junk(repair);
  if (repair->other_root[0] == '\0')
    memcpy(repair->other_root, p + 1, length - 1); /* the rest is zero from the start */
}

/* At a < outside of documents. NULL: the rest is not here. */
static const uint8_t *markup_between(struct xml_repair *repair, const uint8_t *p, const uint8_t *end) {
  size_t length;
  switch (xml_lexis_markup(p, end, &length)) {
  case XML_MARKUP_START_TAG:
    if (xml_lexis_is_root(p, length)) {
      begin_document(repair, p);
      return p;
    }
    other_tag(repair, p, length);
    break;
  case XML_MARKUP_COMMENT:
    repair->state = XML_REPAIR_BETWEEN_COMMENT;
    repair->run = 0;
    break;
  case XML_MARKUP_PI:
    repair->state = XML_REPAIR_BETWEEN_PI;
    repair->run = 0;
    repair->n_pi = 0;
    repair->pi_at = repair->between;
    break;
  case XML_MARKUP_DOCTYPE:
    repair->listener->doctype(repair->user);
    junk(repair);
    break;
  case XML_MARKUP_UNDECIDED:
    return NULL;
  default:
    junk(repair);
  }
  return pass_some(repair, p, length);
}

static const uint8_t *in_between(struct xml_repair *repair, const uint8_t *p, const uint8_t *end) {
  while (p < end && repair->state == XML_REPAIR_BETWEEN) {
    if (*p == '<') {
      const uint8_t *next = markup_between(repair, p, end);
      if (!next)
        break;
      p = next;
    } else {
      if (!(xml_lexis_class[*p] & XML_LEXIS_BLANK))
        junk(repair);
      pass(repair, *p++);
    }
  }
  return p;
}

static const uint8_t *in_between_comment(struct xml_repair *repair, const uint8_t *p, const uint8_t *end) {
  while (p < end && repair->state == XML_REPAIR_BETWEEN_COMMENT) {
    if (*p == '>' && repair->run >= 2)
      repair->state = XML_REPAIR_BETWEEN;
    repair->run = *p == '-' ? (uint8_t)MIN(repair->run + 1, 2) : 0;
    pass(repair, *p++);
  }
  return p;
}

/* Behind the > of <?...>; a declaration that lacks its second ? ends there as well. */
static void end_pi(struct xml_repair *repair) {
  repair->pi[repair->n_pi] = '\0';
  repair->state = XML_REPAIR_BETWEEN;
  if (repair->run == 0)
    junk(repair);
  if (strncmp(repair->pi, "xml", 3) != 0 || !(xml_lexis_class[(uint8_t)repair->pi[3]] & XML_LEXIS_BLANK))
    return;
  repair->space = repair->pi_at > 0;
  const char *value = strstr(repair->pi, "encoding");
  if (!value)
    return;
  value += strlen("encoding");
  value += strspn(value, " \t\r\n=");
  const char quote[] = {*value, '\0'};
  if (*value != '"' && *value != '\'')
    return;
  g_autofree char *name = g_strndup(value + 1, strcspn(value + 1, quote));
  repair->listener->declares(repair->user, name);
}

static const uint8_t *in_between_pi(struct xml_repair *repair, const uint8_t *p, const uint8_t *end) {
  while (p < end && repair->state == XML_REPAIR_BETWEEN_PI) {
    const uint8_t byte = *p++;
    pass(repair, byte);
    if (byte == '>') {
      end_pi(repair);
    } else {
      repair->run = byte == '?';
      if (byte != '?' && repair->n_pi < sizeof repair->pi - 1)
        repair->pi[repair->n_pi++] = (char)byte;
    }
  }
  return p;
}

const uint8_t *xml_prologue_step(struct xml_repair *repair, const uint8_t *p, const uint8_t *end) {
  switch (repair->state) {
  case XML_REPAIR_BETWEEN_COMMENT:
    return in_between_comment(repair, p, end);
  case XML_REPAIR_BETWEEN_PI:
    return in_between_pi(repair, p, end);
  default:
    return in_between(repair, p, end);
  }
}
