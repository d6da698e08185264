/* SPDX-License-Identifier: MIT */
/*
 * secret: a password or an access token, read from where the configuration says it is.
 *
 * It is in one piece of memory only, which is wiped when freed, and never in a fault, a log, or the arguments of a
 * program. It is one line of text: a line feed at its end is cut, another control character in it is refused, as is
 * nothing at all and more than 64 KiB.
 */
#ifndef DMARCSTAT_BASE_SECRET_H
#define DMARCSTAT_BASE_SECRET_H

#include "base/config.h"
#include <stddef.h>

#define SECRET_MOST (64u << 10) /* bytes */

enum secret_kind {
  SECRET_FILE,        /* only its owner may read it, who is root or us */
  SECRET_COMMAND,     /* what it prints; no shell runs it; its stderr is ours */
  SECRET_CREDENTIAL,  /* of systemd: a file in $CREDENTIALS_DIRECTORY, which guards it */
  SECRET_ENVIRONMENT, /* a variable */
};

struct secret_source {
  enum secret_kind kind;
  const char *where;    /* the path, the command line, or the name; not owned */
  bool is_token;        /* an OAuth 2.0 access token, not a password */
  unsigned int seconds; /* that a command may take; 0: 30 */
};

/* Where the secret of a mailbox ("mailbox main") is. Its text belongs to `config`, which must be without mistakes. */
struct secret_source secret_source_of(const struct config *config, const char *section);

/* The same by the keys that begin with `prefix` ("secret_"); false when none is there. */
bool secret_source_named(const struct config *config, const char *section, const char *prefix,
                         struct secret_source *source);

struct secret;

/*
 * NULL with *error: FAULT_REFUSED when others may read it or we may not, FAULT_CONFIG when it is not there or cannot be
 * a secret, FAULT_UNAVAILABLE when the command fails, FAULT_TRY_LATER when it takes too long.
 */
struct secret *secret_read(const struct secret_source *source, GError **error);
void secret_free(struct secret *secret); /* wipes; NULL is fine */

/* Ends in NUL, has none in it. Belongs to `secret`. */
const char *secret_text(const struct secret *secret);
size_t secret_length(const struct secret *secret);

#endif
