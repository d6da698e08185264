/* SPDX-License-Identifier: MIT */
#include "ingest/xml_repair.h"
#include "ingest/xml_prologue.h"
#include <glib.h>
#include <string.h>

/* -- passing on -------------------------------------------------------------------------------------------------- */

static void give(struct xml_repair *repair, const void *text, size_t length) {
  if (length > 0 && !repair->stopped && !repair->listener->text(repair->user, text, length))
    repair->stopped = true;
}

/* Passes on what is clean up to `p`. */
static void flush(struct xml_repair *repair, const uint8_t *p) {
  give(repair, repair->start, (size_t)(p - repair->start));
  repair->start = p;
}

/* Puts `text` in the place of `length` bytes at `p`; returns what follows them. */
static const uint8_t *replace(struct xml_repair *repair, const uint8_t *p, size_t length, const char *text) {
  flush(repair, p);
  give(repair, text, strlen(text));
  return repair->start = p + length;
}

/* The same, with a warning, which comes after those of the text before it. */
static const uint8_t *mend(struct xml_repair *repair, enum xml_repair_fault fault, const uint8_t *p, size_t length,
                           const char *text) {
  flush(repair, p);
  if (!repair->stopped)
    repair->listener->mends(repair->user, fault);
  return replace(repair, p, length, text);
}

/* -- in a document ------------------------------------------------------------------------------------------------ */

/* At a byte that is never clean text: a >, an &, a control character, or what may begin one. NULL: the rest is not
 * here. */
static const uint8_t *mend_byte(struct xml_repair *repair, const uint8_t *p, const uint8_t *end) {
  if (*p == 0xC2 && (p[1] < 0x80 || p[1] > 0x9F)) /* whole characters come, so p[1] is there */
    return p + 2;
  if (*p == 0xC2)
    return mend(repair, XML_REPAIR_CONTROL, p, 2, XML_LEXIS_REPLACEMENT);
  if (*p == '>') /* it may stand there, but not behind ]], which the parser sees or not, as the text comes in pieces */
    return replace(repair, p, 1, "&gt;");
  if (*p != '&')
    return mend(repair, XML_REPAIR_CONTROL, p, 1, XML_LEXIS_REPLACEMENT);
  size_t length;
  switch (xml_lexis_reference(p, end, &length)) {
  case XML_REFERENCE_GOOD:
    return p + length;
  case XML_REFERENCE_RETURN: /* half of a line end, as .NET writes it */
    return replace(repair, p, length, "");
  case XML_REFERENCE_CONTROL:
    return mend(repair, XML_REPAIR_CONTROL, p, length, XML_LEXIS_REPLACEMENT);
  case XML_REFERENCE_UNDECIDED:
    return NULL;
  default:
    return mend(repair, XML_REPAIR_AMPERSAND, p, 1, "&amp;");
  }
}

/* Enters a comment or processing instruction, which is dropped. */
static const uint8_t *drop(struct xml_repair *repair, enum xml_repair_state state, const uint8_t *p, size_t length) {
  flush(repair, p);
  repair->state = state;
  repair->run = 0;
  return p + length;
}

/* At a <. NULL: the rest is not here. */
static const uint8_t *markup(struct xml_repair *repair, const uint8_t *p, const uint8_t *end) {
  size_t length;
  switch (xml_lexis_markup(p, end, &length)) {
  case XML_MARKUP_START_TAG:
  case XML_MARKUP_END_TAG:
    repair->end_tag = p[1] == '/';
    repair->root_tag = xml_lexis_is_root(p, length);
    if (p[length] == '>' && !repair->root_tag)
      return p + length + 1;
    repair->state = XML_REPAIR_TAG;
    repair->quote = 0;
    repair->tag_length = 0;
    return p + length;
  case XML_MARKUP_COMMENT:
    return drop(repair, XML_REPAIR_COMMENT, p, length);
  case XML_MARKUP_PI:
    return drop(repair, XML_REPAIR_PI, p, length);
  case XML_MARKUP_CDATA:
    repair->state = XML_REPAIR_CDATA;
    return replace(repair, p, length, "");
  case XML_MARKUP_DOCTYPE:
    flush(repair, p);
    if (!repair->stopped)
      repair->listener->doctype(repair->user);
    repair->stopped = true;
    return end;
  case XML_MARKUP_UNDECIDED:
    return NULL;
  default:
    return mend(repair, XML_REPAIR_ANGLE, p, 1, "&lt;");
  }
}

