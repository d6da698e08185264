/* SPDX-License-Identifier: MIT */
#include "imap/source_imap.h"
#include "base/fault.h"
#include "base/period.h"
#include "imap/source_parts.h"

/* -- the source ------------------------------------------------------------------------------------------------------
 */

static struct item *next(struct source *source, GError **error) {
  struct source_imap *imap = (struct source_imap *)source;
  if (!source_put_away_some(imap, error) || !source_read_more(imap, error))
    return NULL;
  return g_queue_pop_head(&imap->ready);
}

static uint64_t total(struct source *source) {
  return ((struct source_imap *)source)->todo->len;
}

static void free_nothing(struct source *source) {
  (void)source; /* freed by source_imap_free, after it has been settled */
}

/* -- making it -------------------------------------------------------------------------------------------------------
 */

/* Whether an earlier run is through with it. */
static bool is_known(const struct source_imap *imap, uint32_t uid) {
  const struct mailbox_exception *exception = source_find_exception(imap->progress.exceptions, uid);
  return exception ? !exception->again : uid <= imap->progress.last_uid;
}

static uint32_t first_wanted(const struct source_imap *imap) {
  const GArray *exceptions = imap->progress.exceptions;
  for (guint i = 0; i < exceptions->len; i++)
    if (g_array_index(exceptions, struct mailbox_exception, i).again)
      return g_array_index(exceptions, struct mailbox_exception, i).uid;
  return imap->progress.last_uid == UINT32_MAX ? UINT32_MAX : imap->progress.last_uid + 1;
}

/* What is to be read again and no longer there is nothing to wait for. */
static void forget_vanished(struct source_imap *imap) {
  GArray *exceptions = imap->progress.exceptions;
  for (guint i = exceptions->len; i > 0; i--) {
    const struct mailbox_exception *one = &g_array_index(exceptions, struct mailbox_exception, i - 1);
    if (one->again && !source_find_todo(imap, one->uid))
      g_array_remove_index(exceptions, i - 1);
  }
}

static bool list_new(struct source_imap *imap, GError **error) {
  struct imap_folder folder;
  if (!imap_session_select(imap->session, imap->rules->folder, &folder, error))
    return false;
  if (imap->progress.uidvalidity != folder.uidvalidity) { /* all UIDs are new: what is stored is recognised */
    imap->progress.uidvalidity = folder.uidvalidity;
    imap->progress.last_uid = 0;
    g_array_set_size(imap->progress.exceptions, 0);
  }
  const uint32_t first = first_wanted(imap);
  if (folder.messages == 0 || (folder.uidnext > 0 && first >= folder.uidnext)) {
    forget_vanished(imap);
    return true;
  }
  g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct imap_message));
  if (!imap_message_list(imap->session, first, all, error))
    return false;
  for (guint i = 0; i < all->len; i++) {
    const struct imap_message message = g_array_index(all, struct imap_message, i);
    if (!is_known(imap, message.uid))
      g_array_append_val(imap->todo, message);
  }
  forget_vanished(imap);
  return true;
}

struct source_imap *source_imap_new(struct imap_session *session, const struct imap_rules *rules,
                                    const struct mailbox_progress *progress,
                                    bool (*save)(void *user, const struct mailbox_progress *progress, GError **error),
                                    void *user, GError **error) {
  struct source_imap *imap = g_new0(struct source_imap, 1);
  imap->source = (struct source){.next = next, .acknowledge = source_acknowledge, .total = total, .free = free_nothing};
  imap->session = session;
  imap->rules = rules;
  imap->save = save;
  imap->user = user;
  imap->progress = *progress;
  imap->progress.exceptions = progress->exceptions ? g_array_copy(progress->exceptions)
                                                   : g_array_new(FALSE, FALSE, sizeof(struct mailbox_exception));
  imap->todo = g_array_new(FALSE, FALSE, sizeof(struct imap_message));
  imap->fate = g_byte_array_new();
  imap->acknowledged = g_array_new(FALSE, FALSE, sizeof(struct acknowledged));
  g_queue_init(&imap->asked);
  g_queue_init(&imap->ready);
  if (!list_new(imap, error)) {
    source_imap_free(imap);
    return NULL;
  }
  g_byte_array_set_size(imap->fate, imap->todo->len);
  for (guint i = 0; i < imap->todo->len; i++)
    imap->fate->data[i] = FATE_OPEN;
  return imap;
}

void source_imap_free(struct source_imap *imap) {
  if (!imap)
    return;
  source_forget_asked(imap);
  source_forget_put_away(imap);
  g_queue_clear_full(&imap->ready, (GDestroyNotify)item_free);
  g_array_unref(imap->progress.exceptions);
  g_array_unref(imap->todo);
  g_byte_array_unref(imap->fate);
  g_array_unref(imap->acknowledged);
  g_free(imap);
}

struct source *source_imap_source(struct source_imap *imap) {
  return &imap->source;
}

/* -- the end ---------------------------------------------------------------------------------------------------------
 */

/* Those that are old and whose reports are stored. */
static bool delete_old(struct source_imap *imap, GError **error) {
  if (imap->rules->after != IMAP_AFTER_DELETE || imap->rules->dry_run)
    return true;
  g_autoptr(GArray) old = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  /* days are all that servers look at, and theirs may begin earlier or later than ours: 0 seconds is all of them */
  const int64_t before =
      period_now() + (imap->rules->delete_after == 0 ? 2 * PERIOD_DAY_SECONDS : -imap->rules->delete_after);
  if (!imap_message_older(imap->session, imap->progress.last_uid, before, old, error))
    return false;
  for (guint i = 0; i < old->len; i++) {
    const uint32_t uid = g_array_index(old, uint32_t, i);
    if (!source_find_exception(imap->progress.exceptions, uid))
      g_array_append_val(uids, uid);
  }
  return uids->len == 0 || imap_message_delete(imap->session, uids, error);
}

bool source_imap_settle(struct source_imap *imap, GError **error) {
  return source_put_away_all(imap, error) && source_save_progress(imap, error) && delete_old(imap, error);
}
