/* SPDX-License-Identifier: MIT */
#include "report/grouping.h"
#include "base/fault.h"
#include "base/text.h"

#define KEY(the_key, the_label, the_type, the_meaning)                                                                 \
  { .key = (the_key), .label = (the_label), .type = (the_type), .meaning = (the_meaning) }
#define IN_TIME "group_key"
#define BY_SIZE "messages DESC, group_key"

const struct grouping groupings[] = {
    {.id = "day",
     .column = KEY("day", "Day", COLUMN_DAY, "UTC day"),
     .sql = "by_day.sql",
     .order = IN_TIME,
     .row_one = "day",
     .row_many = "days"},
    {.id = "week",
     .column = KEY("week", "Week of", COLUMN_DAY, "ISO week, UTC, by the Monday that it begins with"),
     .sql = "by_week.sql",
     .order = IN_TIME,
     .row_one = "week",
     .row_many = "weeks"},
    {.id = "month",
     .column = KEY("month", "Month", COLUMN_TEXT, "month, UTC"),
     .sql = "by_month.sql",
     .order = IN_TIME,
     .row_one = "month",
     .row_many = "months"},
    {.id = "reporter",
     .column = KEY("reporter", "Reporter", COLUMN_TEXT, "organisation that reported the mail (org_name)"),
     .sql = "by_reporter.sql",
     .order = BY_SIZE,
     .of_records = true,
     .row_one = "reporter",
     .row_many = "reporters"},
    {.id = "header_from",
     .column = KEY("header_from", "From", COLUMN_TEXT, "domain of the From address"),
     .sql = "by_header_from.sql",
     .order = BY_SIZE,
     .of_records = true,
     .row_one = "From domain",
     .row_many = "From domains"},
    {.id = "network",
     .column = KEY("network", "Network", COLUMN_TEXT,
                   "autonomous system that the sources are in, by asn_database of the configuration"),
     .sql = "by_network.sql",
     .order = BY_SIZE,
     .of_enrichment = true,
     .row_one = "network",
     .row_many = "networks"},
    {.id = "country",
     .column = KEY("country", "Country", COLUMN_TEXT,
                   "two letters of the country that the sources are in, by geo_database of the configuration"),
     .sql = "by_country.sql",
     .order = BY_SIZE,
     .of_enrichment = true,
     .row_one = "country",
     .row_many = "countries"},
    {.id = "sender",
     .column = KEY("sender", "Sender", COLUMN_TEXT,
                   "whose the sources are, as `dmarcstat enrich` found it: the service, else the organisational domain "
                   "of the name that DNS confirms, else the network"),
     .sql = "by_sender.sql",
     .order = BY_SIZE,
     .of_enrichment = true,
     .row_one = "sender",
     .row_many = "senders"},
    {.id = "class",
     .column = {.key = "class",
                .label = "Class",
                .type = COLUMN_TEXT,
                .verdict = true,
                .meaning = "what the sources are, each told from all of its mail of the period"},
     .sql = "by_class.sql",
     .order = BY_SIZE,
     .row_one = "class",
     .row_many = "classes"},
    {.id = NULL},
};

const struct grouping *grouping_parse(const struct question *question, const char *word, GError **error) {
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  for (const struct grouping *g = groupings; g->id; g++) {
    if (g_str_equal(g->id, word))
      return g;
    g_ptr_array_add(words, (gpointer)g->id);
  }
  g_ptr_array_add(words, NULL);
  const char *nearest = text_nearest(word, (const char *const *)words->pdata);
  g_autofree char *shown = text_printable(word), *all = g_strjoinv(", ", (char **)words->pdata);
  if (nearest)
    fault(error, FAULT_USAGE, "--by: `%s` cannot be grouped by '%s'; did you mean %s?", question->id, shown, nearest);
  else
    fault(error, FAULT_USAGE, "--by: `%s` cannot be grouped by '%s'. Try %s.", question->id, shown, all);
  return NULL;
}
