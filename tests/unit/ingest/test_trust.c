/* SPDX-License-Identifier: MIT */
/* From whole mails to how far the report in them is believed. */
#include "ingest/trust.h"
#include "packing.h"
#include "piping.h"

#define PASS "Authentication-Results: mx.example.org; dmarc=pass header.from=reporter.example\n"
#define FAIL "Authentication-Results: mx.example.org; dmarc=fail header.from=reporter.example\n"
#define FROM "From: Reporter <dmarc@reporter.example>\n"
#define SUBJECT "Subject: Report Domain: example.org\n"

static const char *const ours[] = {"mx.example.org", NULL};

/* -- one mail ------------------------------------------------------------------------------------------------------ */

struct judged {
  struct collector collector; /* first */
  unsigned int reports;
  enum trust trust; /* of the last one */
};

static bool judge_record(struct collector *collector, const struct record *record) {
  (void)collector, (void)record;
  return true;
}

static bool judge_report(struct collector *collector, const struct report *report) {
  struct judged *judged = (struct judged *)collector;
  judged->reports++;
  judged->trust = report->trust;
  return true;
}

static bool judge_refusal(struct collector *collector, const struct refusal *refusal) {
  (void)collector;
  fail_msg("refused: %s", refusal->reason);
  return false;
}

/* Takes over `content`. */
static enum trust trust_in(GByteArray *content, const char *const *authserv_ids) {
  struct judged judged = {.collector = {.caps = &caps_default,
                                        .now = 1762100000,
                                        .authserv_ids = authserv_ids,
                                        .record = judge_record,
                                        .report = judge_report,
                                        .refuse = judge_refusal},
                          .trust = TRUST_MAX};
  const int fd = memory_file(content);
  struct content *reader = content_new(-1);
  content_read(reader, &judged.collector, fd, 0, content->len);
  content_free(reader);
  close(fd);
  g_byte_array_unref(content);
  assert_int_equal(judged.reports, 1);
  return judged.trust;
}

/* A mail with this header, whose body is `body` (freed) with a header of its own. */
static GByteArray *mail_with(const char *header, char *body) {
  g_autofree char *text = g_strconcat(header, body, NULL);
  g_free(body);
  return bytes_of(text);
}

/* A report whose names are these; NULL: as in packing.h, reporter.example. */
static GByteArray *report_by(const char *org_name, const char *email) {
  GByteArray *whole = report("r1");
  g_autofree char *text = g_strndup((const char *)whole->data, whole->len);
  g_byte_array_unref(whole);
  GString *xml = g_string_new(text);
  g_autofree char *org = g_strdup_printf("<org_name>%s</org_name>", org_name ? org_name : "reporter.example");
  g_autofree char *mail = g_strdup_printf("<email>%s</email>", email ? email : "dmarc@reporter.example");
  g_string_replace(xml, "<org_name>reporter.example</org_name>", org, 1);
  g_string_replace(xml, "<email>dmarc@reporter.example</email>", mail, 1);
  GByteArray *out = bytes_of(xml->str);
  g_string_free(xml, TRUE);
  return out;
}

static enum trust trust_with(const char *header) {
  return trust_in(mail_with(header, attachment("application/gzip", gzipped(report("r1")))), ours);
}

static enum trust trust_by(const char *header, const char *org_name, const char *email) {
  return trust_in(mail_with(header, attachment("application/gzip", gzipped(report_by(org_name, email)))), ours);
}

/* -- whom we believe ----------------------------------------------------------------------------------------------- */

static void each_class_comes_of_its_mail(void **state) {
  (void)state;
  assert_int_equal(trust_with(PASS FROM SUBJECT), TRUST_VERIFIED);
  assert_int_equal(trust_with(FAIL FROM SUBJECT), TRUST_FAILED);
  assert_int_equal(trust_with("Authentication-Results: mx.example.org; dmarc=pass header.from=other.example\n" FROM),
                   TRUST_AUTHENTICATED);
  assert_int_equal(trust_with("Authentication-Results: mx.example.org; dmarc=none header.from=reporter.example\n" FROM),
                   TRUST_UNVERIFIED);
  assert_int_equal(trust_with(FROM SUBJECT), TRUST_UNVERIFIED);
  assert_int_equal(trust_in(gzipped(report("r1")), ours), TRUST_UNVERIFIED);
}

