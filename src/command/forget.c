/* SPDX-License-Identifier: MIT */
/* dmarcstat forget ADDRESS|DOMAIN: what is known of somebody is to be in the database no longer. */
#include "base/command.h"
#include "base/fault.h"
#include "base/text.h"
#include "command/changing.h"
#include <stdio.h>
#include <string.h>

extern const struct command command_forget;

struct forgetting {
  const char *what;
  const char *verb; /* "removed", "would be removed" */
  uint64_t told, packed;
};

static void tell(void *user, uint64_t n, const char *one, const char *many) {
  struct forgetting *forgetting = user;
  g_autofree char *words = text_plural(n, one, many);
  printf("%s %s\n", words, forgetting->verb);
  forgetting->told += n;
}

static bool forget_in(struct store *store, void *user, GError **error) {
  struct forgetting *forgetting = user;
  return store_forget(store, forgetting->what, tell, forgetting, error) &&
         store_count_packed(store, &forgetting->packed, error);
}

static bool forget(const struct changing *changing, const char *what, GError **error) {
  struct forgetting forgetting = {.what = what, .verb = changing_removed(changing)};
  g_autofree char *shown = text_printable(what);
  const char *domain = strrchr(what, '@') ? strrchr(what, '@') + 1 : what;
  if (!strchr(domain, '.') || strpbrk(what, " \t<>\"") || *what == '@')
    return fault(error, FAULT_USAGE, "forget: '%s' is neither a mail address nor a domain, as in ann@example.org",
                 shown);
  if (!changing_run(changing, forget_in, &forgetting, error))
    return false;
  if (forgetting.told == 0)
    printf("nothing mentions %s\n", shown);
  if (forgetting.packed > 0) {
    g_autofree char *packed =
        text_plural(forgetting.packed, "item of the quarantine is", "items of the quarantine are");
    printf("%s packed and cannot be looked into; `dmarcstat quarantine drop --all` removes them\n", packed);
  }
  return true;
}

static bool run_forget(int argc, char **argv, GError **error) {
  struct changing changing = {0};
  const GOptionEntry entries[] = {CHANGING_OPTIONS(&changing), G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_forget, entries, &argc, &argv, &help, error);
  if (good && !help)
    good = argc == 2 ? forget(&changing, argv[1], error)
                     : fault(error, FAULT_USAGE, "forget whom? Name one mail address or one domain");
  changing_clear(&changing);
  return good;
}

const struct command command_forget = {
    .name = "forget",
    .arguments = "ADDRESS | DOMAIN",
    .summary = "Remove what is known of a mail address or a domain",
    .purpose =
        "Removes personal data from every table and from the quarantine, and says what it removed. Of an address it "
        "removes the failure reports that have it, hashed or not, the items of the quarantine that show it, and every "
        "text of other reports that mentions it. Of a domain it also removes all reports about it and its subdomains. "
        "Freed space is overwritten. How far mailboxes were read stays, and so does the mail: what is still in a "
        "mailbox or a folder can be taken in again.",
    .run = run_forget,
};
