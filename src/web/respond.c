/* SPDX-License-Identifier: MIT */
#include "web/respond.h"
#include "base/fault.h"
#include "base/text.h"
#include "report/resource.h"
#include "web/request.h"
#include "web/respond_parts.h"
#include "web/view.h"
#include <stdlib.h>
#include <string.h>

#define FOR_A_YEAR "public, max-age=31536000, immutable"
#define ASK_EACH_TIME "private, no-cache"
#define POLICY                                                                                                         \
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const char *header_name(enum header header) {
  static const char *const names[HEADER_MAX] = {"Content-Type",
                                                "Content-Disposition",
                                                "Cache-Control",
                                                "ETag",
                                                "Last-Modified",
                                                "Allow",
                                                "Retry-After",
                                                "Content-Security-Policy",
                                                "X-Content-Type-Options",
                                                "Referrer-Policy",
                                                "Cross-Origin-Resource-Policy"};
  return names[header];
}

const char *status_words(unsigned int status) {
  static const struct {
    unsigned int status;
    const char *words;
  } known[] = {{200, "OK"},
               {201, "Created"},
               {304, "Not Modified"},
               {400, "Bad Request"},
               {403, "Forbidden"},
               {404, "Not Found"},
               {405, "Method Not Allowed"},
               {411, "Length Required"},
               {413, "Content Too Large"},
               {415, "Unsupported Media Type"},
               {503, "Service Unavailable"}};
  for (unsigned int i = 0; i < G_N_ELEMENTS(known); i++)
    if (known[i].status == status)
      return known[i].words;
  return "Internal Server Error";
}

void response_set(struct response *response, enum header header, const char *value) {
  g_free(response->headers[header]);
  response->headers[header] = g_strdup(value);
}

static void begin(struct response *response) {
  *response = (struct response){.status = 200};
  response_set(response, HEADER_SECURITY_POLICY, POLICY);
  response_set(response, HEADER_CONTENT_TYPE_OPTIONS, "nosniff");
  response_set(response, HEADER_REFERRER_POLICY, "no-referrer");
  response_set(response, HEADER_RESOURCE_POLICY, "same-origin");
}

void response_clear(struct response *response) {
  for (enum header i = 0; i < HEADER_MAX; i++)
    g_free(response->headers[i]);
  free(response->body);
  g_free(response->trouble);
  *response = (struct response){0};
}

void respond_with_refusal(const struct inquiry *inquiry, unsigned int status, const char *sentence,
                          struct response *response) {
  begin(response);
  refusal_write(inquiry, status, sentence, response);
}

/* -- what has not changed ------------------------------------------------------------------------------------------ */

/* What has come before is the client's already. */
static void set_versions(const struct service *service, const struct inquiry *inquiry, struct response *response) {
  int64_t changed;
  g_autofree char *version = store_version(service->database, &changed);
  const int64_t today = (int64_t)period_day(period_now()) * PERIOD_DAY_SECONDS; /* pages tell how old their data is */
  g_autofree char *all = g_strdup_printf("%s\n%s\n%s\n%s\n%s\n%s\n%d %" G_GINT64_FORMAT, DMARCSTAT_VERSION, version,
                                         inquiry->script, inquiry->path, inquiry->query ? inquiry->query : "",
                                         service->web.title, service->web.redact, today);
  g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);
  g_autofree char *etag = g_strdup_printf("\"%.32s\"", digest);
  g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(MAX(changed, today));
  g_autofree char *modified = when ? g_date_time_format(when, "%a, %d %b %Y %H:%M:%S GMT") : NULL;
  response_set(response, HEADER_ETAG, etag);
  response_set(response, HEADER_LAST_MODIFIED, modified);
  response_set(response, HEADER_CACHE_CONTROL, ASK_EACH_TIME);
}

/* One of a list, weak or not (RFC 9110 section 13.1.2). */
static bool matches(const char *list, const char *etag) {
  g_auto(GStrv) tags = g_strsplit(list, ",", 64);
  for (unsigned int i = 0; tags[i]; i++) {
    const char *tag = g_strstrip(tags[i]);
    tag += g_str_has_prefix(tag, "W/") ? 2 : 0;
    if (g_str_equal(tag, etag) || g_str_equal(tag, "*"))
      return true;
  }
  return false;
}

/* The date is compared as it was sent: whoever asks so repeats our own words, and no other form need be read. */
static bool is_known(const struct inquiry *inquiry, const struct response *response) {
  if (inquiry->if_none_match)
    return matches(inquiry->if_none_match, response->headers[HEADER_ETAG]);
  return inquiry->if_modified_since &&
         g_strcmp0(inquiry->if_modified_since, response->headers[HEADER_LAST_MODIFIED]) == 0;
}

/* -- what the pages say -------------------------------------------------------------------------------------------- */

static void write_file(const char *name, struct response *response) {
  const char *bytes = resource_text(name);
  response->body = strdup(bytes);
  response->length = strlen(bytes);
  response_set(response, HEADER_CONTENT_TYPE,
               g_str_equal(name, WEB_ICON) ? "image/svg+xml" : "text/css; charset=utf-8");
  response_set(response, HEADER_CACHE_CONTROL, FOR_A_YEAR);
}

/* "sources.selectors.csv" */
static void set_data_headers(struct response *response, const struct view *view, const char *table,
                             enum format format) {
  g_autofree char *disposition =
      g_strdup_printf("attachment; filename=\"%s.%s.%s\"", view->page->id, table, format_name(format));
  response_set(response, HEADER_CONTENT_DISPOSITION, disposition);
  response_set(response, HEADER_CONTENT_TYPE,
               format == FORMAT_CSV ? "text/csv; charset=utf-8; header=present" : "application/json");
}

