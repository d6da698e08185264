/* SPDX-License-Identifier: MIT */
#include "web/published.h"
#include "report/checked_tls.h"
#include "report/last_check.h"
#include "report/sentence.h"
#include "web/redact.h"

enum text { TEXT_CHECK, TEXT_RESULT, TEXT_SUBJECT, TEXT_FOUND, TEXT_RECORD, TEXT_ADVICE, TEXTS };

struct found {
  char *texts[TEXTS];
};

struct published {
  char *words; /* how it came out; NULL: never checked */
  GPtrArray *findings;
};

static void finding_free(gpointer pointer) {
  struct found *finding = pointer;
  for (unsigned int i = 0; i < TEXTS; i++)
    g_free(finding->texts[i]);
  g_free(finding);
}

/* The titles that `check` has for them. */
static const char *title_of(const char *check) {
  static const char *const titles[][2] = {{"mta-sts", "MTA-STS"}, {"tls-rpt", "TLS-RPT"}, {"dane", "DANE"}};
  for (unsigned int i = 0; i < G_N_ELEMENTS(titles); i++)
    if (g_strcmp0(check, titles[i][0]) == 0)
      return titles[i][1];
  return "TLS";
}

struct keeping {
  const struct view *view;
  struct published *published;
};

static void keep(void *user, const struct checked_tls *found) {
  const struct keeping *keeping = user;
  const char *const texts[TEXTS] = {title_of(found->check), found->result, found->subject, found->text,
                                    found->evidence,        found->advice};
  struct found *finding = g_new0(struct found, 1);
  for (unsigned int i = 0; i < TEXTS; i++)
    finding->texts[i] = keeping->view->web->options.redact ? redact_text(texts[i]) : g_strdup(texts[i]);
  g_ptr_array_add(keeping->published->findings, finding);
}

struct published *published_ask(const struct view *view, GError **error) {
  struct published *published = g_new0(struct published, 1);
  struct keeping keeping = {view, published};
  struct store *store = view->web->store;
  const char *domain = view->filter.domain;
  g_autofree char *words = NULL;
  published->findings = g_ptr_array_new_with_free_func(finding_free);
  if (last_check_words(store, domain, LAST_CHECK_TLS, view->web->now, &words, error) &&
      checked_tls_each(store, domain, keep, &keeping, error)) {
    published->words = view->web->options.redact ? redact_text(words) : g_strdup(words);
    return published;
  }
  published_free(published);
  return NULL;
}

void published_free(struct published *published) {
  if (!published)
    return;
  g_ptr_array_unref(published->findings);
  g_free(published->words);
  g_free(published);
}

/* -- writing ------------------------------------------------------------------------------------------------------- */

static void write_row(struct html *html, const struct found *finding) {
  char *const *texts = finding->texts;
  html_open(html, "tr");
  html_open(html, "th");
  html_attribute(html, "scope", "row");
  html_text(html, texts[TEXT_CHECK]);
  html_element(html, "small", NULL, texts[TEXT_SUBJECT]);
  html_close(html, "th");
  html_element(html, "td", NULL, texts[TEXT_RESULT]);
  html_open(html, "td");
  html_text(html, texts[TEXT_FOUND]);
  if (texts[TEXT_ADVICE])
    html_element(html, "small", NULL, texts[TEXT_ADVICE]);
  html_close(html, "td");
  html_open_class(html, "td", "p2");
  html_element(html, "code", "record", texts[TEXT_RECORD]);
  html_close(html, "td");
  html_close(html, "tr");
}

static void write_table(struct html *html, const struct published *published) {
  static const char caption[] = "Records and policies, as the check found them";
  static const struct html_head heads[] = {
      {"Check", NULL}, {"Result", NULL}, {"Finding", NULL}, {"Record", "p2"}, {NULL, NULL}};
  html_scroll_begin(html, caption);
  html_open(html, "table");
  html_element(html, "caption", NULL, caption);
  html_thead(html, heads);
  html_open(html, "tbody");
  for (guint i = 0; i < published->findings->len; i++)
    write_row(html, published->findings->pdata[i]);
  html_close(html, "tbody");
  html_close(html, "table");
  html_scroll_end(html);
}

void published_write(struct view *view, const struct published *published) {
  struct html *html = view->html;
  const char *domain = view->filter.domain;
  view_section_begin(view, "What is published");
  html_open(html, "p");
  if (published->words) {
    html_printf(html, "MTA-STS, TLS-RPT and DANE of %s were %s.", domain, published->words);
  } else {
    g_autofree char *line = g_strdup_printf("dmarcstat check %s --only mta-sts,tls-rpt,dane,tls --store",
                                            sentence_is_plain(domain) ? domain : "DOMAIN");
    html_printf(html, "No check of MTA-STS, TLS-RPT and DANE is kept. ");
    html_command(html, line);
  }
  html_close(html, "p");
  if (published->findings->len > 0)
    write_table(html, published);
  view_section_end(view);
}
