/* SPDX-License-Identifier: MIT */
/* What a source is, told from its figures; each case is a kind of sender as it is met with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/class.h"
#include <string.h>

#define PERIOD 30
#define ALL 100000 /* messages of the domain */

struct sender {
  const char *what;
  struct class_evidence evidence;
  enum source_class class;
};

/* messages, dmarc_pass, both, dkim_aligned, spf_aligned, dkim_pass, spf_pass, overridden, days; who is behind it */
static const struct sender senders[] = {
    {"own mail server", {9000, 9000, 8990, 8995, 8995, 9000, 9000, 0, 30, PERIOD, ALL, KNOWN_NOT}, CLASS_ALIGNED},
    {"own server, forwarded now and then",
     {9000, 8990, 7700, 8950, 7700, 8960, 7700, 20, 30, PERIOD, ALL, KNOWN_NOT},
     CLASS_ALIGNED},
    {"own server with SPF only",
     {5000, 4900, 0, 0, 4900, 0, 4900, 0, 30, PERIOD, ALL, KNOWN_NOT},
     CLASS_PARTLY_ALIGNED},
    {"own server that SPF forgot",
     {5000, 4990, 0, 4990, 0, 4990, 0, 0, 30, PERIOD, ALL, KNOWN_NOT},
     CLASS_PARTLY_ALIGNED},
    {"service that signs as the domain",
     {8000, 7990, 0, 7990, 0, 8000, 8000, 0, 30, PERIOD, ALL, KNOWN_NOT},
     CLASS_PARTLY_ALIGNED},
    {"two servers behind one address",
     {2000, 1990, 300, 1200, 1090, 1200, 1100, 0, 30, PERIOD, ALL, KNOWN_NOT},
     CLASS_PARTLY_ALIGNED},
    {"service that signs as itself",
     {1130, 0, 0, 0, 0, 1130, 1130, 0, 30, PERIOD, ALL, KNOWN_NOT},
     CLASS_MISCONFIGURED},
    {"the same, twice a week", {400, 0, 0, 0, 0, 0, 400, 0, 8, PERIOD, ALL, KNOWN_NOT}, CLASS_MISCONFIGURED},
    {"server whose key is broken half of the time",
     {900, 500, 400, 450, 450, 460, 460, 0, 30, PERIOD, ALL, KNOWN_NOT},
     CLASS_MISCONFIGURED},
    {"forwarder that keeps signatures", {40, 38, 0, 38, 0, 38, 0, 0, 9, PERIOD, ALL, KNOWN_NOT}, CLASS_FORWARDED},
    {"forwarder with an envelope of its own",
     {90, 88, 0, 88, 0, 88, 90, 0, 28, PERIOD, ALL, KNOWN_NOT},
     CLASS_FORWARDED},
    {"forwarder that breaks some signatures",
     {50, 40, 0, 40, 0, 40, 50, 0, 20, PERIOD, ALL, KNOWN_NOT},
     CLASS_FORWARDED},
    {"mailing list", {43, 15, 0, 15, 0, 43, 43, 28, 23, PERIOD, ALL, KNOWN_NOT}, CLASS_FORWARDED},
    {"list that breaks all", {20, 0, 0, 0, 0, 20, 20, 15, 12, PERIOD, ALL, KNOWN_NOT}, CLASS_FORWARDED},
    {"spammer", {1204, 0, 0, 0, 0, 0, 0, 0, 7, PERIOD, ALL, KNOWN_NOT}, CLASS_SUSPICIOUS},
    {"spammer with a domain of his own", {300, 0, 0, 0, 0, 300, 300, 0, 2, PERIOD, ALL, KNOWN_NOT}, CLASS_SUSPICIOUS},
    {"a single forged message", {1, 0, 0, 0, 0, 0, 0, 0, 1, PERIOD, ALL, KNOWN_NOT}, CLASS_SUSPICIOUS},
    {"a single good message", {1, 1, 1, 1, 1, 1, 1, 0, 1, PERIOD, ALL, KNOWN_NOT}, CLASS_ALIGNED},
    {"the only service of a small domain", {9, 9, 0, 9, 0, 9, 9, 0, 3, PERIOD, 12, KNOWN_NOT}, CLASS_PARTLY_ALIGNED},
    {"known service that signs as itself, seldom",
     {9, 0, 0, 0, 0, 9, 9, 0, 2, PERIOD, ALL, KNOWN_SENDER},
     CLASS_MISCONFIGURED},
    {"known service with SPF only, for itself",
     {9, 0, 0, 0, 0, 0, 9, 0, 2, PERIOD, ALL, KNOWN_SENDER},
     CLASS_MISCONFIGURED},
    {"known service whose mail some receivers let pass",
     {90, 0, 0, 0, 0, 90, 90, 80, 9, PERIOD, ALL, KNOWN_SENDER},
     CLASS_MISCONFIGURED},
    {"known service that signs as the domain, seldom",
     {40, 38, 0, 38, 0, 40, 40, 0, 9, PERIOD, ALL, KNOWN_SENDER},
     CLASS_PARTLY_ALIGNED},
    {"known service that passes for nobody", {9, 0, 0, 0, 0, 0, 0, 0, 2, PERIOD, ALL, KNOWN_SENDER}, CLASS_SUSPICIOUS},
    {"mailbox provider that signs as itself",
     {9, 0, 0, 0, 0, 9, 9, 0, 2, PERIOD, ALL, KNOWN_MAILBOX},
     CLASS_MISCONFIGURED},
    {"mailbox provider that forwards and keeps signatures",
     {90, 88, 0, 88, 0, 88, 90, 0, 28, PERIOD, ALL, KNOWN_MAILBOX},
     CLASS_FORWARDED},
    {"mailbox provider with an envelope of its own and no signature",
     {2, 0, 0, 0, 0, 0, 2, 0, 1, PERIOD, ALL, KNOWN_MAILBOX},
     CLASS_SUSPICIOUS},
    {"known forwarder, much mail, on every day",
     {8000, 7990, 0, 7990, 0, 8000, 8000, 0, 30, PERIOD, ALL, KNOWN_FORWARDER},
     CLASS_FORWARDED},
    {"known list that breaks all and gives no reason",
     {300, 0, 0, 0, 0, 300, 300, 0, 30, PERIOD, ALL, KNOWN_FORWARDER},
     CLASS_FORWARDED},
    {"own server that nobody set up", {30, 0, 0, 0, 0, 0, 0, 0, 3, PERIOD, ALL, KNOWN_OWN}, CLASS_MISCONFIGURED},
    {"own server that signs only", {40, 40, 0, 40, 0, 40, 0, 0, 2, PERIOD, ALL, KNOWN_OWN}, CLASS_PARTLY_ALIGNED},
    {"numbers beyond all reason",
     {UINT64_C(1) << 62, UINT64_C(1) << 62, 0, UINT64_C(1) << 62, 0, 0, UINT64_C(1) << 62, 0, 30, PERIOD, ALL,
      KNOWN_NOT},
     CLASS_PARTLY_ALIGNED},
};

