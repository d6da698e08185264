/* SPDX-License-Identifier: MIT */
#include "record/report_uris.h"
#include <string.h>

struct list {
  const char *text, *rule, *tag;
  GPtrArray *findings, *uris;
};

static bool say(struct list *list, enum finding_severity severity, struct span uri, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
static bool say(struct list *list, enum finding_severity severity, struct span uri, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *what = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  return findings_add(list->findings, severity, (size_t)(uri.at - list->text), list->rule, "%s %s", list->tag, what);
}

/* Where an obsolete "!10m" at the end of a URI begins; its end when there is none. */
static size_t without_size(struct span uri) {
  size_t i = uri.length;
  if (i > 0 && strchr("kmgtKMGT", uri.at[i - 1]))
    i--;
  const size_t digits_end = i;
  while (i > 0 && g_ascii_isdigit(uri.at[i - 1]))
    i--;
  return i > 0 && i < digits_end && uri.at[i - 1] == '!' ? i - 1 : uri.length;
}

/* Adds it when it is good. */
static bool read_uri(struct list *list, struct span uri) {
  const size_t length = without_size(uri);
  g_autofree char *given = span_shown(uri), *text = g_strndup(uri.at, length);
  if (uri.length == 0)
    return say(list, FINDING_ERROR, uri, "has no URI where one belongs");
  if (strchr(text, '!'))
    return say(list, FINDING_ERROR, uri, "has '%s', in which the ! must be written %%21", given);
  g_autofree char *scheme = g_uri_parse_scheme(text);
  if (!scheme && strchr(text, '@'))
    return say(list, FINDING_ERROR, uri, "has '%s', which is no URI; write mailto:%s", given, given);
  if (!scheme || !g_uri_is_valid(text, G_URI_FLAGS_NONE, NULL) || text[strlen(scheme) + 1] == '\0' ||
      strpbrk(text, " \t"))
    return say(list, FINDING_ERROR, uri, "has '%s', which is no URI", given);
  if (length < uri.length)
    say(list, FINDING_WARNING, (struct span){uri.at + length, 1}, "has a size limit, which is obsolete and ignored");
  g_ptr_array_add(list->uris, g_steal_pointer(&text));
  return true;
}

GPtrArray *report_uris_read(const struct tag *tag, const char *text, const char *rule, GPtrArray *findings) {
  g_autofree char *name = g_ascii_strdown(tag->name.at, (gssize)tag->name.length);
  struct list list = {text, rule, name, findings, g_ptr_array_new_with_free_func(g_free)};
  struct span value = tag->value;
  for (const char *comma; (comma = memchr(value.at, ',', value.length));) {
    const size_t length = (size_t)(comma - value.at);
    read_uri(&list, span_trimmed((struct span){value.at, length}));
    value = (struct span){comma + 1, value.length - length - 1};
  }
  read_uri(&list, span_trimmed(value));
  if (list.uris->len > 0)
    return list.uris;
  g_ptr_array_unref(list.uris);
  return NULL;
}
