/* SPDX-License-Identifier: MIT */
/*
 * show_parts: what the printers of `show` share, by format. Private to show_text*.c and show_json*.c.
 */
#ifndef DMARCSTAT_COMMAND_SHOW_PARTS_H
#define DMARCSTAT_COMMAND_SHOW_PARTS_H

#include "schema/failure_report.h"
#include "schema/tls_report.h"
#include <jansson.h>

/* -- show_text.c, for people: hostile text is made printable ------------------------------------------------------- */

/* "  Label        value"; nothing when there is none, or it is empty. */
void show_text_line(const char *label, const char *value);

/* The same for each line of `lines`. */
void show_text_lines(const char *label, const char *lines);

/* The canonical word, with what the report says when that is something else. Caller frees. */
char *show_text_token(const char *word, struct token token);

void show_text_mail(const struct report_mail *mail);
void show_text_warnings(const struct warning *warnings, unsigned int n);

void show_text_tls_report(uint64_t nth, const struct tls_report *report);
void show_text_failure_report(uint64_t nth, const struct failure_report *report);

/* -- show_json.c: members of objects, beside exchange/report_json.h --------------------------------------------- */

/* An array, of each line. */
void show_json_lines(json_t *object, const char *key, const char *lines);

void show_json_warnings(json_t *object, const struct warning *warnings, unsigned int n);

/* An object; with `all` everything that is in it, else what is in one line. */
json_t *show_json_tls_report(const struct tls_report *report, bool all);
json_t *show_json_failure_report(const struct failure_report *report, bool all);

#endif
