/* SPDX-License-Identifier: MIT */
#include "schema/fields_room.h"

#define KINDS 8 /* more than there are of lists in fields.c */

struct elements {
  const struct fields *of;
  char *bytes;
  uint32_t most; /* that there is memory for */
};

struct fields_room {
  struct elements kinds[KINDS];
};

struct fields_room *fields_room_new(void) {
  return g_new0(struct fields_room, 1);
}

void fields_room_free(struct fields_room *room) {
  for (int i = 0; room && i < KINDS; i++)
    g_free(room->kinds[i].bytes);
  g_free(room);
}

static struct elements *elements_of(struct fields_room *room, const struct fields *of) {
  struct elements *elements = room->kinds;
  while (elements->of && elements->of != of)
    elements++;
  g_assert(elements < room->kinds + KINDS);
  elements->of = of;
  return elements;
}

void *fields_room_place(struct fields_room *room, const struct fields *of, uint32_t nth) {
  struct elements *elements = elements_of(room, of);
  while (nth >= elements->most) {
    elements->most = MAX(8, 2 * elements->most);
    elements->bytes = g_realloc_n(elements->bytes, elements->most, of->size);
  }
  return memset(elements->bytes + nth * of->size, 0, of->size);
}

void *fields_room_list(struct fields_room *room, const struct fields *of) {
  return elements_of(room, of)->bytes;
}
