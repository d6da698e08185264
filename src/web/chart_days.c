/* SPDX-License-Identifier: MIT */
#include "web/chart_days.h"
#include "base/text.h"
#include "web/calendar.h"

/* All in hundredths of what the viewBox counts. */
#define WIDTH 108000
#define HEIGHT 26000
#define LEFT 5200
#define TOP 1200
#define BOTTOM 23400
#define LABEL_GAP 7000 /* between two labels below, at least */

#define PARTS_MOST 4

/* What bars are made of, from below; the last is what failed. */
struct kind {
  const char *title, *one, *many;
  unsigned int n;
  struct {
    const char *class, *pattern, *words; /* of the pattern the id: what is not fully in order has one */
  } parts[PARTS_MOST];
  void (*split)(const struct table *table, size_t row, uint64_t whole, uint64_t *parts);
};

struct day {
  int32_t day;
  uint64_t whole, part[PARTS_MOST];
};

struct chart {
  struct html *html;
  const struct kind *kind;
  const struct answer *timeline;
  size_t n;
  uint64_t top;  /* of the scale */
  uint64_t step; /* between its lines */
};

/* A message passes when DKIM or SPF is aligned, so those with both are counted in either. */
static void split_mail(const struct table *table, size_t row, uint64_t whole, uint64_t *parts) {
  const uint64_t pass = (uint64_t)table_int(table, row, "dmarc_pass");
  const uint64_t dkim = MIN((uint64_t)table_int(table, row, "dkim_aligned"), pass);
  const uint64_t spf = MIN((uint64_t)table_int(table, row, "spf_aligned"), pass);
  parts[1] = pass - spf;
  parts[2] = pass - dkim;
  parts[0] = pass - parts[1] - MIN(parts[2], pass - parts[1]);
  parts[3] = whole - MIN(pass, whole);
}

static void split_tls(const struct table *table, size_t row, uint64_t whole, uint64_t *parts) {
  parts[1] = MIN((uint64_t)table_int(table, row, "sessions_failed"), whole);
  parts[0] = whole - parts[1];
}

static const struct kind mail = {.title = "Messages a day by DMARC result",
                                 .one = "message",
                                 .many = "messages",
                                 .n = 4,
                                 .parts = {{"s-both", NULL, "DKIM and SPF aligned"},
                                           {"s-dkim", NULL, "DKIM only"},
                                           {"s-spf", "days-spf", "SPF only"},
                                           {"s-fail", "days-fail", "fail"}},
                                 .split = split_mail};

static const struct kind tls = {.title = "TLS sessions a day",
                                .one = "session",
                                .many = "sessions",
                                .n = 2,
                                .parts = {{"s-both", NULL, "worked"}, {"s-fail", "days-fail", "failed"}},
                                .split = split_tls};

static uint64_t whole_of(const struct answer *timeline, size_t row) {
  const char *counts = timeline->question->counts;
  return (uint64_t)table_int(timeline->table, row, counts ? counts : "messages");
}

static struct day day_of(const struct chart *chart, size_t row) {
  struct day day = {.day = (int32_t)table_int(chart->timeline->table, row, "day"),
                    .whole = whole_of(chart->timeline, row)};
  chart->kind->split(chart->timeline->table, row, day.whole, day.part);
  return day;
}

static uint64_t failed_of(const struct chart *chart, const struct day *day) {
  return day->part[chart->kind->n - 1];
}

/* Two to five lines at 1, 2 or 5 times a power of ten. */
static void choose_scale(struct chart *chart) {
  uint64_t most = 1;
  for (size_t row = 0; row < chart->n; row++)
    most = MAX(most, whole_of(chart->timeline, row));
  static const uint64_t factors[] = {1, 2, 5};
  uint64_t power = 1;
  unsigned int factor = 0;
  while (power * factors[factor] * 5 < most && power < G_MAXUINT64 / 1000) {
    factor = (factor + 1) % G_N_ELEMENTS(factors);
    power *= factor == 0 ? 10 : 1;
  }
  chart->step = power * factors[factor];
  chart->top = (most + chart->step - 1) / chart->step * chart->step;
}

