/* SPDX-License-Identifier: MIT */
/*
 * A connection of our own comes first: it says what is wrong with a certificate in words, and takes no common name for
 * a host name, as libcurl does. What it has verified is verified again by libcurl.
 */
#include "net/https.h"
#include "base/fault.h"
#include "base/text.h"
#include "net/connection.h"
#include <curl/curl.h>
#include <string.h>

struct fetch {
  const struct https_request *request;
  struct https_answer *answer;
  char *name; /* "mta-sts.example.com port 443" */
  bool too_much;
};

static size_t take(char *bytes, size_t one, size_t n, void *user) {
  struct fetch *fetch = user;
  fetch->too_much = n > fetch->request->most - fetch->answer->body->len;
  if (fetch->too_much)
    return 0;
  g_byte_array_append(fetch->answer->body, (const uint8_t *)bytes, (guint)(one * n));
  return n;
}

static bool verify(struct fetch *fetch, GError **error) {
  const struct https_request *request = fetch->request;
  const enum connection_tls tls = request->clear ? CONNECTION_TLS_NEVER : CONNECTION_TLS_NOW;
  struct connection *connection = connection_new(&(struct connection_target){.host = request->host,
                                                                             .addresses = request->addresses,
                                                                             .port = request->port,
                                                                             .tls = tls,
                                                                             .ca_file = request->ca_file,
                                                                             .connect_timeout = request->seconds,
                                                                             .idle_timeout = request->seconds});
  const bool fine = connection_open(connection, error);
  fetch->name = g_strdup(connection_name(connection));
  connection_close(connection);
  return fine;
}

/* "host:443:192.0.2.1,[2001:db8::1]", for CURLOPT_RESOLVE. NULL: libcurl is to ask the system. */
static struct curl_slist *addresses_of(const struct https_request *request) {
  if (!request->addresses)
    return NULL;
  g_autoptr(GString) line = g_string_new(NULL);
  g_string_printf(line, "%s:%u:", request->host, request->port);
  for (const char *const *address = request->addresses; *address; address++)
    g_string_append_printf(line, strchr(*address, ':') ? "%s[%s]" : "%s%s", address == request->addresses ? "" : ",",
                           *address);
  return curl_slist_append(NULL, line->str);
}

static struct curl_slist *headers_of(const struct https_request *request) {
  struct curl_slist *headers = NULL;
  for (const char *const *header = request->headers; header && *header; header++)
    headers = curl_slist_append(headers, *header);
  return headers;
}

static void set_up(CURL *curl, struct fetch *fetch, const char *url, struct curl_slist *addresses) {
  const struct https_request *request = fetch->request;
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, request->clear ? "http" : "https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)request->seconds);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "dmarcstat");
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, fetch);
  curl_easy_setopt(curl, CURLOPT_RESOLVE, addresses);
  if (request->body) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(request->body));
  }
  if (request->ca_file) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, request->ca_file);
    curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
  }
}

static bool fault_curl(const struct fetch *fetch, CURLcode code, const char *said, GError **error) {
  g_autofree char *shown = text_printable(*said ? said : curl_easy_strerror(code)),
                  *most = text_bytes(fetch->request->most),
                  *seconds = text_plural(fetch->request->seconds, "second", "seconds");
  const char *what = fetch->request->body ? "answer" : "file";
  if (fetch->too_much)
    return fault(error, FAULT_DATA, "%s: the %s is larger than %s.", fetch->name, what, most);
  if (code == CURLE_OPERATION_TIMEDOUT)
    return fault(error, FAULT_TRY_LATER, "%s: the %s did not come within %s.", fetch->name, what, seconds);
  return fault(error, code == CURLE_PEER_FAILED_VERIFICATION ? FAULT_REFUSED : FAULT_UNAVAILABLE, "%s: %s.",
               fetch->name, shown);
}

static void read_answer(CURL *curl, struct https_answer *answer) {
  long status = 0;
  char *type = NULL, *goes_to = NULL;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
  curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &goes_to);
  answer->status = (unsigned int)status;
  answer->type = type ? text_printable(type) : NULL;
  answer->goes_to = goes_to ? text_printable(goes_to) : NULL;
}

static bool get(struct fetch *fetch, GError **error) {
  char said[CURL_ERROR_SIZE] = "";
  const struct https_request *request = fetch->request;
  g_autofree char *host = strchr(request->host, ':') ? g_strdup_printf("[%s]", request->host) : g_strdup(request->host);
  g_autofree char *url =
      g_strdup_printf("%s://%s:%u%s", request->clear ? "http" : "https", host, request->port, request->path);
  CURL *curl = curl_easy_init();
  if (!curl)
    return fault(error, FAULT_SOFTWARE, "%s: libcurl cannot be set up.", fetch->name);
  struct curl_slist *addresses = addresses_of(request), *headers = headers_of(request);
  set_up(curl, fetch, url, addresses);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, said);
  const CURLcode code = curl_easy_perform(curl);
  if (code == CURLE_OK)
    read_answer(curl, fetch->answer);
  curl_easy_cleanup(curl);
  curl_slist_free_all(addresses);
  curl_slist_free_all(headers);
  return code == CURLE_OK || fault_curl(fetch, code, said, error);
}

/* libcurl must be made ready by one thread alone. */
static gpointer make_ready(gpointer unused) {
  (void)unused;
  return GINT_TO_POINTER(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

struct https_answer *https_get(const struct https_request *request, GError **error) {
  static GOnce ready = G_ONCE_INIT;
  g_once(&ready, make_ready, NULL);
  struct fetch fetch = {.request = request, .answer = g_new0(struct https_answer, 1)};
  fetch.answer->body = g_byte_array_new();
  const bool fine = verify(&fetch, error) && get(&fetch, error);
  g_free(fetch.name);
  if (fine)
    return fetch.answer;
  https_answer_free(fetch.answer);
  return NULL;
}

void https_answer_free(struct https_answer *answer) {
  if (!answer)
    return;
  g_byte_array_unref(answer->body);
  g_free(answer->type);
  g_free(answer->goes_to);
  g_free(answer);
}
