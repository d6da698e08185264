/* SPDX-License-Identifier: MIT */
/* Stored reports, read as if a stranger had sent them: through the checks of frames, and with the sums that they claim.
 */
#include "base/fault.h"
#include "schema/frame.h"
#include "store/query.h"
#include "store/store_parts.h"

struct reading {
  store_report_visitor each;
  void *user;
  GByteArray *frame, *report_frame;
  struct fields_room *room, *report_room;
  uint64_t sound;
};

struct checked {
  struct report_stream stream; /* first */
  struct report_stream *within;
  struct reading *reading;
  struct report sums;
};

static bool unsound(GError **error) {
  return fault(error, FAULT_DATA, "a report is not as it came");
}

static bool next_checked(struct report_stream *stream, struct record *record, GError **error) {
  struct checked *checked = (struct checked *)stream;
  struct reading *reading = checked->reading;
  GError *broken = NULL;
  if (!checked->within->next(checked->within, record, &broken)) {
    if (broken)
      g_propagate_error(error, broken);
    else if (!report_same_sums(&checked->sums, &checked->stream.report))
      unsound(error);
    return false;
  }
  return (frame_check_record(reading->frame, reading->room, record) && report_add_up(&checked->sums, record)) ||
         unsound(error);
}

static bool visit(struct reading *reading, struct report_stream *stream, const struct provenance *provenance,
                  GError **error) {
  struct checked checked = {
      .stream = {.report = stream->report, .next = next_checked}, .within = stream, .reading = reading};
  if (!frame_check_report(reading->report_frame, reading->report_room, &checked.stream.report))
    return unsound(error);
  return reading->each(reading->user, &checked.stream, provenance, error);
}

static bool check_report(void *user, struct report_stream *stream, const struct provenance *provenance,
                         GError **error) {
  struct reading *reading = user;
  GError *trouble = NULL;
  if (visit(reading, stream, provenance, &trouble)) {
    reading->sound++;
    return true;
  }
  if (g_error_matches(trouble, FAULT, FAULT_DATA)) {
    g_clear_error(&trouble);
    return true;
  }
  g_propagate_error(error, trouble);
  return false;
}

bool store_each_checked(struct store *store, store_report_visitor each, void *user, uint64_t *n_unsound,
                        GError **error) {
  const struct report_wish all = {0};
  int64_t there = 0;
  struct reading reading = {.each = each,
                            .user = user,
                            .frame = g_byte_array_new(),
                            .report_frame = g_byte_array_new(),
                            .room = fields_room_new(),
                            .report_room = fields_room_new()};
  const bool good = query_number(store, "SELECT count(*) FROM report", &there, error) &&
                    store_each_report(store, &all, check_report, &reading, error);
  *n_unsound = (uint64_t)there - reading.sound;
  g_byte_array_unref(reading.frame);
  g_byte_array_unref(reading.report_frame);
  fields_room_free(reading.room);
  fields_room_free(reading.report_room);
  return good;
}