/* The functions of the states return where they stopped: at the end, at a new state, or at what is not whole yet. */
static const uint8_t *in_text(struct xml_repair *repair, const uint8_t *p, const uint8_t *end) {
  while (repair->state == XML_REPAIR_TEXT && !repair->stopped) {
    while (p < end && !(xml_lexis_class[*p] & XML_LEXIS_STOP))
      p++;
    if (p == end)
      break;
    const uint8_t *next = *p == '<' ? markup(repair, p, end) : mend_byte(repair, p, end);
    if (!next)
      break;
    p = next;
  }
  return p;
}

/* Behind the > of a tag. */
static void leave_tag(struct xml_repair *repair, const uint8_t *p) {
  repair->state = XML_REPAIR_TEXT;
  if (!repair->root_tag)
    return;
  flush(repair, p);
  if (repair->stopped || !repair->listener->is_over(repair->user, &repair->line))
    return;
  repair->state = XML_REPAIR_BETWEEN;
  repair->column = 0;
  repair->between = 0;
  repair->junk = repair->space = false;
}

static const uint8_t *in_tag(struct xml_repair *repair, const uint8_t *p, const uint8_t *end) {
  while (p < end && !repair->stopped) {
    const uint8_t *next = p + 1;
    if (*p == '>' && repair->quote == 0) {
      leave_tag(repair, next);
      return next;
    }
    if (repair->quote != 0 && *p == '<')
      next = mend(repair, XML_REPAIR_ANGLE, p, 1, "&lt;");
    else if (*p != '<' && *p != '>' && xml_lexis_class[*p] & XML_LEXIS_STOP)
      next = mend_byte(repair, p, end);
    else if (*p == repair->quote)
      repair->quote = 0;
    else if (repair->quote == 0 && (*p == '"' || *p == '\''))
      repair->quote = *p;
    if (!next)
      return p;
    repair->tag_length += (uint32_t)(next - p);
    p = next;
    if (repair->tag_length > repair->tag_most) {
      flush(repair, p);
      if (!repair->stopped)
        repair->listener->tag_too_long(repair->user);
      repair->stopped = true;
    }
  }
  return p;
}

/* In <![CDATA[, which becomes text like any other: the parser would hold it back until it ends. */
static const uint8_t *in_cdata(struct xml_repair *repair, const uint8_t *p, const uint8_t *end) {
  static const char close[] = "]]>";
  while (p < end && !repair->stopped) {
    const size_t here = MIN((size_t)(end - p), sizeof close - 1);
    if (*p == '<' || *p == '&') {
      p = replace(repair, p, 1, *p == '<' ? "&lt;" : "&amp;");
    } else if (xml_lexis_class[*p] & XML_LEXIS_STOP) {
      p = mend_byte(repair, p, end);
    } else if (memcmp(p, close, here) != 0) {
      p++;
    } else if (here < sizeof close - 1) {
      break;
    } else {
      repair->state = XML_REPAIR_TEXT;
      return replace(repair, p, here, "");
    }
  }
  return p;
}

/* In a comment or processing instruction: all that stays of it is its line ends, as comments without words. */
static const uint8_t *in_dropped(struct xml_repair *repair, const uint8_t *p, const uint8_t *end) {
  const bool comment = repair->state == XML_REPAIR_COMMENT;
  while (p < end && !repair->stopped) {
    const uint8_t byte = *p++;
    if (byte == '>' && repair->run >= (comment ? 2 : 1)) {
      repair->state = XML_REPAIR_TEXT;
      break;
    }
    repair->run = byte == (comment ? '-' : '?') ? (uint8_t)MIN(repair->run + 1, 2) : 0;
    if (byte == '\n')
      give(repair, "<!--\n-->", 8);
  }
  repair->start = p;
  return p;
}

