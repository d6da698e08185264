/* SPDX-License-Identifier: MIT */
/*
 * say: a line of talk on stderr, with how grave it is for a journal that reads it.
 *
 * When stderr leads to the journal of systemd ($JOURNAL_STREAM, systemd.exec(5)), each line begins with its level as in
 * sd-daemon(3), and without the "dmarcstat: " that tells people who says it: the journal knows. Else it is as it is
 * given. No secret is ever said; text that came from outside goes through text_printable() first.
 */
#ifndef DMARCSTAT_BASE_SAY_H
#define DMARCSTAT_BASE_SAY_H

#include <glib.h>

/* The numbers are those of syslog(3). */
enum say_level {
  SAY_ERROR = 3,   /* it ends because of it */
  SAY_WARNING = 4, /* something went wrong, and it goes on */
  SAY_INFO = 6     /* what was done */
};

/* One line, without a line feed. */
void say(enum say_level level, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Lines that are said by g_printerr() are warnings in the journal, too. Once, before anything is said. */
void say_begin(void);

#endif
