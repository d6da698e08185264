/* SPDX-License-Identifier: MIT */
/* Failure reports about forged messages, and a complaint about spam, which is none. */
#include "kinds.h"
#include "mail.h"
#include <string.h>

#define GATE "dmarc-failures@gate.example"

/* A record of that day about forged mail: nothing in it passed for anybody. */
static const struct record *failing_record(const GPtrArray *reports, int day) {
  for (guint i = 0; i < reports->len; i++) {
    const struct report *report = reports->pdata[i];
    for (guint n = 0; report->day == day && report->domain == EXAMPLE_COM && n < report->records->len; n++) {
      const struct record *record = &g_array_index(report->records, struct record, n);
      const struct verdict verdict = record_verdict(report, record);
      if (!verdict.dkim_aligned && !verdict.spf_aligned && strcmp(record->route->spf_result, "pass") != 0 &&
          !record->route->dkim[0].domain)
        return record;
    }
  }
  g_error("the tables hold no failure on day %d", day);
}

static void add_parts(GString *out, const char *kind, const char *fields, const char *header) {
  g_string_append_printf(out,
                         "Content-Type: multipart/report; report-type=feedback-report;\n\tboundary=\"=_arf\"\n\n"
                         "--=_arf\nContent-Type: text/plain; charset=us-ascii\n\n%s\n\n"
                         "--=_arf\nContent-Type: message/feedback-report\n\n%s\n"
                         "--=_arf\nContent-Type: text/rfc822-headers\n\n%s\n--=_arf--\n",
                         kind, fields, header);
}

static void add_failure(GPtrArray *mails, const GPtrArray *reports, int day, const char *victim, const char *delivery,
                        struct tally *tally) {
  const int64_t arrived = WORLD_BEGIN + day * (int64_t)DAY_SECONDS + 36000 + day * 61;
  const struct record *record = failing_record(reports, day);
  g_autofree char *date = mail_date(arrived), *name = g_strdup_printf("failure-%d", day);
  g_autofree char *header =
      g_strdup_printf("From: Accounts <accounts@example.com>\nTo: %s@gate.example\nSubject: Overdue\nDate: %s\n"
                      "Message-ID: <%d.overdue@mailer.invalid>\n",
                      victim, date, day);
  g_autofree char *fields = g_strdup_printf(
      "Feedback-Type: auth-failure\nUser-Agent: Gate/2.1\nVersion: 1\nOriginal-Mail-From: <accounts@example.com>\n"
      "Original-Rcpt-To: <%s@gate.example>\nArrival-Date: %s\nReporting-MTA: dns; mx.gate.example\n"
      "Source-IP: %s\nReported-Domain: example.com\nAuth-Failure: dmarc\nDelivery-Result: %s\n"
      "Authentication-Results: mx.gate.example; dmarc=fail header.from=example.com;\n spf=fail "
      "smtp.mailfrom=accounts@example.com\nIdentity-Alignment: dkim, spf\n",
      victim, date, record->source, delivery);
  GString *out = kinds_mail(GATE, "FW: Overdue", "pass", arrived + 30, name);
  add_parts(out, "A message in the name of example.com did not authenticate.", fields, header);
  g_ptr_array_add(mails, mail_new(arrived + 30, out));
  tally_failure(tally);
  tally_mail(tally, FATE_REPORT);
}

/* What a provider sends when somebody calls a newsletter spam. */
static void add_complaint(GPtrArray *mails, struct tally *tally) {
  const int64_t time = WORLD_BEGIN + NOV(4) * (int64_t)DAY_SECONDS + 50000;
  GString *out =
      kinds_mail("complaints@postbox.example", "Complaint about message from 192.0.2.25", "pass", time, "complaint");
  add_parts(out, "One of our users calls this message spam.",
            "Feedback-Type: abuse\nUser-Agent: Postbox/1\nVersion: 1\nSource-IP: 192.0.2.25\n",
            "From: News <news@news.example.com>\nSubject: Autumn\n");
  g_ptr_array_add(mails, mail_new(time, out));
  tally_mail(tally, FATE_NOT_A_REPORT);
}

void kinds_add_failures(GPtrArray *mails, const GPtrArray *reports, struct tally *tally) {
  static const struct {
    int day;
    const char *victim, *delivery;
  } failures[] = {{NOV(5), "ada", "spam"},
                  {NOV(9), "ben", "delivered"},
                  {NOV(12), "ada", "reject"},
                  {NOV(13), "cleo", "reject"},
                  {NOV(18), "dan", "policy"}};
  for (size_t i = 0; i < G_N_ELEMENTS(failures); i++)
    add_failure(mails, reports, failures[i].day, failures[i].victim, failures[i].delivery, tally);
  add_complaint(mails, tally);
}
