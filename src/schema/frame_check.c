/* SPDX-License-Identifier: MIT */
#include "schema/frame.h"

/* The payload of what was put into the frame, which is one. */
static const uint8_t *payload(const GByteArray *frame, size_t *length) {
  *length = frame->len - FRAME_HEADER;
  return frame->data + FRAME_HEADER;
}

bool frame_check_record(GByteArray *frame, struct fields_room *room, struct record *record) {
  size_t length;
  g_byte_array_set_size(frame, 0);
  if (!frame_put_record(frame, record))
    return false;
  const uint8_t *bytes = payload(frame, &length);
  return frame_get_record(bytes, length, room, record);
}

bool frame_check_report(GByteArray *frame, struct fields_room *room, struct report *report) {
  size_t length;
  g_byte_array_set_size(frame, 0);
  if (!frame_put_report(frame, report))
    return false;
  const uint8_t *bytes = payload(frame, &length);
  return frame_get_report(bytes, length, room, report);
}

bool frame_check_tls_report(GByteArray *frame, struct fields_room *room, struct tls_report *report) {
  size_t length;
  g_byte_array_set_size(frame, 0);
  if (!frame_put_tls_report(frame, report))
    return false;
  const uint8_t *bytes = payload(frame, &length);
  return frame_get_tls_report(bytes, length, room, report);
}

bool frame_check_failure_report(GByteArray *frame, struct fields_room *room, struct failure_report *report) {
  size_t length;
  g_byte_array_set_size(frame, 0);
  if (!frame_put_failure_report(frame, report))
    return false;
  const uint8_t *bytes = payload(frame, &length);
  return frame_get_failure_report(bytes, length, room, report);
}
