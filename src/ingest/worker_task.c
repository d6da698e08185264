/* SPDX-License-Identifier: MIT */
#include "ingest/worker_task.h"
#include "base/organisation.h"
#include "base/period.h"
#include "ingest/content.h"
#include "ingest/jail.h"
#include <errno.h>
#include <jansson.h>
#include <libxml/parser.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>
#ifdef DMARCSTAT_SANITIZED
#include <sanitizer/lsan_interface.h>
#endif

#define MEMORY (64u << 20)
#define FLUSH_AT 65536
#define SCRATCH_SLACK (1u << 20)

/* The collector (first) that turns what the parsers find into frames. */
struct task {
  struct collector collector;
  GByteArray *answer; /* frames that are not sent yet */
};

/* -- answering ------------------------------------------------------------------------------------------------- */

static void flush(struct task *task) {
  const uint8_t *bytes = task->answer->data;
  size_t left = task->answer->len;
  while (left > 0) {
    const ssize_t done = write(WORKER_SOCKET, bytes, left);
    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0)
      _exit(0); /* the parent is gone, or does not want to hear more */
    bytes += done;
    left -= (size_t)done;
  }
  g_byte_array_set_size(task->answer, 0);
}

static void flush_when_large(struct task *task) {
  if (task->answer->len >= FLUSH_AT)
    flush(task);
}

static bool answer_refusal(struct collector *collector, const struct refusal *refusal) {
  struct task *task = (struct task *)collector;
  frame_put_refusal(task->answer, refusal); /* one too long would leave its unit open, which the parent rejects */
  flush_when_large(task);
  return true;
}

/* A report that does not fit into frames: the refusal makes its records void. */
static bool refuse_too_long(struct collector *collector, const char *what) {
  g_autofree char *reason = g_strdup_printf("%s in it is longer than %u MiB", what, FRAME_MAX >> 20);
  const struct refusal refusal = {.kind = REFUSAL_REJECTED, .reason = reason, .nesting = ""};
  answer_refusal(collector, &refusal);
  return false;
}

static bool answer_record(struct collector *collector, const struct record *record) {
  struct task *task = (struct task *)collector;
  if (!frame_put_record(task->answer, record))
    return refuse_too_long(collector, "a record");
  flush_when_large(task);
  return true;
}

static bool answer_report(struct collector *collector, const struct report *report) {
  struct task *task = (struct task *)collector;
  if (!frame_put_report(task->answer, report))
    return refuse_too_long(collector, "what the report says of itself");
  flush_when_large(task);
  return true;
}

static bool answer_tls_report(struct collector *collector, const struct tls_report *report) {
  struct task *task = (struct task *)collector;
  if (!frame_put_tls_report(task->answer, report))
    return refuse_too_long(collector, "what the report says");
  flush_when_large(task);
  return true;
}

static bool answer_failure_report(struct collector *collector, const struct failure_report *report) {
  struct task *task = (struct task *)collector;
  if (!frame_put_failure_report(task->answer, report))
    return refuse_too_long(collector, "what the report says");
  flush_when_large(task);
  return true;
}

/* -- being asked ----------------------------------------------------------------------------------------------- */

static int passed_descriptor(struct msghdr *message) {
  int fd = -1;
  const struct cmsghdr *head = CMSG_FIRSTHDR(message);
  if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS && head->cmsg_len == CMSG_LEN(sizeof fd))
    memcpy(&fd, CMSG_DATA(head), sizeof fd);
  return fd;
}

/* Waits for the next item. False when there will be none. */
static bool next_order(struct worker_order *order, int *fd) {
  struct iovec bytes = {order, sizeof *order};
  union worker_passed passed = {0};
  struct msghdr message = {
      .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = passed.room, .msg_controllen = sizeof passed.room};
  const ssize_t length = TEMP_FAILURE_RETRY(recvmsg(WORKER_SOCKET, &message, 0));
  if (length <= 0)
    return false;
  *fd = passed_descriptor(&message);
  if (length != sizeof *order || *fd < 0)
    _exit(WORKER_EXIT_ORDER);
  return true;
}

/* -- a life ---------------------------------------------------------------------------------------------------- */

/*
 * GLib's own way of telling of a fatal error asks the system about the terminal, which the jail forbids. Nearly always
 * it is that memory is used up.
 */
static void end_by_log(const char *domain, GLogLevelFlags level, const char *message, void *user) {
  (void)domain, (void)user;
  if ((level & G_LOG_FLAG_FATAL) && strstr(message, "allocate"))
    _exit(WORKER_EXIT_MEMORY);
}

/* Lets every library do now what it would do on first use and the jail forbids: open files. */
static void warm_up(void) {
  setlocale(LC_ALL, "C"); /* messages of the C library need no catalogue */
  period_now();
  xmlInitParser();
  json_object_seed(0);
  organisation_warm_up();
}

/* Tells the parent whether the jail is shut; if it is not, the process ends. */
static void report_for_duty(struct task *task, const GError *trouble) {
  static const uint8_t ready = WORKER_READY;
  if (trouble)
    g_byte_array_append(task->answer, (const uint8_t *)trouble->message, (guint)strlen(trouble->message));
  else
    g_byte_array_append(task->answer, &ready, sizeof ready);
  flush(task);
  if (trouble)
    _exit(WORKER_EXIT_START);
}

static void work(struct task *task, struct content *content, const char *const *authserv_ids) {
  struct worker_order order;
  int fd;
  while (next_order(&order, &fd)) {
    task->collector.now = period_now();
    task->collector.authserv_ids = order.split ? NULL : authserv_ids;
    task->collector.expanded = task->collector.members = 0;
    content_read(content, &task->collector, fd, order.offset, order.length);
    close(fd);
    frame_put_done(task->answer);
    flush(task);
  }
}

G_NORETURN void worker_task(int scratch, const struct worker_settings *settings) {
  const struct caps *caps = settings->caps;
  struct task task = {.collector = {.caps = caps,
                                    .record = answer_record,
                                    .report = answer_report,
                                    .tls_report = answer_tls_report,
                                    .failure_report = answer_failure_report,
                                    .refuse = answer_refusal},
                      .answer = g_byte_array_sized_new(2 * FLUSH_AT)};
  struct content *content = content_new(scratch);
  g_autoptr(GError) error = NULL;
  warm_up();
  if (settings->sandbox) {
    g_log_set_default_handler(end_by_log, NULL);
    jail_shut(MEMORY, caps->message + caps->expanded + SCRATCH_SLACK, &error);
  }
  report_for_duty(&task, error);
  work(&task, content, settings->authserv_ids);
  content_free(content);
  g_byte_array_unref(task.answer);
#ifdef DMARCSTAT_SANITIZED
  if (!settings->sandbox) /* the check needs a process of its own */
    __lsan_do_leak_check();
#endif
  _exit(0);
}
