/* SPDX-License-Identifier: MIT */
/* Reading ahead: while messages are parsed and stored, the server already sends the next ones. */
#include "base/fault.h"
#include "imap/source_parts.h"
#include "ingest/scratch.h"
#include <errno.h>

#define BATCH_BYTES (8u << 20) /* most that is asked for at once */
#define BATCHES_AHEAD 4        /* most of them on their way at a time, so that a move among them keeps nobody waiting */

/* Messages that were asked for together, and the file they go to. */
struct batch {
  int tag;
  guint first, n;         /* in `todo` */
  struct item_file *file; /* whose pieces are the items */
  uint64_t length;
  GQueue items;
  int trouble; /* errno of a failed write */
};

static struct batch *new_batch(GError **error) {
  const int fd = scratch_open();
  if (fd < 0) {
    fault(error, FAULT_IO, "cannot make a temporary file in '%s': %s; name another folder with TMPDIR", g_get_tmp_dir(),
          g_strerror(errno));
    return NULL;
  }
  struct batch *batch = g_new0(struct batch, 1);
  batch->file = item_file_new(fd);
  g_queue_init(&batch->items);
  return batch;
}

static void free_batch(gpointer pointer) {
  struct batch *batch = pointer;
  g_queue_clear_full(&batch->items, (GDestroyNotify)item_free);
  item_file_release(batch->file);
  g_free(batch);
}

void source_forget_asked(struct source_imap *imap) {
  g_queue_clear_full(&imap->asked, free_batch);
}

static void add_item(const struct source_imap *imap, struct batch *batch, uint32_t uid, uint64_t length) {
  g_autofree char *origin = g_strdup_printf(
      "%s, %s, message %u", connection_name(imap_session_connection(imap->session)), imap->rules->folder, uid);
  struct item *item = item_new(batch->file, batch->length, length, origin);
  item->source_data = GUINT_TO_POINTER(uid);
  g_queue_push_tail(&batch->items, item);
  batch->length += length;
}

/* -- asking ----------------------------------------------------------------------------------------------------------
 */

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

static bool ask(struct source_imap *imap, guint n, GError **error) {
  const struct imap_message *messages = (const struct imap_message *)imap->todo->data + imap->at;
  struct batch *batch = new_batch(error);
  if (!batch)
    return false;
  batch->first = imap->at;
  g_queue_push_tail(&imap->asked, batch);
  if (!imap_message_ask(imap->session, messages, n, &batch->n, &batch->tag, error))
    return false;
  imap->at += batch->n;
  return true;
}

/* Asks for the next messages, up to one that is large. */
static bool ask_ahead(struct source_imap *imap, GError **error) {
  guint n;
  while (g_queue_get_length(&imap->asked) < BATCHES_AHEAD && (n = batch_size(imap)) > 0)
    if (!ask(imap, n, error))
      return false;
  return true;
}

/* -- hearing ---------------------------------------------------------------------------------------------------------
 */

/* A server may also send what nobody asked for. */
static struct batch *find_batch(const struct source_imap *imap, uint32_t uid) {
  const struct imap_message *message = source_find_todo(imap, uid);
  const guint i = message ? (guint)(message - (const struct imap_message *)imap->todo->data) : 0;
  for (GList *at = message ? imap->asked.head : NULL; at; at = at->next) {
    struct batch *batch = at->data;
    if (i >= batch->first && i < batch->first + batch->n)
      return batch;
  }
  return NULL;
}

static void take_body(void *user, uint32_t uid, const uint8_t *bytes, size_t length) {
  struct source_imap *imap = user;
  struct batch *batch = find_batch(imap, uid);
  if (!batch || batch->trouble)
    return;
  if (length > 0 && !scratch_write(batch->file->fd, bytes, length))
    batch->trouble = errno;
  else
    add_item(imap, batch, uid, length);
}

/* What was asked for and did not come is gone: somebody else has removed it. */
static void note_gone(struct source_imap *imap, const struct batch *batch) {
  g_autoptr(GHashTable) here = g_hash_table_new(NULL, NULL);
  for (GList *at = batch->items.head; at; at = at->next)
    g_hash_table_add(here, ((struct item *)at->data)->source_data);
  for (guint i = batch->first; i < batch->first + batch->n; i++) {
    const uint32_t uid = g_array_index(imap->todo, struct imap_message, i).uid;
    if (!g_hash_table_contains(here, GUINT_TO_POINTER(uid)))
      imap->fate->data[i] = FATE_DONE;
  }
}

/* Takes over the batch. */
static void hand_out(struct source_imap *imap, struct batch *batch) {
  struct item *item;
  note_gone(imap, batch);
  while ((item = g_queue_pop_head(&batch->items)) != NULL)
    g_queue_push_tail(&imap->ready, item);
  free_batch(batch);
}

static gint by_tag(gconstpointer batch, gconstpointer tag) {
  return ((const struct batch *)batch)->tag != *(const int *)tag;
}

bool source_hear(struct source_imap *imap, GError **error) {
  struct imap_answer answer;
  if (!imap_message_hear(imap->session, take_body, imap, &answer, error))
    return false;
  GList *found = g_queue_find_custom(&imap->asked, &answer.tag, by_tag);
  struct batch *batch = found ? found->data : NULL;
  if (!batch)
    return source_take_moved(imap, &answer, error);
  if (answer.code)
    return imap_message_fault_reading(imap->session, answer.code, error);
  if (batch->trouble)
    return imap_message_fault_writing(batch->trouble, error);
  g_queue_delete_link(&imap->asked, found);
  hand_out(imap, batch);
  return true;
}

bool source_hear_all(struct source_imap *imap, GError **error) {
  while (!g_queue_is_empty(&imap->asked) || imap->moving)
    if (!source_hear(imap, error))
      return false;
  return true;
}

/* -- the next --------------------------------------------------------------------------------------------------------
 */

/* By itself. One that is too large is only named, and the pipeline rejects it by its size. */
static bool read_large(struct source_imap *imap, GError **error) {
  const struct imap_message message = g_array_index(imap->todo, struct imap_message, imap->at);
  int64_t length = message.size;
  struct batch *batch = source_hear_all(imap, error) ? new_batch(error) : NULL;
  if (!batch)
    return false;
  batch->first = imap->at;
  batch->n = 1;
  const bool good =
      message.size > imap->rules->max_message ||
      imap_message_read_large(imap->session, message.uid, imap->rules->max_message, batch->file->fd, &length, error);
  if (good && length >= 0)
    add_item(imap, batch, message.uid, (uint64_t)length);
  imap->at++;
  if (good)
    hand_out(imap, batch);
  else
    free_batch(batch);
  return good;
}

bool source_read_more(struct source_imap *imap, GError **error) {
  while (g_queue_is_empty(&imap->ready)) {
    if (!ask_ahead(imap, error))
      return false;
    if (g_queue_is_empty(&imap->asked) && imap->at == imap->todo->len)
      return true;
    if (!(g_queue_is_empty(&imap->asked) ? read_large(imap, error) : source_hear(imap, error)))
      return false;
  }
  return ask_ahead(imap, error);
}
