/* SPDX-License-Identifier: MIT */
/* health: what a store can say of itself and of how reports come in, for `dmarcstat doctor`. */
#ifndef DMARCSTAT_STORE_HEALTH_H
#define DMARCSTAT_STORE_HEALTH_H

#include "store/store.h"

#define HEALTH_SILENT_DAYS 7   /* a reporter is silent that has sent nothing about so many newest days, */
#define HEALTH_REGULAR_DAYS 10 /* and something about as many of the 30 days before them */
#define HEALTH_DOMAINS_MOST 50 /* policy domains that are named, those with most mail lately first */

struct store_health {
  char *damage;          /* what SQLite finds wrong with the file; NULL: nothing */
  uint64_t reports;      /* in it */
  int64_t last_received; /* seconds; when the newest of them was taken in; 0 without reports */
  uint64_t quarantined;  /* entries of the last 7 days */
  GPtrArray *silent;     /* of char *, org_names: HOSTILE */
  GPtrArray *domains;    /* of char *, policy domains of the last 30 days: HOSTILE */
};

/* Reads the whole file once. `now` in seconds. False with *error. store_health_clear, also after that. */
bool store_health(struct store *store, int64_t now, struct store_health *health, GError **error);
void store_health_clear(struct store_health *health);

#endif