static void nobody_is_believed_unless_named(void **state) {
  (void)state;
  static const char *const others[] = {"mx.example.com", NULL}, *const none[] = {NULL};
  assert_int_equal(trust_in(mail_with(PASS FROM, attachment("x/y", report("r1"))), NULL), TRUST_UNVERIFIED);
  assert_int_equal(trust_in(mail_with(PASS FROM, attachment("x/y", report("r1"))), none), TRUST_UNVERIFIED);
  assert_int_equal(trust_in(mail_with(PASS FROM, attachment("x/y", report("r1"))), others), TRUST_UNVERIFIED);
  assert_int_equal(trust_in(mail_with(FAIL FROM, attachment("x/y", report("r1"))), others), TRUST_UNVERIFIED);
}

static void the_topmost_field_of_ours_decides_alone(void **state) {
  (void)state;
  assert_int_equal(trust_with(FAIL "Received: x\n" PASS FROM), TRUST_FAILED);
  assert_int_equal(trust_with(PASS "Received: x\n" FAIL FROM), TRUST_VERIFIED);
  assert_int_equal(trust_with("Authentication-Results: mx.example.org; spf=pass\n" PASS FROM), TRUST_UNVERIFIED);
  assert_int_equal(trust_with("Authentication-Results: mx.example.org; dmarc=fail (never closed\n" PASS FROM),
                   TRUST_UNVERIFIED);
  assert_int_equal(trust_with("Authentication-Results: other.example; dmarc=fail\n" PASS FROM), TRUST_VERIFIED);
  assert_int_equal(
      trust_with("authentication-RESULTS: MX.example.org;\n\tdmarc=pass\n header.from=reporter.example\n" FROM),
      TRUST_VERIFIED);
}

static void other_fields_are_none(void **state) {
  (void)state;
  static const char rest[] = " mx.example.org; dmarc=pass header.from=reporter.example\n" FROM;
  static const char *const names[] = {
      "ARC-Authentication-Results:", "X-Authentication-Results:", "Authentication-Results-Original:",
      "Authentication-Results :",    "Authentication-Results\t:", "Authentication-Result:"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *header = g_strconcat(names[i], rest, NULL);
    assert_int_equal(trust_with(header), TRUST_UNVERIFIED);
  }
  assert_int_equal(trust_with("X-Spam: no\n Authentication-Results: mx.example.org; dmarc=pass\n" FROM),
                   TRUST_UNVERIFIED);
  assert_int_equal(trust_with("Subject: a\rAuthentication-Results: mx.example.org; dmarc=pass\n" FROM),
                   TRUST_UNVERIFIED);
}

static void parts_and_mails_in_the_mail_have_no_say(void **state) {
  (void)state;
  char *part = attachment("application/gzip", gzipped(report("r1")));
  assert_int_equal(trust_in(mail_of(g_strconcat(PASS, part, NULL), NULL), ours), TRUST_UNVERIFIED);
  assert_int_equal(trust_in(mail_of(g_strconcat("Content-Type: message/rfc822\n\n" PASS FROM, part, NULL), NULL), ours),
                   TRUST_UNVERIFIED);
  g_autofree char *inner = g_strconcat(PASS FROM, part, NULL);
  assert_int_equal(trust_in(mail_of(attachment("x/y", gzipped(bytes_of(inner))), NULL), ours), TRUST_UNVERIFIED);
  assert_int_equal(trust_with(FROM "\n\n" PASS FROM), TRUST_UNVERIFIED); /* the body is a mail as well */
  g_free(part);
}

/* What binds is the mail that was authenticated, not one that it brings along. */
static void a_mail_in_the_mail_does_not_bind(void **state) {
  (void)state;
  char *part = attachment("application/gzip", gzipped(report("r1")));
  char *whole = g_strconcat("Content-Type: message/rfc822\n\n" PASS FROM, part, NULL);
  assert_int_equal(trust_in(mail_with("Authentication-Results: mx.example.org; dmarc=pass header.from=evil.example\n"
                                      "From: a@evil.example\n",
                                      whole),
                            ours),
                   TRUST_AUTHENTICATED);
  g_free(part);
}

