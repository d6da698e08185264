/* SPDX-License-Identifier: MIT */
/*
 * fault: the one GError domain of dmarcstat.
 *
 * A fault's message is written for the person who reads it: what failed, where (file, message, line), what to do.
 * One sentence, no newline, no "error:" in front. Text that came from outside goes through text_printable() first.
 * The code says what kind of trouble it is; only main.c turns it into an exit code.
 */
#ifndef DMARCSTAT_BASE_FAULT_H
#define DMARCSTAT_BASE_FAULT_H

#include <glib.h>

#define FAULT (fault_quark())
GQuark fault_quark(void);

/* The values are the exit codes of sysexits(3), which is what the manual page documents. */
enum fault {
  FAULT_FINDINGS = 1,       /* all went well, and there is what --exit-status was to tell of; none of sysexits(3) */
  FAULT_USAGE = 64,         /* the command line is wrong */
  FAULT_DATA = 65,          /* some input was rejected; the rest was taken */
  FAULT_NO_INPUT = 66,      /* an input cannot be opened or does not exist */
  FAULT_UNAVAILABLE = 69,   /* a server or a needed feature (the jail) is not there */
  FAULT_SOFTWARE = 70,      /* a promise inside the program was broken */
  FAULT_CANNOT_CREATE = 73, /* an output or the database cannot be created or written */
  FAULT_IO = 74,            /* reading or writing failed half way */
  FAULT_TRY_LATER = 75,     /* the same command may work later (busy, throttled, disk full) */
  FAULT_REFUSED = 77,       /* credentials, certificate or permission refused */
  FAULT_CONFIG = 78,        /* the configuration or the database is not one this program can use */
};

/* Sets *error when error is not NULL; always returns false, so that a caller can `return fault(...)`. */
gboolean fault(GError **error, enum fault code, const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif
