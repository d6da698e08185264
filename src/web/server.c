/* SPDX-License-Identifier: MIT */
#include "web/server.h"
#include "base/fault.h"
#include "base/text.h"
#include "web/submission.h"
#include <arpa/inet.h>
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
  GByteArray *body; /* NULL: none is wanted */
  size_t length;    /* that it may have */
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
  if (exchange) {
    g_free(exchange->uri);
    g_clear_pointer(&exchange->body, g_byte_array_unref);
  }
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

/* What is asked, and where its texts are. */
struct asked {
  struct inquiry inquiry;
  char *path, sender[INET6_ADDRSTRLEN];
};

static const char *header_of(struct MHD_Connection *connection, const char *name) {
  return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static void read_sender(struct MHD_Connection *connection, struct asked *asked) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  const struct sockaddr *from = info ? info->client_addr : NULL;
  const bool is_v6 = from && from->sa_family == AF_INET6;
  const void *bytes = is_v6 ? (const void *)&((const struct sockaddr_in6 *)(const void *)from)->sin6_addr
                            : (const void *)&((const struct sockaddr_in *)(const void *)from)->sin_addr;
  if (from && inet_ntop(from->sa_family, bytes, asked->sender, sizeof asked->sender))
    asked->inquiry.sender = asked->sender;
}

static void read_asked(struct MHD_Connection *connection, const char *method, const char *uri, struct asked *asked) {
  const char *mark = strchr(uri, '?');
  g_autofree char *raw = mark ? g_strndup(uri, (gsize)(mark - uri)) : g_strdup(uri);
  *asked = (struct asked){.path = g_uri_unescape_string(raw, NULL)};
  asked->inquiry = (struct inquiry){.method = method,
                                    .script = "",
                                    .path = asked->path ? asked->path : "/",
                                    .query = mark ? mark + 1 : NULL,
                                    .if_none_match = header_of(connection, "If-None-Match"),
                                    .if_modified_since = header_of(connection, "If-Modified-Since"),
                                    .content_type = header_of(connection, "Content-Type"),
                                    .content_length = header_of(connection, "Content-Length")};
  read_sender(connection, asked);
}

/* False: the response says why it is not answered. */
static bool may_ask(const struct server *server, struct MHD_Connection *connection, const struct asked *asked,
                    struct response *response) {
  if (server->is_local && !is_local_name(header_of(connection, "Host")))
    respond_with_refusal(&asked->inquiry, 403, "pages are shown to this computer only, by the name localhost.",
                         response);
  else if (!asked->path)
    respond_with_refusal(&asked->inquiry, 400, "the path of the address is no text.", response);
  else
    return true;
  return false;
}

static enum MHD_Result finish(const struct server *server, struct MHD_Connection *connection, struct asked *asked,
                              struct response *response) {
  if (response->trouble)
    server->log(response->trouble);
  const enum MHD_Result result = send_response(connection, response);
  response_clear(response);
  g_free(asked->path);
  return result;
}

/* The head alone has come. What is posted in vain is answered before it comes. */
static enum MHD_Result begin(const struct server *server, struct MHD_Connection *connection, struct exchange *exchange,
                             const char *method) {
  struct asked asked;
  struct response response;
  exchange->begun = true;
  read_asked(connection, method, exchange->uri, &asked);
  if (submission_is_meant(server->service, &asked.inquiry)) {
    if (!may_ask(server, connection, &asked, &response) ||
        !submission_begins(server->service, &asked.inquiry, &exchange->length, &response))
      return finish(server, connection, &asked, &response);
    exchange->body = g_byte_array_new();
  }
  g_free(asked.path);
  return MHD_YES;
}

/* Bodies that nobody wants are passed over. */
static void keep_body(struct exchange *exchange, const char *bytes, size_t length) {
  if (exchange->body && exchange->body->len + length <= exchange->length)
    g_byte_array_append(exchange->body, (const guint8 *)bytes, (guint)length);
}

static enum MHD_Result handle(void *user, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_length, void **state) {
  const struct server *server = user;
  struct exchange *exchange = *state;
  (void)url, (void)version;
  if (!exchange->begun)
    return begin(server, connection, exchange, method);
  if (*upload_length > 0) {
    keep_body(exchange, upload, *upload_length);
    *upload_length = 0;
    return MHD_YES;
  }
  struct asked asked;
  struct response response;
  read_asked(connection, method, exchange->uri, &asked);
  if (exchange->body)
    submission_respond(server->service, &asked.inquiry, exchange->body->data, exchange->body->len, &response);
  else if (may_ask(server, connection, &asked, &response))
    respond(server->service, &asked.inquiry, &response);
  return finish(server, connection, &asked, &response);
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