/* "3k", "1.5M" */
static char *short_count(uint64_t number) {
  static const struct {
    uint64_t unit;
    const char *letter;
  } units[] = {{1000000000000, "T"}, {1000000000, "G"}, {1000000, "M"}, {1000, "k"}};
  for (unsigned int i = 0; i < G_N_ELEMENTS(units); i++)
    if (number >= units[i].unit) {
      const unsigned int tenth = (unsigned int)(number % units[i].unit * 10 / units[i].unit);
      const uint64_t whole = number / units[i].unit;
      return tenth ? g_strdup_printf("%" G_GUINT64_FORMAT ".%u%s", whole, tenth, units[i].letter)
                   : g_strdup_printf("%" G_GUINT64_FORMAT "%s", whole, units[i].letter);
    }
  return g_strdup_printf("%" G_GUINT64_FORMAT, number);
}

static int64_t height_of(const struct chart *chart, uint64_t number) {
  return (int64_t)((double)number / (double)chart->top * (BOTTOM - TOP));
}

static int64_t x_of(const struct chart *chart, size_t row) {
  return LEFT + (int64_t)(WIDTH - LEFT) * (int64_t)row / (int64_t)chart->n;
}

/* -- what it says in words ----------------------------------------------------------------------------------------- */

static void write_description(const struct chart *chart) {
  uint64_t failed = 0;
  double worst = 0;
  struct day worst_day = {0};
  for (size_t row = 0; row < chart->n; row++) {
    const struct day day = day_of(chart, row);
    const double share = day.whole ? (double)failed_of(chart, &day) / (double)day.whole : 0;
    failed += failed_of(chart, &day);
    if (share > worst) {
      worst = share;
      worst_day = day;
    }
  }
  g_autofree char *period = period_words(chart->timeline->filter.period);
  g_autofree char *all = text_plural(chart->timeline->messages, chart->kind->one, chart->kind->many);
  g_autofree char *share = text_share(failed, chart->timeline->messages);
  html_open(chart->html, "desc");
  html_printf(chart->html, "%s, a bar for each day. %s in all, of which %s failed", period, all, share);
  if (failed > 0) {
    g_autofree char *day = calendar_day(worst_day.day),
                    *most = text_share(failed_of(chart, &worst_day), worst_day.whole);
    html_printf(chart->html, "; the largest share was %s on %s", most, day);
  }
  html_text(chart->html, ". The table below has the figures.");
  html_close(chart->html, "desc");
}

/* -- drawing ------------------------------------------------------------------------------------------------------- */

static void write_text(const struct chart *chart, int64_t x, int64_t y, const char *anchor, const char *text) {
  html_open(chart->html, "text");
  html_coordinate(chart->html, "x", x);
  html_coordinate(chart->html, "y", y);
  html_attribute(chart->html, "text-anchor", anchor);
  html_text(chart->html, text);
  html_close(chart->html, "text");
}

static void write_scale(const struct chart *chart) {
  for (uint64_t at = 0; at <= chart->top; at += chart->step) {
    const int64_t y = BOTTOM - height_of(chart, at);
    g_autofree char *label = short_count(at);
    html_open_class(chart->html, "line", "grid");
    html_coordinate(chart->html, "x1", LEFT);
    html_coordinate(chart->html, "x2", WIDTH);
    html_coordinate(chart->html, "y1", y);
    html_coordinate(chart->html, "y2", y);
    html_close(chart->html, "line");
    write_text(chart, LEFT - 800, y + 400, "end", label);
  }
}

/* Lines over the colours of what is not fully in order. */
static void write_pattern(struct html *html, const char *id, const char *class, const char *path) {
  html_open(html, "pattern");
  html_attribute(html, "id", id);
  html_attribute(html, "width", "6");
  html_attribute(html, "height", "6");
  html_attribute(html, "patternUnits", "userSpaceOnUse");
  html_open_class(html, "rect", class);
  html_attribute(html, "width", "6");
  html_attribute(html, "height", "6");
  html_close(html, "rect");
  html_open_class(html, "path", "hatch");
  html_attribute(html, "d", path);
  html_close(html, "path");
  html_close(html, "pattern");
}

