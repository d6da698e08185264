/* SPDX-License-Identifier: MIT */
#include "check/server.h"
#include "base/fault.h"
#include "base/ip_address.h"
#include "base/organisation.h"
#include "base/text.h"
#include <string.h>

static const struct {
  const char *scheme, *word;
  uint16_t port;
  enum mail_probe_protocol protocol;
} kinds[] = {
    [SERVER_MX] = {"smtp", "SMTP", 25, MAIL_PROBE_SMTP},
    [SERVER_SUBMISSION] = {"submission", "submission", 587, MAIL_PROBE_SMTP},
    [SERVER_SUBMISSIONS] = {"submissions", "submissions", 465, MAIL_PROBE_TLS},
    [SERVER_IMAP] = {"imap", "IMAP", 143, MAIL_PROBE_IMAP},
    [SERVER_IMAPS] = {"imaps", "IMAPS", 993, MAIL_PROBE_TLS},
    [SERVER_POP3] = {"pop3", "POP3", 110, MAIL_PROBE_POP3},
    [SERVER_POP3S] = {"pop3s", "POP3S", 995, MAIL_PROBE_TLS},
};

enum mail_probe_protocol server_protocol(enum server_kind kind) {
  return kinds[kind].protocol;
}

uint16_t server_port(enum server_kind kind) {
  return kinds[kind].port;
}

const char *server_word(enum server_kind kind) {
  return kinds[kind].word;
}

/* A host in ASCII and lower case, without a dot at the end; NULL when it is none. */
static char *host_of(const char *text) {
  return ip_address_is(text) ? g_ascii_strdown(text, -1) : organisation_canonical(text, strlen(text));
}

/* -- servers ------------------------------------------------------------------------------------------------------ */

static bool find_kind(const char *scheme, enum server_kind *kind) {
  if (g_str_equal(scheme, "smtps"))
    scheme = kinds[SERVER_SUBMISSIONS].scheme;
  for (*kind = 0; *kind < G_N_ELEMENTS(kinds); (*kind)++)
    if (g_str_equal(scheme, kinds[*kind].scheme))
      return true;
  return false;
}

struct server *server_parse(const char *text, GError **error) {
  g_autofree char *shown = text_printable(text), *scheme = NULL, *name = NULL, *host = NULL;
  int port = -1;
  enum server_kind kind;
  if (g_uri_split_network(text, G_URI_FLAGS_NONE, &scheme, &name, &port, NULL) && name)
    host = host_of(name);
  if (!host || !find_kind(scheme, &kind) || port == 0) {
    fault(error, FAULT_USAGE,
          "'%s' is no mail server; write smtp://, submission://, submissions://, imap://, imaps://, pop3:// or "
          "pop3s:// and a host, and after a colon its port if that is not the usual one",
          shown);
    return NULL;
  }
  struct server *server = g_new0(struct server, 1);
  *server = (struct server){kind, g_steal_pointer(&host), port < 0 ? kinds[kind].port : (uint16_t)port};
  return server;
}

void server_free(struct server *server) {
  if (server)
    g_free(server->host);
  g_free(server);
}

/* -- detours ------------------------------------------------------------------------------------------------------ */

static bool read_port(const char *text, uint16_t *port) {
  guint64 number;
  if (!g_ascii_string_to_unsigned(text, 10, 1, 65535, &number, NULL))
    return false;
  *port = (uint16_t)number;
  return true;
}

/* Splits off what is behind the last colon. NULL when there is none. */
static char *last_part(char *text) {
  char *colon = strrchr(text, ':');
  if (!colon)
    return NULL;
  *colon = '\0';
  return colon + 1;
}

/* Taken apart from the end on; what is in brackets is one part. */
static bool read_route(char *text, struct route *route) {
  const char *to = last_part(text);
  const size_t length = strlen(text);
  char *address = length > 0 && text[length - 1] == ']' ? strrchr(text, '[') : NULL;
  if (address && address > text && address[-1] == ':') {
    text[length - 1] = '\0';
    address[-1] = '\0';
    address++;
  } else {
    address = last_part(text);
  }
  const char *port = address ? last_part(text) : NULL;
  if (!to || !port || !ip_address_is(address) || !read_port(to, &route->to) || !read_port(port, &route->port))
    return false;
  route->host = host_of(text);
  route->address = g_strdup(address);
  return route->host != NULL;
}

struct route *route_parse(const char *text, GError **error) {
  struct route *route = g_new0(struct route, 1);
  g_autofree char *shown = text_printable(text), *parts = g_strdup(text);
  if (read_route(parts, route))
    return route;
  fault(error, FAULT_USAGE,
        "'%s' says not where to connect to; write HOST:PORT:ADDRESS:PORT, as in mx.example.com:25:192.0.2.1:2525",
        shown);
  route_free(route);
  return NULL;
}

void route_free(struct route *route) {
  if (!route)
    return;
  g_free(route->host);
  g_free(route->address);
  g_free(route);
}
