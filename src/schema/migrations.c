/* SPDX-License-Identifier: MIT */
#include "schema/migrations.h"
#include "schema_resources.h"
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "/dmarcstat/migrations/"

static gpointer load(gpointer unused) {
  (void)unused;
  dmarcstat_schema_register_resource();
  g_auto(GStrv) files = g_resources_enumerate_children(FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  guint n = g_strv_length(files);
  struct migration *list = g_new0(struct migration, n + 1);
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strconcat(FOLDER, files[i], NULL);
    g_autoptr(GBytes) bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    gsize length;
    const char *text = g_bytes_get_data(bytes, &length);
    int number = atoi(files[i]);
    struct migration *m = &list[number - 1]; /* numbered 1..n without a gap */
    m->number = number;
    g_autofree char *name = g_strndup(files[i], strlen(files[i]) - strlen(".sql"));
    m->name = g_intern_string(name);
    m->sql = text; /* in the program's read-only data, NUL-terminated by GResource */
    g_autofree char *hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, length);
    memcpy(m->hash, hash, sizeof m->hash);
  }
  return list;
}

const struct migration *migrations(void) {
  static GOnce once = G_ONCE_INIT;
  return g_once(&once, load, NULL);
}
