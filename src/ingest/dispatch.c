/* SPDX-License-Identifier: MIT */
/*
 * dispatch: looks at the first bytes of a piece of content (detect.h) and hands it to the layer that reads it. What is
 * nothing of ours is refused here, so no more of it is unpacked.
 */
#include "ingest/detect.h"
#include "ingest/layers.h"
#include <string.h>

#define BLANK_MOST (64u << 10) /* white space before anything */

/* -- the report at the bottom ---------------------------------------------------------------------------------- */

struct xml {
  struct stream stream;
  struct content *content;
  struct aggregate *aggregate;
  size_t mark;
};

static bool xml_push(struct stream *stream, const uint8_t *bytes, size_t length) {
  struct xml *xml = (struct xml *)stream;
  return aggregate_push(xml->aggregate, bytes, length) && !xml->content->over;
}

static void xml_finish(struct stream *stream, const char *damage) {
  struct xml *xml = (struct xml *)stream;
  for (uint32_t i = 0; i < xml->content->n_warnings; i++)
    aggregate_warn(xml->aggregate, xml->content->warnings[i].code, xml->content->warnings[i].text);
  aggregate_finish(xml->aggregate, damage);
  aggregate_free(xml->aggregate);
  content_leave(xml->content, xml->mark);
  g_free(xml);
}

/* What stands before the XML that no XML parser takes there. */
enum prefix { PREFIX_NONE, PREFIX_SPACE, PREFIX_JUNK };

static struct stream *xml_new(struct content *content, enum prefix prefix) {
  struct xml *xml = g_new(struct xml, 1);
  xml->stream = (struct stream){xml_push, xml_finish};
  xml->content = content;
  content_bottom(content, "xml", &xml->mark);
  xml->aggregate =
      aggregate_new(&content->collector, content->path->str, content->mails > 0 ? &content->envelope : NULL);
  if (prefix == PREFIX_JUNK)
    aggregate_warn(xml->aggregate, "junk-before-xml", "text stands before the XML; it was skipped");
  else if (prefix == PREFIX_SPACE)
    aggregate_warn(xml->aggregate, "space-before-declaration", "white space stands before the XML declaration");
  return &xml->stream;
}

/* -- the dispatcher ---------------------------------------------------------------------------------------------- */

struct dispatch {
  struct stream stream;
  struct content *content;
  struct stream *below; /* NULL: undecided or refused */
  enum place place;
  bool decided;
  size_t blank; /* bytes of white space skipped so far */
  size_t length;
  uint8_t head[DETECT_HEAD];
};

