/* SPDX-License-Identifier: MIT */
#include "web/request.h"
#include "base/fault.h"
#include "base/text.h"
#include "report/filter_words.h"
#include <string.h>

#define PAGE_ROWS 50 /* when a page is wanted and nothing says of how many rows */

static const struct {
  const char *name;
  unsigned int takes; /* a page must take one of these; 0: all do */
  const char *meaning;
} parameters[PARAMETER_MAX] = {
    [PARAMETER_DOMAIN] = {"domain", TAKES_DOMAIN | TAKES_DOMAIN_NAMED, "This policy domain."},
    [PARAMETER_REPORT] = {"id", TAKES_REPORT_ID, "A report, by its number or its report_id."},
    [PARAMETER_SOURCE] = {"source", TAKES_SOURCE | TAKES_SOURCE_NAMED, "This address, block or sender."},
    [PARAMETER_DAYS] = {"days", TAKES_PERIOD, "So many days, which end with the newest data."},
    [PARAMETER_SINCE] = {"since", TAKES_PERIOD,
                         "The first day, as 2026-11-01, and what else the option --since takes."},
    [PARAMETER_UNTIL] = {"until", TAKES_PERIOD, "The last day, which is included."},
    [PARAMETER_REPORTER] = {"reporter", TAKES_REPORTER, "Reports of this organisation."},
    [PARAMETER_CLASS] = {"class", TAKES_CLASS, "What sources are to the domain."},
    [PARAMETER_DISPOSITION] = {"disposition", TAKES_DISPOSITION, "What was done to the mail."},
    [PARAMETER_TRUST] = {"trust", TAKES_TRUST, "How far a report is believed."},
    [PARAMETER_FAILING] = {"failing", TAKES_FAILING, "With yes, rows with mail that failed DMARC."},
    [PARAMETER_SORT] = {"sort", TAKES_SORT, "The column to sort by; with a minus before it, the largest first."},
    [PARAMETER_LIMIT] = {"limit", TAKES_LIMIT, "So many rows."},
    [PARAMETER_PAGE] = {"page", TAKES_LIMIT, "The first rows are page 1, those that come next page 2."},
    [PARAMETER_FORMAT] = {"format", 0, "With csv or json, the table as data."},
    [PARAMETER_TABLE] = {"table", 0, "Which table of the page, where it has more than one; without it the main one."},
};

const char *parameter_name(enum parameter parameter) {
  return parameters[parameter].name;
}

const char *parameter_meaning(enum parameter parameter) {
  return parameters[parameter].meaning;
}

bool parameter_fits(enum parameter parameter, const struct page *page) {
  const unsigned int takes = parameters[parameter].takes;
  return takes == 0 || (takes & page->takes);
}

/* -- the query string ---------------------------------------------------------------------------------------------- */

struct given {
  const char *values[PARAMETER_MAX]; /* NULL: not given */
  GStringChunk *texts;
};

/* One part between = and &, decoded; NULL when it is no text. Caller frees. */
static char *decode(const char *part) {
  g_autofree char *spaced = g_strdelimit(g_strdup(part), "+", ' ');
  g_autofree char *decoded = g_uri_unescape_string(spaced, NULL); /* NULL for %00 and what is no number */
  if (!decoded || !g_utf8_validate(decoded, -1, NULL))
    return NULL;
  for (const char *p = decoded; *p; p++)
    if (g_ascii_iscntrl(*p))
      return NULL;
  return g_steal_pointer(&decoded);
}

#define NAME_SHOWN 64 /* bytes of a name that is none */

static bool find_parameter(const char *name, enum parameter *parameter, GError **error) {
  const char *names[PARAMETER_MAX + 1] = {NULL};
  for (*parameter = 0; *parameter < PARAMETER_MAX; (*parameter)++) {
    names[*parameter] = parameters[*parameter].name;
    if (g_str_equal(name, names[*parameter]))
      return true;
  }
  const char *nearest = text_nearest(name, names);
  g_autofree char *shown = text_printable_bytes(name, strnlen(name, NAME_SHOWN));
  if (nearest)
    return fault(error, FAULT_USAGE, "there is no parameter '%s'; did you mean %s?", shown, nearest);
  return fault(error, FAULT_USAGE, "there is no parameter '%s'.", shown);
}

