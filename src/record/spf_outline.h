/* SPDX-License-Identifier: MIT */
/*
 * spf_outline: the terms of an SPF record and of all that it includes and redirects to, as a list in the order in which
 * they are evaluated. check/spf_outlining.h makes it. Texts are printable, and from strangers.
 */
#ifndef DMARCSTAT_RECORD_SPF_OUTLINE_H
#define DMARCSTAT_RECORD_SPF_OUTLINE_H

#include "record/spf_record.h"

#define SPF_NAME_MOST 255 /* bytes of a term; what is longer is cut */

struct spf_outline_term {
  char *text;           /* "include:_spf.example.net", as it stands there */
  char *path;           /* with the includes and redirects that lead to it: "include:_spf.example.net > mx" */
  char *where;          /* the domain whose record has it */
  int parent;           /* its place in the list; -1: it stands in the record itself */
  unsigned int level;   /* 0: likewise */
  unsigned int lookups; /* terms that ask DNS: it and those below, when none of them matches */
  char qualifier;       /* + - ~ ? */
  bool is_reached;      /* it does not stand behind `all` */
};

/* Of struct spf_outline_term; freed with g_array_unref(). */
GArray *spf_outline_new(void);

/* The text of a term as outlines have it. Caller frees. */
char *spf_term_name(const struct spf_term *term);

/* `name` behind the texts (char *) of what leads to it. Caller frees. */
char *spf_outline_path(const GPtrArray *within, const char *name);

/* The place of the term of that path or, where names depend on the mail and are not in the outline, of what leads to
 * it. -1: it is not there. */
int spf_outline_find(const GArray *outline, const char *path);

#endif