static bool is_space(uint8_t byte) {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static size_t count_spaces(const uint8_t *bytes, size_t length) {
  size_t n = 0;
  while (n < length && is_space(bytes[n]))
    n++;
  return n;
}

static void note_unknown(struct dispatch *dispatch, const char *reason) {
  content_note(dispatch->content, dispatch->place == PLACE_FILE ? TELLING_INSIDE : TELLING_PART, reason);
}

/* Remembers why a thing of this kind is no report. */
static void note(struct dispatch *dispatch, enum detected kind) {
  struct content *content = dispatch->content;
  switch (kind) {
  case DETECTED_EMPTY:
    note_unknown(dispatch, "empty");
    break;
  case DETECTED_WEB_PAGE:
    note_unknown(dispatch, "a web page");
    break;
  case DETECTED_MARKUP:
    note_unknown(dispatch, "markup, but no DMARC report");
    break;
  case DETECTED_JSON:
    note_unknown(dispatch, "JSON, but no TLS report (RFC 8460)");
    break;
  case DETECTED_FEEDBACK:
    failure_forget(content); /* words that came before are about the same */
    content_note(content, TELLING_NAMED, "abuse feedback (RFC 5965), not a DMARC failure report");
    break;
  case DETECTED_ERROR_REPORT:
    content_note(content, TELLING_NAMED, "an error report about a report (RFC 7489 section 7.2.2)");
    break;
  case DETECTED_UNUSED:
    content_note(content, TELLING_NAMED,
                 "the word \"unused\", which Yahoo and AOL sent instead of reports in May 2023");
    break;
  default:
    note_unknown(dispatch, "neither XML, JSON, mail nor archive");
  }
}

static size_t byte_order_mark(const uint8_t *bytes, size_t length) {
  return length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

/* What the `skip` bytes are that stand before the XML in `bytes`, with the white space before them. */
static enum prefix prefix_of(const struct dispatch *dispatch, const uint8_t *bytes, size_t length, size_t skip) {
  static const char declaration[] = "<?xml";
  size_t known = byte_order_mark(bytes, skip);
  known += count_spaces(bytes + known, skip - known);
  if (known < skip)
    return PREFIX_JUNK;
  if (dispatch->blank + skip == 0)
    return PREFIX_NONE;
  skip += byte_order_mark(bytes + skip, length - skip);
  const bool declared =
      length - skip >= strlen(declaration) && memcmp(bytes + skip, declaration, strlen(declaration)) == 0;
  return declared ? PREFIX_SPACE : PREFIX_NONE;
}

static struct stream *layer(struct dispatch *dispatch, enum detected kind, enum prefix prefix) {
  struct content *content = dispatch->content;
  switch (kind) {
  case DETECTED_GZIP:
    return unpack_gzip_new(content);
  case DETECTED_ZLIB:
    return unpack_zlib_new(content);
  case DETECTED_ZIP:
    return unpack_zip_new(content, dispatch->blank);
  case DETECTED_MAIL:
    return mime_new(content);
  case DETECTED_BASE64:
    return decode_base64_text_new(content);
  case DETECTED_XML:
    return xml_new(content, prefix);
  case DETECTED_TLS_REPORT:
    return tls_new(content);
  case DETECTED_FAILURE_REPORT:
    return failure_new(content);
  case DETECTED_FAILURE_PROSE:
    return failure_prose_new(content);
  default:
    note(dispatch, kind);
    return NULL;
  }
}

/* Looks at the head, all of the content when `whole`, and passes it on to the layer that reads it. */
static bool decide(struct dispatch *dispatch, const uint8_t *bytes, size_t length, bool whole) {
  size_t skip = 0;
  const enum detected kind = detect_kind(bytes, length, whole, dispatch->place == PLACE_MESSAGE, &skip);
  dispatch->decided = true;
  dispatch->below = layer(dispatch, kind, prefix_of(dispatch, bytes, length, skip));
  return dispatch->below && dispatch->below->push(dispatch->below, bytes + skip, length - skip);
}

static bool dispatch_push(struct stream *stream, const uint8_t *bytes, size_t length) {
  struct dispatch *dispatch = (struct dispatch *)stream;
  if (dispatch->below)
    return dispatch->below->push(dispatch->below, bytes, length);
  if (dispatch->decided)
    return false;
  if (dispatch->length == 0) {
    const size_t blank = count_spaces(bytes, length);
    dispatch->blank += blank;
    bytes += blank;
    length -= blank;
    if (dispatch->blank > BLANK_MOST) {
      dispatch->decided = true;
      note_unknown(dispatch, "begins with more than 64 KiB of white space");
      return false;
    }
    if (length >= DETECT_HEAD)
      return decide(dispatch, bytes, length, false);
  }
  const size_t taken = MIN(length, DETECT_HEAD - dispatch->length);
  memcpy(dispatch->head + dispatch->length, bytes, taken);
  dispatch->length += taken;
  if (dispatch->length < DETECT_HEAD)
    return true;
  return decide(dispatch, dispatch->head, DETECT_HEAD, false) &&
         (taken == length || dispatch->below->push(dispatch->below, bytes + taken, length - taken));
}

static void dispatch_finish(struct stream *stream, const char *damage) {
  struct dispatch *dispatch = (struct dispatch *)stream;
  if (!dispatch->decided && !(damage && dispatch->length == 0))
    decide(dispatch, dispatch->head, dispatch->length, true);
  if (dispatch->below)
    dispatch->below->finish(dispatch->below, damage);
  else if (damage)
    content_reject(dispatch->content, damage);
  g_free(dispatch);
}

struct stream *dispatch_new(struct content *content, enum place place) {
  struct dispatch *dispatch = g_new(struct dispatch, 1);
  dispatch->stream = (struct stream){dispatch_push, dispatch_finish};
  dispatch->content = content;
  dispatch->below = NULL;
  dispatch->place = place;
  dispatch->decided = false;
  dispatch->blank = dispatch->length = 0;
  return &dispatch->stream;
}
