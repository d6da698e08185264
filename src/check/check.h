/* SPDX-License-Identifier: MIT */
/*
 * check: what is looked at when a domain is checked. A check is one file, check/check_NAME.c, with one
 * `const struct check`, and a line in checks.c; command, help and every format come from the registry.
 *
 * A check asks and waits as it likes: every check of every domain has a thread of its own while it runs, and they share
 * the resolver. Nothing of it may be static and changed.
 */
#ifndef DMARCSTAT_CHECK_CHECK_H
#define DMARCSTAT_CHECK_CHECK_H

#include "check/finding.h"
#include "check/server.h"
#include "net/resolver.h"
#include <stdint.h>

/* What the reports say of a selector of a domain. */
struct check_selector {
  char *selector;
  uint64_t messages, passed; /* with a signature of it, and of these, those whose signature was good */
};

/* What is known of a domain besides DNS; from the database, by the command. */
struct check_known {
  GArray *selectors; /* of struct check_selector; NULL: none */
};

/* What was asked for, the same for all domains and threads. Unset texts and lists are NULL. */
struct check_options {
  /* SPF: the mail that check_host() is asked about */
  bool has_address;
  uint8_t address[16];
  size_t address_length; /* 4 or 16 */
  const char *sender, *helo;

  const char *const *selectors;      /* DKIM: besides those that the reports have seen; NULL-terminated */
  struct servers *servers;           /* check/servers.h; shared by all; never NULL */
  const struct server *const *named; /* servers to look at besides the MX; NULL-terminated */

  const char *const *mailboxes; /* addresses whose mail dmarcstat reads; NULL-terminated */
};

struct check_context {
  const char *domain; /* in ASCII and lower case, without a dot at the end */
  struct resolver *resolver;
  const struct check_options *options;
  const struct check_known *known; /* never NULL */
  struct findings *findings;       /* of this check of this domain */
};

struct check {
  const char *name;    /* "spf"; of --only */
  const char *title;   /* "SPF" */
  const char *summary; /* one line for the help */
  void (*run)(struct check_context *context);
};

/* In the order in which they are shown; NULL-terminated. */
extern const struct check *const checks[];

const struct check *check_find(const char *name); /* NULL: there is none */

/* The text of a failed answer: "DNS gave no answer in time". Constants. */
const char *check_failure_words(enum dns_status status);

#endif
