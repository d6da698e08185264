/* SPDX-License-Identifier: MIT */
#include "base/fault.h"
#include "ingest/pipeline_parts.h"
#include "ingest/scratch.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define MEMORY_MOST (1u << 20)

struct replay {
  struct report_stream stream; /* first */
  GByteArray *memory;          /* the last frames; while replaying from the file, a window of it */
  int fd;                      /* -1: all are in memory */
  uint64_t filed;              /* bytes in the file */
  int trouble;

  size_t at;     /* in memory, while replaying */
  uint64_t read; /* from the file, while replaying */
  struct fields_room *room;
};

struct replay *replay_new(void) {
  struct replay *replay = g_new0(struct replay, 1);
  replay->memory = g_byte_array_new();
  replay->fd = -1;
  replay->room = fields_room_new();
  return replay;
}

void replay_clear(struct replay *replay) {
  g_byte_array_set_size(replay->memory, 0);
  if (replay->fd >= 0)
    close(replay->fd);
  replay->fd = -1;
  replay->filed = 0;
  replay->trouble = 0;
}

void replay_free(struct replay *replay) {
  replay_clear(replay);
  g_byte_array_unref(replay->memory);
  fields_room_free(replay->room);
  g_free(replay);
}

/* -- keeping --------------------------------------------------------------------------------------------------- */

static void move_to_file(struct replay *replay) {
  if (replay->fd < 0)
    replay->fd = scratch_open();
  if (replay->fd < 0 || !scratch_write(replay->fd, replay->memory->data, replay->memory->len))
    replay->trouble = errno;
  replay->filed += replay->memory->len;
  g_byte_array_set_size(replay->memory, 0);
}

void replay_add(struct replay *replay, const uint8_t *frame, size_t length) {
  if (replay->trouble)
    return;
  if (replay->memory->len > 0 && replay->memory->len + length > MEMORY_MOST)
    move_to_file(replay);
  g_byte_array_append(replay->memory, frame, (guint)length);
}

int replay_trouble(const struct replay *replay) {
  return replay->trouble;
}

/* -- replaying ------------------------------------------------------------------------------------------------- */

/* Puts the next part of the file behind what is left of the window. False at its end or with *error. */
static bool slide_window(struct replay *replay, GError **error) {
  const uint64_t left = replay->filed - replay->read;
  if (replay->fd < 0 || left == 0)
    return false;
  g_byte_array_remove_range(replay->memory, 0, (guint)replay->at);
  replay->at = 0;
  const guint kept = replay->memory->len;
  const size_t wanted = (size_t)MIN(left, MEMORY_MOST);
  g_byte_array_set_size(replay->memory, kept + (guint)wanted);
  const ssize_t got = TEMP_FAILURE_RETRY(pread(replay->fd, replay->memory->data + kept, wanted, (off_t)replay->read));
  g_byte_array_set_size(replay->memory, kept + (guint)MAX(got, 0));
  if (got <= 0)
    return fault(error, FAULT_IO, "cannot read back the temporary file of a large report: %s",
                 got < 0 ? g_strerror(errno) : "it is too short");
  replay->read += (uint64_t)got;
  return true;
}

static bool next_record(struct report_stream *stream, struct record *record, GError **error) {
  struct replay *replay = (struct replay *)stream;
  enum frame_kind kind;
  const uint8_t *payload;
  size_t length;
  int64_t whole;
  GError *broken = NULL;
  do {
    const size_t left = replay->memory->len - replay->at;
    whole = frame_split(replay->memory->data + replay->at, left, &kind, &payload, &length);
  } while (whole == 0 && slide_window(replay, &broken));
  if (broken) {
    g_propagate_error(error, broken);
    return false;
  }
  if (whole == 0)
    return false;
  replay->at += (size_t)MAX(whole, 0);
  if (whole > 0 && kind == FRAME_RECORD && frame_get_record(payload, length, replay->room, record))
    return true;
  return fault(error, FAULT_SOFTWARE, "a record that was well-formed is no longer so");
}

struct report_stream *replay_stream(struct replay *replay, const struct report *report) {
  if (replay->fd >= 0 && !replay->trouble)
    move_to_file(replay);
  replay->stream = (struct report_stream){.report = *report, .next = next_record};
  replay->at = 0;
  replay->read = 0;
  return &replay->stream;
}
