/* SPDX-License-Identifier: MIT */
/* mailbox_test: connects to a mailbox and says on standard output what it finds. Changes nothing. */
#ifndef DMARCSTAT_COMMAND_MAILBOX_TEST_H
#define DMARCSTAT_COMMAND_MAILBOX_TEST_H

#include "command/mailbox_settings.h"
#include "store/store.h"

/* `store` NULL: nothing has been read yet. False with *error, after what could be said until then. */
bool mailbox_test(const struct mailbox_settings *mailbox, struct store *store, GError **error);

#endif
