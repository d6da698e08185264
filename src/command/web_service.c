/* SPDX-License-Identifier: MIT */
#include "command/web_service.h"
#include "base/fault.h"
#include "base/landlock.h"
#include "base/organisation.h"
#include "command/settings.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/prctl.h>

struct service web_service(const struct config *config, const char *database) {
  return (struct service){.database = database,
                          .web = {.title = config_text(config, "web", "title"),
                                  .keep_days = settings_keep(config),
                                  .redact = g_str_equal(config_text(config, "web", "redact"), "yes")},
                          .seconds = (unsigned int)config_number(config, "web", "time_limit")};
}

char *web_service_database(const char *path) {
  char *real = realpath(path, NULL);
  char *place = g_strdup(real ? real : path);
  free(real);
  return place;
}

bool web_service_shut(const char *database, GError **error) {
  g_autofree char *folder = g_path_get_dirname(database);
  organisation_warm_up();
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
    return fault(error, FAULT_UNAVAILABLE, "privileges cannot be given up: %s", g_strerror(errno));
  /* without its folder there is no database, and requests will be told so */
  const bool there = g_file_test(folder, G_FILE_TEST_IS_DIR);
  return landlock_shut(there ? folder : NULL) ||
         fault(error, FAULT_UNAVAILABLE, "Landlock is there and does not work: %s", g_strerror(errno));
}
