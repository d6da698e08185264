/* SPDX-License-Identifier: MIT */
#include "record/tag_list.h"
#include <string.h>

static size_t place(const struct tag_list *list, const char *at) {
  return (size_t)(at - list->text);
}

#define WRONG(at, ...) findings_add(list->findings, FINDING_ERROR, place(list, at), list->grammar->rule, __VA_ARGS__)

/* What stands before the next semicolon, which is passed over. */
static struct span next_part(struct tag_list *list) {
  const struct span part = {list->rest, strcspn(list->rest, ";")};
  list->rest += part.length + (list->rest[part.length] == ';');
  return part;
}

/* `equals` is in the part. */
static void split(struct span part, const char *equals, struct tag *tag) {
  const char *end = part.at + part.length;
  tag->whole = part;
  tag->name = span_trimmed((struct span){part.at, (size_t)(equals - part.at)});
  tag->value = span_trimmed((struct span){equals + 1, (size_t)(end - equals - 1)});
}

static bool is_name(const struct tag_grammar *grammar, struct span name) {
  for (size_t i = 0; i < name.length; i++)
    if (!g_ascii_isalpha(name.at[i]) && (i == 0 || !strchr(grammar->name_marks, name.at[i])))
      return false;
  return name.length > 0;
}

static bool read_tag(struct tag_list *list, struct span part, struct tag *tag) {
  part = span_trimmed(part);
  const char *equals = memchr(part.at, '=', part.length);
  g_autofree char *given = span_shown(part);
  if (part.length == 0)
    return WRONG(part.at, "there is no tag before the semicolon");
  if (!equals)
    return WRONG(part.at, "'%s' is no tag: it has no equals sign", given);
  split(part, equals, tag);
  if (!is_name(list->grammar, tag->name))
    return WRONG(part.at, "'%s' begins with no name of letters", given);
  if (list->grammar->tight && (g_ascii_isspace(equals[-1]) || g_ascii_isspace(equals[1])))
    return WRONG(equals, "there is a blank beside the equals sign, where none may be");
  if (tag->value.length == 0 && !list->grammar->empty_values)
    return WRONG(equals, "the tag has no value");
  for (size_t i = 0; i < tag->value.length; i++)
    if (tag->value.at[i] < ' ' || tag->value.at[i] > '~')
      return WRONG(tag->value.at + i, "there is a character that may not be in a value");
  return true;
}

bool tag_list_next(struct tag_list *list, struct tag *tag) {
  while (list->rest[strspn(list->rest, " \t")] != '\0')
    if (read_tag(list, next_part(list), tag))
      return true;
  return false;
}

bool tag_list_version(struct tag_list *list, const char *version, const char *rule, struct tag *tag) {
  const struct span part = next_part(list);
  const char *equals = memchr(part.at, '=', part.length);
  if (equals)
    split(part, equals, tag);
  if (!equals || tag->name.at != part.at || !span_says(tag->name, "v"))
    return findings_add(list->findings, FINDING_ERROR, place(list, part.at), rule,
                        "the record does not begin with v=%s", version);
  g_autofree char *given = span_shown(tag->value);
  if (tag->value.length != strlen(version) || memcmp(tag->value.at, version, tag->value.length) != 0)
    return findings_add(list->findings, FINDING_ERROR, place(list, tag->value.at), rule,
                        "the version is '%s'; it must be %s", given, version);
  return true;
}