static void write_rect(struct html *html, const struct kind *kind, unsigned int part, int64_t x, int64_t y,
                       int64_t width, int64_t height) {
  const char *pattern = kind->parts[part].pattern;
  g_autofree char *fill = pattern ? g_strdup_printf("url(#%s)", pattern) : NULL;
  html_open(html, "rect");
  html_attribute(html, fill ? "fill" : "class", fill ? fill : kind->parts[part].class);
  html_coordinate(html, "x", x);
  html_coordinate(html, "y", y);
  html_coordinate(html, "width", width);
  html_coordinate(html, "height", height);
  html_close(html, "rect");
}

static void write_day(const struct chart *chart, size_t row) {
  const struct day day = day_of(chart, row);
  const int64_t x = x_of(chart, row), room = x_of(chart, row + 1) - x, gap = room / 8;
  uint64_t below = 0;
  if (day.whole == 0)
    return;
  g_autofree char *date = calendar_weekday(day.day), *all = text_plural(day.whole, chart->kind->one, chart->kind->many);
  g_autofree char *failed = text_count(failed_of(chart, &day));
  html_open(chart->html, "g");
  html_open(chart->html, "title");
  html_printf(chart->html, "%s: %s, %s fail", date, all, failed);
  html_close(chart->html, "title");
  for (unsigned int part = 0; part < chart->kind->n; part++) {
    const int64_t y = BOTTOM - height_of(chart, below + day.part[part]), foot = BOTTOM - height_of(chart, below);
    below += day.part[part];
    if (foot > y)
      write_rect(chart->html, chart->kind, part, x + gap, y, room - gap, foot - y);
  }
  html_close(chart->html, "g");
}

/* Mondays, or the first of each month where Mondays are too many. */
static void write_dates(const struct chart *chart) {
  const bool by_week = chart->n <= 100;
  int64_t last = 0;
  for (size_t row = 0; row < chart->n; row++) {
    const int32_t day = (int32_t)table_int(chart->timeline->table, row, "day");
    const int64_t middle = (x_of(chart, row) + x_of(chart, row + 1)) / 2;
    const bool wanted = chart->n <= 10 || (by_week ? calendar_is_monday(day) : calendar_is_first(day));
    if (!wanted || middle - last < LABEL_GAP || middle > WIDTH - 2000)
      continue;
    g_autofree char *label = calendar_short(day);
    write_text(chart, middle, BOTTOM + 1800, "middle", label);
    last = middle;
  }
}

static void write_drawing(const struct chart *chart, const char *about) {
  struct html *html = chart->html;
  html_open_class(html, "svg", "days");
  html_attribute(html, "viewBox", "0 0 1080 260");
  html_attribute(html, "role", "img");
  html_open(html, "title");
  html_printf(html, "%s, %s", chart->kind->title, about);
  html_close(html, "title");
  write_description(chart);
  html_open(html, "defs");
  write_pattern(html, "days-spf", "s-spf", "M0 3H6");
  write_pattern(html, "days-fail", "s-fail", "M-1 1L1 -1M0 6L6 0M5 7L7 5");
  html_close(html, "defs");
  write_scale(chart);
  for (size_t row = 0; row < chart->n; row++)
    write_day(chart, row);
  write_dates(chart);
  html_close(html, "svg");
}

static void write_key(struct html *html, const struct kind *kind) {
  html_open_class(html, "ul", "key");
  for (unsigned int part = 0; part < kind->n; part++) {
    html_open(html, "li");
    html_open(html, "svg");
    html_attribute(html, "viewBox", "0 0 12 12");
    html_attribute(html, "aria-hidden", "true");
    write_rect(html, kind, part, 0, 0, 1200, 1200);
    html_close(html, "svg");
    html_text(html, kind->parts[part].words);
    html_close(html, "li");
  }
  html_close(html, "ul");
}

void chart_days(struct html *html, const struct answer *timeline, const char *about) {
  struct chart chart = {.html = html,
                        .kind = timeline->question->about == ABOUT_TLS ? &tls : &mail,
                        .timeline = timeline,
                        .n = table_rows(timeline->table)};
  if (chart.n == 0 || timeline->messages == 0)
    return;
  choose_scale(&chart);
  html_open(html, "figure");
  write_key(html, chart.kind);
  write_drawing(&chart, about);
  html_close(html, "figure");
}
