/* SPDX-License-Identifier: MIT */
/* What checks found, as a document that stands alone. */
#include "command/check_print.h"
#include "report/html_document.h"

/* As verdicts of answers look. */
static const char *class_of(enum check_result result) {
  static const char *const classes[] = {"verdict good", "verdict", "verdict odd", "verdict bad", "verdict odd"};
  return classes[result];
}

static void write_finding(struct html *html, const struct check_finding *finding) {
  html_open(html, "tr");
  html_element(html, "td", class_of(finding->result), check_result_word(finding->result));
  html_element(html, "td", NULL, finding->subject);
  html_open(html, "td");
  html_text(html, finding->text);
  if (finding->reference) {
    html_text(html, " ");
    html_printf(html, "(%s)", finding->reference);
  }
  if (finding->evidence) {
    html_open(html, "br");
    html_close(html, "br");
    html_element(html, "code", NULL, finding->evidence);
  }
  html_close(html, "td");
  html_element(html, "td", NULL, finding->advice);
  html_close(html, "tr");
}

static void write_table(struct html *html, const struct findings *findings) {
  static const struct html_head heads[] = {
      {"Result", NULL}, {"About", NULL}, {"Finding", NULL}, {"Instead", NULL}, {NULL, NULL}};
  html_open_class(html, "div", "scroll");
  html_open(html, "table");
  html_thead(html, heads);
  html_open(html, "tbody");
  for (guint i = 0; i < findings->list->len; i++)
    write_finding(html, findings->list->pdata[i]);
  html_close(html, "tbody");
  html_close(html, "table");
  html_close(html, "div");
}

static void write_drawing(struct html *html, const struct findings *findings) {
  if (findings->drawing->len == 0)
    return;
  html_open(html, "pre");
  for (guint i = 0; i < findings->drawing->len; i++) {
    html_text(html, findings->drawing->pdata[i]);
    html_open(html, "br");
    html_close(html, "br");
  }
  html_close(html, "pre");
}

static void write_facts(struct html *html, const struct findings *findings) {
  if (findings->facts->len == 0)
    return;
  html_open_class(html, "dl", "details");
  for (guint i = 0; i < findings->facts->len; i++) {
    const struct check_fact *fact = &g_array_index(findings->facts, struct check_fact, i);
    html_element(html, "dt", NULL, fact->key);
    html_element(html, "dd", NULL, fact->value);
  }
  html_close(html, "dl");
}

static void write_domain(struct html *html, const struct check_domain *domain, bool brief) {
  g_autofree char *summary = check_summary_words(domain);
  html_element(html, "h2", NULL, domain->domain);
  html_element(html, "p", class_of(domain->result), summary);
  for (unsigned int i = 0; i < domain->n && !brief; i++) {
    html_element(html, "h3", NULL, domain->checks[i]->title);
    write_facts(html, domain->findings[i]);
    write_drawing(html, domain->findings[i]);
    write_table(html, domain->findings[i]);
  }
}

void check_print_html(const GPtrArray *domains, bool brief) {
  struct html *html = html_document_begin(stdout, "What domains publish for mail");
  html_element(html, "h1", NULL, "What domains publish for mail");
  for (guint i = 0; i < domains->len; i++)
    write_domain(html, domains->pdata[i], brief);
  html_document_end(html);
}
