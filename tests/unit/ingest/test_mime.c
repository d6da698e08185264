/* SPDX-License-Identifier: MIT */
#include "packing.h"

static char *text_part(const char *text) {
  return g_strdup_printf("Content-Type: text/plain; charset=iso-8859-1\n\n%s\n", text);
}

/* A mail whose header is `header` and whose body is `body`, which is freed. */
static GByteArray *mail_with(const char *header, char *body) {
  GByteArray *mail = bytes_of(MAIL_HEADER);
  g_byte_array_append(mail, (const uint8_t *)header, (guint)strlen(header));
  g_byte_array_append(mail, (const uint8_t *)body, (guint)strlen(body));
  g_free(body);
  return mail;
}

static char *text_of(GByteArray *content) {
  g_byte_array_append(content, (const uint8_t *)"", 1);
  return (char *)g_byte_array_free(content, FALSE);
}

/* `text` with its one %s replaced by `inside`, which is freed. */
static char *wrapped(const char *text, char *inside) {
  const char *at = strstr(text, "%s");
  char *whole = g_strdup_printf("%.*s%s%s", (int)(at - text), text, inside, at + 2);
  g_free(inside);
  return whole;
}

/* The same with CRLF. */
static GByteArray *with_crlf(GByteArray *mail) {
  GByteArray *out = g_byte_array_new();
  for (guint i = 0; i < mail->len; i++) {
    if (mail->data[i] == '\n')
      g_byte_array_append(out, (const uint8_t *)"\r", 1);
    g_byte_array_append(out, mail->data + i, 1);
  }
  g_byte_array_unref(mail);
  return out;
}

static GByteArray *usual_mail(void) {
  return mail_of(text_part("Sue\xf1o: a report"), attachment("application/gzip", gzipped(report("r1"))), NULL);
}

static void a_report_attached_to_a_mail_is_found(void **state) {
  (void)state;
  assert_told(usual_mail(), "report r1 | mail > gzip > xml\n");
  assert_told(with_crlf(usual_mail()), "report r1 | mail > gzip > xml\n");
}

static void leading_blank_lines_and_an_mbox_line_are_skipped(void **state) {
  (void)state;
  GByteArray *mail = bytes_of("\n\r\nFrom dmarc@reporter.example Sun Nov  2 06:27:51 2025\n"), *usual = usual_mail();
  g_byte_array_append(mail, usual->data, usual->len);
  g_byte_array_unref(usual);
  assert_told(mail, "report r1 | mail > gzip > xml\n");
}

static void the_envelope_is_that_of_the_mail_decoded(void **state) {
  (void)state;
  g_autofree char *part = attachment("application/gzip", gzipped(report("r1")));
  g_autofree char *text = g_strdup_printf("Message-ID: <a@b>\nSubject: Report\n =?utf-8?q?_f=C3=BCr?=\n\texample.org\n"
                                          "FROM: =?utf-8?b?SsO8cmdlbg==?= <j@b>\nSubject: not this one\n%s",
                                          part);
  struct told told;
  told_read(&told, bytes_of(text), NULL, true);
  assert_string_equal(told.from, "Jürgen <j@b>");
  assert_string_equal(told.subject, "Report  für example.org");
  assert_string_equal(told.message_id, "<a@b>");
  told_end(&told);
}

static void the_envelope_is_that_of_the_outermost_mail(void **state) {
  (void)state;
  char *inner = wrapped("Content-Type: message/rfc822\n\nFrom: inner@b\nSubject: inner\n%s",
                        attachment("application/gzip", gzipped(report("r1"))));
  struct told told;
  told_read(&told, mail_of(inner, NULL), NULL, true);
  assert_string_equal(told.from, "Reporter <dmarc@reporter.example>");
  assert_string_equal(told.lines->str, "report r1 | mail > mail > gzip > xml\n");
  told_end(&told);
}

static void outside_of_a_mail_there_is_no_envelope(void **state) {
  (void)state;
  struct told told;
  told_read(&told,
            zipped((struct member[]){
                {.name = "1.eml", .content = usual_mail()}, {.name = "2.xml", .content = report("r2")}, {0}}),
            NULL, true);
  assert_string_equal(told.lines->str, "report r1 | zip 1.eml > mail > gzip > xml\nreport r2 | zip 2.xml > xml\n");
  assert_null(told.from);
  told_end(&told);
}

