/* SPDX-License-Identifier: MIT */
/* The walk up the tree of DNS, in trees that are told: the examples of RFC 9989 section 4.10 and appendix B.4, and
 * more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "record/tree_walk.h"
#include <string.h>

#define PLAIN "v=DMARC1; p=none"
#define PSD_Y "v=DMARC1; p=none; psd=y"
#define PSD_N "v=DMARC1; p=none; psd=n"

struct place {
  const char *domain;
  const char *texts[3]; /* of its TXT records below _dmarc; "?" for no answer */
};

static enum tree_record look_up(const struct place *tree, const char *domain) {
  for (; tree->domain; tree++) {
    if (!g_str_equal(tree->domain, domain))
      continue;
    unsigned int n = 0;
    while (n < G_N_ELEMENTS(tree->texts) && tree->texts[n])
      n++;
    return n > 0 && g_str_equal(tree->texts[0], "?") ? TREE_FAILED : tree_record_read(tree->texts, n);
  }
  return TREE_NO_RECORD;
}

/* The walk asks for `asked`, with spaces between, and finds the other two; "-" for none. */
static void walks(const struct place *tree, const char *domain, const char *asked, const char *organisation,
                  const char *policy_domain) {
  struct tree_walk walk;
  assert_true(tree_walk_begin(&walk, domain));
  g_autoptr(GString) questions = g_string_new(NULL);
  for (const char *at; (at = tree_walk_next(&walk));) {
    g_string_append_printf(questions, "%s%s", questions->len > 0 ? " " : "", at);
    tree_walk_answer(&walk, look_up(tree, at));
  }
  const char *found = tree_walk_organisation(&walk), *policy = tree_walk_policy_domain(&walk);
  assert_int_equal(tree_walk_failed(&walk), found == NULL);
  assert_string_equal(questions->str, asked);
  assert_string_equal(found ? found : "-", organisation);
  assert_string_equal(policy ? policy : "-", policy_domain);
  tree_walk_clear(&walk);
}

static void no_walk_takes_more_than_eight_questions(void **state) {
  (void)state;
  const struct place bare[] = {{0}};
  walks(bare, "a.b.c.d.e.f.g.h.i.j.mail.example.com",
        "a.b.c.d.e.f.g.h.i.j.mail.example.com g.h.i.j.mail.example.com h.i.j.mail.example.com i.j.mail.example.com "
        "j.mail.example.com mail.example.com example.com com",
        "a.b.c.d.e.f.g.h.i.j.mail.example.com", "-");
  walks(bare, "a.b.c.d.e.f.g.com",
        "a.b.c.d.e.f.g.com b.c.d.e.f.g.com c.d.e.f.g.com d.e.f.g.com e.f.g.com f.g.com g.com com", "a.b.c.d.e.f.g.com",
        "-");
  walks(bare, "a.b.c.d.e.f.com", "a.b.c.d.e.f.com b.c.d.e.f.com c.d.e.f.com d.e.f.com e.f.com f.com com",
        "a.b.c.d.e.f.com", "-");
  walks(bare, "x.a.b.c.d.e.f.g.com",
        "x.a.b.c.d.e.f.g.com b.c.d.e.f.g.com c.d.e.f.g.com d.e.f.g.com e.f.g.com f.g.com g.com com",
        "x.a.b.c.d.e.f.g.com", "-");
  g_autoptr(GString) deep = g_string_new(NULL);
  for (int i = 0; i < 120; i++)
    g_string_append(deep, "a.");
  g_string_append(deep, "example.com");
  struct tree_walk walk;
  assert_true(tree_walk_begin(&walk, deep->str));
  while (tree_walk_next(&walk))
    tree_walk_answer(&walk, TREE_NO_RECORD);
  assert_int_equal(walk.n, TREE_WALK_QUESTIONS_MOST);
  tree_walk_clear(&walk);
}

/* Section 4.10.2 */
static void the_examples_of_alignment(void **state) {
  (void)state;
  const char *const up = "a.mail.example.com mail.example.com example.com com";
  walks((struct place[]){{"mail.example.com", {PLAIN}}, {"example.com", {PLAIN}}, {0}}, "a.mail.example.com", up,
        "example.com", "example.com");
  walks((struct place[]){{"mail.example.com", {PSD_N}}, {"example.com", {PLAIN}}, {0}}, "a.mail.example.com",
        "a.mail.example.com mail.example.com", "mail.example.com", "mail.example.com");
  walks((struct place[]){{"com", {PSD_Y}}, {0}}, "a.mail.example.com", up, "example.com", "com");
  walks((struct place[]){{"mail.example.com", {PLAIN}}, {"example.com", {PSD_Y}}, {0}}, "mail.example.com",
        "mail.example.com example.com", "mail.example.com", "mail.example.com");
}

