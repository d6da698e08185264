/* SPDX-License-Identifier: MIT */
/* stored_checks: a line for each domain with how its newest stored check came out. */
#ifndef DMARCSTAT_WEB_STORED_CHECKS_H
#define DMARCSTAT_WEB_STORED_CHECKS_H

#include "web/view.h"

/* Adds the line of a domain (char *, with its name) when a check of it is kept and the page is no archive. False with
 * *error. */
bool stored_checks_ask(const struct view *view, const char *domain, GPtrArray *lines, GError **error);

/* A paragraph each. */
void stored_checks(struct view *view, const GPtrArray *lines);

#endif
