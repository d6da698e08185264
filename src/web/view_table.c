/* SPDX-License-Identifier: MIT */
/* Tables whose cells lead on, and what is said below them. */
#include "base/text.h"
#include "report/value.h"
#include "web/command_line.h"
#include "web/view.h"

#define MORE_ROWS 10 /* times as many, when a table is to be longer */

/* -- where cells lead ---------------------------------------------------------------------------------------------- */

static struct url *to(const struct view *view, const struct target *target) {
  return view->web->links.to(view->web->links.user, view, target);
}

/* The row's domain, else the page's. */
static const char *domain_of(const struct view *view, const struct answer *answer, size_t row) {
  const char *domain = table_text(answer->table, row, "domain");
  return domain ? domain : view->filter.domain;
}

static struct url *link_source(const struct view *view, const char *domain, const struct cell *cell) {
  struct target target = {.page = page_find("source"), .filter = {.has_period = true, .period = view->filter.period}};
  if (cell->kind != CELL_BLOB || (cell->length != 4 && cell->length != 16))
    return NULL; /* none, or one that is not told */
  struct source_address *address = &target.filter.source_first;
  address->length = (uint8_t)cell->length;
  memcpy(address->bytes, cell->text, cell->length);
  target.filter.source_last = *address;
  target.filter.domain = domain;
  return to(view, &target);
}

static struct url *link_domain(const struct view *view, const char *domain) {
  const struct target target = {.page = page_find("domain"),
                                .filter = {.has_period = true, .period = view->filter.period, .domain = domain}};
  return domain && g_strcmp0(domain, view->filter.domain) != 0 ? to(view, &target) : NULL;
}

/* The domain of a row has none in the archive for months without mail. */
static bool has_page(const struct view *view, const struct answer *answer, size_t row) {
  return !web_is_past_month(view->web, view->filter.period) || table_column(answer->table, "messages") < 0 ||
         table_int(answer->table, row, "messages") > 0;
}

static struct url *link_report(const struct view *view, const struct answer *answer, size_t row) {
  g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, table_int(answer->table, row, "id"));
  const struct target target = {.page = page_find("report"), .filter = {.report_id = id}};
  return to(view, &target);
}

static struct url *link_reporter(const struct view *view, const char *reporter) {
  struct target target = {.page = page_find("reports"), .filter = {.has_period = true, .reporter = reporter}};
  target.filter.period = view->filter.period;
  target.filter.domain = view->filter.domain;
  return reporter && *reporter ? to(view, &target) : NULL;
}

static struct url *link_class(const struct view *view, const char *word) {
  struct target target = {.page = page_find("sources"), .filter = {.has_period = true, .has_class = true}};
  target.filter.period = view->filter.period;
  target.filter.domain = view->filter.domain;
  for (; target.filter.class < SOURCE_CLASS_MAX; target.filter.class ++)
    if (g_strcmp0(word, source_class_word(target.filter.class)) == 0)
      return to(view, &target);
  return NULL;
}

/* TLS reports and failure reports have pages of their own. */
static struct url *link_beside(const struct view *view, const char *page, const char *key, const char *text) {
  struct target target = {.page = page_find(page), .filter = {.has_period = true, .period = view->filter.period}};
  const bool is_domain = g_str_equal(key, "domain"), here = view->page == target.page;
  if (!text || !*text || (!is_domain && !g_str_equal(key, "reporter")) ||
      (here && g_strcmp0(text, is_domain ? view->filter.domain : view->filter.reporter) == 0))
    return NULL;
  target.filter.domain = is_domain ? text : view->filter.domain;
  target.filter.reporter = is_domain ? NULL : text;
  return to(view, &target);
}

static struct url *link_failure(const struct view *view, const struct answer *answer, size_t row, unsigned int column) {
  const struct column *which = &answer->table->columns[column];
  const struct cell *cell = table_cell(answer->table, row, column);
  if (which->type == COLUMN_ADDRESS)
    return link_source(view, NULL, cell); /* whatever domains it sends for */
  if (which->type != COLUMN_ID)
    return link_beside(view, "failure-reports", which->key, cell->kind == CELL_TEXT ? cell->text : NULL);
  g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, table_int(answer->table, row, "id"));
  const struct target target = {.page = page_find("failure-report"), .filter = {.report_id = id}};
  return to(view, &target);
}

struct url *view_link_cell(void *user, const struct answer *answer, size_t row, unsigned int column) {
  const struct view *view = user;
  const struct cell *cell = table_cell(answer->table, row, column);
  const char *key = answer->table->columns[column].key;
  const char *text = cell->kind == CELL_TEXT ? cell->text : NULL;
  const bool one = answer->question->takes & TAKES_REPORT_ID; /* its table is about mail */
  if (answer->question->about == ABOUT_TLS)
    return link_beside(view, "tls", key, text);
  if (answer->question->about == ABOUT_FAILURES && (!one || answer->table->columns[column].type == COLUMN_ADDRESS))
    return link_failure(view, answer, row, column);
  if (answer->table->columns[column].type == COLUMN_ADDRESS)
    return link_source(view, domain_of(view, answer, row), cell);
  if (g_str_equal(key, "domain"))
    return has_page(view, answer, row) ? link_domain(view, text) : NULL;
  if (g_str_equal(key, "reporter"))
    return link_reporter(view, text);
  if (g_str_equal(key, "class"))
    return link_class(view, text);
  if (g_str_equal(key, "id") && answer->table->columns[column].type == COLUMN_ID)
    return link_report(view, answer, row);
  return NULL;
}

