/* SPDX-License-Identifier: MIT */
/*
 * dns_tree: DNS tree walks (record/tree_walk.h), many at a time, that ask each name once.
 *
 * The answers of DNS are kept until dns_tree_free(), failures too: walks that meet the same name agree.
 */
#ifndef DMARCSTAT_NET_DNS_TREE_H
#define DMARCSTAT_NET_DNS_TREE_H

#include "net/dns.h"
#include "record/tree_walk.h"

struct dns_tree;

/* Asks by `dns`, which must outlive the walks; whoever ends it early has them end as failed. */
struct dns_tree *dns_tree_new(struct dns *dns);
/* After the last walk has ended. NULL is fine. */
void dns_tree_free(struct dns_tree *tree);

/* From now on `found` is what is at `domain`, whatever DNS says: a record that somebody means to publish. */
void dns_tree_set(struct dns_tree *tree, const char *domain, enum tree_record found);

/* What is known to be at a domain by now, by DNS or by dns_tree_set(); TREE_FAILED when it was not asked for. */
enum tree_record dns_tree_at(const struct dns_tree *tree, const char *domain);

/* `walk` is at its end, and is valid until it returns; NULL when the domain was none. */
typedef void (*dns_tree_done)(void *user, const struct tree_walk *walk);

/* `done` is called once, out of here or out of dns_wait(), and may begin other walks. */
void dns_tree_walk(struct dns_tree *tree, const char *domain, dns_tree_done done, void *user);

#endif