/* RB-9 */
static void rb9_the_type_may_lie_about_the_container(void **state) {
  (void)state;
  assert_told(mail_of(attachment("application/gzip", zipped_one("a", report("r1"))), NULL),
              "report r1 | mail > zip a > xml\n");
  assert_told(mail_of(attachment("application/zip", gzipped(report("r1"))), NULL), "report r1 | mail > gzip > xml\n");
}

/* RB-10 */
static void rb10_any_type_in_any_multipart_will_do(void **state) {
  (void)state;
  static const char *const types[] = {"application/octet-stream", "application/x-gzip", "text/plain", "image/png", "x"};
  for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
    char *part = attachment(types[i], gzipped(report("r1")));
    char *inner =
        g_strdup_printf("Content-Type: multipart/alternative;\n boundary=inner\n\n--inner\n%s\n--inner--\n", part);
    assert_told(mail_of(text_part("hello"), inner, NULL), "report r1 | mail > gzip > xml\n");
    g_free(part);
  }
}

/* RB-11 */
static void rb11_a_misspelt_content_type_field_is_understood(void **state) {
  (void)state;
  char *part = attachment("application/gzip", gzipped(report("r1")));
  assert_told(mail_with("ContentType: multipart/mixed; boundary=x\n\n", g_strdup_printf("--x\n%s--x--\n", part)),
              "report r1 | mail > gzip > xml\n");
  g_free(part);
}

/* RB-11 */
static void rb11_without_content_type_the_parts_are_found_by_their_headers(void **state) {
  (void)state;
  char *part = attachment("application/gzip", gzipped(report("r1")));
  assert_told(mail_with("\n", g_strdup_printf("preamble\n--x y\n%s--x y--\n", part)),
              "report r1 | mail > gzip > xml\n");
  assert_told(mail_with("Content-Type: multipart/mixed\n\n", g_strdup_printf("--x\n%s\n--x--\n", part)),
              "report r1 | mail > gzip > xml\n");
  g_free(part);
}

/* RB-12 */
static void rb12_a_file_name_in_pieces_does_not_matter(void **state) {
  (void)state;
  assert_told(
      mail_of(attachment("application/octet-stream;\n name*0=a.xm;\n name*1=l.gz", gzipped(report("r1"))), NULL),
      "report r1 | mail > gzip > xml\n");
}

/* RB-13 */
static void rb13_a_report_in_multipart_related_or_in_a_mail_in_the_mail_is_found(void **state) {
  (void)state;
  char *related = wrapped("Content-Type: multipart/related; boundary=\"in ner\"\n\n--in ner  \n%s\n--in ner--\n",
                          attachment("application/gzip", gzipped(report("r1"))));
  assert_told(mail_of(related, NULL), "report r1 | mail > gzip > xml\n");
  char *inner =
      wrapped("Content-Type: message/rfc822\n\nFrom: a@b\n%s", attachment("application/gzip", gzipped(report("r1"))));
  assert_told(mail_of(inner, NULL), "report r1 | mail > mail > gzip > xml\n");
  assert_told(mail_of(attachment("message/rfc822", usual_mail()), NULL), "report r1 | mail > mail > gzip > xml\n");
}

static void what_is_declared_a_mail_may_have_any_header(void **state) {
  (void)state;
  char *inner = wrapped("Content-Type: message/rfc822\n\nUnheard-Of: x\n\n%s", text_of(report("r1")));
  assert_told(mail_of(inner, NULL), "report r1 | mail > mail > xml\n");
}

/* RB-14 */
static void rb14_the_mail_may_be_the_attachment(void **state) {
  (void)state;
  GByteArray *mail = bytes_of(MAIL_HEADER);
  g_autofree char *part = attachment("application/zip", zipped_one("a.xml", report("r1")));
  g_byte_array_append(mail, (const uint8_t *)part, (guint)strlen(part));
  assert_told(mail, "report r1 | mail > zip a.xml > xml\n");
}

static void a_binary_attachment_is_exact_to_the_byte(void **state) {
  (void)state;
  GByteArray *mail = bytes_of(MAIL_HEADER "Content-Type: multipart/mixed; boundary=x\n\n--x\n"
                                          "Content-Transfer-Encoding: binary\n\n");
  GByteArray *gzip = gzipped(report("r1"));
  g_byte_array_append(mail, gzip->data, gzip->len);
  g_byte_array_append(mail, (const uint8_t *)"\n--x--\n", 7);
  g_byte_array_unref(gzip);
  assert_told(mail, "report r1 | mail > gzip > xml\n");
}

