/* SPDX-License-Identifier: MIT */
#include "mail.h"
#include "dice.h"
#include "pack.h"
#include "xml.h"
#include <string.h>

struct mail *mail_new(int64_t time, GString *text) {
  struct mail *mail = g_new(struct mail, 1);
  *mail = (struct mail){time, text};
  return mail;
}

void mail_free(struct mail *mail) {
  g_string_free(mail->text, TRUE);
  g_free(mail);
}

char *mail_date(int64_t time) {
  g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(time);
  return g_date_time_format(when, "%a, %d %b %Y %H:%M:%S +0000");
}

/* receiver!domain!begin!end[!id], RFC 9990 section 3.5.2, without the suffix. */
static char *file_stem(const struct report *report) {
  const struct reporter *reporter = report->reporter;
  return g_strdup_printf("%s!%s!%" G_GINT64_FORMAT "!%" G_GINT64_FORMAT "%s%s", reporter->host,
                         world_domains[report->domain].name, report->begin,
                         report->end - (reporter->end_exclusive ? 0 : 1), reporter->id_in_name ? "!" : "",
                         reporter->id_in_name ? report->id : "");
}

GBytes *mail_attachment(const struct report *report) {
  g_autoptr(GBytes) xml = xml_write(report);
  g_autofree char *stem = file_stem(report);
  g_autofree char *inside = g_strconcat(stem, ".xml", NULL);
  return pack(report->reporter->packing, inside, xml, report->mailed - 60);
}

/* Replaces {domain}, {submitter} and {id}. */
static char *fill(const char *template, const struct report *report) {
  GString *text = g_string_new(template);
  g_string_replace(text, "{domain}", world_domains[report->domain].name, 0);
  g_string_replace(text, "{submitter}", report->reporter->host, 0);
  g_string_replace(text, "{id}", report->id, 0);
  return g_string_free(text, FALSE);
}

/* -- headers ------------------------------------------------------------------------------------------------------ */

static char *random_base64(struct dice *dice, unsigned words) {
  uint64_t bytes[8];
  g_assert(words <= G_N_ELEMENTS(bytes));
  for (unsigned i = 0; i < words; i++)
    bytes[i] = GUINT64_TO_LE(dice_next(dice));
  return g_base64_encode((const guchar *)bytes, words * sizeof bytes[0]);
}

/* What mx.example.com writes on top. */
static void add_trace(GString *out, const struct report *report, int64_t time, const char *date, struct dice *dice) {
  const struct reporter *reporter = report->reporter;
  const char *from_domain = strchr(reporter->email, '@') + 1;
  const char *dmarc = reporter->dmarc ? reporter->dmarc : "pass";
  const unsigned machine = 1 + (unsigned)dice_below(dice, 40);
  g_string_append_printf(out, "Return-Path: <%s>\nDelivered-To: " MAIL_BOX "\n", reporter->email);
  g_string_append_printf(out,
                         "Received: from out-%u.%s (out-%u.%s [203.0.113.%u])\n\tby mx.example.com (Postfix) with "
                         "ESMTPS id %08X%04X\n\tfor <" MAIL_BOX ">; %s\n",
                         machine, reporter->host, machine, reporter->host, 220 + machine % 30, (unsigned)time,
                         (unsigned)dice_below(dice, 65536), date);
  if (strcmp(dmarc, "pass") == 0)
    g_string_append_printf(
        out,
        "Authentication-Results: mx.example.com;\n\tdkim=pass (2048-bit key) header.d=%s;\n\tspf=pass "
        "smtp.mailfrom=%s;\n\tdmarc=pass header.from=%s\n",
        from_domain, reporter->email, from_domain);
  else
    g_string_append_printf(out,
                           "Authentication-Results: mx.example.com;\n\tdkim=none;\n\tspf=softfail smtp.mailfrom=%s;\n\t"
                           "dmarc=%s header.from=%s\n",
                           reporter->email, dmarc, from_domain);
}

