/* SPDX-License-Identifier: MIT */
/* What checks found, to be put into tickets and wikis: a table for each domain. */
#include "base/text.h"
#include "command/check_print.h"
#include "report/markdown.h"
#include <stdio.h>

static void put(const char *text) {
  g_autofree char *safe = text_printable(text);
  markdown_text(safe, stdout);
}

static void print_finding(const struct check *check, const struct check_finding *finding) {
  printf("| %s | %s | ", check->title, check_result_word(finding->result));
  put(finding->subject);
  fputs(" | ", stdout);
  put(finding->text);
  fputs(" | ", stdout);
  put(finding->reference);
  fputs(" | ", stdout);
  put(finding->evidence);
  fputs(" | ", stdout);
  put(finding->advice);
  fputs(" |\n", stdout);
}

static void print_facts(const struct findings *findings) {
  for (guint i = 0; i < findings->facts->len; i++) {
    const struct check_fact *fact = &g_array_index(findings->facts, struct check_fact, i);
    fputs("- ", stdout);
    put(fact->key);
    fputs(": ", stdout);
    put(fact->value);
    putchar('\n');
  }
}

static void print_domain(const struct check_domain *domain, bool brief) {
  g_autofree char *summary = check_summary_words(domain);
  fputs(brief ? "- " : "## ", stdout);
  put(domain->domain);
  printf(": %s\n", summary);
  if (brief)
    return;
  puts("\n| Check | Result | About | Finding | Rule | Evidence | Instead |\n| --- | --- | --- | --- | --- | --- | --- "
       "|");
  for (unsigned int i = 0; i < domain->n; i++)
    for (guint k = 0; k < domain->findings[i]->list->len; k++)
      print_finding(domain->checks[i], domain->findings[i]->list->pdata[k]);
  putchar('\n');
  for (unsigned int i = 0; i < domain->n; i++)
    print_facts(domain->findings[i]);
}

void check_print_markdown(const GPtrArray *domains, bool brief) {
  for (guint i = 0; i < domains->len; i++) {
    print_domain(domains->pdata[i], brief);
    if (!brief && i + 1 < domains->len)
      putchar('\n');
  }
}
