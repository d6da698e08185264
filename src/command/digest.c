/* SPDX-License-Identifier: MIT */
/* dmarcstat digest: how things stand, by mail, once a day or a week. */
#include "tell/digest.h"
#include "base/command.h"
#include "base/fault.h"
#include "base/say.h"
#include "base/text.h"
#include "command/as_service.h"
#include "command/settings.h"
#include "tell/message.h"
#include "tell/post.h"
#include <errno.h>
#include <stdio.h>

extern const struct command command_digest;

struct typed {
  char *db, *domain, *period, *format;
  gboolean print, force, quiet;
  struct settings_options settings;
};

static void typed_clear(struct typed *typed) {
  g_free(typed->db);
  g_free(typed->domain);
  g_free(typed->period);
  g_free(typed->format);
  settings_options_clear(&typed->settings);
}

/* What is to be sent, or shown. */
struct work {
  const struct typed *typed;
  const struct config *config;
  struct store *store;
  const char *every; /* "day", "week" */
  struct period period;
  char **to;
};

/* -- one digest ---------------------------------------------------------------------------------------------------- */

static bool print(const struct work *work, const char *domain, GError **error) {
  struct digest digest;
  const bool html = g_strcmp0(work->typed->format, "html") == 0;
  const bool good = digest_make(work->store, domain, work->period, &digest, error);
  if (good && html)
    fputs(digest.html, stdout);
  else if (good)
    printf("Subject: %s\n\n%s", digest.subject, digest.plain);
  digest_clear(&digest);
  if (good && fflush(stdout) != 0)
    return fault(error, FAULT_IO, "cannot write to standard output: %s", g_strerror(errno));
  return good;
}

/* What is the same digest for the same people has the same Message-ID, so that mail servers may know it again. */
static char *seed_of(const struct work *work, const struct digest_mark *mark) {
  g_autofree char *people = g_strjoinv(",", work->to);
  g_autofree char *chance = work->typed->force ? g_uuid_string_random() : g_strdup("");
  return g_strdup_printf("digest %s %d %s %s %s", mark->every, mark->first_day, mark->domain, people, chance);
}

static bool send_mail(const struct work *work, const struct digest_mark *mark, const char *domain, GError **error) {
  struct digest digest;
  bool good = digest_make(work->store, domain, work->period, &digest, error);
  if (good) {
    g_autofree char *seed = seed_of(work, mark);
    const struct message message = {.from = post_from(work->config),
                                    .to = (const char *const *)work->to,
                                    .subject = digest.subject,
                                    .seed = seed,
                                    .date = period_now(),
                                    .plain = digest.plain,
                                    .html = digest.html};
    GString *bytes = message_write(&message);
    good = post_send(work->config, message.to, bytes, error);
    g_string_free(bytes, TRUE);
  }
  digest_clear(&digest);
  return good;
}

/* Of one digest, what is noted before and after it is sent. */
struct claim {
  struct digest_mark mark;
  bool force, accepted;
  enum digest_claim got;
};

static bool make_claim(struct store *store, void *user, GError **error) {
  struct claim *claim = user;
  return store_claim_digest(store, &claim->mark, claim->force, period_now(), &claim->got, error);
}

static bool end_claim(struct store *store, void *user, GError **error) {
  const struct claim *claim = user;
  return store_end_digest(store, &claim->mark, claim->accepted, period_now(), error);
}

static void tell(const struct work *work, const char *domain, const char *what) {
  g_autofree char *period = period_words(work->period), *shown = text_printable(domain ? domain : "all domains");
  if (!work->typed->quiet)
    say(SAY_INFO, "the digest of %s, %s, %s", shown, period, what);
}

static bool send_once(const struct work *work, const char *domain, GError **error) {
  struct claim claim = {.mark = {work->every, work->period.since, domain ? domain : ""}, .force = work->typed->force};
  if (!store_transact(work->store, make_claim, &claim, error))
    return false;
  if (claim.got != DIGEST_CLAIMED) {
    tell(work, domain, claim.got == DIGEST_SENT ? "was sent already" : "is being sent by another run");
    return true;
  }
  claim.accepted = send_mail(work, &claim.mark, domain, error);
  if (!store_transact(work->store, end_claim, &claim, claim.accepted ? error : NULL) || !claim.accepted)
    return false;
  g_autofree char *people = g_strjoinv(", ", work->to), *what = g_strconcat("went to ", people, NULL);
  tell(work, domain, what);
  return true;
}

/* -- all of them --------------------------------------------------------------------------------------------------- */