static bool take_pair(struct given *given, const char *pair, GError **error) {
  const char *sign = strchr(pair, '=');
  g_autofree char *raw = sign ? g_strndup(pair, (gsize)(sign - pair)) : g_strdup(pair);
  g_autofree char *name = decode(raw), *value = decode(sign ? sign + 1 : "");
  enum parameter parameter;
  if (!name)
    return fault(error, FAULT_USAGE, "the name of a parameter is no text in UTF-8.");
  if (!find_parameter(name, &parameter, error))
    return false;
  if (!value)
    return fault(error, FAULT_USAGE, "%s: the value is no text in UTF-8 on one line.", name);
  if (strlen(value) > REQUEST_VALUE_MOST)
    return fault(error, FAULT_USAGE, "%s: the value is longer than %d bytes.", name, REQUEST_VALUE_MOST);
  g_strstrip(value);
  if (!*value)
    return true;
  if (given->values[parameter])
    return fault(error, FAULT_USAGE, "%s: given more than once.", name);
  given->values[parameter] = g_string_chunk_insert(given->texts, value);
  return true;
}

static bool take_query(struct given *given, const char *query, GError **error) {
  if (strlen(query) > REQUEST_QUERY_MOST)
    return fault(error, FAULT_USAGE, "the part of the address after the ? is longer than %d bytes.",
                 REQUEST_QUERY_MOST);
  g_auto(GStrv) pairs = g_strsplit(query, "&", -1);
  for (unsigned int i = 0; pairs[i]; i++)
    if (*pairs[i] && !take_pair(given, pairs[i], error))
      return false;
  return true;
}

/* -- values -------------------------------------------------------------------------------------------------------- */

static bool parse_number(const struct given *given, enum parameter parameter, int64_t most, int64_t *number,
                         GError **error) {
  const char *text = given->values[parameter];
  guint64 value;
  if (!text)
    return true;
  g_autofree char *shown = text_printable(text);
  if (!g_ascii_string_to_unsigned(text, 10, 1, (guint64)most, &value, NULL))
    return fault(error, FAULT_USAGE, "%s: '%s' is no number from 1 to %" G_GINT64_FORMAT ".", parameter_name(parameter),
                 shown, most);
  *number = (int64_t)value;
  return true;
}

static bool parse_period(const struct given *given, struct request *request, GError **error) {
  const char *since = given->values[PARAMETER_SINCE], *until = given->values[PARAMETER_UNTIL];
  int64_t days = 0;
  if (!parse_number(given, PARAMETER_DAYS, REQUEST_DAYS_MOST, &days, error))
    return false;
  if (days && (since || until))
    return fault(error, FAULT_USAGE, "days and %s contradict each other; give one of them.", since ? "since" : "until");
  request->days = (int32_t)days;
  return filter_words_period("", since, until, &request->filter.has_period, &request->filter.period, error);
}

static bool parse_format(const struct given *given, struct request *request, GError **error) {
  static const enum format formats[] = {FORMAT_HTML, FORMAT_CSV, FORMAT_JSON};
  const char *name = given->values[PARAMETER_FORMAT];
  request->table = given->values[PARAMETER_TABLE];
  request->format = FORMAT_HTML;
  bool known = !name;
  for (unsigned int i = 0; i < G_N_ELEMENTS(formats) && !known; i++) {
    request->format = formats[i];
    known = g_str_equal(name, format_name(formats[i]));
  }
  g_autofree char *shown = text_printable(name);
  if (!known)
    return fault(error, FAULT_USAGE, "format: '%s' is none. Try html, csv or json.", shown);
  return !request->table || request->format != FORMAT_HTML ||
         fault(error, FAULT_USAGE, "table: has a meaning with format=csv and format=json only.");
}

static bool parse_rows(const struct given *given, struct request *request, GError **error) {
  const bool is_data = request->format != FORMAT_HTML;
  int64_t limit = 0, page = 1;
  if (!parse_number(given, PARAMETER_LIMIT, is_data ? REQUEST_DATA_ROWS_MOST : REQUEST_ROWS_MOST, &limit, error) ||
      !parse_number(given, PARAMETER_PAGE, REQUEST_PAGE_MOST, &page, error))
    return false;
  if (!limit && is_data)
    limit = REQUEST_DATA_ROWS_MOST;
  if (!limit && page > 1)
    limit = request->page->parts ? request->page->parts[0].limit : PAGE_ROWS;
  request->filter.limit = limit;
  request->filter.offset = (page - 1) * limit;
  return true;
}

