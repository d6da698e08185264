/* SPDX-License-Identifier: MIT */
#include "web/server.h"
#include "base/fault.h"
#include "base/text.h"
#include <errno.h>
#include <gio/gio.h>
#include <microhttpd.h>
#include <string.h>
#include <unistd.h>

#define LOOPBACK "127.0.0.1"
#define CONNECTIONS 64
#define IDLE_SECONDS 30
#define CONNECTION_BYTES (32 << 10) /* for the head of a request */

struct server {
  int fd;
  char *url;
  bool is_local;
  const struct service *service;
  void (*log)(const char *sentence);
  struct MHD_Daemon *daemon;
};

/* -- one request --------------------------------------------------------------------------------------------------- */

/* What the library tells of it before it has taken it apart. */
struct exchange {
  char *uri; /* as it was sent */
  bool begun;
};

static void *begin_exchange(void *user, const char *uri, struct MHD_Connection *connection) {
  struct exchange *exchange = g_new0(struct exchange, 1);
  (void)user, (void)connection;
  exchange->uri = g_strdup(uri);
  return exchange;
}

static void end_exchange(void *user, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why) {
  struct exchange *exchange = *state;
  (void)user, (void)connection, (void)why;
  if (exchange)
    g_free(exchange->uri);
  g_free(exchange);
  *state = NULL;
}

/* "localhost", or an address; the port may be one that is forwarded to ours. */
static bool is_local_name(const char *host) {
  static const char *const names[] = {"localhost", LOOPBACK, "::1", NULL};
  g_autoptr(GSocketConnectable) parsed = host ? g_network_address_parse(host, 80, NULL) : NULL;
  if (!parsed)
    return false;
  g_autofree char *name = g_ascii_strdown(g_network_address_get_hostname(G_NETWORK_ADDRESS(parsed)), -1);
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string(name);
  return g_strv_contains(names, name) || (address && g_inet_address_get_is_loopback(address));
}

static enum MHD_Result send_response(struct MHD_Connection *connection, struct response *response) {
  struct MHD_Response *message =
      MHD_create_response_from_buffer(response->length, response->body, MHD_RESPMEM_MUST_FREE);
  if (!message)
    return MHD_NO;
  response->body = NULL;
  for (enum header i = 0; i < HEADER_MAX; i++)
    if (response->headers[i])
      MHD_add_response_header(message, header_name(i), response->headers[i]);
  const enum MHD_Result result = MHD_queue_response(connection, response->status, message);
  MHD_destroy_response(message);
  return result;
}

