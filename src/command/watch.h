/* SPDX-License-Identifier: MIT */
/* watch: stays connected to a mailbox and fetches what is announced, until it is asked to stop. */
#ifndef DMARCSTAT_COMMAND_WATCH_H
#define DMARCSTAT_COMMAND_WATCH_H

#include "command/fetching.h"

/*
 * Comes back when SIGTERM, SIGINT or SIGHUP came (true), or with a fault that another try would not mend: the login is
 * refused, the certificate is wrong, the database cannot be used. All else is tried again, later and later.
 */
bool watch_mailbox(const struct fetching *fetching, GError **error);

#endif
