/* SPDX-License-Identifier: MIT */
/*
 * A library for LD_PRELOAD that lets one call of the system fail: the $FAULT_AT-th of the kind $FAULT_CALL (write,
 * sync, truncate, rename, open) in the process that is started and not in those it forks, with $FAULT_ERRNO (a number;
 * else EIO), and with $FAULT_ALL all after it, too. When it does, it makes the file $FAULT_MARK. Writes to standard
 * output and standard error never fail.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static bool forked; /* a parser in its jail: it may not even make the mark */

static void note_fork(void) {
  forked = true;
}

__attribute__((constructor)) static void begin(void) {
  pthread_atfork(NULL, NULL, note_fork);
}

static bool fails(const char *kind) {
  static long calls;
  const char *wanted = getenv("FAULT_CALL"), *at = getenv("FAULT_AT"), *mark = getenv("FAULT_MARK");
  if (forked || !wanted || !at || strcmp(wanted, kind) != 0)
    return false;
  const long n = ++calls, first = atol(at);
  if (n < first || (n > first && !getenv("FAULT_ALL")))
    return false;
  int (*const real_open)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
  const int fd = mark ? real_open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;
  if (fd >= 0)
    close(fd);
  const char *number = getenv("FAULT_ERRNO");
  errno = number ? atoi(number) : EIO;
  return true;
}

#define REAL(name, type) ((type)dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t length) {
  return fd > 2 && fails("write") ? -1 : REAL(write, ssize_t(*)(int, const void *, size_t))(fd, bytes, length);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  return fails("write") ? -1 : REAL(pwrite, ssize_t(*)(int, const void *, size_t, off_t))(fd, bytes, length, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  return fails("write") ? -1
                        : REAL(pwrite64, ssize_t(*)(int, const void *, size_t, off64_t))(fd, bytes, length, offset);
}

int fsync(int fd) {
  return fails("sync") ? -1 : REAL(fsync, int (*)(int))(fd);
}

int fdatasync(int fd) {
  return fails("sync") ? -1 : REAL(fdatasync, int (*)(int))(fd);
}

int syncfs(int fd) {
  return fails("sync") ? -1 : REAL(syncfs, int (*)(int))(fd);
}

int ftruncate(int fd, off_t length) {
  return fails("truncate") ? -1 : REAL(ftruncate, int (*)(int, off_t))(fd, length);
}

int ftruncate64(int fd, off64_t length) {
  return fails("truncate") ? -1 : REAL(ftruncate64, int (*)(int, off64_t))(fd, length);
}

int rename(const char *from, const char *to) {
  return fails("rename") ? -1 : REAL(rename, int (*)(const char *, const char *))(from, to);
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned int flags) {
  return fails("rename") ? -1
                         : REAL(renameat2, int (*)(int, const char *, int, const char *, unsigned int))(
                               from_fd, from, to_fd, to, flags);
}