static void mails_in_an_archive_of_the_owner_count(void **state) {
  (void)state;
  assert_int_equal(trust_in(gzipped(mail_with(PASS FROM, attachment("x/y", report("r1")))), ours), TRUST_VERIFIED);
}

static void a_field_that_is_too_long_says_nothing(void **state) {
  (void)state;
  g_autoptr(GString) header = g_string_new("Authentication-Results: mx.example.org; dmarc=pass header.from=reporter."
                                           "example");
  const size_t length = header->len;
  g_string_append(header, "\n" FROM);
  assert_int_equal(trust_with(header->str), TRUST_VERIFIED);
  g_string_truncate(header, length);
  for (int i = 0; i < 40000; i++)
    g_string_append(header, "; a=b (c) reason=d");
  g_string_append(header, "\n" PASS FROM);
  assert_int_equal(trust_with(header->str), TRUST_UNVERIFIED);
  g_string_truncate(header, 0);
  for (int i = 0; i < 5000; i++)
    g_string_append(header, "Authentication-Results: other.example; dmarc=fail\n");
  g_string_append(header, PASS FROM);
  assert_int_equal(trust_with(header->str), TRUST_VERIFIED);
}

static void a_nul_in_the_field_says_nothing(void **state) {
  (void)state;
  char *part = attachment("application/gzip", gzipped(report("r1")));
  GByteArray *mail =
      mail_with("Authentication-Results: mx.example.org; dmarc=pass header.from=reporter.example@\n" FROM, part);
  uint8_t *at = memchr(mail->data, '@', mail->len);
  assert_non_null(at);
  *at = '\0';
  assert_int_equal(trust_in(mail, ours), TRUST_UNVERIFIED);
}

/* -- whom it is of ------------------------------------------------------------------------------------------------- */

#define PASS_FOR(domain) "Authentication-Results: mx.example.org; dmarc=pass header.from=" domain "\n"

static void each_name_of_the_reporter_binds(void **state) {
  (void)state;
  static const struct {
    const char *header, *org_name, *email;
    enum trust trust;
  } cases[] = {
      {PASS_FOR("reporter.example"), "A Reporter", "dmarc@mail.REPORTER.example", TRUST_VERIFIED},
      {PASS_FOR("mail.reporter.example."), "A Reporter", "dmarc@reporter.example", TRUST_VERIFIED},
      {PASS_FOR("a.reporter.example"), "A Reporter", "dmarc@b.reporter.example", TRUST_VERIFIED},
      {PASS_FOR("dmarc@reporter.example"), "A Reporter", "A Reporter &lt;dmarc@reporter.example&gt;", TRUST_VERIFIED},
      {PASS_FOR("reporter.example"), "Reporter.Example", "dmarc@other.example", TRUST_VERIFIED},
      {PASS_FOR("reporter.example"), "reporter.example Inc.", "dmarc@other.example", TRUST_AUTHENTICATED},
      {PASS_FOR("reporter.example"), "A", "dmarc@reporter.example.evil.example", TRUST_AUTHENTICATED},
      {PASS_FOR("reporter.example"), "A", "reporter.example", TRUST_AUTHENTICATED},
      {PASS_FOR("evilreporter.example"), "A", "dmarc@reporter.example", TRUST_AUTHENTICATED},
      {PASS_FOR("reporter.example") "Subject: Report Domain: example.org\n Submitter: mx.reporter.example\n"
                                    " Report-ID: <1>\n",
       "A", "dmarc@other.example", TRUST_VERIFIED},
      {PASS_FOR("mail.ru") "Subject: Report Domain: example.org; Submitter: Mail.Ru; Report-ID: 1\n", "A",
       "a@b.example", TRUST_VERIFIED},
      {PASS_FOR("reporter.example") "Subject: =?utf-8?q?Report_domain:_a.example_submitter:_reporter.example?=\n", "A",
       "a@b.example", TRUST_VERIFIED},
      {PASS_FOR("reporter.example") "Subject: NonSubmitter: reporter.example\n", "A", "a@b.example",
       TRUST_AUTHENTICATED},
      {PASS_FOR("reporter.example") "Subject: Submitter: other.example Submitter: reporter.example\n", "A",
       "a@b.example", TRUST_AUTHENTICATED},
      {PASS_FOR("reporter.example") "Subject: Submitter:\n", "A", "a@b.example", TRUST_AUTHENTICATED},
      {PASS_FOR("xn--bcher-kva.example"),
       "B\xc3\xbc"
       "cher.example",
       "a@b.example", TRUST_VERIFIED},
      {PASS_FOR("b\xc3\xbc"
                "cher.example"),
       "xn--bcher-kva.example", "a@b.example", TRUST_VERIFIED},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    const enum trust trust = trust_by(cases[i].header, cases[i].org_name, cases[i].email);
    if (trust != cases[i].trust)
      fail_msg("case %zu is %s", i, trust_word(trust));
  }
}

