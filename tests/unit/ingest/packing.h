/* SPDX-License-Identifier: MIT */
/*
 * packing: what the tests of content.h share: reports packed in every way, and everything that content_read tells about
 * them as lines of text, in order:
 *
 *   "report r1 | mail > gzip > xml"  and  " ! code" for each warning; "tls r1 | json"; "failure example.org | arf"
 *   "rejected | gzip > xml | the gzip data ends early"
 *   "not a report | mail | a mail without any report in it"
 *   "try later |  | cannot be read to its end (EIO)"
 */
#ifndef DMARCSTAT_TESTS_PACKING_H
#define DMARCSTAT_TESTS_PACKING_H

#include "ingest/content.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>
#include <zlib.h>

/* -- making content; callers free with g_byte_array_unref -------------------------------------------------------- */

static inline GByteArray *bytes_of(const char *text) {
  return g_byte_array_append(g_byte_array_new(), (const uint8_t *)text, (guint)strlen(text));
}

/* A whole, correct report with one record. */
static inline GByteArray *report(const char *id) {
  g_autofree char *text = g_strdup_printf(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feedback>\n<version>1.0</version>\n<report_metadata>"
      "<org_name>reporter.example</org_name><email>dmarc@reporter.example</email><report_id>%s</report_id>"
      "<date_range><begin>1761955200</begin><end>1762041599</end></date_range></report_metadata>\n"
      "<policy_published><domain>example.org</domain><adkim>r</adkim><aspf>r</aspf><p>none</p><sp>none</sp>"
      "<pct>100</pct><fo>0</fo></policy_published>\n"
      "<record><row><source_ip>192.0.2.1</source_ip><count>3</count><policy_evaluated>"
      "<disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row>"
      "<identifiers><envelope_from>example.org</envelope_from><header_from>example.org</header_from></identifiers>"
      "<auth_results><dkim><domain>example.org</domain><selector>s1</selector><result>pass</result></dkim>"
      "<spf><domain>mx.example.net</domain><scope>mfrom</scope><result>fail</result></spf></auth_results></record>\n"
      "</feedback>\n",
      id);
  return bytes_of(text);
}

/* `window_bits` as for deflateInit2: MAX_WBITS + 16 gzip, MAX_WBITS zlib. Takes over `content`. */
static inline GByteArray *deflated(GByteArray *content, int window_bits) {
  z_stream z = {0};
  assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY), Z_OK);
  GByteArray *out = g_byte_array_new();
  g_byte_array_set_size(out, (guint)deflateBound(&z, content->len) + 64);
  z.next_in = content->data;
  z.avail_in = content->len;
  z.next_out = out->data;
  z.avail_out = out->len;
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  g_byte_array_set_size(out, (guint)z.total_out);
  deflateEnd(&z);
  g_byte_array_unref(content);
  return out;
}

static inline GByteArray *gzipped(GByteArray *content) {
  return deflated(content, MAX_WBITS + 16);
}

struct member {
  const char *name;
  GByteArray *content; /* taken over */
  bool stored;
  const char *password;
};

/* NULL name ends. */
static inline GByteArray *zipped(const struct member *members) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
  zip_t *archive = zip_open_from_source(source, ZIP_TRUNCATE, &error);
  assert_non_null(archive);
  zip_source_keep(source);
  for (size_t i = 0; members[i].name; i++) {
    if (!members[i].content) {
      assert_true(zip_dir_add(archive, members[i].name, 0) >= 0);
      continue;
    }
    zip_source_t *member = zip_source_buffer(archive, members[i].content->data, members[i].content->len, 0);
    const zip_int64_t index = zip_file_add(archive, members[i].name, member, 0);
    assert_true(index >= 0);
    zip_set_file_compression(archive, (zip_uint64_t)index, members[i].stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 9);
    if (members[i].password)
      assert_int_equal(zip_file_set_encryption(archive, (zip_uint64_t)index, ZIP_EM_AES_256, members[i].password), 0);
  }
  assert_int_equal(zip_close(archive), 0);
  for (size_t i = 0; members[i].name; i++)
    if (members[i].content)
      g_byte_array_unref(members[i].content);
  zip_stat_t stat;
  zip_source_stat(source, &stat);
  GByteArray *out = g_byte_array_new();
  g_byte_array_set_size(out, (guint)stat.size);
  zip_source_open(source);
  assert_int_equal(zip_source_read(source, out->data, stat.size), stat.size);
  zip_source_close(source);
  zip_source_free(source);
  return out;
}

static inline GByteArray *zipped_one(const char *name, GByteArray *content) {
  return zipped((struct member[]){{.name = name, .content = content}, {0}});
}

/* Base64 in lines of 76, as text. Takes over `content`; g_free. */
static inline char *base64_lines(GByteArray *content) {
  g_autofree char *line = g_base64_encode(content->data, content->len);
  GString *lines = g_string_new(NULL);
  for (size_t i = 0, length = strlen(line); i < length; i += 76)
    g_string_append_printf(lines, "%.76s\n", line + i);
  g_byte_array_unref(content);
  return g_string_free(lines, FALSE);
}

/* One part of a mail with `content` in base64; g_free. */
static inline char *attachment(const char *type, GByteArray *content) {
  g_autofree char *lines = base64_lines(content);
  return g_strdup_printf("Content-Type: %s\nContent-Transfer-Encoding: base64\n\n%s", type, lines);
}

