/* SPDX-License-Identifier: MIT */
/*
 * tag_list: "name=value; name=value", the shape of most records of mail authentication (RFC 6376 section 3.2), read one
 * tag at a time.
 *
 *   struct tag_list list = {.text = text, .rest = text, .grammar = &grammar, .findings = findings};
 *   for (struct tag tag; tag_list_next(&list, &tag);) ...
 *
 * What stands between two semicolons and is no tag becomes a finding and is passed over. What names and values mean,
 * and that none comes twice, is for the reader of the record.
 */
#ifndef DMARCSTAT_RECORD_TAG_LIST_H
#define DMARCSTAT_RECORD_TAG_LIST_H

#include "record/findings.h"
#include "record/span.h"

struct tag_grammar {
  const char *rule;       /* that findings cite */
  const char *name_marks; /* characters of names beside letters, none of which is the first; "" for none */
  bool empty_values;      /* "p=" is fine */
  bool tight;             /* no blanks around the equals sign */
};

struct tag {
  struct span whole, name, value; /* without the blanks around; an empty value has its place after the equals sign */
};

struct tag_list {
  const char *text; /* the whole record, which ends in NUL */
  const char *rest; /* what is not read yet */
  const struct tag_grammar *grammar;
  GPtrArray *findings;
};

/* False at the end; a semicolon at the end is fine. Values hold printable ASCII only. */
bool tag_list_next(struct tag_list *list, struct tag *tag);

/*
 * "v=VERSION" at the very beginning, in this case of letters, which is what makes a text such a record; read first, and
 * then list->rest is behind it. False with an error among the findings, which cites `rule`.
 */
bool tag_list_version(struct tag_list *list, const char *version, const char *rule, struct tag *tag);

#endif