/* RB-15 */
static void rb15_plain_xml_as_a_part_or_as_the_body_is_read(void **state) {
  (void)state;
  char *xml = text_of(report("r1"));
  assert_told(mail_of(g_strdup_printf("Content-Type: text/xml\n\n%s", xml), NULL), "report r1 | mail > xml\n");
  assert_told(mail_with("Content-Type: text/plain\n\n", g_strdup(xml)), "report r1 | mail > xml\n");
  assert_told(mail_with("\n", g_strdup(xml)), "report r1 | mail > xml\n");
  g_free(xml);
}

/* RB-16 */
static void rb16_text_in_any_character_set_is_not_decoded(void **state) {
  (void)state;
  char *odd = g_strdup("Content-Type: text/plain; charset=no-such-thing\nContent-Transfer-Encoding: 8bit\n\n\xff x\n");
  char *latin = g_strdup("Content-Type: text/plain; charset=iso-8859-1\n\nse\xf1or\n");
  assert_told(mail_of(odd, latin, attachment("application/gzip", gzipped(report("r1"))), NULL),
              "report r1 | mail > gzip > xml\n");
}

static void quoted_printable_xml_is_decoded(void **state) {
  (void)state;
  GByteArray *xml = report("r1");
  GString *quoted = g_string_new("Content-Type: text/xml\nContent-Transfer-Encoding: Quoted-Printable\n\n");
  for (guint i = 0; i < xml->len; i++) {
    if (xml->data[i] == '=' || i % 7 == 3)
      g_string_append_printf(quoted, "=%02X", xml->data[i]);
    else
      g_string_append_c(quoted, (char)xml->data[i]);
    if (i % 60 == 59)
      g_string_append(quoted, i % 120 == 59 ? "=\n" : "=\r\n");
  }
  g_byte_array_unref(xml);
  assert_told(mail_of(g_string_free(quoted, FALSE), NULL), "report r1 | mail > xml\n");
}

static void xml_that_is_only_called_quoted_printable_is_read(void **state) {
  (void)state;
  char *xml = text_of(report("r1"));
  assert_told(mail_of(g_strdup_printf("Content-Transfer-Encoding: quoted-printable\n\n%s", xml), NULL),
              "report r1 | mail > xml\n");
  g_free(xml);
}

static void xml_that_is_only_called_base64_is_read_with_a_warning(void **state) {
  (void)state;
  char *xml = text_of(report("r1"));
  assert_told(mail_of(g_strdup_printf("Content-Transfer-Encoding: base64\n\n%s", xml), NULL),
              "report r1 | mail > xml ! not-base64\n");
  g_free(xml);
}

static void base64_that_nobody_announced_is_decoded(void **state) {
  (void)state;
  char *lines = base64_lines(gzipped(report("r1")));
  assert_told(mail_of(g_strdup_printf("Content-Type: text/plain\n\n%s", lines), NULL),
              "report r1 | mail > base64 > gzip > xml\n");
  g_free(lines);
}

/* A gzip whose base64 needs padding. */
static char *base64_with_padding(void) {
  for (int i = 0;; i++) {
    g_autofree char *id = g_strdup_printf("r%0*d", i + 1, 1);
    GByteArray *gzip = gzipped(report(id));
    if (gzip->len % 3 != 0)
      return base64_lines(gzip);
    g_byte_array_unref(gzip);
  }
}

static void base64_without_padding_is_taken_with_a_warning(void **state) {
  (void)state;
  char *lines = base64_with_padding();
  *strchr(lines, '=') = '\0';
  struct told told;
  told_read(&told, mail_of(g_strdup_printf("Content-Transfer-Encoding: base64\n\n%s\n", lines), NULL), NULL, true);
  assert_true(g_str_has_suffix(told.lines->str, " | mail > gzip > xml ! base64-without-padding\n"));
  told_end(&told);
  g_free(lines);
}

static void junk_in_base64_is_skipped(void **state) {
  (void)state;
  char *lines = base64_lines(gzipped(report("r1")));
  GString *junk = g_string_new("Content-Transfer-Encoding: BASE64\n\n");
  for (char *p = lines; *p; p++)
    g_string_append_printf(junk, "%c%s", *p, (p - lines) % 13 == 12 ? "\t*" : "");
  g_free(lines);
  assert_told(mail_of(g_string_free(junk, FALSE), NULL), "report r1 | mail > gzip > xml\n");
}

static void a_missing_final_boundary_is_tolerated(void **state) {
  (void)state;
  char *mail = text_of(usual_mail());
  *strstr(mail, "--=_b--") = '\0';
  GByteArray *content = bytes_of(mail);
  g_free(mail);
  assert_told(content, "report r1 | mail > gzip > xml\n");
}

