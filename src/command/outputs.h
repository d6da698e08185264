/* SPDX-License-Identifier: MIT */
/*
 * outputs: where an answer goes, --output and --format of a question; each file in the format of its ending.
 */
#ifndef DMARCSTAT_COMMAND_OUTPUTS_H
#define DMARCSTAT_COMMAND_OUTPUTS_H

#include "report/question.h"

struct outputs;

/* What --output and --format are for, with all formats there are. Caller frees. */
char *outputs_output_help(void);
char *outputs_format_help(void);

/*
 * `paths` ends in NULL or is NULL, which is standard output. FAULT_USAGE: an unknown format, an ending that names none,
 * the same file twice, a format that nothing is written in. Nothing is opened yet.
 */
struct outputs *outputs_parse(const char *const *paths, const char *format, GError **error);
void outputs_free(struct outputs *outputs); /* NULL is fine */

/* Prints the answer to all of them; files are replaced when all of them have been written. */
bool outputs_print(const struct outputs *outputs, const struct answer *answer, GError **error);

#endif
