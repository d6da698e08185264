/* SPDX-License-Identifier: MIT */
#include "base/fault.h"
#include "ingest/scratch.h"
#include "ingest/source_parts.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 65536

static bool spool(int to, GError **error) {
  uint8_t block[BLOCK];
  ssize_t got;
  while ((got = TEMP_FAILURE_RETRY(read(STDIN_FILENO, block, sizeof block))) > 0)
    if (!scratch_write(to, block, (size_t)got))
      return fault(error, FAULT_IO, "cannot keep standard input in '%s': %s; name another folder with TMPDIR",
                   g_get_tmp_dir(), g_strerror(errno));
  return got == 0 || fault(error, FAULT_IO, "cannot read standard input: %s", g_strerror(errno));
}

int stdin_open(uint64_t *offset, GError **error) {
  struct stat stat;
  *offset = 0;
  if (fstat(STDIN_FILENO, &stat) == 0 && S_ISREG(stat.st_mode)) {
    const off_t at = lseek(STDIN_FILENO, 0, SEEK_CUR);
    *offset = (uint64_t)MAX(at, 0);
    return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
  }
  const int fd = scratch_open();
  if (fd < 0) {
    fault(error, FAULT_CANNOT_CREATE, "cannot make a temporary file for standard input in '%s': %s", g_get_tmp_dir(),
          g_strerror(errno));
    return -1;
  }
  if (spool(fd, error))
    return fd;
  close(fd);
  return -1;
}
