/* SPDX-License-Identifier: MIT */
#include "command/notify.h"
#include <glib.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void notify_service(const char *state) {
  const char *path = g_getenv("NOTIFY_SOCKET");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (!path || (*path != '/' && *path != '@') || strlen(path) >= sizeof address.sun_path)
    return;
  memcpy(address.sun_path, path, strlen(path));
  if (*path == '@') /* a name that is not in the file system */
    address.sun_path[0] = '\0';
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return;
  const socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
  if (sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&address, length) < 0) {
    /* the service manager is gone: nobody is left to be told */
  }
  close(fd);
}

unsigned int notify_watchdog(void) {
  const char *wanted = g_getenv("WATCHDOG_USEC");
  guint64 microseconds = 0;
  if (!wanted || !g_ascii_string_to_unsigned(wanted, 10, 1, G_MAXUINT64, &microseconds, NULL))
    return 0;
  return (unsigned int)CLAMP(microseconds / G_USEC_PER_SEC / 2, 1, 86400);
}

void notify_ready(const char *status) {
  g_autofree char *state = g_strdup_printf("READY=1\nSTATUS=%s\nWATCHDOG=1", status);
  notify_service(state);
}

void notify_alive(void) {
  static int64_t last;
  const int64_t now = g_get_monotonic_time();
  if (now - last < G_USEC_PER_SEC || notify_watchdog() == 0)
    return;
  last = now;
  notify_service("WATCHDOG=1");
}