/* The same page in the order of this column; figures begin with the largest, and a second time turns it round. */
struct url *view_link_order(void *user, const struct answer *answer, unsigned int column) {
  const struct view *view = user;
  const struct column *which = &answer->table->columns[column];
  if (answer != view->main || !(answer->question->takes & view->page->takes & TAKES_SORT) ||
      which->type == COLUMN_BAR || which->type == COLUMN_DRAWING || which->type == COLUMN_JSON)
    return NULL;
  const char *now = view->filter.sort;
  const bool here = now && g_str_equal(now + (*now == '-'), which->key);
  const bool down = here ? *now != '-' : value_is_figure(which);
  g_autofree char *sort = g_strconcat(down ? "-" : "", which->key, NULL);
  struct target target = {.page = view->page, .filter = view->filter};
  target.filter.sort = sort;
  target.filter.offset = 0;
  return to(view, &target);
}

/* -- below a table ------------------------------------------------------------------------------------------------- */

static void write_data_link(struct view *view, const struct answer *answer, enum format format) {
  const struct target target = {
      .page = view->page, .filter = view->filter, .data = view_name_of(view, answer), .format = format};
  struct url *url = target.data ? to(view, &target) : NULL;
  if (!url)
    return;
  html_link(view->html, url, format_name(format));
  html_text(view->html, " ");
  url_free(url);
}

/* To the rows before or behind those that are shown. */
static void write_step(struct view *view, const struct answer *answer, int64_t offset, const char *words) {
  struct target target = {.page = view->page, .filter = view->filter};
  target.filter.limit = answer->filter.limit;
  target.filter.offset = offset;
  struct url *url = to(view, &target);
  html_link(view->html, url, words);
  html_text(view->html, " ");
  url_free(url);
}

static void write_steps(struct view *view, const struct answer *answer) {
  const int64_t limit = answer->filter.limit, offset = answer->filter.offset, rows = (int64_t)answer->rows;
  if (limit <= 0 || rows <= limit)
    return;
  g_autofree char *first = text_count((uint64_t)offset + 1);
  g_autofree char *last = text_count((uint64_t)MIN(offset + limit, rows)), *all = text_count(answer->rows);
  html_open(view->html, "span");
  html_printf(view->html, "%s to %s of %s %s", first, last, all, answer->question->row_many);
  html_close(view->html, "span");
  html_text(view->html, " ");
  if (offset > 0)
    write_step(view, answer, MAX(0, offset - limit), "Previous");
  if (offset + limit < rows)
    write_step(view, answer, offset + limit, "Next");
}

/* The page that has all rows; or this one, with more of them. */
static void write_rest_link(struct view *view, const struct answer *answer, const char *all) {
  if (answer == view->main && view_can_filter(view) && view->page->takes & TAKES_LIMIT) {
    write_steps(view, answer);
    return;
  }
  if (answer->rows <= table_rows(answer->table))
    return;
  struct target target = {.page = all ? page_find(all) : view->page, .filter = view->filter};
  target.filter.sort = all ? NULL : view->filter.sort;
  target.filter.limit = all ? 0 : (int64_t)table_rows(answer->table) * MORE_ROWS;
  target.filter.offset = 0;
  g_autofree char *rows = text_plural(answer->rows, answer->question->row_one, answer->question->row_many);
  g_autofree char *words = all ? g_strdup_printf("All %s", rows) : g_strdup_printf("More of the %s", rows);
  struct url *url = all || answer == view->main ? to(view, &target) : NULL;
  if (!url)
    return;
  html_link(view->html, url, words);
  html_text(view->html, " ");
  url_free(url);
}

void view_table(struct view *view, const struct answer *answer, const struct view_table *look) {
  struct html *html = view->html;
  if (table_rows(answer->table) == 0) {
    html_open_class(html, "p", "note");
    html_printf(html, "%s.", answer->sentence);
    html_close(html, "p");
    return;
  }
  const struct html_table table = {
      .caption = look->caption, .leave = look->leave, .link = view_link_cell, .order = view_link_order, .user = view};
  html_table(html, answer, &table);
  g_autofree char *line = command_line(answer);
  html_open_class(html, "p", "below");
  write_rest_link(view, answer, look->all);
  write_data_link(view, answer, FORMAT_CSV);
  write_data_link(view, answer, FORMAT_JSON);
  html_command(html, line);
  html_close(html, "p");
}