static void an_inner_multipart_may_lack_its_final_boundary(void **state) {
  (void)state;
  char *inner = wrapped("Content-Type: multipart/mixed; boundary=inner\n\n--inner\n%s",
                        attachment("application/gzip", gzipped(report("r1"))));
  assert_told(mail_of(inner, attachment("application/gzip", gzipped(report("r2"))), NULL),
              "report r1 | mail > gzip > xml\nreport r2 | mail > gzip > xml\n");
}

static void a_line_that_only_begins_like_a_boundary_is_none(void **state) {
  (void)state;
  char *text = wrapped("Content-Type: text/plain\n\nsome\nwords\n--=_bb\n%s", attachment("x", gzipped(report("r1"))));
  assert_told(mail_of(text, attachment("application/gzip", gzipped(report("r2"))), NULL),
              "report r2 | mail > gzip > xml\n");
}

static void a_header_may_run_into_the_body(void **state) {
  (void)state;
  g_autofree char *lines = base64_lines(gzipped(report("r1")));
  assert_told(
      mail_of(g_strdup_printf("Content-Type: application/gzip\nContent-Transfer-Encoding: base64\n%s", lines), NULL),
      "report r1 | mail > gzip > xml\n");
  char *part = attachment("application/gzip", gzipped(report("r2")));
  assert_told(mail_with("Content-Type: multipart/mixed; boundary=x\n", g_strdup_printf("--x\n%s--x--\n", part)),
              "report r2 | mail > gzip > xml\n");
  g_free(part);
}

static void a_broken_header_line_is_skipped(void **state) {
  (void)state;
  char *part = attachment("application/gzip", gzipped(report("r1")));
  assert_told(mail_with("this is no field\nContent-Type: multipart/mixed; boundary=x\n\n",
                        g_strdup_printf("--x\n%s--x--\n", part)),
              "report r1 | mail > gzip > xml\n");
  g_free(part);
}

/* RB-37 */
static void rb37_every_report_of_a_mail_is_told(void **state) {
  (void)state;
  assert_told(mail_of(attachment("application/gzip", gzipped(report("r1"))),
                      attachment("application/zip", zipped_one("a", report("r2"))), NULL),
              "report r1 | mail > gzip > xml\nreport r2 | mail > zip a > xml\n");
}

static void a_damaged_part_beside_a_report_is_told_too(void **state) {
  (void)state;
  GByteArray *damaged = gzipped(report("r1"));
  g_byte_array_set_size(damaged, damaged->len - 9);
  assert_told(
      mail_of(attachment("application/gzip", damaged), attachment("application/gzip", gzipped(report("r2"))), NULL),
      "rejected | mail > gzip > xml | the gzip data ends early\nreport r2 | mail > gzip > xml\n");
}

static void a_mail_without_a_report_says_so_once(void **state) {
  (void)state;
  char *html = g_strdup("Content-Type: text/html\n\n<html><body>Hello</body></html>\n");
  assert_told(mail_of(text_part("Hello"), html, attachment("image/png", bytes_of("\x89PNG\r\n")), NULL),
              "not a report | mail | a mail without any report in it\n");
  assert_told(bytes_of(MAIL_HEADER), "not a report | mail | a mail without any report in it\n");
}

/* RB-7 */
static void rb7_a_mail_with_the_word_unused_says_that(void **state) {
  (void)state;
  assert_told(
      mail_of(text_part("Hello"), attachment("application/gzip", gzipped(bytes_of("unused"))), NULL),
      "not a report | mail > gzip | the word \"unused\", which Yahoo and AOL sent instead of reports in May 2023\n");
}

/* A delivery status notification that returns a mail with a report. */
static GByteArray *bounce(const char *type) {
  g_autofree char *mail = text_of(usual_mail());
  return mail_with(type,
                   g_strdup_printf("\n--x\n\nSorry.\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: "
                                   "dns; mx\n\n--x\nContent-Type: message/rfc822\n\n%s\n--x--\n",
                                   mail));
}

static void a_report_in_a_bounce_is_not_taken(void **state) {
  (void)state;
  assert_told(bounce("Content-Type: multipart/report; report-type=delivery-status; boundary=x\n"),
              "not a report | mail | a delivery status notification\n");
  assert_told(bounce("Content-Type: multipart/mixed; boundary=x\n"),
              "not a report | mail | a delivery status notification\n");
}

