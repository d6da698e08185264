/* SPDX-License-Identifier: MIT */
/*
 * dns: questions to DNS, many at a time, without waiting for any one of them.
 *
 *   dns_ask(dns, "example.com", DNS_A, on_answer, user); ...
 *   while (dns_pending(dns) > 0)
 *     dns_wait(dns, 100);
 *
 * A thread of the library asks and keeps a small cache, in memory only. Each question ends in exactly one call of its
 * `done`, out of dns_wait, or out of dns_ask itself when it cannot even be asked. All answers are HOSTILE; they are not
 * validated by DNSSEC. Not for use by several threads at once.
 */
#ifndef DMARCSTAT_NET_DNS_H
#define DMARCSTAT_NET_DNS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DNS_AT_ONCE 64 /* questions; whoever asks keeps dns_pending() below it */

enum dns_type { DNS_A = 1, DNS_NS = 2, DNS_PTR = 12, DNS_TXT = 16, DNS_AAAA = 28 };

enum dns_status {
  DNS_FOUND,   /* at least one record */
  DNS_NOTHING, /* no such name, or no such record: it is sure, and stays so for a while */
  DNS_FAILED,  /* no answer in time, or a server in trouble: it may be different soon */
};

struct dns_answer {
  enum dns_status status;
  unsigned int n; /* records; 0 unless DNS_FOUND */
  const struct dns_record {
    const uint8_t *bytes; /* as on the wire, names uncompressed */
    size_t length;
  } * records; /* until `done` returns */
};

typedef void (*dns_done)(void *user, const struct dns_answer *answer);

struct dns;

struct dns_options {
  /* Recursive servers, "192.0.2.1", "2001:db8::1@5353"; NULL-terminated. NULL or none: those of /etc/resolv.conf */
  const char *const *servers;
  unsigned int seconds; /* that a question may take */
};

/* NULL with *error: FAULT_CONFIG for a server that is none; FAULT_SOFTWARE. Asks nothing yet. */
struct dns *dns_new(const struct dns_options *options, GError **error);

/* Questions that are pending end as DNS_FAILED first. NULL is fine. */
void dns_free(struct dns *dns);

/* `name` in ASCII; `done` may ask again. */
void dns_ask(struct dns *dns, const char *name, enum dns_type type, dns_done done, void *user);

unsigned int dns_pending(const struct dns *dns);

/* Waits for as long as `milliseconds` until something is answered or out of time. A signal ends it early. */
void dns_wait(struct dns *dns, unsigned int milliseconds);

#endif
