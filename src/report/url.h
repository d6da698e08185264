/* SPDX-License-Identifier: MIT */
/*
 * url: addresses for links, percent-encoded as they are put together, so that no part of one can become another part or
 * another scheme. Texts may be hostile; bytes that are no UTF-8 are encoded as they are.
 */
#ifndef DMARCSTAT_REPORT_URL_H
#define DMARCSTAT_REPORT_URL_H

#include <glib.h>

struct url;

/* `base` is ours or the administrator's, taken as it is: "", "../", "https://dmarc.example.net/". */
struct url *url_new(const char *base);
void url_free(struct url *url); /* NULL is fine */

/* One more name of the path, with a slash between two. "." and ".." and "" are refused: they are no names. */
void url_add_segment(struct url *url, const char *name);
/* A slash at the end. */
void url_add_slash(struct url *url);
/* NULL value: nothing is added. */
void url_add_query(struct url *url, const char *key, const char *value);
void url_set_fragment(struct url *url, const char *id);

const char *url_text(const struct url *url);

#endif
