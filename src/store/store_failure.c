/* SPDX-License-Identifier: MIT */
/* One failure report, with the local parts of its addresses hashed. */
#include "base/period.h"
#include "store/privacy.h"
#include "store/store_parts.h"
#include <jansson.h>
#include <string.h>

/* -- what is known of it already ----------------------------------------------------------------------------------- */

/* Of all that it says, however it was packed: the bytes of its frame, without what we make of it. */
static void digest_of(const struct failure_report *report, const uint8_t key[PRIVACY_KEY_BYTES],
                      uint8_t digest[FAILURE_DIGEST_BYTES]) {
  struct failure_report bare = *report;
  bare.nesting = "";
  bare.n_warnings = 0;
  bare.sample = NULL;
  bare.mail = (struct report_mail){.message_id = report->mail.message_id};
  g_autoptr(GByteArray) bytes = g_byte_array_new();
  frame_put_failure_report(bytes, &bare);
  uint8_t whole[32];
  gsize length = sizeof whole;
  g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, key, PRIVACY_KEY_BYTES);
  g_hmac_update(hmac, bytes->data, bytes->len);
  g_hmac_get_digest(hmac, whole, &length);
  memcpy(digest, whole, FAILURE_DIGEST_BYTES);
}

static bool find_failure(struct store *store, const uint8_t digest[FAILURE_DIGEST_BYTES], int64_t *id, GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_FIND_FAILURE, "SELECT id FROM failure WHERE digest = ?", error);
  if (!statement)
    return false;
  sqlite3_bind_blob(statement, 1, digest, FAILURE_DIGEST_BYTES, SQLITE_STATIC);
  return store_find(store, statement, id, error);
}

/* -- writing ------------------------------------------------------------------------------------------------------- */

/* The domain that the report's mail comes from, else the host that made it. Caller frees. */
static char *reporter_of(const struct failure_report *report) {
  const char *at = report->mail.from ? strrchr(report->mail.from, '@') : NULL;
  const char *mta = report->reporting_mta ? strrchr(report->reporting_mta, ';') : NULL;
  char *name = g_ascii_strdown(at ? at + 1 : mta ? mta + 1 : "", -1);
  name[strcspn(name, "<>,")] = '\0';
  return g_strstrip(name);
}

struct names {
  int64_t domain, reporter, header_from, dkim_domain, dkim_selector, user_agent, reporting_mta;
};

static bool intern_names(struct store *store, const struct kept_failure *kept, struct names *names, GError **error) {
  const struct failure_report *report = &kept->report;
  return store_intern_name(store, report->domain, &names->domain, error) &&
         store_intern_name(store, kept->reporter, &names->reporter, error) &&
         store_intern_name(store, report->header_from, &names->header_from, error) &&
         store_intern_name(store, report->dkim_domain, &names->dkim_domain, error) &&
         store_intern_name(store, report->dkim_selector, &names->dkim_selector, error) &&
         store_intern_name(store, report->user_agent, &names->user_agent, error) &&
         store_intern_name(store, report->reporting_mta, &names->reporting_mta, error);
}

static void bind_names(sqlite3_stmt *statement, const struct names *names) {
  store_bind_id(statement, 2, names->domain);
  store_bind_id(statement, 3, names->reporter);
  store_bind_id(statement, 4, names->header_from);
  store_bind_id(statement, 5, names->dkim_domain);
  store_bind_id(statement, 6, names->dkim_selector);
  store_bind_id(statement, 7, names->user_agent);
  store_bind_id(statement, 8, names->reporting_mta);
}

static void bind_numbers(sqlite3_stmt *statement, const struct failure_report *report,
                         const struct provenance *provenance) {
  sqlite3_bind_int(statement, 9, period_day(report->has_arrived ? report->arrived : provenance->received));
  sqlite3_bind_blob(statement, 10, report->source.bytes, report->source.length, SQLITE_STATIC);
  if (report->has_arrived)
    sqlite3_bind_int64(statement, 11, report->arrived);
  else
    sqlite3_bind_null(statement, 11);
  sqlite3_bind_int64(statement, 12, report->incidents);
  sqlite3_bind_int(statement, 13, report->auth_failure.value);
  sqlite3_bind_int(statement, 14, report->delivery_result.value);
  sqlite3_bind_int(statement, 15, (int)report->mail.trust);
  sqlite3_bind_int64(statement, 16, provenance->received);
}

/* The words that are none of the standard's. Free with free(). */
static char *raw_of(const struct failure_report *report) {
  const struct store_raw raw[] = {{"source_ip", report->source_raw},
                                  {"auth_failure", report->auth_failure.raw},
                                  {"delivery_result", report->delivery_result.raw}};
  return store_raw_json(raw, G_N_ELEMENTS(raw));
}

#define FIRST_TEXT 17

