/* SPDX-License-Identifier: MIT */
#include "imap/source_imap.h"
#include "base/fault.h"
#include "base/period.h"
#include "base/text.h"
#include "imap/message.h"
#include "ingest/scratch.h"
#include <errno.h>

#define BATCH_BYTES (8u << 20) /* most that is asked for at once */
#define SETTLE_AT 500          /* acknowledged messages that are put away together */

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

struct source_imap {
  struct source source; /* first */
  struct imap_session *session;
  const struct imap_rules *rules;
  bool (*save)(void *user, const struct mailbox_progress *progress, GError **error);
  void *user;

  struct mailbox_progress progress;
  GArray *todo;           /* struct imap_message, ascending */
  GByteArray *fate;       /* enum fate of each */
  guint at;               /* the next to be read */
  guint asked;            /* so many from there on have been asked for, and are on their way */
  guint through;          /* those before it are in the progress */
  GQueue ready;           /* items that are read and not handed out */
  struct item_file *file; /* that they are in, while they are being read */
  GArray *acknowledged;
};

/* -- progress --------------------------------------------------------------------------------------------------------
 */

static gint by_uid(gconstpointer key, gconstpointer element) {
  const uint32_t uid = *(const uint32_t *)key, other = ((const struct imap_message *)element)->uid;
  return uid < other ? -1 : uid > other;
}

static const struct imap_message *find_todo(const struct source_imap *imap, uint32_t uid) {
  if (imap->todo->len == 0)
    return NULL;
  return bsearch(&uid, imap->todo->data, imap->todo->len, sizeof(struct imap_message), by_uid);
}

static void set_fate(struct source_imap *imap, uint32_t uid, enum fate fate) {
  const struct imap_message *found = find_todo(imap, uid);
  if (found)
    imap->fate->data[found - (const struct imap_message *)imap->todo->data] = (guint8)fate;
}

