/* SPDX-License-Identifier: MIT */
#include "ingest/pipeline_parts.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define READ_AT_ONCE 65536

/*
 * An element of XML, empty and as short as can be, becomes at most so many times its length in a frame. So this bounds
 * what a worker may say about an item, and with it the scratch file.
 */
#define FRAME_GROWTH 8

void lane_init(struct lane *lane, const struct caps *caps) {
  *lane = (struct lane){.answer_cap = FRAME_GROWTH * (caps->message + caps->expanded) + FRAME_MAX,
                        .records_cap = caps->records,
                        .size = 2 * READ_AT_ONCE,
                        .replay = replay_new(),
                        .record_room = fields_room_new(),
                        .report_room = fields_room_new()};
  lane->in = g_malloc(lane->size);
}

void lane_clear(struct lane *lane) {
  if (lane->running)
    g_free(worker_stop(&lane->worker, lane->n == 0));
  for (; lane->n > 0; lane->n--, lane->first++)
    flight_free(lane->flights[lane->first % LANE_ITEMS]);
  replay_free(lane->replay);
  fields_room_free(lane->record_room);
  fields_room_free(lane->report_room);
  g_free(lane->in);
}

bool lane_start(struct lane *lane, const struct worker_settings *settings, GError **error) {
  lane->running = worker_start(&lane->worker, settings, error);
  lane->start = lane->end = 0;
  return lane->running;
}

bool lane_takes(const struct lane *lane, const struct item *item) {
  return lane->n == 0 || (lane->n < LANE_ITEMS && lane->bytes + item->length <= LANE_BYTES);
}

bool lane_send(struct lane *lane, struct flight *flight) {
  const struct item *item = flight->item;
  if (!worker_send(&lane->worker, item->file->fd, item->offset, item->length, item->split))
    return false;
  if (lane->n == 0)
    lane->sign_of_life = g_get_monotonic_time();
  lane->flights[(lane->first + lane->n++) % LANE_ITEMS] = flight;
  lane->bytes += item->length;
  return true;
}

static struct flight *take_first(struct lane *lane) {
  struct flight *flight = lane->flights[lane->first];
  lane->first = (lane->first + 1) % LANE_ITEMS;
  lane->n--;
  lane->bytes -= flight->item->length;
  return flight;
}

/* -- frames ------------------------------------------------------------------------------------------------------- */

static void forget_unit(struct lane *lane) {
  replay_clear(lane->replay);
  lane->sums = (struct report){0};
}

static enum lane_state told(bool delivered) {
  return delivered ? LANE_FINE : LANE_BROKEN;
}

static enum lane_state take_report(struct lane *lane, struct delivery *delivery, const uint8_t *payload, size_t length,
                                   GError **error) {
  struct flight *flight = lane->flights[lane->first];
  struct report report;
  if (!frame_get_report(payload, length, lane->report_room, &report) || !report_same_sums(&report, &lane->sums))
    return LANE_NONSENSE;
  const int trouble = replay_trouble(lane->replay);
  bool delivered;
  if (trouble) {
    g_autofree char *reason = g_strdup_printf("its records cannot be kept in a temporary file (%s): make room, or name "
                                              "another folder with TMPDIR",
                                              strerrorname_np(trouble));
    const struct refusal refusal = {REFUSAL_TRY_LATER, reason, report.nesting};
    delivered = delivery_refusal(delivery, flight, &refusal, error);
  } else {
    delivered = delivery_report(delivery, flight, replay_stream(lane->replay, &report), error);
  }
  forget_unit(lane);
  return told(delivered);
}

static enum lane_state take_record(struct lane *lane, const uint8_t *frame, size_t whole) {
  struct record record;
  if (!frame_get_record(frame + FRAME_HEADER, whole - FRAME_HEADER, lane->record_room, &record) ||
      !report_add_up(&lane->sums, &record) || lane->sums.records > lane->records_cap)
    return LANE_NONSENSE;
  replay_add(lane->replay, frame, whole);
  return LANE_FINE;
}

/* They are whole in themselves: records before them belong to nothing. */
static enum lane_state take_tls_report(struct lane *lane, struct delivery *delivery, const uint8_t *payload,
                                       size_t length, GError **error) {
  struct tls_report report;
  if (lane->sums.records > 0 || !frame_get_tls_report(payload, length, lane->report_room, &report))
    return LANE_NONSENSE;
  return told(delivery_tls_report(delivery, lane->flights[lane->first], &report, error));
}

