/* SPDX-License-Identifier: MIT */
/* what_changed: the section with what is new, gone or different, from an answer to `changes`. */
#ifndef DMARCSTAT_WEB_WHAT_CHANGED_H
#define DMARCSTAT_WEB_WHAT_CHANGED_H

#include "web/view.h"

/* Of the last week of the page's period, the most important first. NULL with *error. */
const struct answer *what_changed_ask(struct view *view, GError **error);
void what_changed(struct view *view, const struct answer *changes);

#endif
