/* SPDX-License-Identifier: MIT */
#include "ingest/content.h"
#include "base/text.h"
#include "ingest/layers.h"
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NAME_SHOWN 100
#define RATIO_FROM (16u << 20)

/* -- what the report parsers tell us --------------------------------------------------------------------------- */

static struct content *content_of(struct collector *collector) {
  return (struct content *)collector;
}

static bool heard(struct content *content, bool listening) {
  if (!listening)
    content->over = content->deaf = true;
  return listening;
}

static bool pass_record(struct collector *collector, const struct record *record) {
  struct content *content = content_of(collector);
  return !content->deaf && heard(content, content->listener->record(content->listener, record));
}

static bool pass_report(struct collector *collector, const struct report *report) {
  struct content *content = content_of(collector);
  content->units++;
  return !content->deaf && heard(content, content->listener->report(content->listener, report));
}

static bool pass_tls_report(struct collector *collector, const struct tls_report *report) {
  struct content *content = content_of(collector);
  content->units++;
  return !content->deaf && heard(content, content->listener->tls_report(content->listener, report));
}

static bool pass_failure_report(struct collector *collector, const struct failure_report *report) {
  struct content *content = content_of(collector);
  content->units++;
  return !content->deaf && heard(content, content->listener->failure_report(content->listener, report));
}

static bool pass_refusal(struct collector *collector, const struct refusal *refusal) {
  struct content *content = content_of(collector);
  if (refusal->kind == REFUSAL_NOT_A_REPORT) {
    content_note(content, TELLING_NAMED, refusal->reason);
    return true;
  }
  if (content->trouble)
    return true; /* told once for the item, as something to try again */
  content->units++;
  return !content->deaf && heard(content, content->listener->refuse(content->listener, refusal));
}

/* -- what the layers share ------------------------------------------------------------------------------------- */

void content_name(struct content *content, const char *name) {
  GString *path = content->path;
  g_autofree char *shown = text_printable(name);
  size_t length = strlen(shown);
  if (length > NAME_SHOWN) {
    length = NAME_SHOWN;
    while (length > 0 && ((uint8_t)shown[length] & 0xc0) == 0x80)
      length--;
  }
  g_string_append_c(path, ' ');
  g_string_append_len(path, shown, (gssize)length);
}

bool content_enter(struct content *content, const char *word, size_t *mark) {
  *mark = content->path->len;
  content->depth++;
  if (content->path->len > 0)
    g_string_append(content->path, " > ");
  g_string_append(content->path, word);
  if (content->depth <= content->collector.caps->nesting)
    return true;
  g_autofree char *reason =
      g_strdup_printf("containers are nested more than %u deep, the cap \"nesting\"", content->collector.caps->nesting);
  content_reject(content, reason);
  return false;
}

void content_leave(struct content *content, size_t mark) {
  g_string_truncate(content->path, mark);
  content->depth--;
}

void content_bottom(struct content *content, const char *word, size_t *mark) {
  *mark = content->path->len;
  g_string_append_printf(content->path, "%s%s", *mark > 0 ? " > " : "", word);
  content->depth++;
}

void content_reject(struct content *content, const char *reason) {
  const struct refusal refusal = {.kind = REFUSAL_REJECTED, .reason = reason, .nesting = content->path->str};
  pass_refusal(&content->collector, &refusal);
}

void content_note(struct content *content, enum telling telling, const char *reason) {
  if (telling <= content->telling)
    return;
  content->telling = telling;
  g_string_assign(content->reason, reason);
  g_string_assign(content->reason_path, content->path->str);
}

uint32_t content_warn(struct content *content, const char *code, const char *text) {
  const uint32_t mark = content->n_warnings;
  if (mark < CONTENT_MAX_WARNINGS)
    content->warnings[content->n_warnings++] = (struct content_warning){code, text};
  return mark;
}

void content_unwarn(struct content *content, uint32_t mark) {
  content->n_warnings = mark;
}

const char *content_spend(struct content *content, uint64_t length, uint64_t unpacked, uint64_t packed) {
  const struct caps *caps = content->collector.caps;
  content->collector.expanded += length;
  if (content->collector.expanded > caps->expanded) {
    g_autofree char *most = text_bytes(caps->expanded);
    g_string_printf(content->sentence, "unpacks to more than %s, the cap \"expanded\" of one message", most);
  } else if (unpacked > RATIO_FROM && unpacked > packed * caps->ratio) {
    g_string_printf(content->sentence, "unpacks to more than %u times its size, the cap \"ratio\" of one container",
                    caps->ratio);
  } else {
    return NULL;
  }
  content->over = true;
  return content->sentence->str;
}

const char *content_count_members(struct content *content, uint64_t members) {
  const uint32_t most = content->collector.caps->members;
  if (content->collector.members <= most && members <= most - content->collector.members) {
    content->collector.members += (uint32_t)members;
    return NULL;
  }
  content->over = true;
  g_string_printf(content->sentence, "has more than %u parts and archive members, the cap \"members\" of one message",
                  most);
  return content->sentence->str;
}

void content_free_scratch(struct content *content, uint64_t offset) {
  content->scratch_used = offset;
  if (ftruncate(content->scratch_fd, (off_t)offset) < 0)
    content->trouble = strerrorname_np(errno);
}

