/* SPDX-License-Identifier: MIT */
/* Failure reports in their mail. The input is its fields, a zero byte, and the message that failed. */
#include "listening.h"

static void append(GByteArray *mail, const char *text) {
  g_byte_array_append(mail, (const uint8_t *)text, (guint)strlen(text));
}

static void read_mail(const char *fields, const char *sample) {
  GByteArray *mail = g_byte_array_new();
  append(mail, "From: r@receiver.example\nDate: Sun, 1 Jun 2025 12:30:00 +0000\nMIME-Version: 1.0\n"
               "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
               "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: auth-failure\n");
  append(mail, fields);
  append(mail, "\n--b\nContent-Type: message/rfc822\n\n");
  append(mail, sample);
  append(mail, "\n--b--\n");
  listening_read(mail->data, mail->len);
  g_byte_array_unref(mail);
}

static void read_prose(const char *text) {
  GByteArray *mail = g_byte_array_new();
  append(mail, "From: r@receiver.example\nSubject: DMARC Failure Report\nContent-Type: text/plain\n\n"
               "This is an email abuse report for an email message received from IP 192.0.2.1 on Sun, 1 Jun 2025 "
               "12:30:00 +0000.\n");
  append(mail, text);
  listening_read(mail->data, mail->len);
  g_byte_array_unref(mail);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct fuzz_input input = {bytes, length};
  const uint8_t way = fuzz_byte(&input);
  g_autofree char *fields = fuzz_text(&input), *sample = fuzz_text(&input);
  if (way % 4 == 0)
    read_prose(fields);
  else
    read_mail(fields, sample);
  return 0;
}
