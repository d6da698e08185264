/* SPDX-License-Identifier: MIT */
/* What is read out of Authentication-Results, as servers write it and as strangers would. */
#include "base/fault.h"
#include "ingest/authentication_results.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const char *const ours[] = {"mx.example.org",
                                   "mx.google.com",
                                   "mx6.messagingengine.com",
                                   "mail.example.net",
                                   "two words",
                                   "atlas.example.com",
                                   NULL};

#define NOT_OURS TRUST_MAX
#define ABSENT "absent"

/* A copy that ends where its memory ends, so that the sanitizer sees every step beyond. */
static enum trust read_bytes(const char *text, size_t length, struct authentication *authentication) {
  char *copy = g_memdup2(text, length);
  const bool read = authentication_results_read(copy, length, ours, authentication);
  g_free(copy);
  return read ? authentication->trust : NOT_OURS;
}

/* `from` as it is told; ABSENT when the field does not name it. */
static void reads(const char *field, enum trust trust, const char *from) {
  struct authentication authentication = {0};
  const enum trust got = read_bytes(field, strlen(field), &authentication);
  if (got != trust)
    fail_msg("%u instead of %u: %s", got, trust, field);
  if (got == TRUST_AUTHENTICATED && strcmp(authentication.names_from ? authentication.from : ABSENT, from) != 0)
    fail_msg("'%s', %d instead of '%s': %s", authentication.from, authentication.names_from, from, field);
}

static void passes(const char *field, const char *from) {
  reads(field, TRUST_AUTHENTICATED, from);
}

static void says_nothing(const char *field) {
  reads(field, TRUST_UNVERIFIED, ABSENT);
}

/* -- as servers write it ------------------------------------------------------------------------------------------- */

