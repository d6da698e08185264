/* SPDX-License-Identifier: MIT */
/* notify: tells a service manager how we are (sd_notify(3)), when there is one. */
#ifndef DMARCSTAT_COMMAND_NOTIFY_H
#define DMARCSTAT_COMMAND_NOTIFY_H

/* "READY=1", "STATUS=...", "WATCHDOG=1"; lines may be joined by newlines. Nothing happens without $NOTIFY_SOCKET. */
void notify_service(const char *state);

/* Seconds between two signs of life that the service manager wants, 0 when it wants none ($WATCHDOG_USEC). */
unsigned int notify_watchdog(void);

#endif
