/* SPDX-License-Identifier: MIT */
#include "exchange/json_units.h"
#include <string.h>

#define TEXT_MAX 65536 /* of what is no part of a report: origins, reasons, names */

/* As a text or, when it is no UTF-8, in base64. */
static char *read_origin(struct json_read *read) {
  size_t length = 0;
  const char *text = json_read_text(read, "origin", false);
  char *origin = text ? g_strdup(text) : (char *)json_read_base64(read, "origin_base64", &length);
  const bool good = origin && (text || strlen(origin) == length) && strlen(origin) <= TEXT_MAX;
  if (!good && !*read->mistake)
    *read->mistake = g_strdup_printf("origin is no text of at most %d bytes", TEXT_MAX);
  return origin;
}

static void read_provenance(struct json_read *read, struct provenance *provenance, char **origin) {
  provenance->origin = *origin = read_origin(read);
  provenance->received = json_read_number(read, "received", -FIELD_SECONDS_MAX, FIELD_SECONDS_MAX);
}

/* -- reports ------------------------------------------------------------------------------------------------------- */

void json_units_whole(const json_t *object, const char *name, const struct fields *fields, struct fields_room *room,
                      void *of, char **mistake) {
  struct json_read read = json_read_begin(object, name, mistake);
  memset(of, 0, fields->size);
  json_units_read(&read, fields, room, of);
  json_read_end(&read);
}

void json_units_report(const json_t *object, struct fields_room *room, struct report *report,
                       struct provenance *provenance, char **origin, char **mistake) {
  struct json_read read = json_read_begin(object, "report", mistake);
  *report = (struct report){0};
  json_units_read(&read, &report_fields, room, report);
  read_provenance(&read, provenance, origin);
  json_read_end(&read);
}

void json_units_tls_report(const json_t *object, struct fields_room *room, struct tls_report *report,
                           uint32_t *policies, uint32_t *failures, struct provenance *provenance, char **origin,
                           char **mistake) {
  struct json_read read = json_read_begin(object, "tls_report", mistake);
  *report = (struct tls_report){0};
  json_units_read(&read, &tls_report_head_fields, room, report);
  *policies = (uint32_t)json_read_number(&read, "policies", 0, TLS_REPORT_MAX_POLICIES);
  *failures = (uint32_t)json_read_number(&read, "failures", 0, TLS_REPORT_MAX_FAILURES);
  read_provenance(&read, provenance, origin);
  json_read_end(&read);
}

/* Exactly so many bytes. */
static void read_bytes(struct json_read *read, const char *key, uint8_t *bytes, size_t length) {
  size_t n = 0;
  g_autofree uint8_t *got = json_read_base64(read, key, &n);
  if (got && n == length)
    memcpy(bytes, got, length);
  else if (!*read->mistake)
    *read->mistake = g_strdup_printf("%s is not %zu bytes in base64", key, length);
}

void json_units_failure(const json_t *object, struct fields_room *room, struct kept_failure *kept,
                        struct provenance *provenance, char **origin, char **mistake) {
  struct json_read read = json_read_begin(object, "failure_report", mistake);
  *kept = (struct kept_failure){0};
  read_bytes(&read, "digest", kept->digest, FAILURE_DIGEST_BYTES);
  kept->reporter = json_read_text(&read, "reporter", true);
  json_units_read(&read, &failure_report_fields, room, &kept->report);
  read_provenance(&read, provenance, origin);
  json_read_end(&read);
  if (kept->report.mail.from && !*mistake)
    *mistake = g_strdup("there is a field that this version does not know");
}

void json_units_privacy_key(const json_t *object, uint8_t key[PRIVACY_KEY_BYTES], char **mistake) {
  struct json_read read = json_read_begin(object, "privacy_key", mistake);
  read_bytes(&read, "key", key, PRIVACY_KEY_BYTES);
  json_read_end(&read);
}

/* -- what is kept beside them -------------------------------------------------------------------------------------- */

/* A text that is no part of a report. */
static const char *read_note(struct json_read *read, const char *key, bool needed) {
  const char *text = json_read_text(read, key, needed);
  if (text && strlen(text) > TEXT_MAX && !*read->mistake)
    *read->mistake = g_strdup_printf("%s is longer than %d bytes", key, TEXT_MAX);
  return text;
}

/* Whoever asks DNS lets nothing else through (schema/source.h). */
static const char *read_host_name(struct json_read *read, const char *key) {
  const char *text = read_note(read, key, false);
  if (text && text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-.")] != '\0' && !*read->mistake)
    *read->mistake = g_strdup_printf("%s is no host name", key);
  return text;
}

void json_units_quarantined(const json_t *object, struct quarantined *entry, char **origin, uint8_t **bytes,
                            char **mistake) {
  struct json_read read = json_read_begin(object, "quarantined", mistake);
  *entry = (struct quarantined){.at = json_read_number(&read, "at", -FIELD_SECONDS_MAX, FIELD_SECONDS_MAX)};
  entry->origin = *origin = read_origin(&read);
  entry->reason = read_note(&read, "reason", true);
  entry->nesting = read_note(&read, "nesting", true);
  entry->size = (uint64_t)json_read_number(&read, "size", 0, G_MAXINT64);
  entry->bytes = *bytes = json_read_base64(&read, "bytes", &entry->n_bytes);
  json_read_end(&read);
  if (entry->bytes && (entry->n_bytes > QUARANTINE_MAX_BYTES || entry->n_bytes != entry->size) && !*mistake)
    *mistake = g_strdup("bytes are more than are kept, or not as many as size says");
}

void json_units_source(const json_t *object, struct source_facts *facts, char **mistake) {
  struct json_read read = json_read_begin(object, "source", mistake);
  *facts = (struct source_facts){.address = json_read_address(&read, "address")};
  facts->name = read_host_name(&read, "name");
  facts->ptr = read_host_name(&read, "ptr");
  facts->service = read_note(&read, "service", false);
  facts->kind = read_note(&read, "kind", false);
  facts->known_by = read_note(&read, "known_by", false);
  facts->country = read_note(&read, "country", false);
  facts->asn = json_read_has(&read, "asn") ? (uint32_t)json_read_number(&read, "asn", 1, UINT32_MAX) : 0;
  facts->as_name = read_note(&read, "as_name", false);
  facts->resolved = json_read_number(&read, "resolved", 1, FIELD_SECONDS_MAX);
  facts->failed = json_read_bool(&read, "failed");
  json_read_end(&read);
  if (facts->address.length == 0 && !*mistake)
    *mistake = g_strdup("address is missing");
}
