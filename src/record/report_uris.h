/* SPDX-License-Identifier: MIT */
/*
 * report_uris: where reports are to go, the values of rua and ruf (RFC 9989 section 4.8, dmarc-urilist; RFC 8460
 * section 3, which is the same).
 */
#ifndef DMARCSTAT_RECORD_REPORT_URIS_H
#define DMARCSTAT_RECORD_REPORT_URIS_H

#include "record/findings.h"
#include "record/tag_list.h"

/*
 * The URIs of the value of `tag` that are good, of char *, without the obsolete size limit ("!10m"); the others are
 * errors, which cite `rule`. `text` is what the places of the findings count from. NULL when none is good. Caller
 * frees.
 */
GPtrArray *report_uris_read(const struct tag *tag, const char *text, const char *rule, GPtrArray *findings);

#endif
