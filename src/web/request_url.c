/* SPDX-License-Identifier: MIT */
/* Addresses that ask for a page. */
#include "base/text.h"
#include "report/filter_words.h"
#include "report/resource.h"
#include "web/request.h"
#include "web/view.h"
#include <string.h>

char *request_base(const char *script, const char *path) {
  const char *end = strrchr(script, '/');
  g_autoptr(GString) base = g_string_new(NULL);
  if (!*path)
    g_string_append_uri_escaped(base, end ? end + 1 : script, NULL, FALSE);
  if (base->len > 0)
    g_string_append_c(base, '/');
  for (const char *p = *path ? path + 1 : path; *p; p++)
    g_string_append(base, *p == '/' ? "../" : "");
  return g_strdup(base->str);
}

/* An address being made. */
struct making {
  struct url *url;
  const struct page *page;
};

/* What means nothing to the page is left out. */
static void add(const struct making *to, enum parameter parameter, const char *value) {
  if (parameter_fits(parameter, to->page))
    url_add_query(to->url, parameter_name(parameter), value);
}

static void add_number(const struct making *to, enum parameter parameter, int64_t number) {
  g_autofree char *text = number ? g_strdup_printf("%" G_GINT64_FORMAT, number) : NULL;
  add(to, parameter, text);
}

/* A range that ends with the newest data goes on doing so. */
static void add_period(const struct making *to, const struct filter *filter, struct period usual) {
  if (!filter->has_period || (filter->period.since == usual.since && filter->period.until == usual.until))
    return;
  const int32_t days = filter->period.until - filter->period.since;
  if (filter->period.until == usual.until && days <= REQUEST_DAYS_MOST) {
    add_number(to, PARAMETER_DAYS, days);
    return;
  }
  g_autofree char *since = text_day((int64_t)filter->period.since * PERIOD_DAY_SECONDS);
  g_autofree char *until = text_day(((int64_t)filter->period.until - 1) * PERIOD_DAY_SECONDS);
  add(to, PARAMETER_SINCE, since);
  add(to, PARAMETER_UNTIL, until);
}

static void add_filter(const struct making *to, const struct filter *filter) {
  g_autofree char *class = filter->has_class ? filter_words_of_class(filter->class) : NULL;
  add(to, PARAMETER_REPORTER, filter->reporter);
  add(to, PARAMETER_CLASS, class);
  if (filter->disposition != DISPOSITION_OTHER)
    add(to, PARAMETER_DISPOSITION, disposition_word(filter->disposition));
  if (filter->has_trust)
    add(to, PARAMETER_TRUST, trust_word(filter->trust));
  add(to, PARAMETER_FAILING, filter->failing ? "yes" : NULL);
  add(to, PARAMETER_SORT, filter->sort);
}

static void add_rows(const struct making *to, const struct target *target) {
  const struct filter *filter = &target->filter;
  const int64_t most = target->data ? REQUEST_DATA_ROWS_MOST : REQUEST_ROWS_MOST;
  if (filter->limit <= 0)
    return;
  add_number(to, PARAMETER_LIMIT, MIN(filter->limit, most));
  if (filter->offset > 0)
    add_number(to, PARAMETER_PAGE, filter->offset / filter->limit + 1);
}

struct url *request_url(const char *base, const struct target *target, struct period period) {
  const bool is_start = g_str_equal(target->page->id, "overview");
  const struct filter *filter = &target->filter;
  struct url *url = url_new(is_start && !*base ? "./" : base);
  const struct making *to = &(struct making){url, target->page};
  g_autofree char *source = filter_words_of_source(filter);
  if (!is_start)
    url_add_segment(url, target->page->id);
  add(to, PARAMETER_DOMAIN, filter->domain);
  add(to, PARAMETER_REPORT, filter->report_id);
  add(to, PARAMETER_SOURCE, source);
  add_period(to, filter, period);
  add_filter(to, filter);
  add_rows(to, target);
  if (target->data) {
    add(to, PARAMETER_FORMAT, format_name(target->format));
    add(to, PARAMETER_TABLE, target->data);
  }
  return url;
}

struct url *request_file(const char *base, const char *name) {
  g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, resource_text(name), -1);
  struct url *url = url_new(base);
  digest[12] = '\0';
  url_add_segment(url, name);
  url_add_query(url, "v", digest);
  return url;
}

/* -- struct links -------------------------------------------------------------------------------------------------- */

static const char *base_of(void *user) {
  const char *const *base = user;
  return *base;
}

static struct url *link_to(void *user, const struct view *from, const struct target *target) {
  if (target->page->live_only && from->web->options.redact)
    return NULL;
  return request_url(base_of(user), target, from->web->period);
}

static struct url *link_file(void *user, const struct view *from, const char *name) {
  (void)from;
  return request_file(base_of(user), name);
}

static struct url *link_canonical(void *user, const struct view *from) {
  (void)user, (void)from;
  return NULL;
}

static struct url *link_form(void *user, const struct view *from) {
  const struct target target = {.page = from->page};
  return request_url(base_of(user), &target, from->web->period);
}

struct links request_links(const char *const *base) {
  return (struct links){
      .to = link_to, .file = link_file, .canonical = link_canonical, .form = link_form, .user = (void *)base};
}
