/* SPDX-License-Identifier: MIT */
#include "imap/source_parts.h"

static gint by_uid(gconstpointer key, gconstpointer element) {
  const uint32_t uid = *(const uint32_t *)key, other = ((const struct imap_message *)element)->uid;
  return uid < other ? -1 : uid > other;
}

const struct imap_message *source_find_todo(const struct source_imap *imap, uint32_t uid) {
  if (imap->todo->len == 0)
    return NULL;
  return bsearch(&uid, imap->todo->data, imap->todo->len, sizeof(struct imap_message), by_uid);
}

void source_set_fate(struct source_imap *imap, uint32_t uid, enum fate fate) {
  const struct imap_message *found = source_find_todo(imap, uid);
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

const struct mailbox_exception *source_find_exception(const GArray *exceptions, uint32_t uid) {
  const guint i = exception_index(exceptions, uid);
  const struct mailbox_exception *list = (const struct mailbox_exception *)exceptions->data;
  return i < exceptions->len && list[i].uid == uid ? &list[i] : NULL;
}

static void set_exception(GArray *exceptions, uint32_t uid, enum fate fate) {
  const struct mailbox_exception exception = {uid, fate == FATE_AGAIN};
  const guint i = exception_index(exceptions, uid);
  if (source_find_exception(exceptions, uid))
    g_array_remove_index(exceptions, i);
  if (fate != FATE_DONE)
    g_array_insert_val(exceptions, i, exception);
}

static void advance(struct source_imap *imap) {
  for (; imap->through < imap->todo->len && imap->fate->data[imap->through] != FATE_OPEN; imap->through++) {
    const uint32_t uid = g_array_index(imap->todo, struct imap_message, imap->through).uid;
    set_exception(imap->progress.exceptions, uid, imap->fate->data[imap->through]);
    imap->progress.last_uid = MAX(imap->progress.last_uid, uid);
  }
}

bool source_save_progress(struct source_imap *imap, GError **error) {
  advance(imap);
  return imap->rules->dry_run || imap->save(imap->user, &imap->progress, error);
}
