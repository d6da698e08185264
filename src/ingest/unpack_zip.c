/* SPDX-License-Identifier: MIT */
/*
 * unpack_zip: every member of a zip is content by itself. Its table of contents stands at the end, so a zip must be
 * there as a whole before it can be read: the item itself is read in place, a zip inside another container is held in
 * memory up to 1 MiB and in the scratch file beyond.
 */
#include "ingest/layers.h"
#include "ingest/zip_bytes.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define MEMORY_MOST (1u << 20)
#define ENTRY_ROOM 1024 /* bytes of the table of contents that we allow for each member */

struct zip {
  struct stream stream;
  struct content *content;
  size_t mark;
  bool in_place;      /* the zip is the item */
  uint64_t start;     /* where it begins in the item */
  GByteArray *memory; /* NULL: in place or in the scratch file */
  uint64_t scratch;   /* where it begins in the scratch file */
  uint64_t length;
  uint64_t unpacked;
  const char *damage; /* why it cannot be held; a constant */
};

/* -- holding it ------------------------------------------------------------------------------------------------ */

static bool spool(struct zip *zip, const uint8_t *bytes, size_t length) {
  struct content *content = zip->content;
  while (length > 0) {
    const ssize_t done = pwrite(content->scratch_fd, bytes, length, (off_t)content->scratch_used);
    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0) {
      content->trouble = done < 0 ? strerrorname_np(errno) : "the scratch file takes no more";
      return false;
    }
    content->scratch_used += (uint64_t)done;
    bytes += done;
    length -= (size_t)done;
  }
  return true;
}

static bool zip_push(struct stream *stream, const uint8_t *bytes, size_t length) {
  struct zip *zip = (struct zip *)stream;
  if (zip->in_place || zip->damage || zip->content->trouble)
    return false;
  zip->length += length;
  if (zip->memory && zip->length <= MEMORY_MOST) {
    g_byte_array_append(zip->memory, bytes, (guint)length);
    return true;
  }
  if (zip->content->scratch_fd < 0) {
    zip->damage = "a zip inside another container is larger than 1 MiB and there is no scratch file to hold it";
    return false;
  }
  if (zip->memory) {
    zip->scratch = zip->content->scratch_used;
    const bool spooled = spool(zip, zip->memory->data, zip->memory->len);
    g_byte_array_free(g_steal_pointer(&zip->memory), TRUE);
    if (!spooled)
      return false;
  }
  return spool(zip, bytes, length);
}

/* -- reading it ------------------------------------------------------------------------------------------------ */

/* NULL, or why the member is not taken; caller frees. */
static char *push_member(struct zip *zip, zip_file_t *file, struct stream *below) {
  struct inflater *buffer = content_take_inflater(zip->content, MAX_WBITS);
  char *damage = NULL;
  for (;;) {
    const zip_int64_t got = zip_fread(file, buffer->out, sizeof buffer->out);
    if (got < 0)
      damage = g_strdup_printf("the zip is damaged (%s)", zip_file_strerror(file));
    if (got <= 0)
      break;
    zip->unpacked += (uint64_t)got;
    const char *broken = content_spend(zip->content, (uint64_t)got, zip->unpacked, zip->length);
    if (broken)
      damage = g_strdup_printf("the zip %s", broken);
    if (broken || !below->push(below, buffer->out, (size_t)got))
      break;
  }
  content_give_inflater(zip->content, buffer);
  return damage;
}

static bool is_folder(const zip_stat_t *stat) {
  const size_t length = strlen(stat->name);
  return stat->size == 0 && length > 0 && stat->name[length - 1] == '/';
}

static void read_member(struct zip *zip, zip_t *archive, zip_uint64_t index) {
  zip_file_t *file = zip_fopen_index(archive, index, 0);
  if (!file) {
    g_autofree char *reason = g_strdup_printf("the zip is damaged (%s)", zip_strerror(archive));
    content_reject(zip->content, reason);
    return;
  }
  struct stream *below = dispatch_new(zip->content, PLACE_FILE);
  g_autofree char *damage = push_member(zip, file, below);
  below->finish(below, damage);
  zip_fclose(file);
}

