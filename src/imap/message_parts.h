/* SPDX-License-Identifier: MIT */
/* message_parts: what the files behind message.h share. Private to imap/. */
#ifndef DMARCSTAT_IMAP_MESSAGE_PARTS_H
#define DMARCSTAT_IMAP_MESSAGE_PARTS_H

#include "imap/session_parts.h"

/* What a FETCH answer holds, as far as it was asked for. */
struct imap_fetched {
  uint32_t uid, size;
  const struct mailimap_msg_att_body_section *body; /* belongs to the answer */
};

struct imap_fetched imap_fetched(const struct mailimap_msg_att *answer);

#endif
