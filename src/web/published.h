/* SPDX-License-Identifier: MIT */
/* published: the section with the records about TLS that a domain publishes, as the last stored check found them. */
#ifndef DMARCSTAT_WEB_PUBLISHED_H
#define DMARCSTAT_WEB_PUBLISHED_H

#include "web/view.h"

/* What is to be written of the domain of the page; published_free(). NULL with *error. */
struct published *published_ask(const struct view *view, GError **error);
void published_free(struct published *published); /* NULL is fine */

void published_write(struct view *view, const struct published *published);

#endif
