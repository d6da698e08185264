/* SPDX-License-Identifier: MIT */
/* dmarcstat check DOMAIN...: what a domain publishes for mail, held against the standards. */
#include "base/command.h"
#include "base/fault.h"
#include "base/progress.h"
#include "base/text.h"
#include "command/check_known.h"
#include "command/check_typed.h"
#include "command/stopping.h"
#include <errno.h>
#include <stdio.h>

extern const struct command command_check;

static void on_progress(void *user, unsigned int done, unsigned int total) {
  (void)total;
  progress_step(user, done);
}

/* The domains that were typed, each once, ready to be checked. NULL with *error. */
static GPtrArray *make_domains(const struct check_typed *typed, char **operands, const struct check *const *chosen,
                               GError **error) {
  g_autoptr(GPtrArray) domains = g_ptr_array_new_with_free_func((GDestroyNotify)check_domain_free);
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  /* to check_host() of RFC 7208 section 4.3, a name that is none is one of the cases */
  const bool any = typed->ip && chosen[0] == check_find("spf") && !chosen[1];
  for (; *operands; operands++) {
    char *domain = check_typed_domain(*operands, any, error);
    if (!domain)
      return NULL;
    if (g_hash_table_add(seen, domain))
      g_ptr_array_add(domains, check_domain_new(domain, &(struct check_known){0}, chosen));
    else
      g_free(domain);
  }
  return g_steal_pointer(&domains);
}

static bool judge(const struct check_typed *typed, const GPtrArray *domains, GError **error) {
  unsigned int alarming = 0;
  if (fflush(stdout) != 0 || ferror(stdout))
    return fault(error, FAULT_IO, "cannot write to standard output: %s", g_strerror(errno));
  for (guint i = 0; i < domains->len; i++)
    alarming += check_result_alarms(((const struct check_domain *)domains->pdata[i])->result);
  g_autofree char *all = text_plural(domains->len, "domain", "domains");
  return !typed->exit_status || alarming == 0 ||
         fault(error, FAULT_FINDINGS, "%u of %s should be looked at", alarming, all);
}

static bool check_and_print(const struct check_typed *typed, const struct check_options *options,
                            struct resolver *resolver, GPtrArray *domains, check_printer print, const char *database,
                            GError **error) {
  stopping_listen(false);
  struct progress *progress = progress_start("domains", domains->len);
  const struct check_run run = {
      .resolver = resolver, .options = options, .progress = on_progress, .stopping = stopping_asked, .user = progress};
  const bool finished = check_run(&run, domains);
  progress_end(progress);
  if (!finished)
    return fault(error, FAULT_TRY_LATER, "stopped before the end");
  print(domains, typed->brief);
  if (typed->store && !check_known_keep(database, domains, error))
    return false;
  return judge(typed, domains, error);
}

static bool check(struct check_typed *typed, char **operands, GError **error) {
  struct check_options options;
  if (!*operands)
    return fault(error, FAULT_USAGE, "check needs a domain, as in `dmarcstat check example.com`");
  const check_printer print = check_typed_printer(typed, error);
  g_autofree const struct check **chosen = print ? check_typed_chosen(typed, error) : NULL;
  g_autoptr(GPtrArray) domains =
      chosen && check_typed_options(typed, &options, error) && check_servers_begin(&typed->servers, &options, error)
          ? make_domains(typed, operands, chosen, error)
          : NULL;
  struct config *config = domains ? settings_load(&typed->settings, error) : NULL;
  g_autofree char *database = config ? settings_database(config, typed->db) : NULL;
  g_auto(GStrv) mailboxes = config ? check_known_mailboxes(config) : NULL;
  options.mailboxes = (const char *const *)mailboxes;
  struct resolver *resolver = config && check_known_load(database, typed->db && !typed->store, domains, error)
                                  ? check_typed_resolver(typed, config, error)
                                  : NULL;
  const bool good = resolver && check_and_print(typed, &options, resolver, domains, print, database, error);
  resolver_free(resolver);
  config_free(config);
  return good;
}

/* "Only these checks, with commas between: dmarc, spf, ..." Caller frees. */
static char *make_only_help(void) {
  GString *help = g_string_new("Only these checks, with commas between");
  for (const struct check *const *one = checks; *one; one++)
    g_string_append_printf(help, "%s%s", one == checks ? ": " : ", ", (*one)->name);
  return g_string_free(help, FALSE);
}

static bool run(int argc, char **argv, GError **error) {
  g_autofree char *only_help = make_only_help();
  struct check_typed typed = {0};
  const GOptionEntry entries[] = {
      {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &typed.db, "The database", "FILE"},
      {"only", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.only, only_help, "CHECKS"},
      {"ip", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.ip,
       "Also evaluate SPF for mail from this address, and show the path", "ADDRESS"},
      {"sender", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.sender,
       "With --ip: the sender on the envelope (MAIL FROM); empty: that of a bounce", "ADDRESS"},
      {"helo", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.helo,
       "With --ip: the name that the server gives in HELO", "NAME"},
      {"selector", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &typed.selectors,
       "Also look at the DKIM key of this selector (may be repeated)", "SELECTOR"},
      CHECK_SERVERS_OPTIONS(&typed.servers),
      {"nameserver", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.nameserver,
       "Ask this DNS server, 192.0.2.1 or 2001:db8::1@5353", "ADDRESS"},
      {"trust-anchor", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &typed.trust_anchor,
       "Validate by the DS or DNSKEY records in this file, instead of the root's", "FILE"},
      {"format", 'f', G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.format, "text (default), json, markdown or html",
       "FORMAT"},
      {"brief", 'b', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.brief, "Only the line for each domain", NULL},
      {"store", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.store,
       "Keep what was found in the database, as a history and for others to show", NULL},
      {"exit-status", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.exit_status,
       "Exit with 1 when there is a warning, an error or something unknown", NULL},
      SETTINGS_OPTIONS(&typed.settings),
      G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_check, entries, &argc, &argv, &help, error);
  if (good && !help)
    good = check(&typed, argv + 1, error);
  check_typed_clear(&typed);
  return good;
}

const struct command command_check = {
    .name = "check",
    .arguments = "DOMAIN...",
    .summary = "Check what domains publish for mail, and explain what is wrong",
    .purpose =
        "Looks a domain up in DNS, visits its mail servers, and holds what it finds against the standards. Each "
        "finding says what it means, which section of which RFC says so, and what to publish or set instead.\n"
        "Servers are those of the MX records and of --server, each at its IPv4 and IPv6 addresses, four of them at "
        "most.\n"
        "SPF is evaluated for a mail with --ip. DKIM keys are those of the selectors that the reports in the database "
        "have seen, and of --selector. Domains are checked several at a time; with --brief and --exit-status they can "
        "be watched.\n\n"
        "  dmarcstat check example.com --only spf,dkim,dmarc\n"
        "  dmarcstat check example.com --only spf --ip 192.0.2.1 --sender joe@example.com",
    .run = run,
};