/* In the order of the statement. */
static void bind_texts(sqlite3_stmt *statement, const struct failure_report *report,
                       const struct provenance *provenance) {
  const char *const texts[] = {report->original_mail_from,
                               report->original_rcpt_to,
                               report->dkim_identity,
                               report->spf_dns,
                               report->identity_alignment,
                               report->authentication_results,
                               report->sample,
                               report->mail.subject,
                               provenance->origin,
                               report->nesting,
                               report->original_envelope_id,
                               report->message_id,
                               report->mail.message_id};
  int number = FIRST_TEXT;
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    store_bind_text(statement, number++, texts[i]);
  sqlite3_bind_text(statement, number++, raw_of(report), -1, free);
  sqlite3_bind_text(statement, number, store_warnings_json(report->warnings, report->n_warnings), -1, free);
}

static bool add_failure(struct store *store, const struct kept_failure *kept, const struct provenance *provenance,
                        GError **error) {
  struct names names;
  sqlite3_stmt *statement = store_prepared(
      store, STATEMENT_ADD_FAILURE,
      "INSERT INTO failure (digest, domain, reporter, header_from, dkim_domain, dkim_selector, user_agent,"
      " reporting_mta, day, source, arrived, incidents, auth_failure, delivery_result, trust, received,"
      " original_mail_from, original_rcpt_to, dkim_identity, spf_dns, identity_alignment, authentication_results,"
      " sample, subject, origin, nesting, original_envelope_id, message_id, mail_message_id, raw, warnings) VALUES"
      " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);
  if (!statement || !intern_names(store, kept, &names, error))
    return false;
  sqlite3_bind_blob(statement, 1, kept->digest, FAILURE_DIGEST_BYTES, SQLITE_STATIC);
  bind_names(statement, &names);
  bind_numbers(statement, &kept->report, provenance);
  bind_texts(statement, &kept->report, provenance);
  return store_run(store, statement, error);
}

bool store_restore_failure(struct store *store, const struct kept_failure *kept, const struct provenance *provenance,
                           enum store_result *result, GError **error) {
  int64_t there = 0;
  if (!store_execute(store, "SAVEPOINT report", error))
    return false;
  if (find_failure(store, kept->digest, &there, error) && (there || add_failure(store, kept, provenance, error)) &&
      store_execute(store, "RELEASE report", error)) {
    *result = there ? STORE_DUPLICATE : STORE_NEW;
    return true;
  }
  store_undo_report(store);
  return false;
}

/* -- hiding people ------------------------------------------------------------------------------------------------- */

struct hiding {
  const uint8_t *key;
  GStringChunk *texts;
};

static void hide(const struct hiding *hiding, const char **text) {
  g_autofree char *hashed = privacy_hash(hiding->key, *text);
  *text = hashed ? g_string_chunk_insert(hiding->texts, hashed) : NULL;
}

/* Texts that may hold addresses. Message ids name messages, not people. */
static void hide_people(const struct hiding *hiding, struct failure_report *report, enum failure_samples samples) {
  const char **const texts[] = {&report->source_raw,
                                &report->auth_failure.raw,
                                &report->delivery_result.raw,
                                &report->original_mail_from,
                                &report->original_rcpt_to,
                                &report->dkim_identity,
                                &report->spf_dns,
                                &report->identity_alignment,
                                &report->authentication_results,
                                &report->mail.subject,
                                &report->nesting};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    hide(hiding, texts[i]);
  for (unsigned int i = 0; i < report->n_warnings; i++)
    hide(hiding, &report->warnings[i].text);
  if (samples == SAMPLES_NONE)
    report->sample = NULL;
  if (samples == SAMPLES_HASHED)
    hide(hiding, &report->sample);
}

bool store_put_failure_report(struct store *store, const struct failure_report *report,
                              const struct provenance *provenance, enum store_result *result, GError **error) {
  uint8_t key[PRIVACY_KEY_BYTES];
  struct warning warnings[REPORT_MAX_WARNINGS];
  struct provenance hidden_provenance = *provenance;
  if (!store_privacy_key(store, key, error))
    return false;
  g_autofree char *reporter = reporter_of(report);
  struct kept_failure kept = {.report = *report, .reporter = reporter};
  digest_of(report, key, kept.digest);
  if (report->n_warnings > 0)
    memcpy(warnings, report->warnings, report->n_warnings * sizeof *warnings);
  kept.report.warnings = warnings;
  const struct hiding hiding = {.key = key, .texts = g_string_chunk_new(4096)};
  hide_people(&hiding, &kept.report, store->samples);
  hide(&hiding, &hidden_provenance.origin);
  const bool good = store_restore_failure(store, &kept, &hidden_provenance, result, error);
  g_string_chunk_free(hiding.texts);
  return good;
}
