/* SPDX-License-Identifier: MIT */
/* notify: tells a service manager how we are (sd_notify(3)), when there is one. */
#ifndef DMARCSTAT_COMMAND_NOTIFY_H
#define DMARCSTAT_COMMAND_NOTIFY_H

/* "READY=1", "STATUS=...", "WATCHDOG=1"; lines may be joined by newlines. Nothing happens without $NOTIFY_SOCKET. */
void notify_service(const char *state);

/* Ready, and what is being done; `status` is printable text. */
void notify_ready(const char *status);

/* Seconds between two signs of life that the service manager wants, 0 when it wants none ($WATCHDOG_USEC). */
unsigned int notify_watchdog(void);

/* A sign of life, when one is wanted and the last is more than a second ago. For the middle of long work. */
void notify_alive(void);

#endif
