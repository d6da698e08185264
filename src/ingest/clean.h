/* SPDX-License-Identifier: MIT */
/* clean: hostile text made into what schema/report.h promises of a text. */
#ifndef DMARCSTAT_INGEST_CLEAN_H
#define DMARCSTAT_INGEST_CLEAN_H

#include <glib.h>
#include <stdbool.h>

/*
 * In place: valid UTF-8, no control characters (each becomes a space; tabs stay, and line feeds with `lines`), no white
 * space around it, at most `most` bytes, cut between characters.
 */
void clean_text(GString *text, size_t most, bool lines);

#endif
