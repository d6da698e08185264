/* SPDX-License-Identifier: MIT */
/*
 * mailbox: how far we are in a folder of a mailbox; the contract between imap/ and store/.
 *
 * A folder is known by its UIDVALIDITY (RFC 9051 section 2.3.1.1): when that changes, all UIDs mean something else.
 */
#ifndef DMARCSTAT_SCHEMA_MAILBOX_H
#define DMARCSTAT_SCHEMA_MAILBOX_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A message not above last_uid that needs to be remembered. */
struct mailbox_exception {
  uint32_t uid;
  bool again; /* it could not be read and is read again; else it is no stored report and is never deleted */
};

struct mailbox_progress {
  uint32_t uidvalidity; /* 0: nothing is known of the folder */
  uint32_t last_uid;    /* all up to it are through, but for the exceptions */
  GArray *exceptions;   /* of struct mailbox_exception, ascending; NULL: none */
};

#endif
