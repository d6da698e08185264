/* SPDX-License-Identifier: MIT */
#include "net/mail_probe.h"
#include "net/connection_parts.h"
#include "net/peer_parts.h"
#include "net/starttls.h"
#include "net/tls_hello.h"
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/*
 * What GnuTLS can speak at all, the best first; certificates are judged as always. Finite fields are not named, as
 * those that are not among them would be refused then (RFC 7919 section 4).
 */
#define PRIORITY                                                                                                       \
  "NORMAL:+VERS-TLS1.1:+VERS-TLS1.0:+ECDHE-ECDSA:+ECDHE-RSA:+DHE-RSA:+RSA:+3DES-CBC:+ARCFOUR-128:+SHA1:+MD5"           \
  ":+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1:-GROUP-DH-ALL:%COMPAT:%PROFILE_MEDIUM"

static const struct {
  uint16_t number;
  const char *name;
} versions[MAIL_PROBE_VERSIONS] = {
    {TLS_HELLO_SSL_3, "SSL 3"}, {TLS_HELLO_1_0, "TLS 1.0"}, {TLS_HELLO_1_1, "TLS 1.1"},
    {TLS_HELLO_1_2, "TLS 1.2"}, {TLS_HELLO_1_3, "TLS 1.3"},
};

const char *mail_probe_version_name(size_t at) {
  return versions[at].name;
}

static gint64 seconds_from_now(const struct mail_probe_target *target) {
  return g_get_monotonic_time() + (gint64)target->seconds * G_USEC_PER_SEC;
}

/* With a pinned certificate when there is a fingerprint. Never NULL, also after a fault. */
static struct connection *connect_to(const struct mail_probe_target *target, const char *fingerprint, GError **error) {
  struct connection *connection = connection_new(&(struct connection_target){.host = target->host,
                                                                             .addresses = target->addresses,
                                                                             .port = target->port,
                                                                             .tls = CONNECTION_TLS_LATER,
                                                                             .ca_file = target->ca_file,
                                                                             .fingerprint = fingerprint,
                                                                             .connect_timeout = target->seconds,
                                                                             .idle_timeout = target->seconds});
  connection->priority = PRIORITY;
  connection_open(connection, error);
  return connection;
}

/* -- up to TLS ---------------------------------------------------------------------------------------------------- */

static enum mail_probe_state state_of_dial(int number) {
  switch (number) {
  case 0:
    return MAIL_PROBE_NO_HOST;
  case ECONNREFUSED:
    return MAIL_PROBE_NOT_LISTENING;
  case ETIMEDOUT:
    return MAIL_PROBE_TIMED_OUT;
  default: /* also EACCES and EPERM, by a firewall of our own */
    return MAIL_PROBE_NO_ROUTE;
  }
}

static enum mail_probe_state state_of_talk(enum starttls_outcome outcome) {
  static const enum mail_probe_state states[] = {
      [STARTTLS_READY] = MAIL_PROBE_NO_HANDSHAKE,   [STARTTLS_MISSING] = MAIL_PROBE_NO_STARTTLS,
      [STARTTLS_LATER] = MAIL_PROBE_STARTTLS_LATER, [STARTTLS_REFUSED] = MAIL_PROBE_STARTTLS_REFUSED,
      [STARTTLS_UNWELCOME] = MAIL_PROBE_UNWELCOME,  [STARTTLS_GARBAGE] = MAIL_PROBE_GARBAGE,
  };
  return states[outcome];
}

/* Servers trust their own computer with passwords in the clear, which says nothing of what they offer others. */
static bool is_same_computer(const struct connection *connection) {
  struct sockaddr_storage own = {0}, other = {0};
  socklen_t own_size = sizeof own, other_size = sizeof other;
  if (getsockname(connection->fd, (struct sockaddr *)&own, &own_size) < 0 ||
      getpeername(connection->fd, (struct sockaddr *)&other, &other_size) < 0 || own.ss_family != other.ss_family)
    return false;
  if (own.ss_family == AF_INET)
    return ((const struct sockaddr_in *)&own)->sin_addr.s_addr == ((const struct sockaddr_in *)&other)->sin_addr.s_addr;
  return memcmp(&((const struct sockaddr_in6 *)&own)->sin6_addr, &((const struct sockaddr_in6 *)&other)->sin6_addr,
                sizeof(struct in6_addr)) == 0;
}

