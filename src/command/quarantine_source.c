/* SPDX-License-Identifier: MIT */
#include "command/quarantine_source.h"
#include "base/fault.h"
#include "base/text.h"
#include "ingest/scratch.h"
#include <errno.h>

struct quarantine_source {
  struct source source; /* first */
  struct store *store;
  const GArray *ids;
  guint at;
  struct item *item; /* being made */
  GArray *taken;
};

/* Puts the bytes of an entry into a file that the parser can be passed. */
static bool make_item(void *user, const struct quarantined *entry, GError **error) {
  struct quarantine_source *quarantine = user;
  if (!entry->bytes) {
    g_autofree char *origin = text_printable(entry->origin);
    g_printerr("dmarcstat: item %" G_GINT64_FORMAT " is too large to be kept; ingest it from %s\n", entry->id, origin);
    quarantine->source.unreadable++;
    return true;
  }
  const int fd = scratch_open();
  if (fd < 0 || !scratch_write(fd, entry->bytes, entry->n_bytes))
    return fault(error, FAULT_IO, "cannot write a temporary file in '%s': %s; name another folder with TMPDIR",
                 g_get_tmp_dir(), g_strerror(errno));
  struct item_file *file = item_file_new(fd);
  quarantine->item = item_new(file, 0, entry->n_bytes, entry->origin);
  quarantine->item->source_data = GSIZE_TO_POINTER((gsize)entry->id);
  item_file_release(file);
  return true;
}

static struct item *next(struct source *source, GError **error) {
  struct quarantine_source *quarantine = (struct quarantine_source *)source;
  while (!quarantine->item && quarantine->at < quarantine->ids->len)
    if (!store_quarantine(quarantine->store, g_array_index(quarantine->ids, int64_t, quarantine->at++), true, make_item,
                          quarantine, error))
      return NULL;
  return g_steal_pointer(&quarantine->item);
}

static void acknowledge(struct source *source, struct item *item, enum outcome outcome) {
  struct quarantine_source *quarantine = (struct quarantine_source *)source;
  const int64_t id = (int64_t)GPOINTER_TO_SIZE(item->source_data);
  if (outcome != OUTCOME_REJECTED && outcome != OUTCOME_TRY_LATER)
    g_array_append_val(quarantine->taken, id);
}

static uint64_t total(struct source *source) {
  return ((struct quarantine_source *)source)->ids->len;
}

static void nothing(struct source *source) {
  (void)source; /* freed by quarantine_source_free, after what was taken has been asked for */
}

struct quarantine_source *quarantine_source_new(struct store *store, const GArray *ids) {
  struct quarantine_source *quarantine = g_new0(struct quarantine_source, 1);
  quarantine->source = (struct source){.next = next, .acknowledge = acknowledge, .total = total, .free = nothing};
  quarantine->store = store;
  quarantine->ids = ids;
  quarantine->taken = g_array_new(FALSE, FALSE, sizeof(int64_t));
  return quarantine;
}

void quarantine_source_free(struct quarantine_source *quarantine) {
  item_free(quarantine->item);
  g_array_unref(quarantine->taken);
  g_free(quarantine);
}

struct source *quarantine_source_source(struct quarantine_source *quarantine) {
  return &quarantine->source;
}

const GArray *quarantine_source_taken(const struct quarantine_source *quarantine) {
  return quarantine->taken;
}