/* Two customers of one registry or host are not one organisation. */
static void public_suffixes_do_not_bind(void **state) {
  (void)state;
  assert_int_equal(trust_by(PASS_FOR("a.co.uk"), "A", "x@b.co.uk"), TRUST_AUTHENTICATED);
  assert_int_equal(trust_by(PASS_FOR("mail.a.co.uk"), "A", "x@a.co.uk"), TRUST_VERIFIED);
  assert_int_equal(trust_by(PASS_FOR("a.github.io"), "A", "x@b.github.io"), TRUST_AUTHENTICATED);
  assert_int_equal(trust_by(PASS_FOR("co.uk"), "co.uk", "x@co.uk"), TRUST_AUTHENTICATED);
  assert_int_equal(trust_by(PASS_FOR("com"), "com", "x@com"), TRUST_AUTHENTICATED);
}

static void what_is_no_domain_does_not_bind(void **state) {
  (void)state;
  static const char *const names[] = {"192.0.2.1", "[192.0.2.1]", "a..example", ".example",   "-",
                                      "a_b",       "example.1",   "*.example",  "a/b.example"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *header = g_strdup_printf(PASS_FOR("%s"), names[i]);
    g_autofree char *email = g_strconcat("x@", names[i], NULL);
    assert_int_equal(trust_by(header, names[i], email), TRUST_AUTHENTICATED);
  }
}

static void without_header_from_the_from_field_says_whose_it_is(void **state) {
  (void)state;
  static const struct {
    const char *from;
    enum trust trust;
  } cases[] = {
      {"From: dmarc@reporter.example\n", TRUST_VERIFIED},
      {"From: <dmarc@mail.reporter.example>\n", TRUST_VERIFIED},
      {"From: \"x@evil.example\" (y@evil.example) <dmarc@reporter.example> (z)\n", TRUST_VERIFIED},
      {"From: \"x, y\"@reporter.example\n", TRUST_VERIFIED},
      {"From: \"dmarc@reporter.example\" <x@evil.example>\n", TRUST_AUTHENTICATED},
      {"From: =?utf-8?q?=3Cdmarc=40reporter.example=3E?= <x@evil.example>\n", TRUST_AUTHENTICATED},
      {"From: dmarc@reporter.example, x@evil.example\n", TRUST_AUTHENTICATED},
      {"From: x@evil.example <dmarc@reporter.example>\n", TRUST_AUTHENTICATED},
      {"From: dmarc@reporter.example <x@evil.example>\n", TRUST_AUTHENTICATED},
      {"From: <@evil.example:dmarc@reporter.example>\n", TRUST_AUTHENTICATED},
      {"From: dmarc@reporter.example\nFrom: x@evil.example\n", TRUST_AUTHENTICATED},
      {"From: dmarc@reporter.example x\n", TRUST_AUTHENTICATED},
      {"From: <dmarc@reporter.example> x\n", TRUST_AUTHENTICATED},
      {"From: <dmarc@reporter.example\n", TRUST_AUTHENTICATED},
      {"From: (dmarc@reporter.example\n", TRUST_AUTHENTICATED},
      {"From: dmarc\n", TRUST_AUTHENTICATED},
      {"From:\n", TRUST_AUTHENTICATED},
      {"", TRUST_AUTHENTICATED},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *header = g_strconcat("Authentication-Results: mx.example.org; dmarc=pass\n", cases[i].from, NULL);
    if (trust_with(header) != cases[i].trust)
      fail_msg("%s", cases[i].from);
  }
}