static void fields_of_servers_are_understood(void **state) {
  (void)state;
  static const struct {
    const char *field, *from; /* from NULL: it failed */
  } fields[] = {
      /* OpenDMARC behind Postfix */
      {" mx.example.org; dmarc=pass (p=reject dis=none) header.from=google.com", "google.com"},
      {" mx.example.org; dmarc=fail (p=none dis=none) header.from=reporter.example", NULL},
      /* rspamd, folded */
      {" mx.example.org;\r\n\tdkim=pass header.d=google.com header.s=20230601 header.b=\"Zj1B/x+=\";\r\n\tspf=pass "
       "(mx.example.org: domain of noreply-dmarc-support@google.com designates 2a00:1450::1 as permitted sender)"
       " smtp.mailfrom=noreply-dmarc-support@google.com;\r\n\tdmarc=pass (policy=reject) header.from=google.com",
       "google.com"},
      /* Gmail: base64 without quotes, a comment behind the result */
      {" mx.google.com;\n       dkim=pass header.i=@amazonses.com header.s=uku4 header.b=\"iq/x+Pw8\";\n"
       "       dkim=pass header.i=@reporter.example header.s=a header.b=bYgZ/1x+;\n"
       "       spf=pass (google.com: domain of x@y.example designates 192.0.2.1 as permitted sender) "
       "smtp.mailfrom=\"b+SRS=a=b/c@y.example\";\n"
       "       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=reporter.example",
       "reporter.example"},
      /* Fastmail: many methods, properties with underscores, URIs, comments between properties */
      {" mx6.messagingengine.com;\n    arc=none (no signatures found);\n    bimi=skipped (DMARC Policy is not at "
       "enforcement);\n    dkim=pass (2048-bit rsa key sha256) header.d=yahooinc.com header.i=@yahooinc.com "
       "header.b=K+mV5h/1 header.a=rsa-sha256 header.s=ssl x-bits=2048;\n    dmarc=pass policy.published-domain-policy="
       "none policy.applied-disposition=none policy.evaluated-disposition=none (p=none,d=none,d.eval=none) "
       "policy.policy-from=p header.from=yahooinc.com;\n    iprev=pass smtp.remote-ip=2001:db8::25 (mx.example.com);\n"
       "    spf=pass smtp.mailfrom=d@yahooinc.com smtp.helo=mx.example.com;\n    x-aligned-from=pass (Address match);\n"
       "    x-return-mx=pass header.domain=yahooinc.com policy.is_org=yes (MX Records found: a.example,b.example);\n"
       "    x-tls=pass smtp.version=TLSv1.3 smtp.cipher=TLS_AES_256_GCM_SHA384 smtp.bits=256/256",
       "yahooinc.com"},
      /* Exim */
      {" mail.example.net;\n\tiprev=pass (mail-a.example.com) smtp.remote-ip=192.0.2.7;\n\tspf=pass smtp.mailfrom="
       "example.com;\n\tdkim=pass header.d=example.com header.s=s1 header.a=rsa-sha256;\n\tdmarc=pass "
       "header.from=example.com",
       "example.com"},
      /* Yahoo: no space before comments, a semicolon at the end */
      {" atlas.example.com; dkim=pass header.i=@x.example header.s=s; spf=pass smtp.mailfrom=x.example; "
       "dmarc=pass(p=NONE) header.from=x.example;",
       "x.example"},
      /* Amazon SES: what should be properties stands as methods */
      {" mx.example.org; spf=pass (spfCheck: domain of x.example designates 192.0.2.1 as permitted sender) client-ip="
       "192.0.2.1; envelope-from=a@x.example; helo=x.example; dkim=pass header.i=@x.example; dmarc=pass "
       "header.from=x.example;",
       "x.example"},
      /* Microsoft, where it names itself */
      {"mx.example.org 1; spf=pass smtp.mailfrom=microsoft.com; dmarc=pass action=none header.from=microsoft.com; "
       "dkim=pass header.d=microsoft.com; arc=none",
       "microsoft.com"},
      /* an address instead of a domain; none at all */
      {"mx.example.org; dmarc=pass header.from=dmarc@x.example", "dmarc@x.example"},
      {"mx.example.org; dmarc=pass", ABSENT},
      {"mx.example.org; dmarc=pass smtp.mailfrom=evil.example policy.from=evil.example", ABSENT},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
    reads(fields[i].field, fields[i].from ? TRUST_AUTHENTICATED : TRUST_FAILED, fields[i].from);
}

static void all_that_the_grammar_allows_is_understood(void **state) {
  (void)state;
  passes("(a (nested (comment)) with \\) and \\( in it) MX.Example.ORG (b) 1 (c) ; (d) DMARC (e) / (f) 1 (g) = (h) "
         "PASS (i) reason (j) = (k) \"a; dmarc=fail\" (l) header (m) . (n) from (o) = (p) x.example (q)",
         "x.example");
  passes("\"mx.example.org\";dmarc=\"pass\" header.from=\"x.exa\\mple\"", "x.example");
  passes("\"two words\"; dmarc=pass header.from=x.example", "x.example");
  passes("mx.example.org; dmarc=pass header.from=x.example policy.dmarc=reject reason=ok", "x.example");
  passes("mx.example.org; dmarc=pass policy.dmarc=reject header.from=x.example", "x.example");
  passes("mx.example.org;;; dmarc=pass;; ;", ABSENT);
  passes("mx.example.org; dmarc=pass header.from=b\xc3\xbc"
         "cher.example",
         "b\xc3\xbc"
         "cher.example");
  says_nothing("mx.example.org; none");
  says_nothing("mx.example.org 1; (nothing) none (at all)");
  says_nothing("mx.example.org");
  says_nothing("mx.example.org;");
  says_nothing("mx.example.org; spf=pass smtp.mailfrom=x.example; dkim=pass header.d=x.example");
}

static void only_pass_and_fail_say_anything(void **state) {
  (void)state;
  static const char *const words[] = {"none",    "temperror", "permerror", "bestguesspass", "policy",
                                      "neutral", "softfail",  "passed",    "pas",           "\"\""};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
    g_autofree char *field = g_strdup_printf("mx.example.org; dmarc=%s header.from=x.example", words[i]);
    says_nothing(field);
  }
}

/* -- several results ----------------------------------------------------------------------------------------------- */

static void a_failure_outweighs_a_pass_wherever_it_stands(void **state) {
  (void)state;
  reads("mx.example.org; dmarc=pass header.from=a.example; dmarc=fail header.from=b.example", TRUST_FAILED, NULL);
  reads("mx.example.org; dmarc=fail header.from=b.example; dmarc=pass header.from=a.example", TRUST_FAILED, NULL);
  passes("mx.example.org; dmarc=none; dmarc=pass header.from=a.example", "a.example");
}

static void passes_for_different_authors_are_for_nobody(void **state) {
  (void)state;
  passes("mx.example.org; dmarc=pass header.from=a.example; dmarc=pass header.from=A.example", "A.example");
  passes("mx.example.org; dmarc=pass header.from=a.example; dmarc=pass header.from=b.example", "");
  passes("mx.example.org; dmarc=pass header.from=a.example; dmarc=pass", "");
  passes("mx.example.org; dmarc=pass; dmarc=pass header.from=a.example", "");
  passes("mx.example.org; dmarc=pass header.from=a.example header.from=b.example", "");
  passes("mx.example.org; dmarc=pass header.from=", "");
}