/* Through the dialogue, if there is one. The state says whether a handshake may begin: MAIL_PROBE_NO_HANDSHAKE. */
static enum mail_probe_state come_to_tls(const struct mail_probe_target *target, struct connection *connection,
                                         struct starttls_talk *talk, GError **error) {
  static const enum starttls_protocol protocols[] = {
      [MAIL_PROBE_SMTP] = STARTTLS_SMTP, [MAIL_PROBE_IMAP] = STARTTLS_IMAP, [MAIL_PROBE_POP3] = STARTTLS_POP3};
  if (target->protocol == MAIL_PROBE_TLS)
    return MAIL_PROBE_NO_HANDSHAKE;
  if (!starttls_talk(connection, protocols[target->protocol], seconds_from_now(target), talk, error))
    return MAIL_PROBE_BROKEN;
  return state_of_talk(talk->outcome);
}

/* -- offers ------------------------------------------------------------------------------------------------------- */

#define SILENCE_MOST 2 /* offers that get no answer until the others are let be: each takes all of its time */

struct offers {
  const struct mail_probe_target *target;
  struct mail_probe *probe;
  unsigned int silent;
};

/* What the server answers to one; TLS_HELLO_SILENT also when it does not come to that. */
static struct tls_hello_result offer(struct offers *offers, uint16_t version, const GArray *suites,
                                     bool finite_fields) {
  const struct mail_probe_target *target = offers->target;
  struct tls_hello_result result = {.answer = TLS_HELLO_SILENT};
  if (offers->silent >= SILENCE_MOST)
    return result;
  struct starttls_talk talk = {0};
  GError *error = NULL;
  struct connection *connection = connect_to(target, NULL, &error);
  if (!error && come_to_tls(target, connection, &talk, &error) == MAIL_PROBE_NO_HANDSHAKE) {
    const struct tls_hello hello = {
        .version = version, .suites = (const uint16_t *)suites->data, .n = suites->len, .finite_fields = finite_fields};
    result = tls_hello(connection, &hello, seconds_from_now(target));
  }
  g_clear_error(&error);
  starttls_clear(&talk);
  connection_close(connection);
  offers->silent += result.answer == TLS_HELLO_SILENT;
  return result;
}

static enum mail_probe_known known(const struct tls_hello_result *result, bool wanted) {
  if (result->answer == TLS_HELLO_SILENT)
    return MAIL_PROBE_UNKNOWN;
  return result->answer == TLS_HELLO_TAKEN && wanted ? MAIL_PROBE_YES : MAIL_PROBE_NO;
}

/* True when it takes one at least. */
static bool look_for_versions(struct offers *offers, bool finite_fields) {
  struct mail_probe *probe = offers->probe;
  g_autoptr(GArray) all = tls_suites_all();
  bool any = false;
  for (size_t i = 0; i < MAIL_PROBE_VERSIONS; i++) {
    const struct tls_hello_result result = offer(offers, versions[i].number, all, finite_fields);
    probe->versions[i] = known(&result, result.version == versions[i].number);
    any = any || probe->versions[i] == MAIL_PROBE_YES;
  }
  return any;
}

static void look_for_strong(struct offers *offers) {
  g_autoptr(GArray) strong = tls_suites_strong();
  const struct tls_hello_result result = offer(offers, TLS_HELLO_1_2, strong, false);
  offers->probe->strong = known(&result, result.version == TLS_HELLO_1_2);
}