static void make_response(const struct server *server, struct MHD_Connection *connection, const char *method,
                          const char *uri, struct response *response) {
  const char *mark = strchr(uri, '?');
  g_autofree char *raw = mark ? g_strndup(uri, (gsize)(mark - uri)) : g_strdup(uri);
  g_autofree char *path = g_uri_unescape_string(raw, NULL);
  const struct inquiry inquiry = {
      .method = method,
      .script = "",
      .path = path ? path : "/",
      .query = mark ? mark + 1 : NULL,
      .if_none_match = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-None-Match"),
      .if_modified_since = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-Modified-Since")};
  if (server->is_local && !is_local_name(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host")))
    respond_with_refusal(&inquiry, 403, "pages are shown to this computer only, by the name localhost.", response);
  else if (!path)
    respond_with_refusal(&inquiry, 400, "the path of the address is no text.", response);
  else
    respond(server->service, &inquiry, response);
}

static enum MHD_Result handle(void *user, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_length, void **state) {
  const struct server *server = user;
  struct exchange *exchange = *state;
  (void)url, (void)version, (void)upload;
  if (!exchange->begun || *upload_length > 0) { /* the head alone has come; bodies are passed over */
    exchange->begun = true;
    *upload_length = 0;
    return MHD_YES;
  }
  struct response response;
  make_response(server, connection, method, exchange->uri, &response);
  if (response.trouble)
    server->log(response.trouble);
  const enum MHD_Result result = send_response(connection, &response);
  response_clear(&response);
  return result;
}

/* -- listening ----------------------------------------------------------------------------------------------------- */

/* NULL with *error. */
static GSocketAddress *parse_where(const char *where, GError **error) {
  g_autofree char *shown = text_printable(where);
  guint64 port;
  if (g_ascii_string_to_unsigned(where, 10, 0, G_MAXUINT16, &port, NULL))
    return g_inet_socket_address_new_from_string(LOOPBACK, (guint)port);
  g_autoptr(GSocketConnectable) parsed = g_network_address_parse(where, 8080, NULL);
  GSocketAddress *address = NULL;
  if (parsed) {
    const char *host = g_network_address_get_hostname(G_NETWORK_ADDRESS(parsed));
    address = g_inet_socket_address_new_from_string(g_str_equal(host, "localhost") ? LOOPBACK : host,
                                                    g_network_address_get_port(G_NETWORK_ADDRESS(parsed)));
  }
  if (!address)
    fault(error, FAULT_USAGE, "--listen: '%s' is no address to listen at. Try %s or [::1]:8080.", shown, SERVER_USUAL);
  return address;
}

/* Reads the port that was given when any would do. */
static void read_where(struct server *server, GSocketAddress *wanted) {
  struct sockaddr_storage bytes;
  socklen_t length = sizeof bytes;
  g_autoptr(GSocketAddress) got = getsockname(server->fd, (struct sockaddr *)&bytes, &length) == 0
                                      ? g_socket_address_new_from_native(&bytes, length)
                                      : NULL;
  GInetAddress *host = g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(wanted));
  g_autofree char *text = g_inet_address_to_string(host);
  const bool is_v6 = g_inet_address_get_family(host) == G_SOCKET_FAMILY_IPV6;
  server->is_local = g_inet_address_get_is_loopback(host);
  server->url = g_strdup_printf("http://%s%s%s:%u/", is_v6 ? "[" : "", text, is_v6 ? "]" : "",
                                got ? g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(got)) : 0);
}

static bool listen_at(struct server *server, GSocketAddress *where) {
  struct sockaddr_storage bytes;
  const int on = 1;
  const gssize length = g_socket_address_get_native_size(where);
  if (length < 0 || !g_socket_address_to_native(where, &bytes, sizeof bytes, NULL))
    return false;
  server->fd = socket(bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  return server->fd >= 0 && setsockopt(server->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
         bind(server->fd, (struct sockaddr *)&bytes, (socklen_t)length) == 0 && listen(server->fd, CONNECTIONS) == 0;
}

struct server *server_open(const char *where, GError **error) {
  g_autoptr(GSocketAddress) address = parse_where(where, error);
  if (!address)
    return NULL;
  struct server *server = g_new0(struct server, 1);
  server->fd = -1;
  if (listen_at(server, address)) {
    read_where(server, address);
    return server;
  }
  g_autofree char *shown = text_printable(where);
  fault(error, FAULT_UNAVAILABLE, "%s cannot be listened at: %s; name another address with --listen", shown,
        g_strerror(errno));
  server_close(server);
  return NULL;
}

bool server_start(struct server *server, const struct service *service, void (*log)(const char *sentence),
                  GError **error) {
  server->service = service;
  server->log = log;
  server->daemon =
      MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO, 0, NULL, NULL, handle, server,
                       MHD_OPTION_LISTEN_SOCKET, server->fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned int)CONNECTIONS,
                       MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                       (size_t)CONNECTION_BYTES, MHD_OPTION_URI_LOG_CALLBACK, begin_exchange, server,
                       MHD_OPTION_NOTIFY_COMPLETED, end_exchange, server, MHD_OPTION_END);
  if (!server->daemon)
    return fault(error, FAULT_UNAVAILABLE, "the server cannot be started: %s", g_strerror(errno));
  server->fd = -1; /* it is the library's */
  return true;
}

const char *server_url(const struct server *server) {
  return server->url;
}

bool server_is_local(const struct server *server) {
  return server->is_local;
}

void server_close(struct server *server) {
  if (!server)
    return;
  if (server->daemon)
    MHD_stop_daemon(server->daemon);
  if (server->fd >= 0)
    close(server->fd);
  g_free(server->url);
  g_free(server);
}
