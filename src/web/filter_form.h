/* SPDX-License-Identifier: MIT */
/* filter_form: what narrows a page, as a plain form that asks for the page with other filters. */
#ifndef DMARCSTAT_WEB_FILTER_FORM_H
#define DMARCSTAT_WEB_FILTER_FORM_H

#include "web/view.h"

/* Nothing where a page cannot be asked for by filter, or takes none. */
void filter_form(struct view *view);

#endif
