/* SPDX-License-Identifier: MIT */
/*
 * spf_macro: the macro language of SPF, RFC 7208 section 7. Texts and values are HOSTILE.
 */
#ifndef DMARCSTAT_RECORD_SPF_MACRO_H
#define DMARCSTAT_RECORD_SPF_MACRO_H

#include "record/span.h"
#include <glib.h>

enum spf_macro_place {
  SPF_MACRO_DOMAIN,      /* a domain-spec: what the name of a domain ends in is looked at, too */
  SPF_MACRO_MODIFIER,    /* a macro-string, of an unknown modifier */
  SPF_MACRO_EXPLANATION, /* the text behind exp=, with spaces and with the letters c, r and t */
};

/*
 * NULL when it stands by the grammar; else what is wrong, and *at is set to where. Caller frees.
 */
char *spf_macro_wrong(struct span text, enum spf_macro_place place, const char **at);

/* The value of a letter, in lower case: "s", "l", ..., NULL when there is none. Caller frees. */
typedef char *(*spf_macro_value)(void *user, char letter);

/* `text` is without mistakes. Nothing is cut. Caller frees. */
char *spf_macro_expand(struct span text, spf_macro_value value, void *user);

#endif
