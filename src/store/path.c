/* SPDX-License-Identifier: MIT */
/* Where the database is when nobody says. */
#include "store/store_parts.h"

char *store_usual_path(void) {
  return g_build_filename(g_get_user_data_dir(), "dmarcstat", "dmarcstat.db", NULL);
}

char *store_path(const char *option) {
  if (option)
    return g_strdup(option);
  const char *environment = g_getenv("DMARCSTAT_DB");
  if (environment && *environment)
    return g_strdup(environment);
  return store_usual_path();
}
