/* SPDX-License-Identifier: MIT */
#include "base/fault.h"
#include "base/text.h"
#include "ingest/source_parts.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct paths {
  struct source source; /* first */
  char **operands;
  guint n_operands, at;  /* the next operand */
  GPtrArray *folders;    /* the open ones, outermost first */
  struct mbox *mbox;     /* the open one */
  struct item *first;    /* looked for when the source was made */
  GError *trouble;       /* with the only operand */
  uint64_t found;        /* files handed out or named as unreadable, so far */
  uint64_t found_before; /* the same when the present operand began */
  bool splits;           /* an mbox was seen: files are no longer items */
};

/* -- what cannot be read ------------------------------------------------------------------------------------------ */

static void G_GNUC_PRINTF(2, 3) complain(struct paths *paths, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *sentence = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  paths->source.unreadable++;
  const bool operand = paths->folders->len == 0;
  if (operand && paths->n_operands == 1)
    fault(&paths->trouble, FAULT_NO_INPUT, "%s", sentence);
  else
    g_printerr("dmarcstat: %s\n", sentence);
}

static void complain_errno(struct paths *paths, const char *shown) {
  const int trouble = errno;
  paths->found++;
  complain(paths, "cannot open '%s': %s", shown, g_strerror(trouble));
}

static void complain_kind(struct paths *paths, const char *shown, mode_t mode) {
  const char *kind = S_ISFIFO(mode) ? "a pipe" : S_ISSOCK(mode) ? "a socket" : "a device";
  paths->found++;
  complain(paths, "'%s' is %s, neither a file nor a folder: give what comes out of it on standard input, with -", shown,
           kind);
}

/* -- files and folders -------------------------------------------------------------------------------------------- */

static int open_at(int folder, const char *name, int flags) {
  /* a pipe or a device must neither hold us up nor become our terminal */
  return openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | flags);
}

/* Takes over fd, an open regular file. NULL: it is an mbox, which is open now. */
static struct item *begin_file(struct paths *paths, int fd, uint64_t offset, uint64_t end, const char *shown) {
  struct item_file *file = item_file_new(fd);
  struct item *item = NULL;
  paths->found++;
  if (mbox_begins(fd, offset)) {
    paths->splits = true;
    paths->mbox = mbox_new(file, offset, end, shown);
  } else {
    item = item_new(file, offset, end > offset ? end - offset : 0, shown);
  }
  item_file_release(file);
  return item;
}

static void begin_folder(struct paths *paths, int fd, const char *path) {
  struct folder *folder = folder_new(fd, path);
  if (folder) {
    g_ptr_array_add(paths->folders, folder);
    return;
  }
  g_autofree char *shown = text_printable(path);
  complain_errno(paths, shown);
}

/* Opens what is neither known to be a link to a folder nor a pipe, socket or device. NULL: not an item by itself. */
static struct item *begin(struct paths *paths, int parent, const char *name, const char *path) {
  g_autofree char *shown = text_printable(path);
  struct stat stat;
  const int fd = open_at(parent, name, 0);
  if (fd < 0 || fstat(fd, &stat) < 0) {
    complain_errno(paths, shown);
    if (fd >= 0)
      close(fd);
    return NULL;
  }
  if (S_ISREG(stat.st_mode))
    return begin_file(paths, fd, 0, (uint64_t)stat.st_size, shown);
  if (S_ISDIR(stat.st_mode)) {
    begin_folder(paths, fd, path);
    return NULL;
  }
  close(fd);
  complain_kind(paths, shown, stat.st_mode);
  return NULL;
}

static struct item *begin_operand(struct paths *paths, const char *path) {
  struct stat stat;
  if (strcmp(path, "-") == 0) {
    g_autoptr(GError) error = NULL;
    uint64_t offset;
    const int fd = stdin_open(&offset, &error);
    if (fd >= 0)
      return begin_file(paths, fd, offset, (uint64_t)MAX(lseek(fd, 0, SEEK_END), 0), "standard input");
    complain(paths, "%s", error->message);
    return NULL;
  }
  g_autofree char *shown = text_printable(path);
  if (fstatat(AT_FDCWD, path, &stat, 0) < 0) {
    complain_errno(paths, shown);
    return NULL;
  }
  if (S_ISREG(stat.st_mode) || S_ISDIR(stat.st_mode))
    return begin(paths, AT_FDCWD, path, path);
  complain_kind(paths, shown, stat.st_mode);
  return NULL;
}

