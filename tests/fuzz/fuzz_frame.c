/* SPDX-License-Identifier: MIT */
/* What a worker that was taken over could say: frames, whole or not, one after the other. */
#include "fuzz.h"
#include "schema/frame.h"

static bool take(enum frame_kind kind, const uint8_t *payload, size_t length, struct fields_room *room,
                 GByteArray *again) {
  struct record record;
  struct report report;
  struct tls_report tls;
  struct failure_report failure;
  struct refusal refusal;
  switch (kind) {
  case FRAME_RECORD:
    return frame_get_record(payload, length, room, &record) && frame_put_record(again, &record);
  case FRAME_REPORT:
    return frame_get_report(payload, length, room, &report) && frame_put_report(again, &report);
  case FRAME_TLS_REPORT:
    return frame_get_tls_report(payload, length, room, &tls) && frame_put_tls_report(again, &tls);
  case FRAME_FAILURE_REPORT:
    return frame_get_failure_report(payload, length, room, &failure) && frame_put_failure_report(again, &failure);
  case FRAME_REFUSAL:
    return frame_get_refusal(payload, length, &refusal) && frame_put_refusal(again, &refusal);
  case FRAME_DONE:
  case FRAME_KIND_MAX:
    break;
  }
  return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct fields_room *room = fields_room_new();
  GByteArray *again = g_byte_array_new();
  enum frame_kind kind;
  const uint8_t *payload;
  size_t payload_length;
  for (int64_t whole; (whole = frame_split(bytes, length, &kind, &payload, &payload_length)) > 0;) {
    FUZZ_CHECK((size_t)whole <= length && (size_t)whole == payload_length + FRAME_HEADER);
    uint8_t *copy = fuzz_copy(payload, payload_length);
    if (take(kind, copy, payload_length, room, again)) /* what is well-formed has one form */
      FUZZ_CHECK(again->len == (size_t)whole && memcmp(again->data, bytes, again->len) == 0);
    free(copy);
    g_byte_array_set_size(again, 0);
    bytes += whole;
    length -= (size_t)whole;
  }
  g_byte_array_unref(again);
  fields_room_free(room);
  return 0;
}
