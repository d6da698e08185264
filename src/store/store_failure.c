/* SPDX-License-Identifier: MIT */
/* One failure report, with the local parts of its addresses hashed. */
#include "base/period.h"
#include "store/privacy.h"
#include "store/store_parts.h"
#include <jansson.h>
#include <string.h>

#define DIGEST_BYTES 16

bool store_privacy_key(struct store *store, uint8_t key[PRIVACY_KEY_BYTES], GError **error) {
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_GET_PRIVACY, "SELECT key FROM privacy", error);
  if (!statement)
    return false;
  const bool good = sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_bytes(statement, 0) == PRIVACY_KEY_BYTES;
  if (good)
    memcpy(key, sqlite3_column_blob(statement, 0), PRIVACY_KEY_BYTES);
  else
    store_fault(store, error);
  sqlite3_reset(statement);
  return good;
}

/* -- what is known of it already ----------------------------------------------------------------------------------- */

/* Of all that it says, however it was packed: the bytes of its frame, without what we make of it. */
static void digest_of(const struct failure_report *report, const uint8_t key[PRIVACY_KEY_BYTES],
                      uint8_t digest[DIGEST_BYTES]) {
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
  memcpy(digest, whole, DIGEST_BYTES);
}

static bool find_failure(struct store *store, const uint8_t digest[DIGEST_BYTES], int64_t *id, GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_FIND_FAILURE, "SELECT id FROM failure WHERE digest = ?", error);
  if (!statement)
    return false;
  sqlite3_bind_blob(statement, 1, digest, DIGEST_BYTES, SQLITE_STATIC);
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

static bool intern_names(struct store *store, const struct failure_report *report, struct names *names,
                         GError **error) {
  g_autofree char *reporter = reporter_of(report);
  return store_intern_name(store, report->domain, &names->domain, error) &&
         store_intern_name(store, reporter, &names->reporter, error) &&
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

/* JSON of the words that are none of the standard's, and of the warnings; hashed before they become JSON. Free with
 * free(). */
static char *raw_of(const struct failure_report *report, const uint8_t key[PRIVACY_KEY_BYTES]) {
  g_autofree char *source = privacy_hash(key, report->source_raw);
  g_autofree char *failed = privacy_hash(key, report->auth_failure.raw);
  g_autofree char *delivery = privacy_hash(key, report->delivery_result.raw);
  const struct store_raw raw[] = {{"source_ip", source}, {"auth_failure", failed}, {"delivery_result", delivery}};
  return store_raw_json(raw, G_N_ELEMENTS(raw));
}

static char *warnings_of(const struct failure_report *report, const uint8_t key[PRIVACY_KEY_BYTES]) {
  struct warning hashed[REPORT_MAX_WARNINGS];
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
  for (unsigned int i = 0; i < report->n_warnings; i++) {
    char *text = privacy_hash(key, report->warnings[i].text);
    g_ptr_array_add(texts, text);
    hashed[i] = (struct warning){report->warnings[i].code, text, report->warnings[i].times};
  }
  return store_warnings_json(hashed, report->n_warnings);
}

#define FIRST_TEXT 17

/* Texts that may hold addresses, hashed, in the order of the statement. Message ids name messages, not people. */
static void bind_texts(sqlite3_stmt *statement, const struct failure_report *report,
                       const struct provenance *provenance, const uint8_t key[PRIVACY_KEY_BYTES],
                       enum failure_samples samples) {
  const char *const texts[] = {report->original_mail_from,
                               report->original_rcpt_to,
                               report->dkim_identity,
                               report->spf_dns,
                               report->identity_alignment,
                               report->authentication_results,
                               samples == SAMPLES_HASHED ? report->sample : NULL,
                               report->mail.subject,
                               provenance->origin,
                               report->nesting};
  int number = FIRST_TEXT;
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++, number++) {
    char *hashed = privacy_hash(key, texts[i]);
    sqlite3_bind_text(statement, number, hashed, -1, g_free);
  }
  sqlite3_bind_text(statement, number++, raw_of(report, key), -1, free);
  sqlite3_bind_text(statement, number++, warnings_of(report, key), -1, free);
  store_bind_text(statement, number++, report->original_envelope_id);
  store_bind_text(statement, number++, report->message_id);
  store_bind_text(statement, number++, report->mail.message_id);
  store_bind_text(statement, number, samples == SAMPLES_WHOLE ? report->sample : NULL);
}

static bool add_failure(struct store *store, const struct failure_report *report, const struct provenance *provenance,
                        const uint8_t key[PRIVACY_KEY_BYTES], const uint8_t digest[DIGEST_BYTES], GError **error) {
  struct names names;
  sqlite3_stmt *statement = store_prepared(
      store, STATEMENT_ADD_FAILURE,
      "INSERT INTO failure (digest, domain, reporter, header_from, dkim_domain, dkim_selector, user_agent,"
      " reporting_mta, day, source, arrived, incidents, auth_failure, delivery_result, trust, received,"
      " original_mail_from, original_rcpt_to, dkim_identity, spf_dns, identity_alignment, authentication_results,"
      " sample, subject, origin, nesting, raw, warnings, original_envelope_id, message_id, mail_message_id) VALUES"
      " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, "
      " coalesce(?23, ?32), ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31)",
      error);
  if (!statement || !intern_names(store, report, &names, error))
    return false;
  sqlite3_bind_blob(statement, 1, digest, DIGEST_BYTES, SQLITE_STATIC);
  bind_names(statement, &names);
  bind_numbers(statement, report, provenance);
  bind_texts(statement, report, provenance, key, store->samples);
  return store_run(store, statement, error);
}

bool store_put_failure_report(struct store *store, const struct failure_report *report,
                              const struct provenance *provenance, enum store_result *result, GError **error) {
  uint8_t key[PRIVACY_KEY_BYTES], digest[DIGEST_BYTES];
  int64_t there = 0;
  if (!store_privacy_key(store, key, error) || !store_execute(store, "SAVEPOINT report", error))
    return false;
  digest_of(report, key, digest);
  if (find_failure(store, digest, &there, error) &&
      (there || add_failure(store, report, provenance, key, digest, error)) &&
      store_execute(store, "RELEASE report", error)) {
    *result = there ? STORE_DUPLICATE : STORE_NEW;
    return true;
  }
  store_undo_report(store);
  return false;
}
