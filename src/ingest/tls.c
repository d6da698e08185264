/* SPDX-License-Identifier: MIT */
#include "ingest/tls.h"
#include "base/text.h"
#include "ingest/json_guard.h"
#include "ingest/xml_charset.h"
#include <string.h>

/* The layer that reads JSON. */
struct tls {
  struct stream stream;
  struct content *content;
  size_t mark;
  struct xml_charset charset; /* JSON is UTF-8 (RFC 8259), and broken in the same ways */
  bool over;                  /* too long, which was told */
  bool duplicates;            /* members of the same name: the last one counts */
  unsigned int reports;
  GString *text;
};

static bool on_text(void *user, const char *text, size_t length) {
  struct tls *tls = user;
  const uint64_t most = tls->content->collector.caps->json;
  if (tls->text->len + length > most) {
    g_autofree char *cap = text_bytes(most);
    g_autofree char *reason = g_strdup_printf("its JSON is longer than %s, the cap \"json\"", cap);
    content_reject(tls->content, reason);
    tls->over = true;
    return false;
  }
  g_string_append_len(tls->text, text, (gssize)length);
  return true;
}

static bool tls_push(struct stream *stream, const uint8_t *bytes, size_t length) {
  struct tls *tls = (struct tls *)stream;
  return !tls->over && xml_charset_push(&tls->charset, bytes, length) && !tls->content->over;
}

/* -- telling ------------------------------------------------------------------------------------------------------- */

static void add_warnings(struct tls *tls, struct tls_reading *reading) {
  struct content *content = tls->content;
  struct aggregate_warnings *warnings = &reading->warnings;
  if (tls->charset.mended > 0)
    aggregate_warnings_add(warnings, "invalid-encoding",
                           "bytes that are no characters in its encoding were read as windows-1252",
                           tls->charset.mended);
  if (tls->duplicates)
    aggregate_warnings_add(warnings, "repeated-members", "members of one name stand in it twice; the last one counts",
                           1);
  if (tls->reports > 0)
    aggregate_warnings_add(warnings, "several-reports", "it stands in one file with other reports", 1);
  for (uint32_t i = 0; i < content->n_warnings; i++)
    aggregate_warnings_add(warnings, content->warnings[i].code, content->warnings[i].text, 1);
  reading->report.warnings = warnings->items;
  reading->report.n_warnings = warnings->n;
  reading->report.nesting = content->path->str;
}

static void tell(struct tls *tls, const json_t *object) {
  struct collector *collector = &tls->content->collector;
  struct tls_reading reading;
  tls_reading_begin(&reading, tls->content);
  if (tls_reading_take(&reading, object)) {
    add_warnings(tls, &reading);
    tls->reports++;
    collector->tls_report(collector, &reading.report);
  } else if (reading.refusal) {
    content_reject(tls->content, reading.refusal);
  } else {
    content_note(tls->content, TELLING_NAMED, "JSON, but no TLS report (RFC 8460)");
  }
  tls_reading_end(&reading);
}

static void refuse_malformed(struct tls *tls, const json_error_t *error) {
  g_autofree char *shown = text_printable(error->text);
  g_autofree char *reason =
      g_strdup_printf("the JSON is not well-formed in line %d, column %d: %s", error->line, error->column, shown);
  content_reject(tls->content, reason);
}

/* Numbers as reals: one that is larger than any integer is no reason to refuse the rest. */
static json_t *load(struct tls *tls, const char *text, size_t length, json_error_t *error) {
  const size_t flags = JSON_DECODE_INT_AS_REAL | JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL;
  json_t *value = json_loadb(text, length, flags | JSON_REJECT_DUPLICATES, error);
  if (value || json_error_code(error) != json_error_duplicate_key)
    return value;
  tls->duplicates = true;
  return json_loadb(text, length, flags, error);
}

static void tell_all(struct tls *tls, const json_t *value) {
  const json_t *item;
  size_t i;
  if (!json_is_array(value))
    tell(tls, value);
  json_array_foreach((json_t *)(uintptr_t)value, i, item) if (!tls->content->over) tell(tls, item);
}

/* One report, or several behind each other. */
static void parse(struct tls *tls) {
  const char *text = tls->text->str;
  size_t left = tls->text->len;
  json_error_t error;
  const char *too_much = json_guard(text, left);
  if (too_much) {
    content_reject(tls->content, too_much);
    return;
  }
  while (left > 0 && !tls->content->over) {
    json_t *value = load(tls, text, left, &error);
    if (!value) {
      refuse_malformed(tls, &error);
      return;
    }
    tell_all(tls, value);
    json_decref(value);
    size_t taken = (size_t)error.position;
    while (taken < left && g_ascii_isspace(text[taken]))
      taken++;
    text += taken;
    left -= taken;
    if (left > 0 && *text != '{' && *text != '[')
      return; /* whatever else follows is no report */
  }
}

static void tls_finish(struct stream *stream, const char *damage) {
  struct tls *tls = (struct tls *)stream;
  if (tls->over) {
    /* told */
  } else if (damage) {
    content_reject(tls->content, damage);
  } else if (xml_charset_finish(&tls->charset)) {
    parse(tls);
  }
  content_leave(tls->content, tls->mark);
  g_string_free(tls->text, TRUE);
  g_free(tls);
}

struct stream *tls_new(struct content *content) {
  struct tls *tls = g_new0(struct tls, 1);
  tls->stream = (struct stream){tls_push, tls_finish};
  tls->content = content;
  tls->text = g_string_new(NULL);
  xml_charset_begin(&tls->charset, on_text, tls);
  content_bottom(content, "json", &tls->mark);
  return &tls->stream;
}
