/* SPDX-License-Identifier: MIT */
/*
 * mail_hosts: which servers take the mail of a domain, with their addresses: MX records, or the domain itself when it
 * has none (RFC 5321 section 5.1), or nobody (RFC 7505).
 */
#ifndef DMARCSTAT_CHECK_MAIL_HOSTS_H
#define DMARCSTAT_CHECK_MAIL_HOSTS_H

#include "net/resolver.h"

#define MAIL_HOSTS_MOST 16 /* of a domain that are looked at */
#define MAIL_HOST_ADDRESSES_MOST 16

struct mail_host {
  char *name; /* in ASCII and lower case, without a dot at the end; printable when `valid` is false */
  bool valid; /* it is the name of a host, or an address */
  unsigned int preference;
  char **addresses;       /* "192.0.2.1"; ends in NULL */
  enum dns_status status; /* of its addresses: DNS_FOUND when there is one */
  char *canonical;        /* where a CNAME leads to, which an MX may not; NULL: it is none */
  bool secure;            /* its addresses, and that there are no others, are proven by DNSSEC */
};

enum mail_hosts_kind {
  MAIL_HOSTS_MX,
  MAIL_HOSTS_IMPLICIT, /* no MX, but an address */
  MAIL_HOSTS_NULL,     /* a null MX, alone: it takes no mail */
  MAIL_HOSTS_NONE,     /* neither MX nor address, or no such name */
  MAIL_HOSTS_FAILED,   /* nobody knows */
};

struct mail_hosts {
  enum mail_hosts_kind kind;
  enum dns_status status; /* of the question for MX */
  bool secure;            /* the answer to it */
  GPtrArray *list;        /* of struct mail_host, the best preference first; empty but for the first two kinds */
  unsigned int records;   /* MX records, also those beyond MAIL_HOSTS_MOST */
  unsigned int null_at;   /* preference of a null MX */
  bool null_among;        /* a null MX beside others */
};

/* Never NULL. Asks for all addresses too. */
struct mail_hosts *mail_hosts_find(struct resolver *resolver, const char *domain);
void mail_hosts_free(struct mail_hosts *hosts);
typedef struct mail_hosts mail_hosts; /* for g_autoptr(mail_hosts) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(mail_hosts, mail_hosts_free)

/* One host with its addresses; `name` may be an address itself. Never NULL. */
struct mail_host *mail_host_find(struct resolver *resolver, const char *name);
void mail_host_free(struct mail_host *host);

#endif