static void add_headers(GString *out, const struct report *report, int64_t time, unsigned attempt, struct dice *dice) {
  const struct reporter *reporter = report->reporter;
  const char *from_domain = strchr(reporter->email, '@') + 1;
  g_autofree char *date = mail_date(time);
  g_autofree char *subject = fill(
      reporter->subject ? reporter->subject : "Report Domain: {domain}\n Submitter: {submitter}\n Report-ID: <{id}>",
      report);
  add_trace(out, report, time, date, dice);
  if (!reporter->dmarc) {
    g_autofree char *body_hash = random_base64(dice, 4);
    g_autofree char *signature = random_base64(dice, 8);
    g_string_append_printf(out,
                           "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s; s=20260101;\n\t"
                           "h=date:message-id:subject:from:to:mime-version;\n\tbh=%s;\n\tb=%s\n",
                           from_domain, body_hash, signature);
  }
  g_string_append_printf(out, "Date: %s\nMessage-ID: <%016" G_GINT64_MODIFIER "x.%u@%s>\nSubject: %s\n", date,
                         dice_next(dice), attempt, from_domain, subject);
  g_string_append_printf(out, "From: %s%s%s\nTo: " MAIL_BOX "\nMIME-Version: 1.0\n",
                         reporter->shape == SHAPE_HTML ? "\"DMARC Aggregate Report\" <" : "", reporter->email,
                         reporter->shape == SHAPE_HTML ? ">" : "");
}

/* -- bodies ------------------------------------------------------------------------------------------------------- */

void mail_add_base64(GString *out, GBytes *bytes) {
  gsize length = 0;
  const guchar *data = g_bytes_get_data(bytes, &length);
  g_autofree char *text = g_base64_encode(data, length);
  for (size_t left = strlen(text), at = 0; left > 0;) {
    const size_t line = MIN(left, 76);
    g_string_append_len(out, text + at, (gssize)line);
    g_string_append_c(out, '\n');
    at += line;
    left -= line;
  }
}

/* The header of the part (or mail) that is the attachment, and the attachment. */
static void add_attachment(GString *out, const struct report *report, GBytes *attachment) {
  const struct reporter *reporter = report->reporter;
  g_autofree char *stem = file_stem(report);
  g_autofree char *name = g_strconcat(stem, pack_suffix(reporter->packing), NULL);
  if (reporter->shape == SHAPE_SPLIT_NAME) {
    const int half = (int)strlen(name) - 4;
    g_string_append_printf(out, "Content-Type: %s;\n\tname*0=\"%.*s\";\n\tname*1=\"%s\"\n", reporter->media_type, half,
                           name, name + half);
    g_string_append_printf(out, "Content-Disposition: attachment;\n\tfilename*0=\"%.*s\";\n\tfilename*1=\"%s\"\n", half,
                           name, name + half);
  } else {
    g_string_append_printf(out, "Content-Type: %s;\n\tname=\"%s\"\n", reporter->media_type, name);
    g_string_append_printf(out, "Content-Disposition: attachment;\n\tfilename=\"%s\"\n", name);
  }
  g_string_append(out, "Content-Transfer-Encoding: base64\n\n");
  mail_add_base64(out, attachment);
}

static void add_text(GString *out, const struct report *report, const char *boundary) {
  g_autofree char *text = fill(report->reporter->text, report);
  if (report->reporter->shape == SHAPE_HTML)
    g_string_append_printf(out,
                           "--%s\nContent-Type: multipart/related;\n\tboundary=\"rel%s\"\n\n--rel%s\n"
                           "Content-Type: text/html; charset=us-ascii\nContent-Transfer-Encoding: 7bit\n\n%s\n\n"
                           "--rel%s--\n\n",
                           boundary, boundary, boundary, text, boundary);
  else
    g_string_append_printf(out,
                           "--%s\nContent-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 7bit\n\n%s\n",
                           boundary, text);
}

struct mail *mail_of_report(const struct report *report, GBytes *attachment, unsigned attempt) {
  const int64_t time = report->mailed + (int64_t)attempt * 3 * 3600;
  struct dice dice = dice_for(report->id, attempt);
  GString *out = g_string_new(NULL);
  add_headers(out, report, time, attempt, &dice);
  if (report->reporter->shape == SHAPE_WHOLE) {
    add_attachment(out, report, attachment);
    return mail_new(time, out);
  }
  g_autofree char *boundary = g_strdup_printf("=_%016" G_GINT64_MODIFIER "x", dice_next(&dice));
  g_string_append_printf(out, "Content-Type: multipart/mixed;\n\tboundary=\"%s\"\n\n", boundary);
  g_string_append(out, "This is a message in several parts.\n");
  add_text(out, report, boundary);
  g_string_append_printf(out, "--%s\n", boundary);
  add_attachment(out, report, attachment);
  g_string_append_printf(out, "\n--%s--\n", boundary);
  return mail_new(time, out);
}