static enum lane_state take_failure_report(struct lane *lane, struct delivery *delivery, const uint8_t *payload,
                                           size_t length, GError **error) {
  struct failure_report report;
  if (lane->sums.records > 0 || !frame_get_failure_report(payload, length, lane->report_room, &report))
    return LANE_NONSENSE;
  return told(delivery_failure_report(delivery, lane->flights[lane->first], &report, error));
}

static enum lane_state take_refusal(struct lane *lane, struct delivery *delivery, const uint8_t *payload, size_t length,
                                    GError **error) {
  struct refusal refusal;
  if (!frame_get_refusal(payload, length, &refusal))
    return LANE_NONSENSE;
  forget_unit(lane);
  return told(delivery_refusal(delivery, lane->flights[lane->first], &refusal, error));
}

static enum lane_state take_done(struct lane *lane, struct delivery *delivery, GError **error) {
  if (lane->sums.records > 0 || !lane->flights[lane->first]->told)
    return LANE_NONSENSE; /* records of no report, or not a word about the item */
  lane->answered = 0;
  return told(delivery_done(delivery, take_first(lane), error));
}

static enum lane_state take_frame(struct lane *lane, struct delivery *delivery, enum frame_kind kind,
                                  const uint8_t *payload, size_t length, GError **error) {
  lane->answered += length + FRAME_HEADER;
  if (lane->n == 0 || lane->answered > lane->answer_cap)
    return LANE_NONSENSE;
  switch (kind) {
  case FRAME_RECORD:
    return take_record(lane, payload - FRAME_HEADER, length + FRAME_HEADER);
  case FRAME_REPORT:
    return take_report(lane, delivery, payload, length, error);
  case FRAME_TLS_REPORT:
    return take_tls_report(lane, delivery, payload, length, error);
  case FRAME_FAILURE_REPORT:
    return take_failure_report(lane, delivery, payload, length, error);
  case FRAME_REFUSAL:
    return take_refusal(lane, delivery, payload, length, error);
  case FRAME_DONE:
    return take_done(lane, delivery, error);
  case FRAME_KIND_MAX:
    break;
  }
  return LANE_NONSENSE;
}

static void make_room(struct lane *lane) {
  if (lane->start == lane->end)
    lane->start = lane->end = 0;
  if (lane->size - lane->end >= READ_AT_ONCE)
    return;
  memmove(lane->in, lane->in + lane->start, lane->end - lane->start);
  lane->end -= lane->start;
  lane->start = 0;
  if (lane->size - lane->end < READ_AT_ONCE) { /* an unfinished frame, FRAME_MAX at most */
    lane->size = lane->end + 2 * READ_AT_ONCE;
    lane->in = g_realloc(lane->in, lane->size);
  }
}

enum lane_state lane_read(struct lane *lane, struct delivery *delivery, GError **error) {
  make_room(lane);
  const ssize_t got = read(lane->worker.socket, lane->in + lane->end, lane->size - lane->end);
  if (got < 0 && (errno == EAGAIN || errno == EINTR))
    return LANE_FINE;
  if (got <= 0)
    return LANE_ENDED;
  lane->end += (size_t)got;
  lane->sign_of_life = g_get_monotonic_time();
  enum frame_kind kind;
  const uint8_t *payload;
  size_t length;
  int64_t whole;
  while ((whole = frame_split(lane->in + lane->start, lane->end - lane->start, &kind, &payload, &length)) > 0) {
    lane->start += (size_t)whole;
    const enum lane_state state = take_frame(lane, delivery, kind, payload, length, error);
    if (state != LANE_FINE)
      return state;
  }
  return whole < 0 ? LANE_NONSENSE : LANE_FINE;
}

/* -- watching and ending ------------------------------------------------------------------------------------------ */

int64_t lane_silence(const struct lane *lane, int64_t now) {
  return lane->n == 0 ? 0 : now - lane->sign_of_life;
}

char *lane_stop(struct lane *lane, GQueue *waiting, struct flight **guilty) {
  *guilty = lane->n > 0 ? take_first(lane) : NULL;
  while (lane->n > 0)
    g_queue_push_tail(waiting, take_first(lane));
  forget_unit(lane);
  lane->answered = 0;
  lane->running = false;
  return worker_stop(&lane->worker, false);
}
