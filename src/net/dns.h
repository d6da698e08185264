/* SPDX-License-Identifier: MIT */
/*
 * dns: questions to DNS, many at a time, without waiting for any one of them.
 *
 *   dns_ask(dns, "example.com", DNS_A, on_answer, user); ...
 *   while (dns_pending(dns) > 0)
 *     dns_wait(dns, 100);
 *
 * A thread of the library asks and keeps a small cache, in memory only. Each question ends in exactly one call of its
 * `done`, out of dns_wait, or out of dns_ask itself when it cannot even be asked. All answers are HOSTILE, also those
 * that DNSSEC secures. An answer that leads through more than a dozen CNAMEs, or around in a circle, is
 * DNS_SERVER_FAILED. Not for use by several threads at once; net/resolver.h is.
 */
#ifndef DMARCSTAT_NET_DNS_H
#define DMARCSTAT_NET_DNS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DNS_AT_ONCE 64   /* questions; whoever asks keeps dns_pending() below it */
#define DNS_RECORDS 1024 /* of one answer that are looked at; the others are as if they were not there */

enum dns_type {
  DNS_A = 1,
  DNS_NS = 2,
  DNS_CNAME = 5,
  DNS_SOA = 6,
  DNS_PTR = 12,
  DNS_MX = 15,
  DNS_TXT = 16,
  DNS_AAAA = 28,
  DNS_DNSKEY = 48,
  DNS_TLSA = 52,
  DNS_SPF = 99 /* given up by RFC 7208 section 3.1 */
};

enum dns_status {
  DNS_FOUND,         /* at least one record */
  DNS_NO_DATA,       /* the name is there, such a record is not */
  DNS_NO_NAME,       /* there is no such name (NXDOMAIN) */
  DNS_SERVER_FAILED, /* SERVFAIL, REFUSED, nonsense, endless CNAMEs; from here on, it may be different soon */
  DNS_TIMED_OUT,
  DNS_BOGUS, /* an answer, but its signatures are wrong; only when `validate` */
};

/* Neither an answer nor the certainty that there is none. */
static inline bool dns_has_failed(enum dns_status status) {
  return status >= DNS_SERVER_FAILED;
}

struct dns_answer {
  enum dns_status status;
  bool secure;           /* proven by DNSSEC, also that there is nothing; false unless `validate` */
  const char *canonical; /* where CNAMEs led to, without a dot at the end; NULL: nowhere else */
  const char *why;       /* of DNS_BOGUS, by the library; else NULL */
  unsigned int n;        /* records; 0 unless DNS_FOUND */
  const struct dns_record {
    const uint8_t *bytes; /* as on the wire, names uncompressed; net/dns_data.h reads them */
    size_t length;
  } * records; /* until `done` returns, as all texts */
};

typedef void (*dns_done)(void *user, const struct dns_answer *answer);

struct dns;

struct dns_options {
  /* Recursive servers, "192.0.2.1", "2001:db8::1@5353"; NULL-terminated. NULL or none: those of /etc/resolv.conf */
  const char *const *servers;
  unsigned int seconds; /* that a question may take */
  bool validate;        /* by DNSSEC, from the root's keys that are built in, or from `trust_anchor` */
  /* A file with DS or DNSKEY records to trust instead, in the format of zone files. NULL: the root's keys */
  const char *trust_anchor;
};

/* NULL with *error: FAULT_CONFIG for a server that is none, FAULT_NO_INPUT for the file; FAULT_SOFTWARE. Asks nothing
 * yet. */
struct dns *dns_new(const struct dns_options *options, GError **error);

/* Questions that are pending end as DNS_TIMED_OUT first. NULL is fine. */
void dns_free(struct dns *dns);

/*
 * `name` in ASCII as in zone files, where a backslash escapes (dns_name_escaped() of net/dns_data.h); `done` may ask
 * again. What is no name ends as DNS_SERVER_FAILED.
 */
void dns_ask(struct dns *dns, const char *name, enum dns_type type, dns_done done, void *user);

unsigned int dns_pending(const struct dns *dns);

/* Waits for as long as `milliseconds` until something is answered or out of time. A signal ends it early. */
void dns_wait(struct dns *dns, unsigned int milliseconds);

/* The two halves of dns_wait: this descriptor is readable when there are answers; then, and now and then, process. */
int dns_descriptor(const struct dns *dns);
void dns_process(struct dns *dns);

#endif
