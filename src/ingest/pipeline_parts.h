/* SPDX-License-Identifier: MIT */
/*
 * pipeline_parts: what the files of the pipeline share. Private to pipeline*.c; the way in is pipeline.h.
 *
 *   pipeline.c           feeds the lanes, waits for them, watches them
 *   pipeline_lane.c      one worker, the items it has been given, and its frames put together again
 *   pipeline_stream.c    the records of a report while it is incomplete, and their replay
 *   pipeline_delivery.c  what is told to the sink, counted and acknowledged
 */
#ifndef DMARCSTAT_INGEST_PIPELINE_PARTS_H
#define DMARCSTAT_INGEST_PIPELINE_PARTS_H

#include "ingest/pipeline.h"
#include "ingest/worker.h"

/* An item on its way through the workers. */
struct flight {
  struct item *item;
  bool told;               /* something has been said about it */
  bool units[OUTCOME_MAX]; /* what */
};

/* -- pipeline_stream.c ----------------------------------------------------------------------------------------- */

struct replay;

struct replay *replay_new(void);
void replay_free(struct replay *replay);

/* Forgets all records. */
void replay_clear(struct replay *replay);

/*
 * Keeps a whole RECORD frame, in memory up to 1 MiB and in a scratch file beyond. When the file cannot be written the
 * errno is in replay_trouble() and nothing more is kept until replay_clear().
 */
void replay_add(struct replay *replay, const uint8_t *frame, size_t length);
int replay_trouble(const struct replay *replay);

/* The records kept, once, as the stream of `report`. Belongs to `replay`; valid until the next replay_clear(). */
struct report_stream *replay_stream(struct replay *replay, const struct report *report);

/* -- pipeline_delivery.c --------------------------------------------------------------------------------------- */

/* An item that is through and waits for the commit, without its file. */
struct pending {
  struct item *item;
  enum outcome outcome;
};

struct delivery {
  const struct pipeline_sink *sink;
  struct source *source;
  struct pipeline_counts *counts;
  void (*progress)(void *user, const struct pipeline_counts *counts);
  void *progress_user;
  GArray *pending;  /* struct pending; stays empty when the source acknowledges nothing */
  bool only_tls;    /* of the options */
  bool uncommitted; /* the sink has had something since its last commit */
};

/* False with *error: the sink broke. */
bool delivery_report(struct delivery *delivery, struct flight *flight, struct report_stream *stream, GError **error);
bool delivery_tls_report(struct delivery *delivery, struct flight *flight, const struct tls_report *report,
                         GError **error);
bool delivery_failure_report(struct delivery *delivery, struct flight *flight, const struct failure_report *report,
                             GError **error);
bool delivery_refusal(struct delivery *delivery, struct flight *flight, const struct refusal *refusal, GError **error);

/* The item is through; takes over the flight. */
bool delivery_done(struct delivery *delivery, struct flight *flight, GError **error);

/* Has the sink commit what it was given. */
bool delivery_commit(struct delivery *delivery, GError **error);

/* Forgets, without acknowledging, what was not committed. */
void delivery_clear(struct delivery *delivery);

struct flight *flight_new(struct item *item);
void flight_free(struct flight *flight);

/* -- pipeline_lane.c ------------------------------------------------------------------------------------------- */

#define LANE_ITEMS 32
/* A large item has no company: what waits behind it would wait long. */
#define LANE_BYTES (4u << 20)

struct lane {
  bool running;
  struct worker worker;
  struct flight *flights[LANE_ITEMS]; /* a ring */
  unsigned int first, n;
  uint64_t bytes; /* of these items */

  uint8_t *in; /* bytes from the worker; those from `start` to `end` are not looked at yet */
  size_t size, start, end;

  struct replay *replay;
  struct fields_room *record_room, *report_room;
  struct report sums;  /* of the records of the unit that is being heard */
  uint64_t answered;   /* bytes of the answer to the first item */
  uint64_t answer_cap; /* most bytes of an answer that an honest worker can give */
  uint64_t records_cap;

  int64_t sign_of_life; /* monotonic microseconds */
};

void lane_init(struct lane *lane, const struct caps *caps);
void lane_clear(struct lane *lane);

bool lane_start(struct lane *lane, const struct worker_settings *settings, GError **error);

bool lane_takes(const struct lane *lane, const struct item *item);

/* Gives the flight to the worker. False: not now, hear it first; the flight stays the caller's. */
bool lane_send(struct lane *lane, struct flight *flight);

enum lane_state {
  LANE_FINE,
  LANE_ENDED,    /* the worker is gone */
  LANE_HUNG,     /* it gives no sign of life */
  LANE_NONSENSE, /* what it says cannot be understood */
  LANE_BROKEN,   /* the sink failed; *error is set */
};

/* Reads once what the worker has to say, and delivers it. */
enum lane_state lane_read(struct lane *lane, struct delivery *delivery, GError **error);

/* Microseconds without a sign of life; 0 when it has nothing to do. */
int64_t lane_silence(const struct lane *lane, int64_t now);

/*
 * Ends the worker. Returns in words how it ended; caller frees. *guilty is the item it was at, NULL when it had none;
 * those behind it go, in order, to the end of `waiting`.
 */
char *lane_stop(struct lane *lane, GQueue *waiting, struct flight **guilty);

#endif
