/* SPDX-License-Identifier: MIT */
/*
 * listening: a collector that does with what it is told what worker and parent do: each thing goes through a frame and
 * back, which checks every text, number and sum in it; and says the same when it is written again.
 */
#ifndef DMARCSTAT_TESTS_FUZZ_LISTENING_H
#define DMARCSTAT_TESTS_FUZZ_LISTENING_H

#include "fuzz.h"
#include "ingest/content.h"

#define LISTENING_NOW 1762100000 /* 2025-11-02 */

struct listening {
  struct collector collector; /* first */
  GByteArray *told;           /* the frames of what was taken */
  guint unit;                 /* where in it the frames of this unit begin */
  unsigned int refusals;
  GByteArray *again;
  struct fields_room *room;
  struct report sums;
  unsigned int units;
};

/* The payload of the one frame from `start` on. */
static inline const uint8_t *listening_payload(const struct listening *listening, guint start, size_t *length) {
  enum frame_kind kind;
  const uint8_t *payload;
  const guint whole = listening->told->len - start;
  FUZZ_CHECK(frame_split(listening->told->data + start, whole, &kind, &payload, length) == whole);
  return payload;
}

static inline void listening_compare(struct listening *listening, guint start) {
  FUZZ_CHECK(listening->again->len == listening->told->len - start);
  FUZZ_CHECK(memcmp(listening->again->data, listening->told->data + start, listening->again->len) == 0);
  g_byte_array_set_size(listening->again, 0);
}

static inline bool listening_record(struct collector *collector, const struct record *record) {
  struct listening *listening = (struct listening *)collector;
  const guint start = listening->told->len;
  if (!frame_put_record(listening->told, record))
    return false; /* too long, which the worker refuses */
  size_t length;
  const uint8_t *payload = listening_payload(listening, start, &length);
  struct record got;
  FUZZ_CHECK(frame_get_record(payload, length, listening->room, &got));
  FUZZ_CHECK(frame_put_record(listening->again, &got));
  listening_compare(listening, start);
  FUZZ_CHECK(report_add_up(&listening->sums, &got));
  return true;
}

static inline bool listening_report(struct collector *collector, const struct report *report) {
  struct listening *listening = (struct listening *)collector;
  const guint start = listening->told->len;
  if (!frame_put_report(listening->told, report))
    return false;
  size_t length;
  const uint8_t *payload = listening_payload(listening, start, &length);
  struct report got;
  FUZZ_CHECK(frame_get_report(payload, length, listening->room, &got));
  FUZZ_CHECK(report_same_sums(&got, &listening->sums));
  FUZZ_CHECK(frame_put_report(listening->again, &got));
  listening_compare(listening, start);
  listening->sums = (struct report){0};
  listening->unit = listening->told->len;
  listening->units++;
  return true;
}

static inline bool listening_tls_report(struct collector *collector, const struct tls_report *report) {
  struct listening *listening = (struct listening *)collector;
  const guint start = listening->told->len;
  FUZZ_CHECK(listening->sums.records == 0);
  if (!frame_put_tls_report(listening->told, report))
    return false;
  size_t length;
  const uint8_t *payload = listening_payload(listening, start, &length);
  struct tls_report got;
  FUZZ_CHECK(frame_get_tls_report(payload, length, listening->room, &got));
  FUZZ_CHECK(frame_put_tls_report(listening->again, &got));
  listening_compare(listening, start);
  listening->unit = listening->told->len;
  listening->units++;
  return true;
}

static inline bool listening_failure_report(struct collector *collector, const struct failure_report *report) {
  struct listening *listening = (struct listening *)collector;
  const guint start = listening->told->len;
  FUZZ_CHECK(listening->sums.records == 0);
  if (!frame_put_failure_report(listening->told, report))
    return false;
  size_t length;
  const uint8_t *payload = listening_payload(listening, start, &length);
  struct failure_report got;
  FUZZ_CHECK(frame_get_failure_report(payload, length, listening->room, &got));
  FUZZ_CHECK(frame_put_failure_report(listening->again, &got));
  listening_compare(listening, start);
  listening->unit = listening->told->len;
  listening->units++;
  return true;
}

static inline bool listening_refuse(struct collector *collector, const struct refusal *refusal) {
  struct listening *listening = (struct listening *)collector;
  const guint start = listening->told->len;
  FUZZ_CHECK(frame_put_refusal(listening->told, refusal));
  size_t length;
  const uint8_t *payload = listening_payload(listening, start, &length);
  struct refusal got;
  FUZZ_CHECK(frame_get_refusal(payload, length, &got));
  fuzz_check_sentence(got.reason);
  g_byte_array_set_size(listening->told, listening->unit); /* the records before it are void */
  listening->refusals++;
  listening->sums = (struct report){0};
  listening->units++;
  return true;
}

/* Smaller than the usual ones, so that an input comes to each of them in little time. */
static const struct caps listening_caps = {.message = 1u << 20,
                                           .expanded = 24u << 20,
                                           .ratio = 200,
                                           .members = 50,
                                           .nesting = 8,
                                           .records = 2000,
                                           .xml_depth = 32,
                                           .text = 8192,
                                           .json = 1u << 18,
                                           .seconds = 60};

static inline void listening_begin(struct listening *listening) {
  static const char *const authserv_ids[] = {"mx.example.org", NULL};
  *listening = (struct listening){.collector = {.caps = &listening_caps,
                                                .now = LISTENING_NOW,
                                                .authserv_ids = authserv_ids,
                                                .record = listening_record,
                                                .report = listening_report,
                                                .tls_report = listening_tls_report,
                                                .failure_report = listening_failure_report,
                                                .refuse = listening_refuse},
                                  .told = g_byte_array_new(),
                                  .again = g_byte_array_new(),
                                  .room = fields_room_new()};
}

static inline void listening_end(struct listening *listening) {
  g_byte_array_unref(listening->told);
  g_byte_array_unref(listening->again);
  fields_room_free(listening->room);
}

/* An item of these bytes, through all layers. */
static inline void listening_read(const uint8_t *bytes, size_t length) {
  static int scratch = -1;
  if (scratch < 0)
    scratch = memfd_create("scratch", MFD_CLOEXEC);
  struct listening listening;
  listening_begin(&listening);
  struct content *content = content_new(scratch);
  content_read(content, &listening.collector, fuzz_file(bytes, length), 0, length);
  content_free(content);
  FUZZ_CHECK(listening.units > 0);
  FUZZ_CHECK(lseek(scratch, 0, SEEK_END) == 0);
  listening_end(&listening);
}

#endif