static bool parse_failing(const char *text, bool *failing, GError **error) {
  g_autofree char *shown = text_printable(text);
  *failing = text != NULL;
  return !text || g_str_equal(text, "yes") || fault(error, FAULT_USAGE, "failing: '%s' is not yes.", shown);
}

static bool parse_values(const struct given *given, struct request *request, GError **error) {
  struct filter *filter = &request->filter;
  const char *const *values = given->values;
  filter->domain = values[PARAMETER_DOMAIN];
  filter->report_id = values[PARAMETER_REPORT];
  filter->reporter = values[PARAMETER_REPORTER];
  filter->sort = values[PARAMETER_SORT];
  return parse_period(given, request, error) && parse_format(given, request, error) &&
         parse_rows(given, request, error) && parse_failing(values[PARAMETER_FAILING], &filter->failing, error) &&
         (!values[PARAMETER_SOURCE] || filter_words_source("source", values[PARAMETER_SOURCE], filter, error)) &&
         (!values[PARAMETER_CLASS] || filter_words_class("class", values[PARAMETER_CLASS], filter, error)) &&
         (!values[PARAMETER_DISPOSITION] ||
          filter_words_disposition("disposition", values[PARAMETER_DISPOSITION], &filter->disposition, error)) &&
         filter_words_trust("trust", values[PARAMETER_TRUST], &filter->has_trust, &filter->trust, error);
}

/* -- the whole ----------------------------------------------------------------------------------------------------- */

static const struct page *find_page(const char *path, GError **error) {
  if (strlen(path) > REQUEST_PATH_MOST) {
    fault(error, FAULT_NO_INPUT, "there is no page with a name that long.");
    return NULL;
  }
  const char *id = *path == '/' ? path + 1 : path;
  const struct page *page = page_find(*id ? id : "overview");
  g_autofree char *shown = text_printable(id);
  if (!page || g_str_equal(id, "overview")) { /* that has one address */
    fault(error, FAULT_NO_INPUT, "there is no page '%s' here.", shown);
    return NULL;
  }
  return page;
}

/* NULL: none is called that. */
static const char *find_file(const char *path) {
  static const char *const files[] = {WEB_STYLE_SHEET, WEB_ICON};
  for (unsigned int i = 0; i < G_N_ELEMENTS(files); i++)
    if (*path == '/' && g_str_equal(path + 1, files[i]))
      return files[i];
  return NULL;
}

/* What the page cannot use, and what it cannot do without. */
static bool check_meaning(const struct given *given, const struct page *page, GError **error) {
  for (enum parameter i = 0; i < PARAMETER_MAX; i++)
    if (given->values[i] && !parameter_fits(i, page))
      return fault(error, FAULT_USAGE, "%s: has no meaning for this page.", parameters[i].name);
  static const struct {
    unsigned int takes;
    enum parameter parameter;
  } needs[] = {{TAKES_DOMAIN_NAMED, PARAMETER_DOMAIN},
               {TAKES_SOURCE_NAMED, PARAMETER_SOURCE},
               {TAKES_REPORT_ID, PARAMETER_REPORT}};
  for (unsigned int i = 0; i < G_N_ELEMENTS(needs); i++)
    if (page->takes & needs[i].takes && !given->values[needs[i].parameter])
      return fault(error, FAULT_USAGE, "%s: this page is about one, so the address must say which.",
                   parameter_name(needs[i].parameter));
  return true;
}

struct request *request_parse(const char *path, const char *query, GError **error) {
  struct request *request = g_new0(struct request, 1);
  request->texts = g_string_chunk_new(256);
  request->file = find_file(path);
  request->page = request->file ? NULL : find_page(path, error);
  struct given given = {.texts = request->texts};
  if (request->file || (request->page && take_query(&given, query ? query : "", error) &&
                        check_meaning(&given, request->page, error) && parse_values(&given, request, error)))
    return request;
  request_free(request);
  return NULL;
}

void request_free(struct request *request) {
  if (!request)
    return;
  g_string_chunk_free(request->texts);
  g_free(request);
}