static struct item *begin_entry(struct paths *paths, struct folder *folder, const char *name, enum entry_kind kind) {
  struct stat target, itself;
  g_autofree char *path = g_build_filename(folder->path, name, NULL);
  if (kind == ENTRY_FILE || kind == ENTRY_FOLDER)
    return begin(paths, folder->fd, name, path);
  g_autofree char *shown = text_printable(path);
  if (fstatat(folder->fd, name, &target, 0) < 0 || fstatat(folder->fd, name, &itself, AT_SYMLINK_NOFOLLOW) < 0) {
    complain_errno(paths, shown);
    return NULL;
  }
  if (S_ISDIR(target.st_mode) && S_ISLNK(itself.st_mode)) { /* may lead in circles */
    g_printerr("dmarcstat: '%s' is a link to a folder and not followed: name it to have it read\n", shown);
    return NULL;
  }
  if (S_ISREG(target.st_mode) || S_ISDIR(target.st_mode))
    return begin(paths, folder->fd, name, path);
  complain_kind(paths, shown, target.st_mode);
  return NULL;
}

/* -- walking ------------------------------------------------------------------------------------------------------ */

static void leave_folder(struct paths *paths) {
  struct folder *folder = g_ptr_array_steal_index(paths->folders, paths->folders->len - 1);
  g_autofree char *shown = text_printable(folder->path);
  const bool empty_operand = paths->folders->len == 0 && paths->found == paths->found_before && !folder->maildir;
  folder_free(folder);
  if (empty_operand) /* an empty Maildir is as it should be: there is no mail */
    complain(paths, "no files in '%s'", shown);
}

static struct item *walk(struct paths *paths) {
  for (;;) {
    struct item *item = NULL;
    if (paths->mbox && (item = mbox_next(paths->mbox)))
      return item;
    g_clear_pointer(&paths->mbox, mbox_free);
    if (paths->folders->len > 0) {
      struct folder *folder = g_ptr_array_index(paths->folders, paths->folders->len - 1);
      enum entry_kind kind;
      const char *name = folder_next(folder, &kind);
      if (name)
        item = begin_entry(paths, folder, name, kind);
      else
        leave_folder(paths);
    } else if (paths->at < paths->n_operands) {
      paths->found_before = paths->found;
      item = begin_operand(paths, paths->operands[paths->at++]);
    } else {
      return NULL;
    }
    if (item)
      return item;
  }
}

static struct item *next(struct source *source, GError **error) {
  struct paths *paths = (struct paths *)source;
  (void)error;
  return paths->first ? g_steal_pointer(&paths->first) : walk(paths);
}

static uint64_t total(struct source *source) {
  const struct paths *paths = (const struct paths *)source;
  uint64_t sum = paths->found + paths->n_operands - paths->at;
  for (guint i = 0; i < paths->folders->len; i++) {
    uint64_t left;
    if (!folder_left(g_ptr_array_index(paths->folders, i), &left))
      return 0;
    sum += left;
  }
  return paths->splits ? 0 : sum;
}

static void free_paths(struct source *source) {
  struct paths *paths = (struct paths *)source;
  item_free(paths->first);
  mbox_free(paths->mbox);
  g_ptr_array_unref(paths->folders);
  g_strfreev(paths->operands);
  g_clear_error(&paths->trouble);
  g_free(paths);
}

struct source *source_paths_new(const char *const *operands, GError **error) {
  struct paths *paths = g_new0(struct paths, 1);
  paths->source = (struct source){.next = next, .total = total, .free = free_paths};
  paths->operands = g_strdupv((char **)(uintptr_t)operands);
  paths->n_operands = g_strv_length(paths->operands);
  paths->folders = g_ptr_array_new_with_free_func((GDestroyNotify)folder_free);
  paths->first = walk(paths);
  if (paths->trouble) {
    g_propagate_error(error, g_steal_pointer(&paths->trouble));
    free_paths(&paths->source);
    return NULL;
  }
  return &paths->source;
}
