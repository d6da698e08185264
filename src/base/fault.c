/* SPDX-License-Identifier: MIT */
#include "base/fault.h"

GQuark fault_quark(void) {
  return g_quark_from_static_string("dmarcstat-fault");
}

gboolean fault(GError **error, enum fault code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  if (error)
    *error = g_error_new_valist(FAULT, (gint)code, format, arguments);
  va_end(arguments);
  return FALSE;
}
