/* SPDX-License-Identifier: MIT */
/* respond_parts: inside of respond.c and refusal.c. */
#ifndef DMARCSTAT_WEB_RESPOND_PARTS_H
#define DMARCSTAT_WEB_RESPOND_PARTS_H

#include "web/respond.h"

#define REFUSAL_NO_DATABASE "there is no database here yet; dmarcstat ingest and dmarcstat fetch make it."
#define REFUSAL_BAD_DATABASE "the database cannot be read just now; the log of the server says why."

void response_set(struct response *response, enum header header, const char *value);

/* -- refusal.c ----------------------------------------------------------------------------------------------------- */

/* Status, body and their headers: a page, or to who wanted data a line of text. The sentence may be hostile. */
void refusal_write(const struct inquiry *inquiry, unsigned int status, const char *sentence, struct response *response);

#endif