static void a_receipt_is_not_a_report(void **state) {
  (void)state;
  assert_told(mail_with("Content-Type: multipart/report; report-type=disposition-notification; boundary=x\n\n",
                        g_strdup("--x\n\nSeen.\n--x--\n")),
              "not a report | mail | a disposition notification\n");
}

/* An RFC 5965 mail that returns a mail with a report. */
static GByteArray *feedback_mail(const char *kind) {
  g_autofree char *mail = text_of(usual_mail());
  return mail_with(
      "Content-Type: multipart/report; report-type=feedback-report; boundary=x\n\n",
      g_strdup_printf("--x\n\nHello.\n--x\nContent-Type: message/feedback-report\n\nUser-Agent: t\n"
                      "Feedback-Type: %s\nReceived-Date: x\n\n--x\nContent-Type: message/rfc822\n\n%s\n--x--\n",
                      kind, mail));
}

static void failure_reports_are_read_and_abuse_feedback_is_not_and_what_both_return_is_no_report(void **state) {
  (void)state;
  assert_told(feedback_mail("auth-failure"),
              "failure reporter.example | mail > arf ! odd-value:Arrival-Date ! missing:Source-IP ! missing:Auth-Failure\n");
  assert_told(feedback_mail("abuse"), "not a report | mail | abuse feedback (RFC 5965), not a DMARC failure report\n");
}

static void what_feedback_returns_is_not_read_in_whatever_part(void **state) {
  (void)state;
  char *feedback = g_strdup("Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n");
  assert_told(mail_of(feedback, attachment("application/octet-stream", usual_mail()), NULL),
              "not a report | mail | abuse feedback (RFC 5965), not a DMARC failure report\n");
  char *first = wrapped("--x\nContent-Type: message/rfc822\n\n%s--x\nContent-Type: message/feedback-report\n\n"
                        "Feedback-Type: abuse\n--x--\n",
                        text_of(usual_mail()));
  assert_told(mail_with("Content-Type: multipart/report; report-type=feedback-report; boundary=x\n\n", first),
              "not a report | mail | abuse feedback (RFC 5965), not a DMARC failure report\n");
}

static void an_error_report_is_recognised(void **state) {
  (void)state;
  assert_told(mail_of(text_part("Report-Date: x\nReport-Domain: example.org\nReport-ID: r1\nReport-Size: 9\n"), NULL),
              "not a report | mail | an error report about a report (RFC 7489 section 7.2.2)\n");
}

/* Whole lines far beyond any buffer, in the header, in a part that is skipped, and in one that is read. */
static void very_long_lines_are_no_trouble(void **state) {
  (void)state;
  GString *mail = g_string_new(NULL), *filler = g_string_new(NULL);
  for (int i = 0; i < 20000; i++)
    g_string_append(filler, "0123456789");
  GByteArray *gzip = gzipped(report("r1"));
  g_autofree char *base64 = g_base64_encode(gzip->data, gzip->len);
  g_byte_array_unref(gzip);
  g_string_printf(mail,
                  "Subject: a\nX-Long: %s\nContent-Type: multipart/mixed; boundary=x; filler=%s\n\n--x\n\n%s--x\n--x\n"
                  "Content-Transfer-Encoding: base64\n\n%s\n--x--\n",
                  filler->str, filler->str, filler->str, base64);
  GByteArray *content = bytes_of(mail->str);
  g_string_free(mail, TRUE);
  g_string_free(filler, TRUE);
  assert_told(content, "report r1 | mail > gzip > xml\n");
}

/* The block that is read ends at every byte of a boundary and of the header after it. */
static void a_block_may_end_anywhere(void **state) {
  (void)state;
  for (guint shift = 0; shift < 90; shift++) {
    g_autofree char *filler = g_strnfill(65536 - 300 + shift, 'x');
    for (char *p = filler + 70; *p; p += 71 > strlen(p) ? strlen(p) : 71)
      *p = '\n';
    char *first = g_strdup_printf("Content-Type: text/plain\n\n%s", filler);
    assert_told(mail_of(first, attachment("application/gzip", gzipped(report("r1"))), NULL),
                "report r1 | mail > gzip > xml\n");
  }
}

static void parts_that_nest_too_deep_are_rejected(void **state) {
  (void)state;
  GString *body = g_string_new("--0\n");
  for (int i = 1; i < 12; i++)
    g_string_append_printf(body, "Content-Type: multipart/mixed; boundary=%d\n\n--%d\n", i, i);
  assert_told(mail_with("Content-Type: multipart/mixed; boundary=0\n\n", g_string_free(body, FALSE)),
              "rejected | mail | the mail nests its parts more than 8 deep, the cap \"nesting\"\n");
}

