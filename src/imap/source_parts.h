/* SPDX-License-Identifier: MIT */
/* source_parts: what the files behind source_imap.h share. Private to imap/. */
#ifndef DMARCSTAT_IMAP_SOURCE_PARTS_H
#define DMARCSTAT_IMAP_SOURCE_PARTS_H

#include "imap/message.h"
#include "imap/source_imap.h"

enum fate {
  FATE_OPEN,  /* not through */
  FATE_DONE,  /* through, and put away */
  FATE_KEPT,  /* through; no stored report: it stays, and is never deleted */
  FATE_AGAIN, /* to be read again */
};

/* A message that is committed and not yet put away. */
struct acknowledged {
  uint32_t uid;
  enum outcome outcome;
};

struct put_away;

struct source_imap {
  struct source source; /* first */
  struct imap_session *session;
  const struct imap_rules *rules;
  bool (*save)(void *user, const struct mailbox_progress *progress, GError **error);
  void *user;

  struct mailbox_progress progress;
  GArray *todo;     /* struct imap_message, ascending */
  GByteArray *fate; /* enum fate of each */
  guint at;         /* the next to be asked for */
  guint through;    /* those before it are in the progress */
  GQueue asked;     /* struct batch: on their way */
  GQueue ready;     /* items that are read and not handed out */

  GArray *acknowledged;      /* struct acknowledged: committed, and not put away */
  struct put_away *moving;   /* asked of the server, and not answered; or NULL */
  bool reports_move_well;    /* the folder is known and there */
  bool rejections_move_well; /* the same */
};

/* -- source_progress.c: how far we are -------------------------------------------------------------------------------
 */

/* NULL when it is not among those that are to be read. */
const struct imap_message *source_find_todo(const struct source_imap *imap, uint32_t uid);

void source_set_fate(struct source_imap *imap, uint32_t uid, enum fate fate);

/* NULL when there is none of this UID. */
const struct mailbox_exception *source_find_exception(const GArray *exceptions, uint32_t uid);

/* Takes into the progress what became of the messages, up to the first that is open, and saves it. */
bool source_save_progress(struct source_imap *imap, GError **error);

/* -- source_read.c ---------------------------------------------------------------------------------------------------
 */

/* Puts something into `ready`, unless there is nothing more. */
bool source_read_more(struct source_imap *imap, GError **error);

/* Waits for one answer to what was asked ahead. */
bool source_hear(struct source_imap *imap, GError **error);

/* Waits for all of them. */
bool source_hear_all(struct source_imap *imap, GError **error);

void source_forget_asked(struct source_imap *imap);

/* -- source_put_away.c -----------------------------------------------------------------------------------------------
 */

/* Begins to put away what is acknowledged, when that has become enough. */
bool source_put_away_some(struct source_imap *imap, GError **error);

/* Puts away everything that is acknowledged, and waits for it. */
bool source_put_away_all(struct source_imap *imap, GError **error);

/* The answer to a command that was none for messages. */
bool source_take_moved(struct source_imap *imap, const struct imap_answer *answer, GError **error);

/* For the source. */
void source_acknowledge(struct source *source, struct item *item, enum outcome outcome);

void source_forget_put_away(struct source_imap *imap);

#endif
