/* SPDX-License-Identifier: MIT */
/*
 * servers: the probes of mail servers that all checks of all domains share, so that each server is asked once, and what
 * was learned on the way of this computer's own network.
 */
#ifndef DMARCSTAT_CHECK_SERVERS_H
#define DMARCSTAT_CHECK_SERVERS_H

#include "check/mail_hosts.h"
#include "check/server.h"

#define SERVERS_AT_ONCE 48       /* probes, each with one descriptor or two */
#define SERVERS_ADDRESSES_MOST 4 /* of a host that are visited: one of each family, and then others */

struct servers_options {
  const char *ca_file;               /* as in net/connection.h */
  const struct route *const *routes; /* NULL-terminated; NULL: none */
  unsigned int seconds;              /* for each connection; not 0 */
};

struct servers;

/* `options` must stay. servers_free, when nobody asks any more; NULL is fine. */
struct servers *servers_new(const struct servers_options *options);
void servers_free(struct servers *servers);

const struct servers_options *servers_options(const struct servers *servers);

/* What came, or will come, of a server: of each of its addresses, at most SERVERS_ADDRESSES_MOST. */
struct visit;

struct visited {
  const char *address;            /* where it was connected to: "192.0.2.1" */
  const struct mail_probe *probe; /* never NULL */
};

/*
 * Begins probes of host, port and kind, or joins those that were begun; NULL when it has no address. visit_wait() has
 * the results, *n of them and at least one, which stay until servers_free(). From any thread.
 */
struct visit *servers_visit(struct servers *servers, const struct mail_host *host, uint16_t port,
                            enum server_kind kind);
const struct visited *visit_wait(struct servers *servers, struct visit *visit, unsigned int *n);

/*
 * Where to connect to for a host and port, by the routes or by its own addresses. The texts are the options' and the
 * host's. `space` has room for an address and NULL.
 */
const char *const *servers_addresses(const struct servers *servers, const struct mail_host *host, uint16_t *port,
                                     const char *space[2]);

/* What is known of port 25 by now. */
enum servers_smtp {
  SERVERS_SMTP_UNKNOWN, /* nobody has answered, and at most one host was silent */
  SERVERS_SMTP_WORKS,   /* somebody has answered */
  SERVERS_SMTP_BLOCKED, /* several hosts that have nothing to do with each other are all silent: it is us */
};
enum servers_smtp servers_smtp(struct servers *servers);

#endif
