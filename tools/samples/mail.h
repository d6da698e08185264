/* SPDX-License-Identifier: MIT */
/* mail: a packed report as the mail that its reporter sends and mx.example.com delivers. */
#ifndef SAMPLES_MAIL_H
#define SAMPLES_MAIL_H

#include "traffic.h"

#define MAIL_BOX "dmarc@example.com"

struct mail {
  int64_t time; /* of delivery, UTC seconds */
  GString *text;
};

/* Takes over `text`. */
struct mail *mail_new(int64_t time, GString *text);
void mail_free(struct mail *mail);

/* XML, packed. */
GBytes *mail_attachment(const struct report *report);

/* `attachment` is what the mail carries; `attempt` 0 is the first time that this report is sent. */
struct mail *mail_of_report(const struct report *report, GBytes *attachment, unsigned attempt);

/* In lines. */
void mail_add_base64(GString *out, GBytes *bytes);

/* "Tue, 24 Nov 2026 03:12:45 +0000" */
char *mail_date(int64_t time);

#endif