/* Of all that is weak the server picks one, then one of the rest, until it wants none. */
static void look_for_weak(struct offers *offers, bool finite_fields) {
  struct mail_probe *probe = offers->probe;
  const unsigned int all = (1 << TLS_WEAKNESSES) - 1;
  while (probe->weak != all) {
    g_autoptr(GArray) suites = tls_suites_weak(all & ~probe->weak);
    const struct tls_hello_result result = offer(offers, TLS_HELLO_1_2, suites, finite_fields);
    const unsigned int weakness = tls_suite_weakness(result.suite) & ~probe->weak;
    if (result.answer != TLS_HELLO_TAKEN || weakness == 0) {
      probe->weak_looked_for = known(&result, false) == MAIL_PROBE_NO ? MAIL_PROBE_YES : MAIL_PROBE_UNKNOWN;
      return;
    }
    probe->weak |= weakness;
    probe->weak_suites[g_bit_nth_lsf(weakness, -1)] = result.suite;
    if (weakness == TLS_WEAK_FINITE_FIELD)
      probe->dh_bits = result.dh_bits;
  }
  probe->weak_looked_for = MAIL_PROBE_YES;
}

/* -- the handshake ------------------------------------------------------------------------------------------------ */

static void shake(const struct mail_probe_target *target, struct connection *connection, struct mail_probe *probe,
                  GError **error) {
  if (connection_start_tls(connection, 0, error) || connection->peer.certificate.fingerprint) {
    probe->state = MAIL_PROBE_SHOWN;
  } else if (!connection->session && g_error_matches(*error, FAULT, FAULT_REFUSED)) { /* bytes came before ours */
    if (target->protocol != MAIL_PROBE_TLS) {
      probe->state = MAIL_PROBE_INJECTED;
      return;
    }
    g_clear_error(error);
    fault(error, FAULT_UNAVAILABLE, "%s: the server speaks no TLS on this port; is it a port for STARTTLS?",
          connection_name(connection));
  }
}

static void look(const struct mail_probe_target *target, struct mail_probe *probe) {
  g_autoptr(GError) error = NULL;
  struct starttls_talk talk = {0};
  struct connection *connection = connect_to(target, NULL, &error);
  if (error) {
    probe->state = state_of_dial(connection->dial_errno);
  } else {
    probe->state = come_to_tls(target, connection, &talk, &error);
    probe->clear_login = talk.clear_login && !is_same_computer(connection);
    probe->preauth = talk.preauth;
    probe->masked = talk.masked;
    probe->greeting = g_steal_pointer(&talk.greeting);
    probe->said = g_steal_pointer(&talk.said);
    if (probe->state == MAIL_PROBE_NO_HANDSHAKE)
      shake(target, connection, probe, &error);
  }
  probe->trouble = error ? g_strdup(error->message) : NULL;
  probe->peer = connection->peer;
  connection->peer = (struct peer){0};
  starttls_clear(&talk);
  connection_close(connection);
}

/* Behind TLS; from the very server whose certificate was shown, whether good or not. */
static void look_for_greeting(const struct mail_probe_target *target, struct mail_probe *probe) {
  GError *error = NULL;
  struct connection *connection = connect_to(target, probe->peer.certificate.fingerprint, &error);
  if (!error && connection_start_tls(connection, 0, &error))
    probe->greeting = starttls_greeting(connection, seconds_from_now(target));
  g_clear_error(&error);
  connection_close(connection);
}

struct mail_probe *mail_probe(const struct mail_probe_target *target) {
  struct mail_probe *probe = g_new0(struct mail_probe, 1);
  look(target, probe);
  if (probe->state != MAIL_PROBE_SHOWN && probe->state != MAIL_PROBE_NO_HANDSHAKE)
    return probe;
  if (target->protocol == MAIL_PROBE_TLS && probe->state == MAIL_PROBE_SHOWN)
    look_for_greeting(target, probe);
  struct offers offers = {.target = target, .probe = probe};
  /* some servers take finite fields only when they are named, others only when they are not: RFC 7919 section 4 */
  if (!look_for_versions(&offers, false))
    look_for_versions(&offers, true);
  look_for_strong(&offers);
  look_for_weak(&offers, false);
  if (probe->weak_looked_for == MAIL_PROBE_YES && !(probe->weak & TLS_WEAK_FINITE_FIELD))
    look_for_weak(&offers, true);
  return probe;
}

void mail_probe_free(struct mail_probe *probe) {
  if (!probe)
    return;
  peer_clear(&probe->peer);
  g_free(probe->trouble);
  g_free(probe->greeting);
  g_free(probe->said);
  g_free(probe);
}
