/* SPDX-License-Identifier: MIT */
#include "world.h"
#include <stddef.h>

/*
 * example.com     the company: collected reports for a month, then moved to p=quarantine
 * shop.example.net its shop: p=reject for a long time, and all is well
 * example.org     bought and left alone: nothing sends from it but one old web server, and others abuse it
 */
const struct domain world_domains[DOMAINS] = {
    [EXAMPLE_COM] = {"example.com", "none", "quarantine", WORLD_BEGIN + OCT(24) * DAY_SECONDS + 14 * 3600},
    [SHOP] = {"shop.example.net", "reject", NULL, 0},
    [EXAMPLE_ORG] = {"example.org", "none", NULL, 0},
};
