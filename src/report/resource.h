/* SPDX-License-Identifier: MIT */
/* resource: the files that are embedded in the program for this room (report.gresource.xml). */
#ifndef DMARCSTAT_REPORT_RESOURCE_H
#define DMARCSTAT_REPORT_RESOURCE_H

/* "sql/sources.sql", "catalogue.csv": its text, which is the program's. One that is not there is a mistake of ours. */
const char *resource_text(const char *name);

#endif
