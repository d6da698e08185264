/* SPDX-License-Identifier: MIT */
#include "kinds.h"
#include "dice.h"
#include "mail.h"
#include <string.h>

GString *kinds_mail(const char *from, const char *subject, const char *dkim, int64_t time, const char *name) {
  struct dice dice = dice_for(name, 0);
  const char *domain = strchr(from, '@') + 1;
  g_autofree char *date = mail_date(time);
  const uint64_t serial = dice_next(&dice);
  GString *out = g_string_new(NULL);
  g_string_append_printf(out,
                         "Return-Path: <%s>\nDelivered-To: " MAIL_BOX "\n"
                         "Received: from out.%s (out.%s [203.0.113.%u])\n\tby mx.example.com (Postfix) with ESMTPS id "
                         "%08X\n\tfor <" MAIL_BOX ">; %s\n",
                         from, domain, domain, 200 + (unsigned)dice_below(&dice, 20), (unsigned)time, date);
  g_string_append_printf(out,
                         "Authentication-Results: mx.example.com;\n\tdkim=%s header.d=%s;\n\tdmarc=%s header.from=%s\n",
                         dkim, domain, strcmp(dkim, "pass") == 0 ? "pass" : "none", domain);
  g_string_append_printf(out, "Date: %s\nMessage-ID: <%016" G_GINT64_MODIFIER "x@%s>\nSubject: %s\n", date, serial,
                         domain, subject);
  g_string_append_printf(out, "From: %s\nTo: " MAIL_BOX "\nMIME-Version: 1.0\n", from);
  return out;
}
