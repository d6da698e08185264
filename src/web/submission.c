/* SPDX-License-Identifier: MIT */
#include "web/submission.h"
#include "base/text.h"
#include "web/page.h"
#include "web/respond_parts.h"
#include <string.h>

#define PATH_MOST 64

bool submission_path_is_good(const char *path) {
  const size_t length = strlen(path);
  return length > 1 && length <= PATH_MOST && path[0] == '/' && path[length - 1] != '/' &&
         strspn(path, "/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == length &&
         !strstr(path, "//") && !page_find(path + 1);
}

bool submission_is_meant(const struct service *service, const struct inquiry *inquiry) {
  return service->submission && g_strcmp0(inquiry->path, service->submission->path) == 0;
}

static bool refuse(const struct inquiry *inquiry, unsigned int status, const char *sentence,
                   struct response *response) {
  respond_with_refusal(inquiry, status, sentence, response);
  return false;
}

static bool refuse_large(const struct submission *submission, const struct inquiry *inquiry,
                         struct response *response) {
  g_autofree char *most = text_bytes(submission->most);
  g_autofree char *sentence = g_strdup_printf("a report must not be larger than %s.", most);
  return refuse(inquiry, 413, sentence, response);
}

/* The number must fit, and so must what comes: neither is taken on trust. */
bool submission_begins(const struct service *service, const struct inquiry *inquiry, size_t *length,
                       struct response *response) {
  const struct submission *submission = service->submission;
  guint64 told;
  *length = 0;
  if (g_strcmp0(inquiry->method, "POST") != 0) {
    refuse(inquiry, 405, "TLS reports are posted here.", response);
    response_set(response, HEADER_ALLOW, "POST");
    return false;
  }
  if (!submission->takes(inquiry->content_type))
    return refuse(inquiry, 415, "only application/tlsrpt+gzip and application/tlsrpt+json are taken.", response);
  if (!inquiry->content_length || !*inquiry->content_length)
    return refuse(inquiry, 411, "the request must say how long the report is.", response);
  /* a number beyond 64 bits is one all the same */
  if (strspn(inquiry->content_length, "0123456789") != strlen(inquiry->content_length))
    return refuse(inquiry, 400, "the length of the report is no number.", response);
  if (!g_ascii_string_to_unsigned(inquiry->content_length, 10, 0, submission->most, &told, NULL))
    return refuse_large(submission, inquiry, response);
  *length = (size_t)told;
  return true;
}

void submission_respond(const struct service *service, const struct inquiry *inquiry, const void *bytes, size_t length,
                        struct response *response) {
  const struct submission *submission = service->submission;
  g_autofree char *reason = NULL;
  if (length < g_ascii_strtoull(inquiry->content_length, NULL, 10)) {
    refuse(inquiry, 400, "the report ends before its length is reached.", response);
    return;
  }
  switch (submission->take(submission->user, inquiry->sender, bytes, length, &reason)) {
  case SUBMISSION_TAKEN:
    respond_with_refusal(inquiry, 201, "the report has been taken.", response);
    break;
  case SUBMISSION_REFUSED: {
    g_autofree char *sentence = g_strdup_printf("this is no TLS report: %s", reason ? reason : "nothing in it is one");
    refuse(inquiry, 400, sentence, response);
    break;
  }
  case SUBMISSION_LATER:
    refuse(inquiry, 503, "the report cannot be taken just now.", response);
    response->trouble = g_steal_pointer(&reason);
    break;
  }
}
