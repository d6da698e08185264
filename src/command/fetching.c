/* SPDX-License-Identifier: MIT */
#include "command/fetching.h"
#include "base/fault.h"
#include "base/text.h"
#include "command/intake.h"
#include "command/stopping.h"
#include <stdio.h>

/* One folder on its way. */
struct folder_run {
  const struct fetching *fetching;
  const char *folder;
  struct intake *intake;
  const struct mailbox_progress *progress; /* while it is being saved */
};

static bool write_progress(struct store *store, void *user, GError **error) {
  const struct folder_run *run = user;
  return store_put_mailbox(store, run->fetching->mailbox->account, run->folder, run->progress, error);
}

static bool save(void *user, const struct mailbox_progress *progress, GError **error) {
  struct folder_run *run = user;
  run->progress = progress;
  return intake_write(run->intake, write_progress, run, error);
}

/*
 * Everything of the folder is read and stored; what was rejected is told only after the server has been settled, and
 * when it could not be, that is told instead.
 */
static bool take_all(struct folder_run *run, struct source_imap *source, GError **error) {
  GError *trouble = NULL, *unsettled = NULL;
  const bool taken =
      intake_run(run->intake, run->fetching->pipeline, source_imap_source(source), run->fetching->talk, &trouble);
  const bool broken = trouble && trouble->code != FAULT_DATA && trouble->code != FAULT_NO_INPUT && !stopping_asked();
  const bool settled = !broken && source_imap_settle(source, &unsettled);
  if (broken)
    store_rollback(run->fetching->store); /* it will be used again */
  if (unsettled)
    g_clear_error(&trouble);
  if (trouble || unsettled)
    g_propagate_error(error, trouble ? trouble : unsettled);
  return taken && settled;
}

static bool fetch_folder(const struct fetching *fetching, struct imap_session *session, const char *folder,
                         GError **error) {
  g_autofree char *place = g_strdup_printf("%s, %s", fetching->mailbox->name, folder);
  struct imap_rules rules = fetching->mailbox->rules;
  struct mailbox_progress progress;
  struct folder_run run = {.fetching = fetching, .folder = folder};
  rules.folder = folder;
  rules.max_message = fetching->max_message;
  if (!store_get_mailbox(fetching->store, fetching->mailbox->account, folder, &progress, error))
    return false;
  struct source_imap *source = source_imap_new(session, &rules, &progress, save, &run, error);
  bool good = source != NULL;
  if (good) {
    run.intake = intake_new(fetching->store, "fetch", place);
    good = take_all(&run, source, error);
    intake_free(run.intake);
  }
  source_imap_free(source);
  g_array_unref(progress.exceptions);
  return good;
}

/* What there would be to do. */
static bool look_at_folder(const struct fetching *fetching, struct imap_session *session, const char *folder,
                           GError **error) {
  struct imap_rules rules = fetching->mailbox->rules;
  struct mailbox_progress progress = {0};
  rules.folder = folder;
  rules.dry_run = true;
  if (fetching->store && !store_get_mailbox(fetching->store, fetching->mailbox->account, folder, &progress, error))
    return false;
  struct source_imap *source = source_imap_new(session, &rules, &progress, NULL, NULL, error);
  if (source) {
    struct source *messages = source_imap_source(source);
    g_autofree char *count = text_plural(messages->total(messages), "message", "messages");
    g_autofree char *shown = text_printable(folder);
    printf("%s, %s: %s to read\n", fetching->mailbox->name, shown, count);
  }
  source_imap_free(source);
  g_clear_pointer(&progress.exceptions, g_array_unref);
  return source != NULL;
}

/* Whether the run is to go on with the next folder. */
static bool goes_on(const GError *error) {
  return !error || error->code == FAULT_DATA || error->code == FAULT_NO_INPUT;
}

bool fetching_run(const struct fetching *fetching, struct imap_session *session, GError **error) {
  GError *first = NULL;
  for (char **folder = fetching->mailbox->folders; *folder && goes_on(first) && !stopping_asked(); folder++) {
    GError *trouble = NULL;
    if (fetching->dry_run)
      look_at_folder(fetching, session, *folder, &trouble);
    else
      fetch_folder(fetching, session, *folder, &trouble);
    if (trouble && (!first || !goes_on(trouble))) {
      g_clear_error(&first);
      first = g_steal_pointer(&trouble);
    }
    g_clear_error(&trouble);
  }
  if (!first)
    return true;
  g_propagate_error(error, first);
  return false;
}
