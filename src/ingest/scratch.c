/* SPDX-License-Identifier: MIT */
#include "ingest/scratch.h"
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdlib.h>
#include <unistd.h>

int scratch_open(void) {
  const char *folder = g_get_tmp_dir();
  int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
  if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT))
    return fd;
  /* not every file system can make a file without a name */
  g_autofree char *name = g_build_filename(folder, "dmarcstat-XXXXXX", NULL);
  fd = mkostemp(name, O_CLOEXEC);
  if (fd >= 0)
    unlink(name);
  return fd;
}

bool scratch_write(int fd, const uint8_t *bytes, size_t length) {
  while (length > 0) {
    const ssize_t done = write(fd, bytes, length);
    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0)
      return false;
    bytes += done;
    length -= (size_t)done;
  }
  return true;
}