struct inflater *content_take_inflater(struct content *content, int window_bits) {
  struct inflater *inflater = content->idle;
  if (inflater) {
    content->idle = inflater->next;
    if (inflateReset2(&inflater->z, window_bits) == Z_OK)
      return inflater;
    inflateEnd(&inflater->z);
  } else {
    inflater = g_new(struct inflater, 1);
  }
  inflater->z = (z_stream){0};
  if (inflateInit2(&inflater->z, window_bits) != Z_OK)
    g_error("zlib has no memory for an inflate state");
  return inflater;
}

void content_give_inflater(struct content *content, struct inflater *inflater) {
  inflater->next = content->idle;
  content->idle = inflater;
}

/* -- one item -------------------------------------------------------------------------------------------------- */

static void begin(struct content *content, struct collector *collector, int fd, uint64_t offset, uint64_t length) {
  content->listener = collector;
  content->collector.caps = collector->caps;
  content->collector.now = collector->now;
  content->collector.authserv_ids = collector->authserv_ids;
  content->collector.expanded = collector->expanded;
  content->collector.members = collector->members;
  content->over = content->deaf = false;
  content->trouble = NULL;
  content->units = 0;
  content->fd = fd;
  content->offset = offset;
  content->length = length;
  content->depth = content->n_warnings = content->mails = 0;
  content->envelope = (struct mail_envelope){0};
  content->telling = TELLING_NOTHING;
  g_string_truncate(content->path, 0);
}

static void push_item(struct content *content, struct stream *stream) {
  uint64_t done = 0;
  while (done < content->length) {
    const size_t wanted = (size_t)MIN(content->length - done, CONTENT_BLOCK);
    const ssize_t got = pread(content->fd, content->block, wanted, (off_t)(content->offset + done));
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      content->trouble = strerrorname_np(errno);
    if (got == 0)
      content->trouble = "it became shorter";
    if (got <= 0)
      return;
    done += (uint64_t)got;
    if (!stream->push(stream, content->block, (size_t)got))
      return;
  }
}

static void tell_unreadable(struct content *content) {
  g_autofree char *reason = g_strdup_printf("cannot be read to its end (%s)", content->trouble);
  const struct refusal refusal = {.kind = REFUSAL_TRY_LATER, .reason = reason, .nesting = ""};
  content->listener->refuse(content->listener, &refusal);
}

static bool too_long(struct content *content) {
  if (content->length <= content->collector.caps->message)
    return false;
  g_autofree char *size = text_bytes(content->length);
  g_autofree char *most = text_bytes(content->collector.caps->message);
  g_autofree char *reason = g_strdup_printf("is %s long, more than %s, the cap \"message\"", size, most);
  content_reject(content, reason);
  return true;
}

void content_read(struct content *content, struct collector *collector, int fd, uint64_t offset, uint64_t length) {
  begin(content, collector, fd, offset, length);
  if (!too_long(content)) {
    struct stream *stream = dispatch_new(content, PLACE_FILE);
    push_item(content, stream);
    stream->finish(stream, content->trouble);
    failure_forget(content); /* none waits, unless its mail was broken off */
    if (content->deaf)
      return;
    if (content->trouble)
      tell_unreadable(content);
    else if (content->units == 0) {
      const struct refusal refusal = {
          .kind = REFUSAL_NOT_A_REPORT, .reason = content->reason->str, .nesting = content->reason_path->str};
      collector->refuse(collector, &refusal);
    }
  }
  collector->expanded = content->collector.expanded;
  collector->members = content->collector.members;
}

struct content *content_new(int scratch_fd) {
  /* libzip turns DOS times into seconds by mktime(), which looks for the time zone's file unless it knows the zone. */
  g_setenv("TZ", "UTC0", TRUE);
  tzset();
  struct content *content = g_new0(struct content, 1);
  content->collector.record = pass_record;
  content->collector.report = pass_report;
  content->collector.tls_report = pass_tls_report;
  content->collector.failure_report = pass_failure_report;
  content->collector.refuse = pass_refusal;
  content->scratch_fd = scratch_fd;
  content->path = g_string_new(NULL);
  content->reason = g_string_new(NULL);
  content->reason_path = g_string_new(NULL);
  content->from = g_string_new(NULL);
  content->from_domain = g_string_new(NULL);
  content->subject = g_string_new(NULL);
  content->message_id = g_string_new(NULL);
  content->date = g_string_new(NULL);
  content->dkim_domains = g_string_new(NULL);
  content->sentence = g_string_new(NULL);
  return content;
}

void content_free(struct content *content) {
  if (!content)
    return;
  while (content->idle) {
    struct inflater *inflater = content->idle;
    content->idle = inflater->next;
    inflateEnd(&inflater->z);
    g_free(inflater);
  }
  GString *strings[] = {content->path,         content->reason,  content->reason_path, content->from,
                        content->from_domain,  content->subject, content->message_id,  content->date,
                        content->dkim_domains, content->sentence};
  for (size_t i = 0; i < G_N_ELEMENTS(strings); i++)
    g_string_free(strings[i], TRUE);
  g_free(content);
}
