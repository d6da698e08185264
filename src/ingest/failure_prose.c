/* SPDX-License-Identifier: MIT */
/*
 * Failure reports in words alone, as some gateways send them:
 *
 *   A message claiming to be from you has failed the published DMARC policy for your domain.
 *     Sender Domain: example.org
 *     Sender IP Address: 192.0.2.1
 *     Received Date: Wed, 25 Nov 2026 10:00:00 +0100
 *   ------ This is a copy of the headers that were received before the error was detected.
 *   From: ...
 *
 * or "... report for an email message received from IP 192.0.2.1 on Wed, 25 Nov 2026 10:00:00 +0100."
 */
#include "ingest/failure.h"
#include <string.h>

static void take(struct failure *failure, const char *name, const char *value) {
  g_autoptr(GString) field = g_string_new(NULL);
  g_string_printf(field, "%s: %s", name, value);
  failure_take_field(failure, field);
}

/* "received from IP 192.0.2.1 on Wed, ... +0100." */
static bool take_sentence(struct failure *failure, const char *text) {
  static const char words[] = "received from IP ";
  const char *found = strstr(text, words);
  if (!found)
    return false;
  found += strlen(words);
  const size_t length = strcspn(found, " \t\n,");
  g_autofree char *address = g_strndup(found, length);
  if (g_str_has_suffix(address, "."))
    address[length - 1] = '\0';
  take(failure, "Source-IP", address);
  found += length;
  found += strspn(found, " \t\n");
  if (g_str_has_prefix(found, "on ")) {
    g_autofree char *date = g_strndup(found + 3, strcspn(found + 3, "\n"));
    take(failure, "Arrival-Date", date);
  }
  return true;
}

/* The lines of its table. Returns where the copy of a header begins, or NULL. */
static const char *take_lines(struct failure *failure, const char *text, bool *any) {
  static const struct {
    const char *label, *field;
  } known[] = {{"Sender IP Address", "Source-IP"},
               {"Sender Domain", "Reported-Domain"},
               {"Received Date", "Arrival-Date"},
               {"DMARC Results", "Delivery-Result"}};
  while (text && *text) {
    const char *end = strchr(text, '\n');
    g_autofree char *line = g_strndup(text, end ? (size_t)(end - text) : strlen(text));
    g_strstrip(line);
    text = end ? end + 1 : NULL;
    if (text && strstr(line, "copy of the headers")) {
      const char *blank = strstr(text, "\n\n");
      return blank ? blank + 2 : text;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
      const char *value = header_fields_value(line, known[i].label);
      if (!value)
        continue;
      *any = *any || i == 0;
      take(failure, known[i].field, value);
    }
  }
  return NULL;
}

static void take_sample(void *user, GString *field) {
  failure_take_sample_field(user, field);
}

struct failure *failure_of_prose(const struct content *content, const char *text) {
  struct failure *failure = failure_start(content);
  bool any = false;
  const char *header = take_lines(failure, text, &any);
  if (!any && !take_sentence(failure, text)) {
    failure_free(failure);
    return NULL;
  }
  failure->prose = true;
  take(failure, "Auth-Failure", "dmarc");
  if (header) {
    struct header_fields fields;
    header_fields_begin(&fields, take_sample, failure, true);
    header_fields_push(&fields, (const uint8_t *)header, strlen(header));
    header_fields_end(&fields);
  }
  aggregate_warnings_add(&failure->warnings, "no-feedback-report",
                         "it is in words alone, without the part that programs read (RFC 5965)", 1);
  return failure;
}