/* Appendix B.4.1 */
static void the_simple_example(void **state) {
  (void)state;
  const struct place tree[] = {{"example.com", {PLAIN}}, {"signing.example.com", {PLAIN}}, {0}};
  walks(tree, "example.com", "example.com com", "example.com", "example.com");
  walks(tree, "signing.example.com", "signing.example.com example.com com", "example.com", "signing.example.com");
}

/* Appendix B.4.2 */
static void the_deep_example(void **state) {
  (void)state;
  const struct place tree[] = {{"example.com", {PLAIN}}, {"signing.example.com", {PLAIN}}, {0}};
  walks(tree, "a.b.c.d.e.f.g.h.i.j.k.example.com",
        "a.b.c.d.e.f.g.h.i.j.k.example.com g.h.i.j.k.example.com h.i.j.k.example.com i.j.k.example.com "
        "j.k.example.com k.example.com example.com com",
        "example.com", "example.com");
}

/* Appendix B.4.3 */
static void the_example_with_a_public_suffix(void **state) {
  (void)state;
  const struct place tree[] = {{"bank.example", {PSD_Y}}, {"giant.bank.example", {PLAIN}}, {0}};
  walks(tree, "giant.bank.example", "giant.bank.example bank.example", "giant.bank.example", "giant.bank.example");
  walks(tree, "mail.giant.bank.example", "mail.giant.bank.example giant.bank.example bank.example",
        "giant.bank.example", "giant.bank.example");
  walks(tree, "mail.mega.bank.example", "mail.mega.bank.example mega.bank.example bank.example", "mega.bank.example",
        "bank.example");
  walks(tree, "bank.example", "bank.example", "bank.example", "bank.example");
}

/* With the names between that are skipped, the label below the suffix is still one that was not asked. */
static void a_suffix_of_seven_labels_has_organisations_of_eight(void **state) {
  (void)state;
  walks((struct place[]){{"c.d.e.f.g.h.example", {PSD_Y}}, {0}}, "x.y.a.b.c.d.e.f.g.h.example",
        "x.y.a.b.c.d.e.f.g.h.example c.d.e.f.g.h.example", "b.c.d.e.f.g.h.example", "c.d.e.f.g.h.example");
}

static void only_one_good_record_counts(void **state) {
  (void)state;
  const struct place tree[] = {{"two.example.com", {PLAIN, PSD_N}},
                               {"other.example.com", {"v=spf1 -all", PSD_N, "v=DMARC2; p=none"}},
                               {"old.example.com", {"v=DMARC1; p=none; psd=maybe"}},
                               {"late.example.com", {"p=none; v=DMARC1"}},
                               {0}};
  walks(tree, "two.example.com", "two.example.com example.com com", "two.example.com", "-");
  walks(tree, "other.example.com", "other.example.com", "other.example.com", "other.example.com");
  walks(tree, "a.old.example.com", "a.old.example.com old.example.com example.com com", "old.example.com",
        "old.example.com");
  walks(tree, "a.late.example.com", "a.late.example.com late.example.com example.com com", "a.late.example.com", "-");
}

/* A question without an answer could hide any record, so nothing is known. */
static void without_an_answer_nothing_is_known(void **state) {
  (void)state;
  const struct place tree[] = {{"mail.example.com", {PLAIN}}, {"example.com", {"?"}}, {0}};
  walks(tree, "a.mail.example.com", "a.mail.example.com mail.example.com example.com", "-", "-");
  walks(tree, "example.com", "example.com", "-", "-");
}

static void a_walk_starts_at_a_domain(void **state) {
  (void)state;
  struct tree_walk walk;
  const char *const none[] = {"", ".", "com", "192.0.2.1", "a..example.com", "a b.example.com", "\x1b[2J.example.com"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(none); i++)
    assert_false(tree_walk_begin(&walk, none[i]));
  const struct place tree[] = {{"example.com", {PLAIN}}, {0}};
  walks(tree, "WWW.Example.COM.", "www.example.com example.com com", "example.com", "example.com");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_walk_takes_more_than_eight_questions),
      cmocka_unit_test(the_examples_of_alignment),
      cmocka_unit_test(the_simple_example),
      cmocka_unit_test(the_deep_example),
      cmocka_unit_test(the_example_with_a_public_suffix),
      cmocka_unit_test(a_suffix_of_seven_labels_has_organisations_of_eight),
      cmocka_unit_test(only_one_good_record_counts),
      cmocka_unit_test(without_an_answer_nothing_is_known),
      cmocka_unit_test(a_walk_starts_at_a_domain),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
