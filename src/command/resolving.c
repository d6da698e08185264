/* SPDX-License-Identifier: MIT */
#include "command/resolving.h"
#include "base/fault.h"
#include "base/say.h"
#include "command/enriching.h"
#include "command/stopping.h"
#include <stdio.h>

/* The fault is told and forgotten: an answer without names is better than none. */
static void tell(GError *trouble) {
  say(SAY_WARNING, "dmarcstat: the sources were not looked up: %s", trouble->message);
  g_error_free(trouble);
}

/* *looked_up: something was, so that the answer may be another one. */
static bool look_up(struct store *store, const struct config *config, const GArray *addresses, bool *looked_up,
                    GError **error) {
  struct enriched result = {0};
  struct enriching *enriching = enriching_open(config, error);
  const bool good = enriching && enriching_run(enriching, store, addresses, &result, error);
  enriching_close(enriching);
  *looked_up = result.done > 0;
  return good && (!result.no_dns || fault(error, FAULT_UNAVAILABLE, ENRICHING_NO_DNS));
}

/* Whether the question is to be asked again. */
static bool look_up_sources(const struct answer *answer, struct store *store, const struct config *config) {
  GError *trouble = NULL;
  bool looked_up = false;
  g_autoptr(GArray) addresses = answer_sources(answer, store, &trouble);
  const bool wanted = addresses && store_sources_outdated(store, addresses, &trouble) && addresses->len > 0;
  if (wanted)
    look_up(store, config, addresses, &looked_up, &trouble);
  if (trouble)
    tell(trouble);
  return looked_up;
}

/* A database that cannot be written is still read. */
static struct store *open_store(const char *database, bool *may_write, GError **error) {
  GError *trouble = NULL;
  struct store *store = g_file_test(database, G_FILE_TEST_EXISTS) ? store_open(database, STORE_WRITE, &trouble) : NULL;
  *may_write = store != NULL;
  if (!store)
    store = store_open(database, STORE_READ, error);
  if (trouble && store)
    tell(g_steal_pointer(&trouble));
  g_clear_error(&trouble);
  return store;
}

struct answer *resolving_ask(const struct question *question, const char *database, const struct config *config,
                             const struct filter *filter, GError **error) {
  bool may_write;
  struct store *store = open_store(database, &may_write, error);
  struct answer *answer = store ? question_ask(question, store, filter, error) : NULL;
  const bool again = answer && may_write && look_up_sources(answer, store, config);
  if (again)
    g_clear_pointer(&answer, answer_free);
  if (stopping_asked()) {
    g_clear_pointer(&answer, answer_free);
    fault(error, FAULT_TRY_LATER, "stopped before the end; the same command does the rest");
  } else if (again) {
    answer = question_ask(question, store, filter, error);
  }
  store_close(store);
  return answer;
}
