/* SPDX-License-Identifier: MIT */
#include "command/posting.h"
#include "base/fault.h"
#include "base/ip_address.h"
#include "base/period.h"
#include "command/caps_options.h"
#include "command/intake.h"

#define ORIGIN "HTTPS POST"

/* Nobody but the sender's own server has seen this; an address is told as it is written anew. Caller frees. */
static char *origin_of(const char *sender) {
  uint8_t bytes[16];
  return sender && ip_address_parse(sender, bytes) > 0 ? g_strdup_printf(ORIGIN " from %s", sender) : g_strdup(ORIGIN);
}

/* -- into the store ------------------------------------------------------------------------------------------------ */

/* Whoever posts does not make a database, and fills none. */
static struct store *open_store(const struct posting *posting, GError **error) {
  uint64_t n = 0;
  struct store *store = store_open(posting->database, STORE_POST, error);
  if (store) {
    if (store_count_from(store, ORIGIN, period_now() - PERIOD_DAY_SECONDS, &n, error) &&
        (n < posting->a_day || fault(error, FAULT_TRY_LATER,
                                     "%" G_GUINT64_FORMAT " TLS reports were posted in 24 hours, as many as "
                                     "tls_reports_a_day lets in",
                                     n)))
      return store;
  }
  store_close(store);
  return NULL;
}

static bool put(const struct posting *posting, struct source *source, enum outcome *outcome, char **reason,
                GError **error) {
  struct store *store = open_store(posting, error);
  if (!store)
    return false;
  struct intake *intake = intake_new(store, "post", NULL);
  const bool good = intake_one(intake, posting->pipeline, source, outcome, reason, error);
  intake_free(intake);
  store_close(store);
  return good;
}

static enum submission_result take(void *user, const char *sender, const void *bytes, size_t length, char **reason) {
  const struct posting *posting = user;
  g_autoptr(GError) error = NULL;
  g_autofree char *origin = origin_of(sender), *refused = NULL;
  enum outcome outcome = OUTCOME_TRY_LATER;
  struct source *source = source_post_new(origin, bytes, length, &error);
  const bool good = source && put(posting, source, &outcome, &refused, &error);
  if (source)
    source->free(source);
  if (good && (outcome == OUTCOME_STORED || outcome == OUTCOME_DUPLICATE))
    return SUBMISSION_TAKEN;
  *reason = good ? g_steal_pointer(&refused) : g_strdup(error->message);
  return good && outcome != OUTCOME_TRY_LATER ? SUBMISSION_REFUSED : SUBMISSION_LATER;
}

/* -- beginning and end --------------------------------------------------------------------------------------------- */

bool posting_configure(struct posting *posting, const struct config *config, const char *database, GError **error) {
  const char *path = config_text(config, "web", "tls_report_path");
  *posting = (struct posting){.database = database};
  if (!path)
    return true;
  if (!submission_path_is_good(path))
    return fault(error, FAULT_CONFIG,
                 "tls_report_path: nothing can be posted there. It begins with a slash, has letters, digits, - and _ "
                 "behind it, and is no page, as in /tlsrpt");
  posting->options = (struct pipeline_options){.workers = 1, .sandbox = true, .only_tls = true, .caps = caps_default};
  struct caps *caps = &posting->options.caps;
  if (!caps_options_apply(&(struct caps_options){0}, config, caps, error))
    return false;
  posting->a_day = config_number(config, "web", "tls_reports_a_day");
  caps->seconds = MIN(caps->seconds, (uint32_t)config_number(config, "web", "time_limit"));
  caps->message = MIN(caps->message, config_number(config, "web", "tls_report_size"));
  posting->submission = (struct submission){
      .path = path, .most = caps->message, .takes = source_post_takes, .take = take, .user = posting};
  return true;
}

bool posting_open(struct posting *posting, GError **error) {
  posting->pipeline = pipeline_new(&posting->options, error);
  return posting->pipeline != NULL;
}

void posting_close(struct posting *posting) {
  pipeline_free(posting->pipeline);
  posting->pipeline = NULL;
}
