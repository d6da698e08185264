/* SPDX-License-Identifier: MIT */
/* What becomes of messages on the server after their reports are committed, and before that is remembered. */
#include "imap/source_parts.h"

#define SETTLE_AT 500    /* acknowledged messages that are put away together */
#define PATIENCE_TO 5000 /* so many of them wait for those before them to be put away */

/* Messages on their way to another folder. */
struct put_away {
  GArray *acknowledged; /* struct acknowledged */
  GArray *tags;         /* int: of the commands that are not answered yet */
  bool refused;
};

static void free_put_away(struct put_away *moving) {
  g_array_unref(moving->acknowledged);
  g_array_unref(moving->tags);
  g_free(moving);
}

void source_forget_put_away(struct source_imap *imap) {
  g_clear_pointer(&imap->moving, free_put_away);
}

/* -- what goes where -------------------------------------------------------------------------------------------------
 */

static bool is_report(enum outcome outcome) {
  return outcome == OUTCOME_STORED || outcome == OUTCOME_DUPLICATE;
}

static gint by_number(gconstpointer a, gconstpointer b) {
  const uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
  return one < other ? -1 : one > other;
}

/* UIDs of those messages that hold reports, or of those that do not. Those to be tried again are neither. */
static GArray *pick(const GArray *acknowledged, bool reports) {
  GArray *uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (guint i = 0; i < acknowledged->len; i++) {
    const struct acknowledged *one = &g_array_index(acknowledged, struct acknowledged, i);
    if (one->outcome != OUTCOME_TRY_LATER && is_report(one->outcome) == reports)
      g_array_append_val(uids, one->uid);
  }
  g_array_sort(uids, by_number);
  return uids;
}

/* What stays and is no report is remembered whatever the rule: that may be to delete one day. */
static enum fate fate_of(const struct source_imap *imap, enum outcome outcome) {
  const bool goes = imap->rules->after == IMAP_AFTER_MOVE && imap->rules->rejected_folder;
  if (outcome == OUTCOME_TRY_LATER)
    return FATE_AGAIN;
  return is_report(outcome) || goes ? FATE_DONE : FATE_KEPT;
}

static bool remember(struct source_imap *imap, const GArray *acknowledged, GError **error) {
  for (guint i = 0; i < acknowledged->len; i++) {
    const struct acknowledged *one = &g_array_index(acknowledged, struct acknowledged, i);
    source_set_fate(imap, one->uid, fate_of(imap, one->outcome));
  }
  return source_save_progress(imap, error);
}

/* -- and wait --------------------------------------------------------------------------------------------------------
 */

/* *well: the folder is known, and there. */
static bool move_to(struct source_imap *imap, const GArray *uids, const char *folder, bool *well, GError **error) {
  if (uids->len == 0 || !folder)
    return true;
  *well = imap_message_move(imap->session, uids, folder, error);
  return *well;
}

static bool change(struct source_imap *imap, const GArray *acknowledged, GError **error) {
  const struct imap_rules *rules = imap->rules;
  g_autoptr(GArray) reports = pick(acknowledged, true), others = pick(acknowledged, false);
  if (rules->dry_run)
    return true;
  if (rules->after == IMAP_AFTER_FLAG && reports->len > 0)
    return imap_message_flag(imap->session, reports, rules->flag, error);
  if (rules->after == IMAP_AFTER_MOVE)
    return move_to(imap, reports, rules->processed_folder, &imap->reports_move_well, error) &&
           move_to(imap, others, rules->rejected_folder, &imap->rejections_move_well, error);
  return true;
}

bool source_put_away_all(struct source_imap *imap, GError **error) {
  if (!source_hear_all(imap, error))
    return false;
  if (imap->acknowledged->len == 0)
    return true;
  if (!change(imap, imap->acknowledged, error) || !remember(imap, imap->acknowledged, error))
    return false;
  g_array_set_size(imap->acknowledged, 0);
  return true;
}

/* -- and go on -------------------------------------------------------------------------------------------------------
 */

/* Whether these can be moved while messages are read: nothing but a plain move is expected to be needed. */
static bool can_move_ahead(const struct source_imap *imap, const GArray *reports, const GArray *others) {
  const struct imap_rules *rules = imap->rules;
  return rules->after == IMAP_AFTER_MOVE && !rules->dry_run && imap_session_has(imap->session, "MOVE") &&
         (reports->len == 0 || !rules->processed_folder || imap->reports_move_well) &&
         (others->len == 0 || !rules->rejected_folder || imap->rejections_move_well);
}

static bool move_ahead(struct source_imap *imap, const GArray *uids, const char *folder, GError **error) {
  return uids->len == 0 || !folder || imap_message_move_ahead(imap->session, uids, folder, imap->moving->tags, error);
}

/* They were refused while messages were read: perhaps the folder has gone, and can be made. */
static bool move_again(struct source_imap *imap, const struct put_away *moved, GError **error) {
  return source_hear_all(imap, error) && change(imap, moved->acknowledged, error);
}

/* When all is answered. */
static bool end_moving(struct source_imap *imap, GError **error) {
  struct put_away *moved = g_steal_pointer(&imap->moving);
  const bool good = (!moved->refused || move_again(imap, moved, error)) && remember(imap, moved->acknowledged, error);
  free_put_away(moved);
  return good;
}

static bool begin_moving(struct source_imap *imap, const GArray *reports, const GArray *others, GError **error) {
  imap->moving = g_new0(struct put_away, 1);
  imap->moving->acknowledged = g_steal_pointer(&imap->acknowledged);
  imap->moving->tags = g_array_new(FALSE, FALSE, sizeof(int));
  imap->acknowledged = g_array_new(FALSE, FALSE, sizeof(struct acknowledged));
  if (!move_ahead(imap, reports, imap->rules->processed_folder, error) ||
      !move_ahead(imap, others, imap->rules->rejected_folder, error))
    return false;
  return imap->moving->tags->len > 0 || end_moving(imap, error); /* nothing of it goes anywhere */
}

bool source_put_away_some(struct source_imap *imap, GError **error) {
  if (imap->acknowledged->len < SETTLE_AT || (imap->moving && imap->acknowledged->len < PATIENCE_TO))
    return true;
  while (imap->moving)
    if (!source_hear(imap, error))
      return false;
  g_autoptr(GArray) reports = pick(imap->acknowledged, true), others = pick(imap->acknowledged, false);
  return can_move_ahead(imap, reports, others) ? begin_moving(imap, reports, others, error)
                                               : source_put_away_all(imap, error);
}

bool source_take_moved(struct source_imap *imap, const struct imap_answer *answer, GError **error) {
  GArray *tags = imap->moving ? imap->moving->tags : NULL;
  for (guint i = 0; tags && i < tags->len; i++)
    if (g_array_index(tags, int, i) == answer->tag) {
      g_array_remove_index(tags, i);
      imap->moving->refused = imap->moving->refused || answer->code;
      return tags->len > 0 || end_moving(imap, error);
    }
  return true; /* unreachable: every tag is of a batch or of a move */
}

/* -- the source ------------------------------------------------------------------------------------------------------
 */

void source_acknowledge(struct source *source, struct item *item, enum outcome outcome) {
  struct source_imap *imap = (struct source_imap *)source;
  const struct acknowledged one = {GPOINTER_TO_UINT(item->source_data), outcome};
  g_array_append_val(imap->acknowledged, one);
}