/* What a member says of itself that keeps us from reading it; NULL when it can be read. */
static const char *unreadable(const zip_stat_t *stat) {
  if ((stat->valid & ZIP_STAT_ENCRYPTION_METHOD) && stat->encryption_method != ZIP_EM_NONE)
    return "the zip is encrypted";
  if ((stat->valid & ZIP_STAT_COMP_METHOD) && stat->comp_method != ZIP_CM_STORE && stat->comp_method != ZIP_CM_DEFLATE)
    return "the zip is packed by a method other than deflate";
  return NULL;
}

static void read_members(struct zip *zip, zip_t *archive) {
  struct content *content = zip->content;
  const zip_int64_t members = zip_get_num_entries(archive, 0);
  const char *broken = content_count_members(content, (uint64_t)MAX(members, 0));
  if (broken) {
    g_autofree char *reason = g_strdup_printf("the zip %s", broken);
    content_reject(content, reason);
    return;
  }
  const size_t mark = content->path->len;
  bool empty = true;
  for (zip_uint64_t i = 0; i < (zip_uint64_t)members && !content->over; i++) {
    zip_stat_t stat;
    if (zip_stat_index(archive, i, 0, &stat) < 0 || !(stat.valid & ZIP_STAT_NAME) || is_folder(&stat))
      continue;
    empty = false;
    content_name(content, stat.name);
    const char *reason = unreadable(&stat);
    if (reason)
      content_reject(content, reason);
    else
      read_member(zip, archive, i);
    g_string_truncate(content->path, mark);
  }
  if (empty)
    content_note(content, TELLING_INSIDE, "an archive with nothing in it");
}

static void read_zip(struct zip *zip, struct zip_bytes *bytes) {
  struct content *content = zip->content;
  bool garbage;
  if (zip_bytes_directory(bytes, &garbage) > (uint64_t)content->collector.caps->members * ENTRY_ROOM) {
    g_autofree char *reason = g_strdup_printf("the zip %s", content_count_members(content, UINT64_MAX));
    content_reject(content, reason);
    return;
  }
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *source = zip_bytes_source(bytes, &error);
  zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
  if (archive) {
    const uint32_t mark =
        garbage ? content_warn(content, "garbage-after-zip", "garbage follows the packed data; it was skipped")
                : content->n_warnings;
    read_members(zip, archive);
    content_unwarn(content, mark);
    zip_discard(archive);
  } else {
    g_autofree char *reason = g_strdup_printf("the zip is damaged (%s)", zip_error_strerror(&error));
    content_reject(content, reason);
    zip_source_free(source);
  }
  zip_error_fini(&error);
}

static void zip_finish(struct stream *stream, const char *damage) {
  struct zip *zip = (struct zip *)stream;
  struct content *content = zip->content;
  struct zip_bytes bytes = {.fd = content->scratch_fd, .offset = zip->scratch, .length = zip->length};
  if (zip->in_place) {
    bytes.fd = content->fd;
    bytes.offset = content->offset + zip->start;
  } else if (zip->memory) {
    bytes.memory = zip->memory->data;
  }
  if (zip->damage || damage)
    content_reject(content, zip->damage ? zip->damage : damage);
  else if (!content->over && !content->trouble)
    read_zip(zip, &bytes);
  if (zip->memory)
    g_byte_array_free(zip->memory, TRUE);
  else if (!zip->in_place) /* zips lie in the scratch file like in a stack */
    content_free_scratch(content, zip->scratch);
  content_leave(content, zip->mark);
  g_free(zip);
}

struct stream *unpack_zip_new(struct content *content, uint64_t skipped) {
  size_t mark;
  const bool in_place = content->depth == 0;
  if (!content_enter(content, "zip", &mark)) {
    content_leave(content, mark);
    return NULL;
  }
  struct zip *zip = g_new0(struct zip, 1);
  zip->stream = (struct stream){zip_push, zip_finish};
  zip->content = content;
  zip->mark = mark;
  zip->in_place = in_place;
  if (in_place) {
    zip->start = skipped;
    zip->length = content->length - skipped;
  }
  if (!in_place)
    zip->memory = g_byte_array_new();
  return &zip->stream;
}
