/* SPDX-License-Identifier: MIT */
#include "command/cgi.h"
#include "base/fault.h"
#include "base/say.h"
#include "base/text.h"
#include "command/posting.h"
#include "command/settings.h"
#include "command/web_service.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME "dmarcstat.cgi"
#define BODY_MOST (1u << 20) /* bytes that are read of what nobody asked for */

/*
 * The path of the script is not of RFC 3875, but servers give it. A script that calls dmarcstat is not meant: there it
 * is another file.
 */
bool cgi_is_called(const char *name) {
  const char *script = getenv("SCRIPT_FILENAME");
  g_autofree char *called = g_path_get_basename(name);
  g_autofree char *wanted = script ? g_path_get_basename(script) : NULL;
  return g_str_equal(called, NAME) || (getenv("GATEWAY_INTERFACE") && g_strcmp0(called, wanted) == 0);
}

static void tell(const char *trouble) {
  g_autofree char *shown = text_printable(trouble);
  say(SAY_WARNING, "dmarcstat: %s", shown);
}

/* -- from the environment ------------------------------------------------------------------------------------------ */

/* Copies: the environment is emptied. */
struct environment {
  struct inquiry inquiry;
  GStringChunk *texts;
};

static const char *variable(const struct environment *environment, const char *name) {
  const char *value = getenv(name);
  return value ? g_string_chunk_insert(environment->texts, value) : NULL;
}

static const char *variable_or_nothing(const struct environment *environment, const char *name) {
  const char *value = variable(environment, name);
  return value ? value : "";
}

/* A server may not get our response through while something that it sent us lies unread. */
static void pass_over_body(const char *length) {
  char bytes[4096];
  guint64 rest = 0;
  if (!length || !g_ascii_string_to_unsigned(length, 10, 0, G_MAXUINT64, &rest, NULL))
    return;
  rest = MIN(rest, BODY_MOST);
  while (rest > 0) {
    const size_t n = fread(bytes, 1, MIN(sizeof bytes, rest), stdin);
    if (n == 0)
      return;
    rest -= n;
  }
}

/* Nothing of it is needed any more, and much of it is a visitor's. */
static void empty_environment(void) {
  g_autofree char *now = g_strdup(getenv("DMARCSTAT_NOW"));
  clearenv();
  if (now)
    setenv("DMARCSTAT_NOW", now, 1);
}

static struct environment read_environment(void) {
  struct environment environment = {.texts = g_string_chunk_new(1024)};
  environment.inquiry = (struct inquiry){.method = variable(&environment, "REQUEST_METHOD"),
                                         .script = variable_or_nothing(&environment, "SCRIPT_NAME"),
                                         .path = variable_or_nothing(&environment, "PATH_INFO"),
                                         .query = variable(&environment, "QUERY_STRING"),
                                         .if_none_match = variable(&environment, "HTTP_IF_NONE_MATCH"),
                                         .if_modified_since = variable(&environment, "HTTP_IF_MODIFIED_SINCE"),
                                         .content_type = variable(&environment, "CONTENT_TYPE"),
                                         .content_length = variable(&environment, "CONTENT_LENGTH"),
                                         .sender = variable(&environment, "REMOTE_ADDR")};
  return environment;
}

/* -- to the server ------------------------------------------------------------------------------------------------- */

static bool print(const struct inquiry *inquiry, const struct response *response) {
  const bool has_body = response->length > 0 && g_strcmp0(inquiry->method, "HEAD") != 0;
  printf("Status: %u %s\r\n", response->status, status_words(response->status));
  for (enum header i = 0; i < HEADER_MAX; i++)
    if (response->headers[i])
      printf("%s: %s\r\n", header_name(i), response->headers[i]);
  if (response->status != 304)
    printf("Content-Length: %zu\r\n", response->length);
  fputs("\r\n", stdout);
  if (has_body)
    fwrite(response->body, 1, response->length, stdout);
  return fflush(stdout) == 0 && !ferror(stdout);
}

/* -- the whole ----------------------------------------------------------------------------------------------------- */

static void refuse(const struct inquiry *inquiry, const char *sentence, const GError *error,
                   struct response *response) {
  respond_with_refusal(inquiry, 503, sentence, response);
  response->trouble = g_strdup(error->message);
}

static void take_post(const struct service *service, struct posting *posting, const struct inquiry *inquiry,
                      size_t length, struct response *response) {
  g_autoptr(GError) error = NULL;
  g_autofree char *bytes = g_malloc(length + 1); /* capped by the configuration */
  const size_t got = fread(bytes, 1, length, stdin);
  if (web_service_shut(service->database, &error) && posting_open(posting, &error))
    submission_respond(service, inquiry, bytes, got, response);
  else
    refuse(inquiry, "this program cannot protect itself on this computer.", error, response);
  posting_close(posting);
}

static void show(const struct service *service, const struct inquiry *inquiry, struct response *response) {
  g_autoptr(GError) error = NULL;
  if (web_service_shut(service->database, &error))
    respond(service, inquiry, response);
  else
    refuse(inquiry, "this program cannot protect itself on this computer.", error, response);
}

static bool answer(const struct config *config, const struct inquiry *inquiry, const char *database,
                   struct response *response, GError **error) {
  struct posting posting;
  size_t length;
  struct service service = web_service(config, database);
  if (!posting_configure(&posting, config, database, error))
    return false;
  service.submission = posting.submission.path ? &posting.submission : NULL;
  const bool meant = submission_is_meant(&service, inquiry);
  if (meant && submission_begins(&service, inquiry, &length, response)) {
    take_post(&service, &posting, inquiry, length, response);
    return true;
  }
  pass_over_body(inquiry->content_length);
  if (!meant)
    show(&service, inquiry, response);
  return true;
}

int cgi_run(void) {
  g_autoptr(GError) error = NULL;
  struct environment environment = read_environment();
  const struct settings_options options = {.config = getenv("DMARCSTAT_CONFIG")};
  struct config *config = settings_load(&options, &error);
  g_autofree char *path = config ? settings_database(config, NULL) : NULL;
  g_autofree char *database = path ? web_service_database(path) : NULL;
  struct response response;
  empty_environment();
  if (!database || !answer(config, &environment.inquiry, database, &response, &error)) {
    pass_over_body(environment.inquiry.content_length);
    refuse(&environment.inquiry, "the configuration is not in order; the log of the server says why.", error,
           &response);
  }
  if (response.trouble)
    tell(response.trouble);
  const bool good = print(&environment.inquiry, &response);
  response_clear(&response);
  config_free(config);
  g_string_chunk_free(environment.texts);
  return good ? 0 : FAULT_IO;
}
