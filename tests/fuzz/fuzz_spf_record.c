/* SPDX-License-Identifier: MIT */
/* An SPF record, and the macros in it. */
#include "findings_check.h"
#include "record/spf_macro.h"
#include "record/spf_outline.h"

static char *value_of(void *user, char letter) {
  (void)user;
  static const char *const values[] = {"someone@mail.example.com", "192.0.2.1", "mail.example.com", ""};
  return letter == 'h' ? NULL : g_strdup(values[(unsigned char)letter % G_N_ELEMENTS(values)]);
}

static void look_at(const struct spf_term *term) {
  g_autofree char *name = spf_term_name(term);
  fuzz_check_sentence(name);
  const char *at = NULL;
  g_autofree char *wrong = term->domain.at ? spf_macro_wrong(term->domain, SPF_MACRO_DOMAIN, &at) : NULL;
  FUZZ_CHECK(term->kind == SPF_UNKNOWN || !wrong);
  if (term->domain.at && !wrong)
    g_free(spf_macro_expand(term->domain, value_of, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct fuzz_input input = {bytes, length};
  g_autofree char *rest = fuzz_text(&input), *text = g_strconcat("v=spf1 ", rest, NULL);
  struct spf_record record;
  if (spf_record_is(text)) {
    spf_record_parse(text, &record);
    findings_check(record.findings, strlen(text), !record.broken);
    for (guint i = 0; i < record.terms->len; i++)
      look_at(&g_array_index(record.terms, struct spf_term, i));
    spf_record_clear(&record);
  }
  const struct span span = {rest, strlen(rest)};
  const char *at = NULL;
  g_autofree char *wrong = spf_macro_wrong(span, SPF_MACRO_EXPLANATION, &at);
  if (wrong)
    FUZZ_CHECK(at >= rest && at <= rest + strlen(rest));
  else
    g_free(spf_macro_expand(span, value_of, NULL));
  return 0;
}
