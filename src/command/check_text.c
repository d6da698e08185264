/* SPDX-License-Identifier: MIT */
/* What checks found, as people read it: a line for each domain, and below it each check with its findings. */
#include "base/text.h"
#include "command/check_print.h"
#include "command/screen.h"
#include <stdio.h>

#define INDENT 11 /* of what belongs to a finding */
#define WIDEST 110

char *check_summary_words(const struct check_domain *domain) {
  static const struct {
    enum check_result result;
    const char *one, *many;
  } counted[] = {{CHECK_ERROR, "error", "errors"},
                 {CHECK_WARNING, "warning", "warnings"},
                 {CHECK_UNKNOWN, "question without an answer", "questions without an answer"}};
  g_autoptr(GString) words = g_string_new(NULL);
  for (unsigned int k = 0; k < G_N_ELEMENTS(counted); k++) {
    uint64_t n = 0;
    for (unsigned int i = 0; i < domain->n; i++)
      for (guint j = 0; j < domain->findings[i]->list->len; j++)
        n += ((struct check_finding *)domain->findings[i]->list->pdata[j])->result == counted[k].result;
    g_autofree char *number = text_plural(n, counted[k].one, counted[k].many);
    if (n > 0)
      g_string_append_printf(words, "%s%s", words->len > 0 ? ", " : "", number);
  }
  return g_strdup(words->len > 0 ? words->str : "all is well");
}

/* -- a finding ----------------------------------------------------------------------------------------------------- */

struct page {
  unsigned int columns;
  bool colour;
};

static const char *paint(const struct page *page, enum check_result result) {
  static const char *const colours[] = {"\033[32m", "", "\033[33m", "\033[31m", "\033[35m"};
  return page->colour ? colours[result] : "";
}

static const char *plain(const struct page *page) {
  return page->colour ? "\033[0m" : "";
}

static void print_wrapped(const struct page *page, const char *text) {
  g_autoptr(GString) lines = g_string_new(NULL);
  text_wrap(lines, text, INDENT, page->columns);
  fputs(lines->str, stdout);
}

/* A line of its own, which begins with a word; records are not wrapped, so that they can be copied. */
static void print_part(const struct page *page, const char *lead, const char *text) {
  if (!text || !*text)
    return;
  g_autofree char *safe = text_printable(text), *line = g_strconcat(lead, safe, NULL);
  printf("%*s", INDENT, "");
  print_wrapped(page, line);
}

static void print_evidence(const char *evidence) {
  g_autofree char *safe = text_printable(evidence);
  if (*safe)
    printf("%*s%s\n", INDENT, "", safe);
}

/* `before` is the evidence of the one above, which need not be said again. */
static void print_finding(const struct page *page, const struct check_finding *finding, const char *before,
                          const char *domain) {
  const bool other = g_strcmp0(finding->subject, domain) != 0;
  g_autofree char *subject = text_printable(other ? finding->subject : "");
  g_autofree char *rule = finding->reference ? g_strdup_printf(" (%s)", finding->reference) : g_strdup("");
  g_autofree char *sentence = g_strdup_printf("%s%s%s%s", subject, other ? ": " : "", finding->text, rule);
  g_autofree char *safe = text_printable(sentence);
  printf("  %s%-8s%s ", paint(page, finding->result), check_result_word(finding->result), plain(page));
  print_wrapped(page, safe);
  if (finding->evidence && g_strcmp0(finding->evidence, before) != 0)
    print_evidence(finding->evidence);
  print_part(page, "-> ", finding->advice);
}

/* -- all of them --------------------------------------------------------------------------------------------------- */

static void print_check(const struct page *page, const struct check *check, const struct findings *findings,
                        const char *domain) {
  printf("\n%s%s%s\n", page->colour ? "\033[1m" : "", check->title, plain(page));
  for (guint i = 0; i < findings->facts->len; i++) {
    const struct check_fact *fact = &g_array_index(findings->facts, struct check_fact, i);
    g_autofree char *value = text_printable(fact->value);
    printf("  %s: %s\n", fact->key, value);
  }
  for (guint i = 0; i < findings->drawing->len; i++) {
    g_autofree char *line = text_printable(g_ptr_array_index(findings->drawing, i));
    printf("  %s\n", line);
  }
  const char *before = NULL;
  for (guint i = 0; i < findings->list->len; i++) {
    const struct check_finding *finding = findings->list->pdata[i];
    print_finding(page, finding, before, domain);
    before = finding->evidence ? finding->evidence : before;
  }
}

static void print_domain(const struct page *page, const struct check_domain *domain, bool brief) {
  g_autofree char *summary = check_summary_words(domain), *name = text_printable(domain->domain);
  printf("%s%s: %s%s%s\n", page->colour ? "\033[1m" : "", name, paint(page, domain->result), summary, plain(page));
  for (unsigned int i = 0; i < domain->n && !brief; i++)
    print_check(page, domain->checks[i], domain->findings[i], domain->domain);
}

void check_print_text(const GPtrArray *domains, bool brief) {
  struct print_options screen = {0};
  screen_look(&screen);
  const struct page page = {MIN(screen.width > 0 ? screen.width : WIDEST, WIDEST), screen.colour};
  for (guint i = 0; i < domains->len; i++) {
    print_domain(&page, g_ptr_array_index(domains, i), brief);
    if (!brief && i + 1 < domains->len)
      putchar('\n');
  }
}