/* -- whose it is --------------------------------------------------------------------------------------------------- */

static void what_others_wrote_is_none_of_ours(void **state) {
  (void)state;
  static const char *const fields[] = {
      "mx.example.com; dmarc=pass header.from=x.example",
      "mx.example.org.evil.example; dmarc=pass",
      "evil.mx.example.org; dmarc=pass",
      "mx.example.or; dmarc=pass",
      "mx.example.org@evil.example; dmarc=pass",
      "mx.example.org=; dmarc=pass",
      /* Microsoft 365: no authserv-id */
      "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=mx.example.org; dmarc=pass action=none header.from=x.example",
      "(mx.example.org); dmarc=pass",
      "; mx.example.org; dmarc=pass",
      "\"mx.example.org",
      "(mx.example.org; dmarc=pass",
      "two words; dmarc=pass",
      "\"\"; dmarc=pass",
      " ",
      "",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
    reads(fields[i], NOT_OURS, NULL);
}

/* -- hostile ------------------------------------------------------------------------------------------------------- */

static void what_cannot_be_read_to_its_end_says_nothing(void **state) {
  (void)state;
  static const char *const fields[] = {
      "mx.example.org; dmarc=pass (never closed",
      "mx.example.org; dmarc=pass (closed (once)",
      "mx.example.org; dmarc=pass (\\)",
      "mx.example.org; dmarc=pass (ends in \\",
      "mx.example.org; dmarc=pass reason=\"never closed",
      "mx.example.org; dmarc=pass reason=\"ends in \\",
      "mx.example.org; dmarc=pass reason=a)b",
      "mx.example.org; dmarc=pass reason=a\\b",
      "mx.example.org; dmarc=pass header.from",
      "mx.example.org; dmarc=pass header.=x.example",
      "mx.example.org; dmarc=pass .from=x.example",
      "mx.example.org; dmarc=pass = x",
      "mx.example.org; dmarc=pass words",
      "mx.example.org; dmarc; dmarc=pass",
      "mx.example.org; dmarc",
      "mx.example.org; =pass",
      "mx.example.org; dmarc=pass, spf=pass",
      "mx.example.org dmarc=pass",
      "mx.example.org 1 dmarc=pass",
      "mx.example.org 2; dmarc=pass",
      "mx.example.org 11; dmarc=pass",
      "mx.example.org; dmarc/2=pass",
      "mx.example.org; dmarc/=pass",
      "mx.example.org; dmarc=pass; \x01=pass",
      "mx.example.org; dmarc=pass (\x7f)",
      "mx.example.org; d marc=pass",
      "mx.example.org; spf=pass smtp.mailfrom=\"a;dmarc=pass header.from=x.example\"@b.example",
      "mx.example.org; spf=pass (a; dmarc=pass header.from=x.example)",
      "mx.example.org; xdmarc=pass; dmarcx=pass; x-dmarc=pass; dmarc.x=pass",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
    says_nothing(fields[i]);
}

static void a_nul_ends_nothing(void **state) {
  (void)state;
  static const char within[] = "mx.example.org; dmarc=pass header.from=x.example\0.evil.example";
  static const char id[] = "\"mx.example.org\0.evil.example\"; dmarc=pass";
  struct authentication authentication;
  assert_int_equal(read_bytes(within, sizeof within - 1, &authentication), TRUST_UNVERIFIED);
  assert_int_equal(read_bytes(id, sizeof id - 1, &authentication), NOT_OURS);
}

/* `n` times `piece` between `before` and `after`. */
static enum trust read_repeated(const char *before, const char *piece, unsigned int n, const char *after) {
  g_autoptr(GString) field = g_string_new(before);
  struct authentication authentication;
  for (unsigned int i = 0; i < n; i++)
    g_string_append(field, piece);
  g_string_append(field, after);
  return read_bytes(field->str, field->len, &authentication);
}

static void size_and_depth_are_bounded(void **state) {
  (void)state;
  g_autofree char *closed = g_strnfill(7000, ')');
  g_autofree char *after = g_strconcat(closed, "; dmarc=pass", NULL);
  assert_int_equal(read_repeated("mx.example.org", "(", 7000, after), TRUST_AUTHENTICATED);
  assert_int_equal(read_repeated("mx.example.org", "(", 10000, ""), TRUST_UNVERIFIED);
  assert_int_equal(read_repeated("", "(", 10000, "mx.example.org; dmarc=pass"), NOT_OURS);
  assert_int_equal(read_repeated("mx.example.org", " ", 1 << 20, "; dmarc=pass"), TRUST_UNVERIFIED);
  assert_int_equal(read_repeated("mx.example.org; dmarc=pass", "; a=b", 1 << 18, ""), TRUST_UNVERIFIED);
  assert_int_equal(read_repeated("mx.example.org; dmarc=pass header.from=", "x", 300, ""), TRUST_AUTHENTICATED);
  g_autofree char *long_value = g_strnfill(300, 'x');
  g_autofree char *field = g_strconcat("mx.example.org; dmarc=pass header.from=", long_value, NULL);
  passes(field, "");
  assert_int_equal(read_repeated("mx.example.org; dmarc=", "pass", 100, ""), TRUST_UNVERIFIED);
  assert_int_equal(read_repeated("", "mx.example.org", 100, "; dmarc=pass"), NOT_OURS);
}

/* Whatever is cut off or exchanged: it is read without a step beyond, and a failure never becomes a pass. */
static void no_damage_makes_a_pass_of_a_failure(void **state) {
  (void)state;
  static const char field[] = "mx.example.org 1 (c); spf=pass reason=\"q\\\"\" smtp.mailfrom=a@b.example; "
                              "dmarc/1=fail (p=none) header.from=x.example; dkim=pass";
  static const char bytes[] = "();\"\\=. a/";
  struct authentication authentication;
  for (size_t length = 0; length <= strlen(field); length++)
    assert_int_not_equal(read_bytes(field, length, &authentication), TRUST_AUTHENTICATED);
  for (size_t at = 0; at < strlen(field); at++)
    for (const char *byte = bytes; *byte; byte++) {
      g_autofree char *spoilt = g_strdup(field);
      spoilt[at] = *byte;
      assert_int_not_equal(read_bytes(spoilt, strlen(spoilt), &authentication), TRUST_AUTHENTICATED);
    }
}

/* -- the owner's list ---------------------------------------------------------------------------------------------- */

static void refuses(const char *const *ids, const char *sentence) {
  GError *error = NULL;
  assert_false(authserv_ids_check(ids, &error));
  assert_true(g_error_matches(error, FAULT, FAULT_USAGE));
  assert_string_equal(error->message, sentence);
  g_error_free(error);
}

static void what_can_be_no_authserv_id_is_refused(void **state) {
  (void)state;
  GError *error = NULL;
  const char *many[AUTHSERV_IDS_MOST + 2];
  g_autofree char *longest = g_strnfill(AUTHSERV_ID_MOST, 'x'), *too_long = g_strnfill(AUTHSERV_ID_MOST + 1, 'x');
  for (size_t i = 0; i < G_N_ELEMENTS(many); i++)
    many[i] = i + 1 < G_N_ELEMENTS(many) ? "mx.example.org" : NULL;
  assert_true(authserv_ids_check(NULL, &error));
  assert_true(authserv_ids_check((const char *const[]){NULL}, &error));
  assert_true(authserv_ids_check(many + 1, &error));
  assert_true(authserv_ids_check((const char *const[]){"example-auth", longest, NULL}, &error));
  refuses(many, "there are more than 16 authserv-ids; name only those of your own mail servers");
#define SENTENCE(id)                                                                                                   \
  "'" id "' is no authserv-id: it is the word at the begin of Authentication-Results, as in mx.example.org"
  refuses((const char *const[]){"mx.example.org", "", NULL}, SENTENCE(""));
  refuses((const char *const[]){" mx.example.org", NULL}, SENTENCE(" mx.example.org"));
  refuses((const char *const[]){"mx.example.org;", NULL}, SENTENCE("mx.example.org;"));
  refuses((const char *const[]){"spf=pass", NULL}, SENTENCE("spf=pass"));
  assert_false(authserv_ids_check((const char *const[]){too_long, NULL}, NULL));
  assert_false(authserv_ids_check((const char *const[]){"\xff", NULL}, NULL));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fields_of_servers_are_understood),
      cmocka_unit_test(all_that_the_grammar_allows_is_understood),
      cmocka_unit_test(only_pass_and_fail_say_anything),
      cmocka_unit_test(a_failure_outweighs_a_pass_wherever_it_stands),
      cmocka_unit_test(passes_for_different_authors_are_for_nobody),
      cmocka_unit_test(what_others_wrote_is_none_of_ours),
      cmocka_unit_test(what_cannot_be_read_to_its_end_says_nothing),
      cmocka_unit_test(a_nul_ends_nothing),
      cmocka_unit_test(size_and_depth_are_bounded),
      cmocka_unit_test(no_damage_makes_a_pass_of_a_failure),
      cmocka_unit_test(what_can_be_no_authserv_id_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
