/* SPDX-License-Identifier: MIT */
#include "ingest/failure.h"
#include "ingest/clean.h"
#include <string.h>

#define PROSE_MOST (64u << 10)

struct failure *failure_start(const struct content *content) {
  struct failure *failure = g_new0(struct failure, 1);
  failure->report = (struct failure_report){.domain = "", .incidents = 1};
  failure->texts = g_string_chunk_new(1024);
  failure->results = g_string_new(NULL);
  failure->sample = g_string_new(NULL);
  failure->nesting = g_strdup(content->path->str);
  aggregate_warnings_begin(&failure->warnings);
  for (uint32_t i = 0; i < content->n_warnings; i++)
    aggregate_warnings_add(&failure->warnings, content->warnings[i].code, content->warnings[i].text, 1);
  return failure;
}

void failure_free(struct failure *failure) {
  if (!failure)
    return;
  aggregate_warnings_end(&failure->warnings);
  g_string_chunk_free(failure->texts);
  g_string_free(failure->results, TRUE);
  g_string_free(failure->sample, TRUE);
  g_free(failure->nesting);
  g_free(failure);
}

/* -- telling ------------------------------------------------------------------------------------------------------- */

void failure_tell(struct content *content) {
  struct failure *failure = g_steal_pointer(&content->failure);
  if (!failure)
    return;
  failure_complete(failure, content);
  failure->report.nesting = failure->nesting;
  failure->report.warnings = failure->warnings.items;
  failure->report.n_warnings = failure->warnings.n;
  content->collector.failure_report(&content->collector, &failure->report);
  failure_free(failure);
}

void failure_end_mail(struct content *content, bool others) {
  if (content->failure && content->failure->prose && others)
    failure_forget(content);
  failure_tell(content);
}

void failure_forget(struct content *content) {
  failure_free(g_steal_pointer(&content->failure));
}

void failure_wait(struct content *content, struct failure *failure) {
  if (content->failure && content->failure->prose)
    failure_forget(content);
  if (content->failure && failure->prose) {
    failure_free(failure);
    return;
  }
  failure_tell(content);
  content->failure = failure;
  if (content->mails == 0)
    failure_tell(content);
}

bool failure_wants_sample(const struct content *content) {
  return content->failure && !content->failure->prose && !content->failure->has_sample;
}

/* -- the fields of the report -------------------------------------------------------------------------------------- */

struct report_part {
  struct stream stream;
  struct content *content;
  size_t mark;
  struct failure *failure;
  struct header_fields fields;
};

static void take_report_field(void *user, GString *field) {
  failure_take_field(user, field);
}

static bool report_push(struct stream *stream, const uint8_t *bytes, size_t length) {
  struct report_part *part = (struct report_part *)stream;
  return header_fields_push(&part->fields, bytes, length);
}

static void report_finish(struct stream *stream, const char *damage) {
  struct report_part *part = (struct report_part *)stream;
  header_fields_end(&part->fields);
  if (damage) {
    content_reject(part->content, damage);
    failure_free(part->failure);
  }
  content_leave(part->content, part->mark);
  if (!damage)
    failure_wait(part->content, part->failure);
  g_free(part);
}

struct stream *failure_new(struct content *content) {
  struct report_part *part = g_new0(struct report_part, 1);
  part->stream = (struct stream){report_push, report_finish};
  part->content = content;
  content_bottom(content, "arf", &part->mark);
  part->failure = failure_start(content);
  header_fields_begin(&part->fields, take_report_field, part->failure, false);
  return &part->stream;
}

/* -- the message that failed --------------------------------------------------------------------------------------- */

struct sample_part {
  struct stream stream;
  struct content *content;
  struct header_fields fields;
};

static void take_sample_field(void *user, GString *field) {
  struct content *content = user;
  if (content->failure)
    failure_take_sample_field(content->failure, field);
}

static bool sample_push(struct stream *stream, const uint8_t *bytes, size_t length) {
  struct sample_part *part = (struct sample_part *)stream;
  return header_fields_push(&part->fields, bytes, length);
}

/* What is cut off is no loss: it is a sample. */
static void sample_finish(struct stream *stream, const char *damage) {
  struct sample_part *part = (struct sample_part *)stream;
  (void)damage;
  header_fields_end(&part->fields);
  g_free(part);
}

struct stream *failure_sample_new(struct content *content) {
  struct sample_part *part = g_new0(struct sample_part, 1);
  part->stream = (struct stream){sample_push, sample_finish};
  part->content = content;
  content->failure->has_sample = true;
  header_fields_begin(&part->fields, take_sample_field, content, true);
  return &part->stream;
}

/* -- words alone --------------------------------------------------------------------------------------------------- */

struct prose_part {
  struct stream stream;
  struct content *content;
  GString *text;
};

static bool prose_push(struct stream *stream, const uint8_t *bytes, size_t length) {
  struct prose_part *part = (struct prose_part *)stream;
  g_string_append_len(part->text, (const char *)bytes, (gssize)MIN(length, PROSE_MOST - part->text->len));
  return part->text->len < PROSE_MOST;
}

static void prose_finish(struct stream *stream, const char *damage) {
  struct prose_part *part = (struct prose_part *)stream;
  clean_text(part->text, PROSE_MOST, true);
  struct failure *failure = damage ? NULL : failure_of_prose(part->content, part->text->str);
  if (failure)
    failure_wait(part->content, failure);
  else
    content_note(part->content, TELLING_PART, "a text");
  g_string_free(part->text, TRUE);
  g_free(part);
}

struct stream *failure_prose_new(struct content *content) {
  struct prose_part *part = g_new0(struct prose_part, 1);
  part->stream = (struct stream){prose_push, prose_finish};
  part->content = content;
  part->text = g_string_new(NULL);
  return &part->stream;
}
