/* SPDX-License-Identifier: MIT */
/* what_changed: the section with what is new, gone or different, from an answer to `changes`. */
#ifndef DMARCSTAT_WEB_WHAT_CHANGED_H
#define DMARCSTAT_WEB_WHAT_CHANGED_H

#include "web/view.h"

/*
 * Of the last week of the page's period, the most important first. *changes is NULL for a month that is past, which has
 * no section of it. False with *error.
 */
bool what_changed_ask(struct view *view, const struct answer **changes, GError **error);
void what_changed(struct view *view, const struct answer *changes);

#endif