/* Where an exception of this UID is, or would be. */
static guint exception_index(const GArray *exceptions, uint32_t uid) {
  guint low = 0, high = exceptions->len;
  while (low < high) {
    const guint middle = low + (high - low) / 2;
    if (g_array_index(exceptions, struct mailbox_exception, middle).uid < uid)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static const struct mailbox_exception *find_exception(const GArray *exceptions, uint32_t uid) {
  const guint i = exception_index(exceptions, uid);
  const struct mailbox_exception *list = (const struct mailbox_exception *)exceptions->data;
  return i < exceptions->len && list[i].uid == uid ? &list[i] : NULL;
}

static void set_exception(GArray *exceptions, uint32_t uid, enum fate fate) {
  const struct mailbox_exception exception = {uid, fate == FATE_AGAIN};
  const guint i = exception_index(exceptions, uid);
  if (find_exception(exceptions, uid))
    g_array_remove_index(exceptions, i);
  if (fate != FATE_DONE)
    g_array_insert_val(exceptions, i, exception);
}

/* Takes into the progress what became of the messages, up to the first that is open. */
static void advance(struct source_imap *imap) {
  for (; imap->through < imap->todo->len && imap->fate->data[imap->through] != FATE_OPEN; imap->through++) {
    const uint32_t uid = g_array_index(imap->todo, struct imap_message, imap->through).uid;
    set_exception(imap->progress.exceptions, uid, imap->fate->data[imap->through]);
    imap->progress.last_uid = MAX(imap->progress.last_uid, uid);
  }
}

static bool save_progress(struct source_imap *imap, GError **error) {
  advance(imap);
  return imap->rules->dry_run || imap->save(imap->user, &imap->progress, error);
}

/* -- reading ---------------------------------------------------------------------------------------------------------
 */

static void add_item(struct source_imap *imap, uint32_t uid, uint64_t offset, uint64_t length) {
  g_autofree char *origin = g_strdup_printf(
      "%s, %s, message %u", connection_name(imap_session_connection(imap->session)), imap->rules->folder, uid);
  struct item *item = item_new(imap->file, offset, length, origin);
  item->source_data = GUINT_TO_POINTER(uid);
  g_queue_push_tail(&imap->ready, item);
}

/* A server may also send what nobody asked for. */
static void on_message(void *user, uint32_t uid, uint64_t offset, uint64_t length) {
  if (find_todo(user, uid))
    add_item(user, uid, offset, length);
}

/* How many of the messages from imap->at on are read together; 0: the next one is large. */
static guint batch_size(const struct source_imap *imap) {
  const struct imap_message *list = (const struct imap_message *)imap->todo->data + imap->at;
  const guint left = imap->todo->len - imap->at;
  const uint64_t most = MIN(IMAP_MESSAGE_LARGE, imap->rules->max_message);
  uint64_t bytes = 0;
  guint n = 0;
  while (n < left && n < imap->rules->batch && list[n].size <= most) {
    bytes += list[n].size;
    if (n > 0 && bytes > BATCH_BYTES)
      break;
    n++;
  }
  return n;
}

/* Asks for the next messages, unless the next one is large. */
static bool ask(struct source_imap *imap, GError **error) {
  const guint n = batch_size(imap);
  return n == 0 || imap_message_ask(imap->session, (const struct imap_message *)imap->todo->data + imap->at, n,
                                    &imap->asked, error);
}

/* What was asked for and did not come is gone: somebody else has removed it. */
static void note_gone(struct source_imap *imap, guint n) {
  g_autoptr(GHashTable) here = g_hash_table_new(NULL, NULL);
  for (GList *at = imap->ready.head; at; at = at->next)
    g_hash_table_add(here, ((struct item *)at->data)->source_data);
  for (guint i = imap->at; i < imap->at + n; i++) {
    const uint32_t uid = g_array_index(imap->todo, struct imap_message, i).uid;
    if (!g_hash_table_contains(here, GUINT_TO_POINTER(uid)))
      imap->fate->data[i] = FATE_DONE;
  }
}

/* One that is too large is only named, and the pipeline rejects it by its size. */
static bool read_large(struct source_imap *imap, int fd, GError **error) {
  const struct imap_message message = g_array_index(imap->todo, struct imap_message, imap->at);
  if (message.size <= imap->rules->max_message)
    return imap_message_read_large(imap->session, message.uid, imap->rules->max_message, fd, on_message, imap, error);
  add_item(imap, message.uid, 0, message.size);
  return true;
}

/* What was asked for, else the next message, into a scratch file. */
static bool read_some(struct source_imap *imap, GError **error) {
  const guint n = MAX(imap->asked, 1);
  const int fd = scratch_open();
  if (fd < 0)
    return fault(error, FAULT_IO, "cannot make a temporary file in '%s': %s; name another folder with TMPDIR",
                 g_get_tmp_dir(), g_strerror(errno));
  imap->file = item_file_new(fd);
  const bool good =
      imap->asked > 0 ? imap_message_take(imap->session, fd, on_message, imap, error) : read_large(imap, fd, error);
  item_file_release(imap->file);
  imap->file = NULL;
  if (good)
    note_gone(imap, n);
  imap->at += n;
  imap->asked = 0;
  return good;
}

/* While these are parsed and stored, the server already sends the next ones. */
static bool read_batch(struct source_imap *imap, GError **error) {
  return (imap->asked > 0 || ask(imap, error)) && read_some(imap, error) &&
         (imap->at == imap->todo->len || ask(imap, error));
}

/* -- putting away ----------------------------------------------------------------------------------------------------
 */

static bool is_report(enum outcome outcome) {
  return outcome == OUTCOME_STORED || outcome == OUTCOME_DUPLICATE;
}

static gint by_number(gconstpointer a, gconstpointer b) {
  const uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
  return one < other ? -1 : one > other;
}

/* UIDs of the acknowledged messages that hold reports, or of those that do not. Those to be tried again are neither. */
static GArray *pick(const struct source_imap *imap, bool reports) {
  GArray *uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (guint i = 0; i < imap->acknowledged->len; i++) {
    const struct acknowledged *one = &g_array_index(imap->acknowledged, struct acknowledged, i);
    if (one->outcome != OUTCOME_TRY_LATER && is_report(one->outcome) == reports)
      g_array_append_val(uids, one->uid);
  }
  g_array_sort(uids, by_number);
  return uids;
}

static bool move_to(struct source_imap *imap, const GArray *uids, const char *folder, GError **error) {
  return uids->len == 0 || !folder || imap_message_move(imap->session, uids, folder, error);
}

static bool change(struct source_imap *imap, const GArray *reports, const GArray *others, GError **error) {
  const struct imap_rules *rules = imap->rules;
  if (rules->dry_run)
    return true;
  if (rules->after == IMAP_AFTER_FLAG && reports->len > 0)
    return imap_message_flag(imap->session, reports, rules->flag, error);
  if (rules->after == IMAP_AFTER_MOVE)
    return move_to(imap, reports, rules->processed_folder, error) &&
           move_to(imap, others, rules->rejected_folder, error);
  return true;
}

/* What stays and is no report is remembered whatever the rule: that may be to delete one day. */
static enum fate fate_of(const struct source_imap *imap, enum outcome outcome) {
  const bool goes = imap->rules->after == IMAP_AFTER_MOVE && imap->rules->rejected_folder;
  if (outcome == OUTCOME_TRY_LATER)
    return FATE_AGAIN;
  return is_report(outcome) || goes ? FATE_DONE : FATE_KEPT;
}

/* Everything acknowledged so far is put away on the server, and then remembered. */
static bool put_away(struct source_imap *imap, GError **error) {
  if (imap->asked > 0 && !read_some(imap, error))
    return false;
  if (imap->acknowledged->len == 0)
    return true;
  g_autoptr(GArray) reports = pick(imap, true), others = pick(imap, false);
  if (!change(imap, reports, others, error))
    return false;
  for (guint i = 0; i < imap->acknowledged->len; i++) {
    const struct acknowledged *one = &g_array_index(imap->acknowledged, struct acknowledged, i);
    set_fate(imap, one->uid, fate_of(imap, one->outcome));
  }
  g_array_set_size(imap->acknowledged, 0);
  return save_progress(imap, error);
}

/* -- the source ------------------------------------------------------------------------------------------------------
 */

static struct item *next(struct source *source, GError **error) {
  struct source_imap *imap = (struct source_imap *)source;
  if (imap->acknowledged->len >= SETTLE_AT && !put_away(imap, error))
    return NULL;
  while (g_queue_is_empty(&imap->ready) && imap->at < imap->todo->len)
    if (!read_batch(imap, error))
      return NULL;
  return g_queue_pop_head(&imap->ready);
}

static void acknowledge(struct source *source, struct item *item, enum outcome outcome) {
  struct source_imap *imap = (struct source_imap *)source;
  const struct acknowledged one = {GPOINTER_TO_UINT(item->source_data), outcome};
  g_array_append_val(imap->acknowledged, one);
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
  const struct mailbox_exception *exception = find_exception(imap->progress.exceptions, uid);
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
    if (one->again && !find_todo(imap, one->uid))
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
  imap->source = (struct source){.next = next, .acknowledge = acknowledge, .total = total, .free = free_nothing};
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
    if (!find_exception(imap->progress.exceptions, uid))
      g_array_append_val(uids, uid);
  }
  return uids->len == 0 || imap_message_delete(imap->session, uids, error);
}

bool source_imap_settle(struct source_imap *imap, GError **error) {
  return put_away(imap, error) && save_progress(imap, error) && delete_old(imap, error);
}
