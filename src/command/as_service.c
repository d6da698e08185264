/* SPDX-License-Identifier: MIT */
#include "command/as_service.h"
#include "base/fault.h"
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

bool as_service_possible(void) {
  return geteuid() == 0 && getpwnam(SERVICE_USER);
}

bool as_service_give(int fd) {
  const struct passwd *user = geteuid() == 0 ? getpwnam(SERVICE_USER) : NULL;
  return !user || fchown(fd, user->pw_uid, user->pw_gid) == 0;
}

static bool drop_to(const struct passwd *user) {
  return setgroups(1, &user->pw_gid) == 0 && setgid(user->pw_gid) == 0 && setuid(user->pw_uid) == 0;
}

/* Between fork and exec: gives up all that root has. `data` is the user. */
static void become(gpointer data) {
  if (data && !drop_to(data))
    _exit(FAULT_REFUSED);
}

bool as_service_run(const char *const *words, bool drop, int *code, GError **error) {
  g_autoptr(GError) trouble = NULL;
  g_autoptr(GPtrArray) line = g_ptr_array_new();
  char program[] = "/proc/self/exe", name[] = "dmarcstat";
  int status = 0;
  g_ptr_array_add(line, program);
  g_ptr_array_add(line, name);
  for (; *words; words++)
    g_ptr_array_add(line, (gpointer)(uintptr_t)*words);
  g_ptr_array_add(line, NULL);
  fflush(stdout);
  if (!g_spawn_sync("/", (char **)line->pdata, NULL, G_SPAWN_FILE_AND_ARGV_ZERO, become,
                    drop && geteuid() == 0 ? getpwnam(SERVICE_USER) : NULL, NULL, NULL, &status, &trouble))
    return fault(error, FAULT_TRY_LATER, "cannot run dmarcstat %s: %s", (const char *)line->pdata[2], trouble->message);
  *code = WIFEXITED(status) ? WEXITSTATUS(status) : FAULT_SOFTWARE;
  return true;
}

bool as_service_become(const struct settings_options *settings, const char *db, GError **error) {
  const struct passwd *user = as_service_possible() ? getpwnam(SERVICE_USER) : NULL;
  if (!user || settings->config || settings->no_config || db || g_getenv("DMARCSTAT_DB") ||
      access(SERVICE_CONFIGURATION, F_OK) != 0)
    return true;
  g_setenv("HOME", user->pw_dir, TRUE); /* root's own configuration is not meant */
  g_unsetenv("XDG_CONFIG_HOME");
  g_unsetenv("XDG_DATA_HOME");
  return drop_to(user) ||
         fault(error, FAULT_REFUSED, "cannot go on as the user %s: %s", SERVICE_USER, g_strerror(errno));
}