/* One that cannot be sent keeps no other one back. */
static bool each_domain(const struct work *work, char **domains, GError **error) {
  GError *first = NULL;
  const char *const all[] = {NULL, NULL};
  const char *const *domain = *domains ? (const char *const *)domains : all;
  do {
    GError *trouble = NULL;
    if (!(work->typed->print ? print(work, *domain, &trouble) : send_once(work, *domain, &trouble)))
      say_but_first(&first, trouble);
  } while (*domain && *++domain);
  return say_give_first(first, error);
}

static char **domains_of(const struct work *work) {
  char *const typed[] = {work->typed->domain, NULL};
  return work->typed->domain ? g_strdupv((char **)(uintptr_t)typed) : config_list(work->config, "digest", "domains");
}

static bool with_store(struct work *work, GError **error) {
  const struct typed *typed = work->typed;
  if (!typed->print && (!*work->to || !post_is_configured(work->config)))
    return fault(error, FAULT_CONFIG,
                 "no digest is configured: [digest] needs to, and [mail] how mail is sent; `dmarcstat config example` "
                 "shows them, and --print shows the digest without sending it");
  g_autofree char *path = settings_database(work->config, typed->db);
  g_auto(GStrv) domains = domains_of(work);
  /* one that is not there is asked for by reading, which makes none */
  const bool reads = typed->print || !g_file_test(path, G_FILE_TEST_EXISTS);
  work->store = store_open(path, reads ? STORE_READ : STORE_WRITE, error);
  const bool good = work->store && each_domain(work, domains, error);
  store_close(work->store);
  return good;
}

static bool run_typed(const struct typed *typed, GError **error) {
  struct config *config = settings_load(&typed->settings, error);
  if (!config)
    return false;
  struct work work = {.typed = typed, .config = config};
  work.every = typed->period ? typed->period : config_text(config, "digest", "every");
  work.period = digest_period(g_str_equal(work.every, "day") ? DIGEST_DAY : DIGEST_WEEK, period_now());
  work.to = config_list(config, "digest", "to");
  const bool good = with_store(&work, error);
  g_strfreev(work.to);
  config_free(config);
  return good;
}

static bool check(const struct typed *typed, int argc, char **argv, GError **error) {
  static const char *const periods[] = {"day", "week", NULL}, *const formats[] = {"text", "html", NULL};
  g_autofree char *period = text_printable(typed->period), *format = text_printable(typed->format);
  g_autofree char *operand = text_printable(argc > 1 ? argv[1] : "");
  if (argc > 1)
    return fault(error, FAULT_USAGE, "digest has no use for '%s'; a domain is named with --domain", operand);
  if (typed->period && !g_strv_contains(periods, typed->period))
    return fault(error, FAULT_USAGE, "--period: '%s' is neither day nor week", period);
  if (typed->format && !g_strv_contains(formats, typed->format))
    return fault(error, FAULT_USAGE, "--format: '%s' is neither text nor html", format);
  if (typed->format && !typed->print)
    return fault(error, FAULT_USAGE, "--format goes with --print: a mail has both parts");
  return true;
}

static bool run(int argc, char **argv, GError **error) {
  struct typed typed = {0};
  const GOptionEntry entries[] = {
      {"period", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.period,
       "day or week, instead of what the configuration says", "PERIOD"},
      {"domain", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.domain,
       "Only this policy domain, instead of those in the configuration", "DOMAIN"},
      {"print", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.print, "Show it, and send nothing", NULL},
      {"format", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.format,
       "With --print: text, which is the default, or html", "FORMAT"},
      {"force", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.force, "Send it also when it was sent already", NULL},
      {"quiet", 'q', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.quiet, "Say nothing when all is well", NULL},
      {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &typed.db, "The database", "FILE"},
      SETTINGS_OPTIONS(&typed.settings),
      G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_digest, entries, &argc, &argv, &help, error);
  if (good && !help)
    good = check(&typed, argc, argv, error) && (typed.print || as_service_become(&typed.settings, typed.db, error)) &&
           run_typed(&typed, error);
  typed_clear(&typed);
  return good;
}

const struct command command_digest = {
    .name = "digest",
    .arguments = "",
    .summary = "Mail how things stand, what changed and what to do, once a day or a week",
    .purpose =
        "Sums up the last week (Monday to Sunday), or the day before yesterday, in a mail with a plain and an HTML "
        "part: how much passed DMARC and how much did before, what to do in which order, what changed, and what fails "
        "most. [digest] in the configuration says to whom and for which domains, [mail] how mail is sent.\n"
        "Each is sent once for its period, however often and in however many places at a time this runs; one that was "
        "not accepted is tried again by the next run. So run it each day, as dmarcstat-digest.timer does. What is "
        "stored as sent was accepted by the mail server; when the computer dies between the two, the digest comes a "
        "second time, with the same Message-ID.",
    .run = run,
};