static bool write_data(struct view *view, const struct request *request, FILE *out, struct response *response,
                       GError **error) {
  const struct answer *answer = view_ask_table(view, request->table, error);
  if (!answer)
    return false;
  set_data_headers(response, view, view_name_of(view, answer), request->format);
  return answer_print(answer, &(struct print_options){.format = request->format}, out, error);
}

/* A page behind the last one is none. */
static bool has_rows(const struct view *view, const struct request *request, GError **error) {
  return request->filter.offset == 0 || (view->main && table_rows(view->main->table) > 0) ||
         fault(error, FAULT_NO_INPUT, "there are no rows on this page.");
}

static bool write_page(struct view *view, const struct request *request, FILE *out, struct response *response,
                       GError **error) {
  if (request->format != FORMAT_HTML)
    return write_data(view, request, out, response, error);
  response_set(response, HEADER_CONTENT_TYPE, "text/html; charset=utf-8");
  return view_write(view, out, error) && has_rows(view, request, error);
}

static bool ask(const struct web *web, struct request *request, struct response *response, GError **error) {
  struct filter filter = request->filter;
  if (request->days) {
    filter.has_period = true;
    filter.period = (struct period){web->period.until - request->days, web->period.until};
  }
  struct view *view = view_new(web, request->page, &filter);
  FILE *out = open_memstream(&response->body, &response->length);
  if (!out)
    g_error("out of memory");
  bool good = write_page(view, request, out, response, error);
  if (fclose(out) != 0)
    g_error("out of memory");
  view_free(view);
  return good;
}

/* What is not told must not be found out by asking for it. */
static bool check_redaction(const struct service *service, const struct request *request, GError **error) {
  if (service->web.redact && request->page && request->page->live_only)
    return fault(error, FAULT_REFUSED, "failure reports are not shown here.");
  return !service->web.redact || (!request->filter.source_first.length && !request->filter.source_name) ||
         fault(error, FAULT_REFUSED, "source addresses are not shown here.");
}

/* -- the database -------------------------------------------------------------------------------------------------- */

/* Ready to be asked; NULL with *error. */
static struct store *open_store(const struct service *service, GError **error) {
  struct store *store = store_open(service->database, STORE_READ, error);
  if (store && store_hold(store, error) && store_guard(store, service->seconds, error))
    return store;
  store_close(store);
  return NULL;
}

static unsigned int status_of(const GError *error) {
  switch (error->domain == FAULT ? error->code : FAULT_SOFTWARE) {
  case FAULT_USAGE:
    return 400;
  case FAULT_REFUSED:
    return 403;
  case FAULT_NO_INPUT:
    return 404;
  case FAULT_TRY_LATER:
    return 503;
  default:
    return 500;
  }
}

/* Options have other names here. */
static const char *sentence_of(const GError *error) {
  return error->message + (g_str_has_prefix(error->message, "--") ? 2 : 0);
}

/* Bodies that were begun are let go of. */
static void refuse(const struct inquiry *inquiry, unsigned int status, const char *sentence, const GError *trouble,
                   struct response *response) {
  response_clear(response);
  begin(response);
  refusal_write(inquiry, status, sentence, response);
  if (trouble)
    response->trouble = g_strdup(trouble->message);
}

static void respond_from_store(const struct service *service, const struct inquiry *inquiry, struct request *request,
                               struct response *response) {
  g_autoptr(GError) error = NULL;
  g_autofree char *base = request_base(inquiry->script, inquiry->path);
  const char *const pointer = base;
  const struct links links = request_links(&pointer);
  struct store *store = open_store(service, &error);
  if (!store) {
    const bool missing = error->domain == FAULT && error->code == FAULT_NO_INPUT;
    refuse(inquiry, 503, missing ? REFUSAL_NO_DATABASE : REFUSAL_BAD_DATABASE, error, response);
    return;
  }
  struct web *web = web_open(store, &service->web, &links, &error);
  if (!web || !ask(web, request, response, &error)) {
    const unsigned int status = status_of(error);
    const bool ours = status == 500;
    refuse(inquiry, status, ours ? REFUSAL_BAD_DATABASE : sentence_of(error), ours ? error : NULL, response);
  }
  web_close(web);
  store_release(store);
  store_close(store);
}

/* -- the whole ----------------------------------------------------------------------------------------------------- */

static bool is_method(const struct inquiry *inquiry) {
  return g_strcmp0(inquiry->method, "GET") == 0 || g_strcmp0(inquiry->method, "HEAD") == 0;
}

void respond(const struct service *service, const struct inquiry *inquiry, struct response *response) {
  g_autoptr(GError) error = NULL;
  begin(response);
  if (!is_method(inquiry)) {
    refuse(inquiry, 405, "pages can be asked for by GET and HEAD only.", NULL, response);
    response_set(response, HEADER_ALLOW, "GET, HEAD");
    return;
  }
  struct request *request = request_parse(inquiry->path, inquiry->query, &error);
  if (!request || !check_redaction(service, request, &error)) {
    refuse(inquiry, status_of(error), sentence_of(error), NULL, response);
  } else if (request->file) {
    write_file(request->file, response);
  } else {
    set_versions(service, inquiry, response);
    if (is_known(inquiry, response))
      response->status = 304;
    else
      respond_from_store(service, inquiry, request, response);
  }
  request_free(request);
}