static void mails_that_nest_too_deep_are_rejected(void **state) {
  (void)state;
  GString *mail = g_string_new(NULL);
  for (int i = 0; i < 12; i++)
    g_string_append(mail, "Subject: x\nContent-Type: message/rfc822\n\n");
  GByteArray *content = bytes_of(mail->str);
  g_string_free(mail, TRUE);
  assert_told(content,
              "rejected | mail > mail > mail > mail > mail > mail > mail > mail > mail | containers are nested more "
              "than 8 deep, the cap \"nesting\"\n");
}

static void a_mail_with_too_many_parts_is_rejected(void **state) {
  (void)state;
  GString *body = g_string_new(NULL);
  for (int i = 0; i < 1100; i++)
    g_string_append(body, "--x\n\nhello\n");
  assert_told(mail_with("Content-Type: multipart/mixed; boundary=x\n\n", g_string_free(body, FALSE)),
              "rejected | mail | the mail has more than 1000 parts and archive members, the cap \"members\" of one "
              "message\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_report_attached_to_a_mail_is_found),
      cmocka_unit_test(leading_blank_lines_and_an_mbox_line_are_skipped),
      cmocka_unit_test(the_envelope_is_that_of_the_mail_decoded),
      cmocka_unit_test(the_envelope_is_that_of_the_outermost_mail),
      cmocka_unit_test(outside_of_a_mail_there_is_no_envelope),
      cmocka_unit_test(rb9_the_type_may_lie_about_the_container),
      cmocka_unit_test(rb10_any_type_in_any_multipart_will_do),
      cmocka_unit_test(rb11_a_misspelt_content_type_field_is_understood),
      cmocka_unit_test(rb11_without_content_type_the_parts_are_found_by_their_headers),
      cmocka_unit_test(rb12_a_file_name_in_pieces_does_not_matter),
      cmocka_unit_test(rb13_a_report_in_multipart_related_or_in_a_mail_in_the_mail_is_found),
      cmocka_unit_test(what_is_declared_a_mail_may_have_any_header),
      cmocka_unit_test(rb14_the_mail_may_be_the_attachment),
      cmocka_unit_test(a_binary_attachment_is_exact_to_the_byte),
      cmocka_unit_test(rb15_plain_xml_as_a_part_or_as_the_body_is_read),
      cmocka_unit_test(rb16_text_in_any_character_set_is_not_decoded),
      cmocka_unit_test(quoted_printable_xml_is_decoded),
      cmocka_unit_test(xml_that_is_only_called_quoted_printable_is_read),
      cmocka_unit_test(xml_that_is_only_called_base64_is_read_with_a_warning),
      cmocka_unit_test(base64_that_nobody_announced_is_decoded),
      cmocka_unit_test(base64_without_padding_is_taken_with_a_warning),
      cmocka_unit_test(junk_in_base64_is_skipped),
      cmocka_unit_test(a_missing_final_boundary_is_tolerated),
      cmocka_unit_test(an_inner_multipart_may_lack_its_final_boundary),
      cmocka_unit_test(a_line_that_only_begins_like_a_boundary_is_none),
      cmocka_unit_test(a_header_may_run_into_the_body),
      cmocka_unit_test(a_broken_header_line_is_skipped),
      cmocka_unit_test(rb37_every_report_of_a_mail_is_told),
      cmocka_unit_test(a_damaged_part_beside_a_report_is_told_too),
      cmocka_unit_test(a_mail_without_a_report_says_so_once),
      cmocka_unit_test(rb7_a_mail_with_the_word_unused_says_that),
      cmocka_unit_test(a_report_in_a_bounce_is_not_taken),
      cmocka_unit_test(a_receipt_is_not_a_report),
      cmocka_unit_test(failure_reports_are_read_and_abuse_feedback_is_not_and_what_both_return_is_no_report),
      cmocka_unit_test(what_feedback_returns_is_not_read_in_whatever_part),
      cmocka_unit_test(an_error_report_is_recognised),
      cmocka_unit_test(very_long_lines_are_no_trouble),
      cmocka_unit_test(a_block_may_end_anywhere),
      cmocka_unit_test(parts_that_nest_too_deep_are_rejected),
      cmocka_unit_test(mails_that_nest_too_deep_are_rejected),
      cmocka_unit_test(a_mail_with_too_many_parts_is_rejected),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
