/* SPDX-License-Identifier: MIT */
/*
 * resolver: questions to DNS from many threads, each of which waits for its own answer.
 *
 *   const struct dns_reply *reply = resolver_ask(resolver, "example.com", DNS_MX);
 *   ... reply->answer ...
 *   resolver_done(reply);
 *
 * One cache for all (net/dns.h), and any number of threads may ask at the same time. Answers are HOSTILE.
 */
#ifndef DMARCSTAT_NET_RESOLVER_H
#define DMARCSTAT_NET_RESOLVER_H

#include "net/dns.h"

struct dns_reply {
  struct dns_answer answer;
  char *name; /* that was asked for */
  enum dns_type type;
};

struct resolver;

enum resolver_trust {
  RESOLVER_VALIDATE_IF_POSSIBLE, /* by the root's keys, if the servers know the root at all; else not */
  RESOLVER_VALIDATE_ALWAYS,      /* by options->trust_anchor, or by the root's keys */
};

/*
 * `options` as for dns_new(), but for `validate`, which `trust` decides: servers of a laboratory do not know the root,
 * and then nothing could be validated. One question is for that; the first answers wait for it, for a second, or longer
 * where answers are slow, and 3 s at most. NULL with *error as dns_new(). Signals are handled by other threads.
 * resolver_free, when nobody asks any more; NULL is fine.
 */
struct resolver *resolver_new(const struct dns_options *options, enum resolver_trust trust, GError **error);
void resolver_free(struct resolver *resolver);

enum resolver_dnssec {
  RESOLVER_VALIDATES,      /* answers are validated; otherwise none is `secure` */
  RESOLVER_NO_ROOT,        /* the servers do not know the root, so no trust anchor works */
  RESOLVER_DNSSEC_UNKNOWN, /* they did not say in time */
};

/* The same for all questions. Waits as the first answers do. */
enum resolver_dnssec resolver_dnssec(struct resolver *resolver);

/* Never NULL; a name that is none fails. Until resolver_done(), from any thread. */
struct dns_reply *resolver_ask(struct resolver *resolver, const char *name, enum dns_type type);
void resolver_done(struct dns_reply *reply); /* NULL is fine */
typedef struct dns_reply dns_reply;          /* for g_autoptr(dns_reply) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(dns_reply, resolver_done)

#endif