/* -- the way in -------------------------------------------------------------------------------------------------- */

static const uint8_t *step(struct xml_repair *repair, const uint8_t *p, const uint8_t *end) {
  switch (repair->state) {
  case XML_REPAIR_TEXT:
    return in_text(repair, p, end);
  case XML_REPAIR_TAG:
    return in_tag(repair, p, end);
  case XML_REPAIR_CDATA:
    return in_cdata(repair, p, end);
  case XML_REPAIR_COMMENT:
  case XML_REPAIR_PI:
    return in_dropped(repair, p, end);
  default:
    return xml_prologue_step(repair, p, end);
  }
}

/* Returns how much was used up; the rest is the beginning of a tag or reference. */
static size_t scan(struct xml_repair *repair, const uint8_t *text, size_t length) {
  const uint8_t *p = text, *end = text + length;
  repair->start = p;
  while (p < end && !repair->stopped) {
    const enum xml_repair_state before = repair->state;
    const uint8_t *next = step(repair, p, end);
    if (next == p && repair->state == before)
      break;
    p = next;
  }
  if (repair->state == XML_REPAIR_TEXT || repair->state == XML_REPAIR_TAG || repair->state == XML_REPAIR_CDATA)
    flush(repair, p);
  return (size_t)(p - text);
}

void xml_repair_begin(struct xml_repair *repair, const struct xml_repair_listener *listener, void *user,
                      uint32_t tag_most) {
  *repair = (struct xml_repair){.listener = listener, .user = user, .tag_most = tag_most};
}

bool xml_repair_push(struct xml_repair *repair, const char *text, size_t length) {
  const uint8_t *bytes = (const uint8_t *)text;
  if (repair->n_carry > 0 && !repair->stopped) {
    size_t taken = MIN(length, sizeof repair->carry - repair->n_carry);
    while (taken < length && (bytes[taken] & 0xC0) == 0x80)
      taken--; /* whole characters only */
    memcpy(repair->carry + repair->n_carry, bytes, taken);
    const size_t whole = repair->n_carry + taken, used = scan(repair, repair->carry, whole);
    if (repair->stopped)
      return false;
    if (used < repair->n_carry) { /* so little came that it is still undecided */
      repair->n_carry = (uint8_t)(whole - used);
      memmove(repair->carry, repair->carry + used, repair->n_carry);
      return true;
    }
    bytes += used - repair->n_carry;
    length -= used - repair->n_carry;
    repair->n_carry = 0;
  }
  if (repair->stopped)
    return false;
  const size_t used = scan(repair, bytes, length);
  if (repair->stopped)
    return false;
  repair->n_carry = (uint8_t)(length - used);
  memcpy(repair->carry, bytes + used, repair->n_carry);
  return true;
}

/* Whether what is left of a text is the beginning of </feedback> or </prefix:feedback>. */
static bool begins_root_end(const uint8_t *text, size_t length) {
  static const char root[] = "feedback";
  if (length < 2 || memcmp(text, "</", 2) != 0)
    return false;
  const uint8_t *local = text + 2, *colon = memchr(local, ':', length - 2);
  local = colon ? colon + 1 : local;
  const size_t here = (size_t)(text + length - local);
  return here < sizeof root && memcmp(local, root, here) == 0;
}

enum xml_repair_end xml_repair_finish(struct xml_repair *repair) {
  switch (repair->state) {
  case XML_REPAIR_BETWEEN:
  case XML_REPAIR_BETWEEN_COMMENT:
  case XML_REPAIR_BETWEEN_PI:
    return XML_REPAIR_END_CLEAN;
  case XML_REPAIR_TEXT:
    return begins_root_end(repair->carry, repair->n_carry) ? XML_REPAIR_END_ROOT_TAG : XML_REPAIR_END_WITHIN;
  case XML_REPAIR_TAG:
    return repair->end_tag && repair->root_tag ? XML_REPAIR_END_ROOT_TAG : XML_REPAIR_END_WITHIN;
  default:
    return XML_REPAIR_END_WITHIN;
  }
}
