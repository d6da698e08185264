/* SPDX-License-Identifier: MIT */
/*
 * fields_room: a scratch area for the lists of a report that is being read: where their elements are. Who reads owns
 * it and uses it again; what is in it is valid until the next report is read with it.
 */
#ifndef DMARCSTAT_SCHEMA_FIELDS_ROOM_H
#define DMARCSTAT_SCHEMA_FIELDS_ROOM_H

#include "schema/fields.h"

struct fields_room;

struct fields_room *fields_room_new(void);
void fields_room_free(struct fields_room *room); /* NULL is fine */

/*
 * Place number `nth` of the elements of one kind, all 0; those before it may move. Grows with what is asked for, so
 * that it takes as much memory as there are elements and not as somebody claims.
 */
void *fields_room_place(struct fields_room *room, const struct fields *of, uint32_t nth);

/* All of that kind, from the first on; NULL when there was never one. */
void *fields_room_list(struct fields_room *room, const struct fields *of);

#endif
