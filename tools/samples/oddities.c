/* SPDX-License-Identifier: MIT */
#include "oddities.h"
#include "mail.h"
#include <string.h>

static const struct report *find_report(const GPtrArray *reports, const char *org_name, int day) {
  for (guint i = 0; i < reports->len; i++) {
    const struct report *report = reports->pdata[i];
    if (strcmp(report->reporter->org_name, org_name) == 0 && report->day == day && report->domain == EXAMPLE_COM)
      return report;
  }
  g_error("the tables hold no report of %s for day %d", org_name, day);
}

/* The report that somebody forwards instead of its reporter. */
static const struct report *passed_on(const GPtrArray *reports) {
  return find_report(reports, "comcast.net", NOV(2));
}

bool oddities_takes(const GPtrArray *reports, const struct report *report) {
  return report == passed_on(reports);
}

/* -- reports in odd ways ------------------------------------------------------------------------------------------ */

/* Yahoo sends a report twice. */
static void add_repeat(GPtrArray *mails, const GPtrArray *reports, struct tally *tally) {
  const struct report *report = find_report(reports, "Yahoo", OCT(14));
  g_autoptr(GBytes) attachment = mail_attachment(report);
  g_ptr_array_add(mails, mail_of_report(report, attachment, 1));
  tally_mail(tally, FATE_DUPLICATE);
}

/* A mail that broke off before the whole one came (the report is mailed as all the others, three hours before). */
static void add_truncated(GPtrArray *mails, const GPtrArray *reports, struct tally *tally) {
  const struct report *report = find_report(reports, "Enterprise Outlook", NOV(5));
  g_autoptr(GBytes) attachment = mail_attachment(report);
  g_autoptr(GBytes) half = g_bytes_new_from_bytes(attachment, 0, g_bytes_get_size(attachment) * 6 / 10);
  struct mail *mail = mail_of_report(report, half, 1);
  mail->time = report->mailed - 600;
  g_ptr_array_add(mails, mail);
  tally_mail(tally, FATE_REJECTED);
}

/* Yahoo once sent the word "unused" for a report. */
static void add_unused(GPtrArray *mails, const GPtrArray *reports, struct tally *tally) {
  const struct report *report = find_report(reports, "Yahoo", OCT(20));
  g_autoptr(GBytes) attachment = g_bytes_new_static("unused", 6);
  g_ptr_array_add(mails, mail_of_report(report, attachment, 2));
  tally_mail(tally, FATE_NOT_A_REPORT);
}

/* Our postmaster got a report and passes it on, mail in mail. */
static void add_passed_on(GPtrArray *mails, const GPtrArray *reports, struct tally *tally) {
  const struct report *report = passed_on(reports);
  g_autoptr(GBytes) attachment = mail_attachment(report);
  struct mail *inner = mail_of_report(report, attachment, 0);
  const int64_t time = inner->time + 20000;
  g_autofree char *date = mail_date(time);
  GString *out = g_string_new(NULL);
  g_string_append_printf(out,
                         "Return-Path: <postmaster@example.com>\nDelivered-To: " MAIL_BOX "\n"
                         "Date: %s\nMessage-ID: <fwd.4711@example.com>\nSubject: Fwd: is this yours?\n"
                         "From: Postmaster <postmaster@example.com>\nTo: " MAIL_BOX "\nMIME-Version: 1.0\n"
                         "Content-Type: multipart/mixed; boundary=\"next_part\"\n\n"
                         "--next_part\nContent-Type: text/plain; charset=us-ascii\n\nFound in my mailbox.\n\n"
                         "--next_part\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\n",
                         date);
  g_string_append_len(out, inner->text->str, (gssize)inner->text->len);
  g_string_append(out, "\n--next_part--\n");
  mail_free(inner);
  g_ptr_array_add(mails, mail_new(time, out));
  tally_mail(tally, FATE_REPORT);
}

/* -- no report ---------------------------------------------------------------------------------------------------- */

static void add_ordinary_mail(GPtrArray *mails, struct tally *tally) {
  const int64_t time = WORLD_BEGIN + OCT(7) * (int64_t)DAY_SECONDS + 34567;
  g_autofree char *date = mail_date(time);
  GString *out = g_string_new(NULL);
  g_string_append_printf(
      out,
      "Return-Path: <ada@example.com>\nDelivered-To: " MAIL_BOX "\n"
      "Date: %s\nMessage-ID: <lunch.1@example.com>\nSubject: Who reads these?\n"
      "From: Ada <ada@example.com>\nTo: " MAIL_BOX "\nMIME-Version: 1.0\n"
      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
      "Hello,\n\nwe get a hundred of these zip files a week. May I move us to p=reject now?\n\nAda\n",
      date);
  g_ptr_array_add(mails, mail_new(time, out));
  tally_mail(tally, FATE_NOT_A_REPORT);
}

/* -- malice ------------------------------------------------------------------------------------------------------- */

/* A report by nobody: markup, a C1 control (CSI), a bidirectional override and a spreadsheet formula. */
static void add_hostile(GPtrArray *mails, struct tally *tally) {
  static const struct dialect dialect = {"<?xml version=\"1.0\"?>",
                                         "<feedback>",
                                         " ",
                                         "\n",
                                         NULL,
                                         XML_VERSION | XML_MODES | XML_SP | XML_PCT | XML_ENVELOPE_FROM | XML_SELECTOR};
  static const struct reporter reporter = {.org_name = "<script>alert(1)</script>\xc2\x9b"
                                                       "31m\xe2\x80\xaegro.elpmaxe",
                                           .email = "\"><img src=x onerror=alert(2)>@reports.example",
                                           .contact = "=HYPERLINK(\"https://reports.example/\",\"details\")",
                                           .host = "reports.example",
                                           .subject = "Report Domain: {domain} Submitter: <script> Report-ID: {id}",
                                           .text = "Report attached.\n",
                                           .dialect = &dialect,
                                           .packing = PACK_GZIP,
                                           .shape = SHAPE_TEXT,
                                           .media_type = "application/gzip",
                                           .id = ID_AT,
                                           .dmarc = "fail"};
  static const struct route route = {
      "example.com", "example.com", {{"example.com", "'; DROP TABLE report; --", "fail", NULL}},
      "example.com", "mfrom",       "fail",
      NULL,          NULL};
  const int64_t begin = WORLD_BEGIN + NOV(16) * (int64_t)DAY_SECONDS;
  const struct record record = {"198.18.66.6", NULL, 2, &route};
  struct report *report = report_new(&reporter, EXAMPLE_COM, NOV(16), begin, begin + DAY_SECONDS);
  g_array_append_val(report->records, record);
  g_autoptr(GBytes) attachment = mail_attachment(report);
  g_ptr_array_add(mails, mail_of_report(report, attachment, 0));
  tally_report(tally, report);
  tally_mail(tally, FATE_REPORT);
  report_free(report);
}

void oddities_add(GPtrArray *mails, const GPtrArray *reports, struct tally *tally) {
  add_repeat(mails, reports, tally);
  add_truncated(mails, reports, tally);
  add_unused(mails, reports, tally);
  add_passed_on(mails, reports, tally);
  add_ordinary_mail(mails, tally);
  add_hostile(mails, tally);
}