/* -- through the jail ---------------------------------------------------------------------------------------------- */

static enum trust piped[2];
static unsigned int n_piped;

static bool pipe_report(void *user, const struct item *item, struct report_stream *stream, bool *duplicate,
                        GError **error) {
  (void)user, (void)item, (void)error;
  *duplicate = false;
  piped[n_piped++] = stream->report.trust;
  return true;
}

static bool pipe_done(void *user, const struct item *item, enum outcome outcome, bool *committed, GError **error) {
  (void)user, (void)item, (void)outcome, (void)error;
  *committed = true;
  return true;
}

/* Only the first mail of an mbox is where it is by its nature. */
static void the_later_mails_of_an_mbox_are_not_believed(void **state) {
  (void)state;
  const struct pipeline_sink sink = {.report = pipe_report, .refused = piping_refused, .done = pipe_done};
  char **ids = g_strdupv((char *[]){"mx.example.org", NULL});
  const struct pipeline_options options = {
      .workers = 1, .sandbox = true, .caps = caps_default, .authserv_ids = (const char *const *)ids};
  GError *error = NULL;
  struct pipeline *pipeline = pipeline_new(&options, &error);
  assert_non_null(pipeline);
  g_strfreev(ids); /* the pipeline has its own */
  g_autofree char *part = attachment("application/gzip", gzipped(report("r1")));
  g_autofree char *mail = g_strconcat("From x Sun Nov  2 06:27:51 2025\n" PASS FROM, part, "\n", NULL);
  g_autofree char *mbox = g_strconcat(mail, mail, NULL);
  g_autofree char *folder = g_dir_make_tmp("trust-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "mbox", NULL);
  assert_true(g_file_set_contents(path, mbox, -1, NULL));
  const char *const paths[] = {path, NULL};
  struct pipeline_counts counts;
  struct source *source = source_paths_new(paths, &error);
  assert_non_null(source);
  assert_true(pipeline_run(pipeline, source, &sink, NULL, NULL, &counts, &error));
  source->free(source);
  pipeline_free(pipeline);
  unlink(path);
  rmdir(folder);
  assert_int_equal(n_piped, 2);
  assert_int_equal(piped[0], TRUST_VERIFIED);
  assert_int_equal(piped[1], TRUST_UNVERIFIED);
}

static void a_pipeline_refuses_what_is_no_authserv_id(void **state) {
  (void)state;
  static const char *const ids[] = {"a b", NULL};
  const struct pipeline_options options = {.workers = 1, .sandbox = true, .caps = caps_default, .authserv_ids = ids};
  GError *error = NULL;
  assert_null(pipeline_new(&options, &error));
  assert_true(g_error_matches(error, FAULT, FAULT_USAGE));
  g_error_free(error);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_class_comes_of_its_mail),
      cmocka_unit_test(nobody_is_believed_unless_named),
      cmocka_unit_test(the_topmost_field_of_ours_decides_alone),
      cmocka_unit_test(other_fields_are_none),
      cmocka_unit_test(parts_and_mails_in_the_mail_have_no_say),
      cmocka_unit_test(a_mail_in_the_mail_does_not_bind),
      cmocka_unit_test(mails_in_an_archive_of_the_owner_count),
      cmocka_unit_test(a_field_that_is_too_long_says_nothing),
      cmocka_unit_test(a_nul_in_the_field_says_nothing),
      cmocka_unit_test(each_name_of_the_reporter_binds),
      cmocka_unit_test(public_suffixes_do_not_bind),
      cmocka_unit_test(what_is_no_domain_does_not_bind),
      cmocka_unit_test(without_header_from_the_from_field_says_whose_it_is),
      cmocka_unit_test(the_later_mails_of_an_mbox_are_not_believed),
      cmocka_unit_test(a_pipeline_refuses_what_is_no_authserv_id),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