static void each_kind_of_sender_gets_its_class(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(senders); i++) {
    const enum source_class found = class_of(&senders[i].evidence);
    if (found != senders[i].class)
      fail_msg("%s is %s, not %s: %s", senders[i].what, source_class_word(senders[i].class), source_class_word(found),
               class_reason(&senders[i].evidence));
  }
}

/* Whoever adds a forwarder or a stranger to SPF lets everybody behind it send as the domain. */
static void nobody_is_told_to_add_a_forwarder_or_a_stranger_to_spf(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(senders); i++) {
    const char *advice = class_advice(&senders[i].evidence);
    if (senders[i].class != CLASS_FORWARDED && senders[i].class != CLASS_SUSPICIOUS)
      continue;
    assert_non_null(advice);
    assert_null(strstr(advice, "dd it to the SPF"));
    assert_non_null(strstr(advice, "Do not add it to your SPF record"));
  }
}

/* Only of an own server it is known that it is no stranger. */
static void only_own_servers_are_to_be_named_in_spf_without_a_pass(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(senders); i++) {
    const struct class_evidence *evidence = &senders[i].evidence;
    const char *advice = class_advice(evidence);
    if (evidence->dmarc_pass == 0 && advice && strstr(advice, "name it in your SPF record"))
      assert_int_equal(evidence->known, KNOWN_OWN);
    if (evidence->known == KNOWN_FORWARDER)
      assert_non_null(strstr(advice, "Do not add it to your SPF record"));
  }
}

static void every_class_has_a_word_and_every_sender_a_reason(void **state) {
  (void)state;
  for (enum source_class class = 0; class < SOURCE_CLASS_MAX; class ++)
    assert_true(strlen(source_class_word(class)) > 0);
  for (size_t i = 0; i < G_N_ELEMENTS(senders); i++)
    assert_true(strlen(class_reason(&senders[i].evidence)) > 10);
  for (unsigned int rule = 0; rule < source_rules(); rule++) {
    assert_true(strlen(source_rule_word(rule)) > 10);
    assert_null(strchr(source_rule_word(rule), 39)); /* it stands in SQL between apostrophes */
  }
  for (enum class_known known = 0; known < CLASS_KNOWN_MAX; known++)
    assert_true(strlen(class_known_word(known)) > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_kind_of_sender_gets_its_class),
      cmocka_unit_test(nobody_is_told_to_add_a_forwarder_or_a_stranger_to_spf),
      cmocka_unit_test(only_own_servers_are_to_be_named_in_spf_without_a_pass),
      cmocka_unit_test(every_class_has_a_word_and_every_sender_a_reason),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
