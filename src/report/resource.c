/* SPDX-License-Identifier: MIT */
#include "report/resource.h"
#include "report_resources.h"
#include <gio/gio.h>

const char *resource_text(const char *name) {
  static gsize once;
  if (g_once_init_enter(&once)) {
    dmarcstat_report_register_resource();
    g_once_init_leave(&once, 1);
  }
  g_autofree char *path = g_strconcat("/dmarcstat/", name, NULL);
  g_autoptr(GBytes) bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (!bytes)
    g_error("no such resource: %s", path);
  return g_bytes_get_data(bytes, NULL); /* in the program's read-only data, NUL-terminated by GResource */
}
