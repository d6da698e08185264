/* SPDX-License-Identifier: MIT */
/* The expansion examples of RFC 7208 section 7.4, and what is no macro. */
#include "record/spf_macro.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

/* strong-bad@email.example.com from 192.0.2.3 */
static char *value4(void *user, char letter) {
  const char *six = user;
  switch (letter) {
  case 's':
    return g_strdup("strong-bad@email.example.com");
  case 'l':
    return g_strdup("strong-bad");
  case 'o':
  case 'd':
    return g_strdup("email.example.com");
  case 'i':
    return g_strdup(six ? six : "192.0.2.3");
  case 'v':
    return g_strdup(six ? "ip6" : "in-addr");
  case 'p':
    return g_strdup("mx.example.org");
  default:
    return NULL;
  }
}

static void expect(const char *text, const char *six, const char *expanded) {
  g_autofree char *found = spf_macro_expand((struct span){text, strlen(text)}, value4, (void *)(uintptr_t)six);
  assert_string_equal(found, expanded);
}

static void examples_of_the_rfc_expand_as_it_says(void **state) {
  (void)state;
  expect("%{s}", NULL, "strong-bad@email.example.com");
  expect("%{o}", NULL, "email.example.com");
  expect("%{d}", NULL, "email.example.com");
  expect("%{d4}", NULL, "email.example.com");
  expect("%{d3}", NULL, "email.example.com");
  expect("%{d2}", NULL, "example.com");
  expect("%{d1}", NULL, "com");
  expect("%{dr}", NULL, "com.example.email");
  expect("%{d2r}", NULL, "example.email");
  expect("%{l}", NULL, "strong-bad");
  expect("%{l-}", NULL, "strong.bad");
  expect("%{lr}", NULL, "strong-bad");
  expect("%{lr-}", NULL, "bad.strong");
  expect("%{l1r-}", NULL, "strong");
  expect("%{ir}.%{v}._spf.%{d2}", NULL, "3.2.0.192.in-addr._spf.example.com");
  expect("%{lr-}.lp._spf.%{d2}", NULL, "bad.strong.lp._spf.example.com");
  expect("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", NULL, "bad.strong.lp.3.2.0.192.in-addr._spf.example.com");
  expect("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", NULL, "3.2.0.192.in-addr.strong.lp._spf.example.com");
  expect("%{d2}.trusted-domains.example.net", NULL, "example.com.trusted-domains.example.net");
  expect("%{ir}.%{v}._spf.%{d2}", "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.b.0.1",
         "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com");
}

static void capitals_escape_and_percents_stand_for_themselves(void **state) {
  (void)state;
  expect("%{S}", NULL, "strong-bad%40email.example.com");
  expect("%{D2R}", NULL, "example.email");
  expect("a%%b%_c%-d", NULL, "a%b c%20d");
  expect("", NULL, "");
}

static void mistakes_have_their_place(void **state) {
  (void)state;
  static const struct {
    const char *text;
    enum spf_macro_place place;
    int at; /* -1: none */
  } cases[] = {
      {"example.com", SPF_MACRO_DOMAIN, -1},
      {"%{d}", SPF_MACRO_DOMAIN, -1},
      {"a.%{d2r.-+,/_=}", SPF_MACRO_DOMAIN, -1},
      {"example.com.", SPF_MACRO_DOMAIN, -1},
      {"example", SPF_MACRO_DOMAIN, 0},
      {"", SPF_MACRO_DOMAIN, 0},
      {"%{d}com", SPF_MACRO_DOMAIN, 0},
      {"a.%{x}.com", SPF_MACRO_DOMAIN, 2},
      {"a.%{d", SPF_MACRO_DOMAIN, 2},
      {"a.%{", SPF_MACRO_DOMAIN, 2},
      {"a.%", SPF_MACRO_DOMAIN, 2},
      {"a.%{c}", SPF_MACRO_DOMAIN, 2},
      {"a.%{c}", SPF_MACRO_EXPLANATION, -1},
      {"a b", SPF_MACRO_EXPLANATION, -1},
      {"a b", SPF_MACRO_MODIFIER, 1},
      {"\x80", SPF_MACRO_EXPLANATION, 0},
      {"", SPF_MACRO_MODIFIER, -1},
      {"%{d000}.com", SPF_MACRO_DOMAIN, 0},
      {"%{d99999999999}.com", SPF_MACRO_DOMAIN, -1},
  };
  for (unsigned int i = 0; i < G_N_ELEMENTS(cases); i++) {
    const char *at;
    g_autofree char *exact = g_memdup2(cases[i].text, strlen(cases[i].text)); /* so that reading beyond is seen */
    const char *text = exact ? exact : "";
    g_autofree char *why = spf_macro_wrong((struct span){text, strlen(cases[i].text)}, cases[i].place, &at);
    if ((why != NULL) != (cases[i].at >= 0) || (why && at - text != cases[i].at))
      fail_msg("%s: %s at %td", cases[i].text, why ? why : "fine", at - text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(examples_of_the_rfc_expand_as_it_says),
      cmocka_unit_test(capitals_escape_and_percents_stand_for_themselves),
      cmocka_unit_test(mistakes_have_their_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
