/* SPDX-License-Identifier: MIT */
/*
 * output: a file that is written whole or not at all.
 *
 * What is written goes to a temporary file in the same folder, which takes the place of the old file when all of it is
 * on disk; until then, and after any failure, the old file is as it was. An existing file keeps its permissions, and a
 * symbolic link to one stays. "-" is standard output; that, and what is no regular file (a pipe, /dev/null), is written
 * as it comes.
 */
#ifndef DMARCSTAT_BASE_OUTPUT_H
#define DMARCSTAT_BASE_OUTPUT_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

struct output;

/* NULL with FAULT_CANNOT_CREATE, or FAULT_REFUSED when there is no permission. */
struct output *output_open(const char *path, GError **error);

/* To be written to, not to be closed. Failures are seen by output_finish. */
FILE *output_stream(struct output *output);

/* Nothing more will be written: has all of it on disk. FAULT_IO names the file. */
bool output_finish(struct output *output, GError **error);

/* After output_finish: puts it in its place. */
bool output_publish(struct output *output, GError **error);

/* NULL is fine. What is not published is removed. */
void output_free(struct output *output);

/* Where `path` leads in the end, so that two names of one file are the same text. Caller frees. */
char *output_place(const char *path);

#endif