#define MAIL_HEADER                                                                                                    \
  "From: Reporter <dmarc@reporter.example>\nTo: rua@example.org\nSubject: Report Domain: example.org\n"                \
  "Message-ID: <1@reporter.example>\nMIME-Version: 1.0\n"

/* A multipart mail of these parts (header and body each), which are freed; NULL ends. */
static inline GByteArray *mail_of(char *part, ...) {
  GString *mail = g_string_new(MAIL_HEADER "Content-Type: multipart/mixed; boundary=\"=_b\"\n\npreamble\n");
  va_list parts;
  va_start(parts, part);
  for (; part; part = va_arg(parts, char *)) {
    g_string_append_printf(mail, "--=_b\n%s\n", part);
    g_free(part);
  }
  va_end(parts);
  g_string_append(mail, "--=_b--\nepilogue\n");
  GByteArray *content = bytes_of(mail->str);
  g_string_free(mail, TRUE);
  return content;
}

/* -- reading it ------------------------------------------------------------------------------------------------ */

struct told {
  struct collector collector; /* first */
  GString *lines;
  char *from, *subject, *message_id; /* of the last report */
  uint64_t records;
};

static inline bool told_record(struct collector *collector, const struct record *record) {
  (void)record;
  ((struct told *)collector)->records++;
  return true;
}

static inline void told_keep(char **to, const char *text) {
  g_free(*to);
  *to = g_strdup(text);
}

static inline void told_add(struct told *told, const char *what, const char *nesting, const struct warning *warnings,
                            unsigned int n) {
  g_string_append_printf(told->lines, "%s | %s", what, nesting);
  for (unsigned int i = 0; i < n; i++)
    g_string_append_printf(told->lines, " ! %s", warnings[i].code);
  g_string_append_c(told->lines, '\n');
}

static inline bool told_report(struct collector *collector, const struct report *report) {
  struct told *told = (struct told *)collector;
  g_autofree char *what = g_strdup_printf("report %s", report->report_id);
  told_add(told, what, report->nesting, report->warnings, report->n_warnings);
  told_keep(&told->from, report->mail_from);
  told_keep(&told->subject, report->mail_subject);
  told_keep(&told->message_id, report->mail_message_id);
  return true;
}

static inline bool told_tls_report(struct collector *collector, const struct tls_report *report) {
  g_autofree char *what = g_strdup_printf("tls %s", report->report_id);
  told_add((struct told *)collector, what, report->nesting, report->warnings, report->n_warnings);
  return true;
}

static inline bool told_failure_report(struct collector *collector, const struct failure_report *report) {
  g_autofree char *what = g_strdup_printf("failure %s", report->domain);
  told_add((struct told *)collector, what, report->nesting, report->warnings, report->n_warnings);
  return true;
}

static inline bool told_refusal(struct collector *collector, const struct refusal *refusal) {
  static const char *const kinds[] = {"not a report", "rejected", "try later"};
  g_string_append_printf(((struct told *)collector)->lines, "%s | %s | %s\n", kinds[refusal->kind], refusal->nesting,
                         refusal->reason);
  return true;
}

static inline void told_begin(struct told *told, const struct caps *caps) {
  *told = (struct told){.collector = {.caps = caps ? caps : &caps_default,
                                      .now = 1762100000,
                                      .record = told_record,
                                      .report = told_report,
                                      .tls_report = told_tls_report,
                                      .failure_report = told_failure_report,
                                      .refuse = told_refusal},
                        .lines = g_string_new(NULL)};
}

static inline void told_end(struct told *told) {
  g_string_free(told->lines, TRUE);
  g_free(told->from);
  g_free(told->subject);
  g_free(told->message_id);
}

static inline int memory_file(const GByteArray *content) {
  const int fd = memfd_create("item", MFD_CLOEXEC);
  assert_true(fd >= 0);
  for (guint done = 0; content && done < content->len;) {
    const ssize_t n = write(fd, content->data + done, content->len - done);
    assert_true(n > 0);
    done += (guint)n;
  }
  return fd;
}

/* Reads `content` (taken over) and fills `told`. `scratch`: whether there is a scratch file. */
static inline void told_read(struct told *told, GByteArray *content, const struct caps *caps, bool scratch) {
  told_begin(told, caps);
  const int fd = memory_file(content), scratch_fd = scratch ? memory_file(NULL) : -1;
  struct content *reader = content_new(scratch_fd);
  content_read(reader, &told->collector, fd, 0, content->len);
  content_free(reader);
  if (scratch) {
    assert_int_equal(lseek(scratch_fd, 0, SEEK_END), 0); /* left empty */
    close(scratch_fd);
  }
  close(fd);
  g_byte_array_unref(content);
}

/* Reads `content` (taken over) and holds what is told against `lines`, each with its \n. */
static inline void assert_told_with(GByteArray *content, const struct caps *caps, const char *lines) {
  struct told told;
  told_read(&told, content, caps, true);
  assert_string_equal(told.lines->str, lines);
  told_end(&told);
}

static inline void assert_told(GByteArray *content, const char *lines) {
  assert_told_with(content, NULL, lines);
}

#endif
