/* SPDX-License-Identifier: MIT */
#include "command/mailbox_test.h"
#include "base/text.h"
#include <stdio.h>

static void print_peer(const struct connection *connection) {
  const struct peer *peer = connection_peer(connection);
  const struct peer_certificate *certificate = &peer->certificate;
  printf("Server       %s (%s)\n", connection_name(connection), peer->address ? peer->address : "no address");
  if (!peer->protocol) {
    puts("Protection   none: the connection does not leave this machine");
    return;
  }
  printf("Protection   %s, %s\n", peer->protocol, peer->cipher);
  if (!certificate->fingerprint)
    return;
  g_autofree char *ends = text_day(certificate->ends), *names = g_strjoinv(", ", certificate->names);
  printf("Certificate  for %s\n", *names ? names : certificate->subject);
  printf("             from %s, valid until %s\n", certificate->issuer, ends);
  printf("             %s\n", peer->verified == PEER_BY_FINGERPRINT ? "accepted by its fingerprint"
                              : peer->verified == PEER_BY_AUTHORITY ? "verified: chain, name and dates"
                                                                    : "NOT verified");
  printf("Fingerprint  %s\n", certificate->fingerprint);
}

/* What the server can do, by what that means for us. */
static void print_abilities(const struct imap_session *session, const struct mailbox_settings *mailbox) {
  const bool idle = imap_session_has(session, "IDLE"), move = imap_session_has(session, "MOVE");
  const bool uidplus = imap_session_has(session, "UIDPLUS");
  puts(idle ? "New mail     is announced at once (IDLE)" : "New mail     is looked for now and then (no IDLE)");
  if (mailbox->rules.after == IMAP_AFTER_MOVE || mailbox->rules.after == IMAP_AFTER_DELETE)
    puts(move      ? "Moving       in one step (MOVE)"
         : uidplus ? "Moving       by copy and removal (UIDPLUS)"
                   : "Moving       by copy; the original stays, marked as deleted (neither MOVE nor UIDPLUS)");
  g_autofree char *all = g_strjoinv(" ", (char **)(uintptr_t)imap_session_capabilities(session));
  printf("Abilities    %s\n", all);
}

/* How much there is to read, when we know how far we are. */
static bool print_folder(struct imap_session *session, const struct mailbox_settings *mailbox, struct store *store,
                         const char *name, GError **error) {
  struct mailbox_progress progress = {0};
  struct imap_rules rules = mailbox->rules;
  struct imap_folder folder;
  rules.folder = name;
  rules.dry_run = true;
  if ((store && !store_get_mailbox(store, mailbox->account, name, &progress, error)) ||
      !imap_session_select(session, name, &folder, error))
    return false;
  struct source_imap *source = source_imap_new(session, &rules, &progress, NULL, NULL, error);
  if (source) {
    struct source *messages = source_imap_source(source);
    g_autofree char *shown = text_printable(name), *all = text_plural(folder.messages, "message", "messages");
    g_autofree char *waiting = text_count(messages->total(messages));
    printf("Folder       %s: %s, %s to read\n", shown, all, waiting);
  }
  source_imap_free(source);
  g_clear_pointer(&progress.exceptions, g_array_unref);
  return source != NULL;
}

bool mailbox_test(const struct mailbox_settings *mailbox, struct store *store, GError **error) {
  g_autofree char *user = text_printable(mailbox->imap.user);
  printf("Mailbox      %s\n", mailbox->name);
  fflush(stdout);
  struct imap_session *session = imap_session_open(&mailbox->imap, error);
  bool good = session != NULL;
  if (good) {
    print_peer(imap_session_connection(session));
    printf("Logged in    as %s\n", user);
    print_abilities(session, mailbox);
  }
  for (char **folder = mailbox->folders; good && *folder; folder++)
    good = print_folder(session, mailbox, store, *folder, error);
  imap_session_close(session);
  return good;
}
