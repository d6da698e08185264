/* SPDX-License-Identifier: MIT */
#include "base/output.h"
#include "base/fault.h"
#include "base/text.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEW_FILE_MODE 0666 /* less the umask */

struct output {
  char *shown;     /* the name as it was given, safe to print */
  char *place;     /* the file that is to be replaced; NULL: written as it comes */
  char *temporary; /* NULL: it is in its place, or there is none */
  FILE *stream;
};

char *output_place(const char *path) {
  char *there = realpath(path, NULL);
  g_autofree char *folder = there ? NULL : g_path_get_dirname(path);
  g_autofree char *name = there ? NULL : g_path_get_basename(path);
  char *parent = folder ? realpath(folder, NULL) : NULL;
  char *place = there ? g_strdup(there) : g_build_filename(parent ? parent : folder, name, NULL);
  free(there);
  free(parent);
  return place;
}

static bool cannot_create(const struct output *output, int trouble, GError **error) {
  return fault(error, trouble == EACCES || trouble == EPERM ? FAULT_REFUSED : FAULT_CANNOT_CREATE,
               "%s cannot be written: %s", output->shown, g_strerror(trouble));
}

/* The owner can be kept by root only; the permissions are kept by all. */
static bool keep_permissions(int fd, const struct stat *old) {
  if ((old->st_uid != geteuid() || old->st_gid != getegid()) && fchown(fd, old->st_uid, old->st_gid) != 0 &&
      errno != EPERM)
    return false;
  return fchmod(fd, old->st_mode & 0777) == 0;
}

static bool open_temporary(struct output *output, const struct stat *old, GError **error) {
  g_autofree char *folder = g_path_get_dirname(output->place), *name = g_path_get_basename(output->place);
  g_autofree char *hidden = g_strdup_printf(".%.100s.XXXXXX", name);
  output->temporary = g_build_filename(folder, hidden, NULL);
  const int fd = g_mkstemp_full(output->temporary, O_WRONLY | O_CLOEXEC, old ? 0600 : NEW_FILE_MODE);
  if (fd < 0) {
    const int trouble = errno;
    g_clear_pointer(&output->temporary, g_free);
    return cannot_create(output, trouble, error);
  }
  output->stream = fdopen(fd, "w");
  return !old || keep_permissions(fd, old) || cannot_create(output, errno, error);
}

static bool open_as_it_is(struct output *output, const char *path, GError **error) {
  output->stream = fopen(path, "we");
  return output->stream || cannot_create(output, errno, error);
}

static bool open_named(struct output *output, const char *path, GError **error) {
  struct stat about;
  const bool exists = stat(path, &about) == 0;
  if (!exists && errno != ENOENT)
    return cannot_create(output, errno, error);
  if (exists && S_ISDIR(about.st_mode))
    return fault(error, FAULT_CANNOT_CREATE, "%s is a folder; name a file in it", output->shown);
  if (exists && access(path, W_OK) != 0)
    return cannot_create(output, errno, error);
  if (exists && !S_ISREG(about.st_mode))
    return open_as_it_is(output, path, error);
  output->place = output_place(path);
  return open_temporary(output, exists ? &about : NULL, error);
}

struct output *output_open(const char *path, GError **error) {
  struct output *output = g_new0(struct output, 1);
  const bool standard = strcmp(path, "-") == 0;
  output->shown = standard ? g_strdup("standard output") : text_printable(path);
  output->stream = standard ? stdout : NULL;
  if (standard || open_named(output, path, error))
    return output;
  output_free(output);
  return NULL;
}

FILE *output_stream(struct output *output) {
  return output->stream;
}

bool output_finish(struct output *output, GError **error) {
  errno = 0;
  if (fflush(output->stream) == 0 && !ferror(output->stream) &&
      (!output->temporary || fsync(fileno(output->stream)) == 0))
    return true;
  return fault(error, FAULT_IO, "%s could not be written: %s", output->shown, g_strerror(errno ? errno : EIO));
}

/* That the new name is on disk. Some file systems cannot say so. */
static void sync_folder(const char *place) {
  g_autofree char *folder = g_path_get_dirname(place);
  const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  fsync(fd);
  close(fd);
}

bool output_publish(struct output *output, GError **error) {
  if (!output->temporary)
    return true;
  if (rename(output->temporary, output->place) != 0)
    return cannot_create(output, errno, error);
  g_clear_pointer(&output->temporary, g_free);
  sync_folder(output->place);
  return true;
}

void output_free(struct output *output) {
  if (!output)
    return;
  if (output->stream && output->stream != stdout)
    fclose(output->stream);
  if (output->temporary)
    g_unlink(output->temporary);
  g_free(output->temporary);
  g_free(output->place);
  g_free(output->shown);
  g_free(output);
}
