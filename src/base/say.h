/* SPDX-License-Identifier: MIT */
/*
 * say: a line of talk on stderr, with how grave it is for a journal that reads it.
 *
 * When stderr leads to the journal of systemd, each line goes there by its own protocol, with its level, the command
 * and the mailbox as fields (PRIORITY, DMARCSTAT_COMMAND, DMARCSTAT_MAILBOX) and without the "dmarcstat: " that tells
 * people who says it: the journal knows. Where that is not possible ($JOURNAL_STREAM, systemd.exec(5), says that the
 * journal reads it, but its socket cannot be had), a line begins with its level as in sd-daemon(3). Else it is as it is
 * given. As JSON, a line is an object wherever it goes: time, level, command, mailbox, message.
 *
 * No secret is ever said; text that came from outside goes through text_printable() first.
 */
#ifndef DMARCSTAT_BASE_SAY_H
#define DMARCSTAT_BASE_SAY_H

#include <glib.h>
#include <stdbool.h>

/* The numbers are those of syslog(3). */
enum say_level {
  SAY_ERROR = 3,   /* it ends because of it */
  SAY_WARNING = 4, /* something went wrong, and it goes on */
  SAY_INFO = 6     /* what was done */
};

/* One line, without a line feed. */
void say(enum say_level level, const char *format, ...) G_GNUC_PRINTF(2, 3);

/*
 * Of the faults of several things, none of which keeps the others back, the first is for the caller to give on, in
 * *first, which is NULL before; the others are said. Takes over `trouble`.
 */
void say_but_first(GError **first, GError *trouble);

/* The end of that: true when there was none, else false with *error. */
bool say_give_first(GError *first, GError **error);

/*
 * Once, before anything is said: lines that are said by g_printerr() are warnings in the journal, too, and
 * $DMARCSTAT_LOG_FORMAT counts until the configuration is read.
 */
void say_begin(void);

/* "text" or "json", by [log] of the configuration or --log-format. False: it is another word, and nothing changes. */
bool say_as(const char *format);

/* Whether people read it as it is: neither the journal nor JSON. */
bool say_is_plain(void);

/* What the lines from now on are about; copied, and NULL is nothing. */
enum say_subject { SAY_COMMAND, SAY_MAILBOX, SAY_SUBJECT_MAX };
void say_about(enum say_subject subject, const char *name);

#endif
