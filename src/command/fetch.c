/* SPDX-License-Identifier: MIT */
/* dmarcstat fetch [NAME...]: report mail from IMAP mailboxes into the database; once, or with --watch for good. */
#include "base/command.h"
#include "base/fault.h"
#include "base/say.h"
#include "command/as_service.h"
#include "command/caps_options.h"
#include "command/fetching.h"
#include "command/notify.h"
#include "command/settings.h"
#include "command/stopping.h"
#include "command/watch.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define TRIES 3
#define PAUSE 2         /* seconds between them */
#define LONGEST_WAIT 60 /* that a server may ask for; longer is for the next run */

extern const struct command command_fetch;

/* What was typed. */
struct typed {
  char *db;
  gint workers;
  gboolean watch, dry_run, quiet, no_sandbox;
  struct settings_options settings;
  struct caps_options caps;
};

/* What holds for all mailboxes. */
struct job {
  const struct typed *typed;
  char *database;
  enum failure_samples samples;
  struct pipeline_options options;
};

/* -- one mailbox -----------------------------------------------------------------------------------------------------
 */

/* Once, in its own session. *again: a connection that had worked broke, or the server is busy for a while. */
static bool fetch_once(const struct fetching *fetching, bool *again, GError **error) {
  GError *trouble = NULL;
  struct imap_session *session = imap_session_open(&fetching->mailbox->imap, &trouble);
  const bool good = session && fetching_run(fetching, session, &trouble);
  const unsigned int asked = session ? imap_session_back_off(session) : 0;
  *again = !good && session && trouble->code == FAULT_TRY_LATER && asked <= LONGEST_WAIT && !stopping_asked();
  imap_session_close(session);
  if (*again)
    sleep(MAX(asked, PAUSE));
  *again = *again && !stopping_asked(); /* which ends the pause */
  if (trouble)
    g_propagate_error(error, trouble);
  return good;
}

static bool fetch_with_patience(const struct fetching *fetching, GError **error) {
  bool again = true;
  for (int i = 1; i < TRIES && again; i++) {
    GError *trouble = NULL;
    if (fetch_once(fetching, &again, &trouble))
      return true;
    if (again)
      g_error_free(trouble);
    else
      g_propagate_error(error, trouble);
  }
  return again && fetch_once(fetching, &again, error);
}

static bool run_mailbox(const struct job *job, const struct mailbox_settings *mailbox, GError **error) {
  const struct typed *typed = job->typed;
  struct pipeline_options options = job->options;
  options.authserv_ids = (const char *const *)mailbox->authserv_ids;
  struct fetching fetching = {.mailbox = mailbox,
                              .max_message = options.caps.message,
                              .talk = typed->quiet   ? INTAKE_SAYS_NOTHING
                                      : typed->watch ? INTAKE_SAYS_NEWS
                                                     : INTAKE_SAYS_ALL,
                              .dry_run = typed->dry_run};
  say_about(SAY_MAILBOX, mailbox->name);
  const bool known = typed->dry_run && access(job->database, F_OK) != 0;
  fetching.pipeline = typed->dry_run ? NULL : pipeline_new(&options, error);
  fetching.store = known ? NULL : store_open(job->database, typed->dry_run ? STORE_READ : STORE_WRITE, error);
  if (fetching.store)
    store_keep_samples(fetching.store, job->samples);
  bool good = (fetching.pipeline || typed->dry_run) && (fetching.store || known);
  if (good)
    good = typed->watch ? watch_mailbox(&fetching, error) : fetch_with_patience(&fetching, error);
  store_close(fetching.store);
  pipeline_free(fetching.pipeline);
  return good;
}

/* -- several ------------------------------------------------------------------------------------------------------- */

/* One after the other; what is wrong with one does not stop the others. The first fault is the one in the end. */
static bool run_all(const struct job *job, const GPtrArray *mailboxes, GError **error) {
  GError *first = NULL;
  const char *failed = NULL;
  for (guint i = 0; i < mailboxes->len && !stopping_asked(); i++) {
    GError *trouble = NULL;
    const struct mailbox_settings *mailbox = g_ptr_array_index(mailboxes, i);
    if (run_mailbox(job, mailbox, &trouble))
      continue;
    failed = failed ? failed : mailbox->name;
    say_but_first(&first, trouble);
  }
  say_about(SAY_MAILBOX, failed);
  return say_give_first(first, error);
}

/* Each mailbox that is watched has a process of its own. */
static pid_t start_watcher(const struct job *job, const struct mailbox_settings *mailbox) {
  const pid_t child = fork();
  if (child != 0)
    return child;
  GError *error = NULL;
  prctl(PR_SET_PDEATHSIG, SIGTERM); /* nobody watches on when the program was killed */
  if (run_mailbox(job, mailbox, &error))
    _exit(0);
  say(SAY_WARNING, "dmarcstat: %s", error->message);
  _exit(error->code);
}

static void on_child(int number) {
  (void)number; /* only wakes await_watchers */
}

/* Takes the exit codes of those that have ended so far; how many are left. */
static guint collect_watchers(guint left, int *worst) {
  int status = 0;
  while (left > 0 && waitpid(-1, &status, WNOHANG) > 0) {
    left--;
    *worst = *worst ? *worst : WIFEXITED(status) ? WEXITSTATUS(status) : FAULT_SOFTWARE;
  }
  return left;
}

/* Until all have ended; when one is asked to stop, so are the others. */
static int await_watchers(const GArray *watchers) {
  const struct sigaction wake = {.sa_handler = on_child};
  sigset_t children, before;
  struct pollfd stop = {.fd = stopping_fd(), .events = POLLIN};
  int worst = 0;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  sigprocmask(SIG_BLOCK, &children, &before); /* it comes in ppoll, and nowhere else */
  sigaction(SIGCHLD, &wake, NULL);
  for (guint left = watchers->len; (left = collect_watchers(left, &worst)) > 0;) {
    ppoll(&stop, 1, NULL, &before);
    for (guint i = 0; i < watchers->len && stop.fd >= 0 && stopping_asked(); i++)
      kill(g_array_index(watchers, pid_t, i), SIGTERM);
    stop.fd = stopping_asked() ? -1 : stop.fd; /* told once */
  }
  signal(SIGCHLD, SIG_DFL);
  sigprocmask(SIG_SETMASK, &before, NULL);
  return worst;
}

static bool watch_all(const struct job *job, const GPtrArray *mailboxes, GError **error) {
  if (mailboxes->len == 1)
    return run_mailbox(job, g_ptr_array_index(mailboxes, 0), error);
  g_autoptr(GArray) watchers = g_array_new(FALSE, FALSE, sizeof(pid_t));
  for (guint i = 0; i < mailboxes->len; i++) {
    const pid_t child = start_watcher(job, g_ptr_array_index(mailboxes, i));
    if (child < 0)
      return fault(error, FAULT_TRY_LATER, "cannot start a process for each mailbox: %s", g_strerror(errno));
    g_array_append_val(watchers, child);
  }
  stopping_listen(true);
  notify_service("READY=1");
  const int code = await_watchers(watchers);
  return code == 0 || fault(error, (enum fault)code, "a mailbox can no longer be watched, as was said above");
}

/* -- the command --------------------------------------------------------------------------------------------------- */

/* SIGHUP: everything is read anew, by the program that is there now. */
static bool begin_anew(char **asked, GError **error) {
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  char name[] = "dmarcstat";
  g_ptr_array_add(arguments, name);
  for (char **argument = asked; *argument; argument++)
    g_ptr_array_add(arguments, *argument);
  g_ptr_array_add(arguments, NULL);
  notify_service("RELOADING=1");
  execv("/proc/self/exe", (char **)arguments->pdata);
  return fault(error, FAULT_TRY_LATER, "cannot begin anew: %s", g_strerror(errno));
}

static bool fetch(const struct typed *typed, const char *const *names, GError **error) {
  struct job job = {.typed = typed, .options = {.caps = caps_default, .sandbox = !typed->no_sandbox}};
  struct config *config = settings_load(&typed->settings, error);
  g_autoptr(GPtrArray) mailboxes = config ? mailbox_settings_chosen(config, names, error) : NULL;
  bool good = mailboxes && settings_workers(config, typed->workers, &job.options.workers, error) &&
              caps_options_apply(&typed->caps, config, &job.options.caps, error);
  job.database = good ? settings_database(config, typed->db) : NULL;
  job.samples = good ? settings_samples(config) : SAMPLES_NONE;
  if (good)
    good = typed->watch ? watch_all(&job, mailboxes, error) : run_all(&job, mailboxes, error);
  g_free(job.database);
  g_clear_pointer(&mailboxes, g_ptr_array_unref);
  config_free(config);
  return good;
}

static bool run(int argc, char **argv, GError **error) {
  struct typed typed = {0};
  const GOptionEntry entries[] = {
      {"watch", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.watch, "Stay connected and take reports as they come",
       NULL},
      {"dry-run", 'n', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.dry_run,
       "Only say how much there is to read; change nothing", NULL},
      {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &typed.db, "The database", "FILE"},
      {"quiet", 'q', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.quiet, "Say nothing when all is well", NULL},
      {"workers", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &typed.workers, "Parser processes (one for each processor)",
       "N"},
      SETTINGS_OPTIONS(&typed.settings),
      {"no-sandbox", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.no_sandbox,
       "Read without protection where the system cannot jail the parser", NULL},
      CAPS_OPTIONS(&typed.caps),
      G_OPTION_ENTRY_NULL};
  bool help = false;
  g_auto(GStrv) asked = g_strdupv(argv);
  bool good = command_parse(&command_fetch, entries, &argc, &argv, &help, error);
  if (good && !help && typed.watch && typed.dry_run)
    good = fault(error, FAULT_USAGE, "fetch: --watch and --dry-run cannot both be");
  if (good && !help)
    good = as_service_become(&typed.settings, typed.db, error) && fetch(&typed, (const char *const *)argv + 1, error);
  g_free(typed.db);
  settings_options_clear(&typed.settings);
  caps_options_clear(&typed.caps);
  return good && stopping_begin_anew() ? begin_anew(asked, error) : good;
}

const struct command command_fetch = {
    .name = "fetch",
    .arguments = "[NAME...]",
    .summary = "Take reports from the IMAP mailboxes in the configuration",
    .purpose =
        "Reads the new messages of each mailbox (or of those named), over verified TLS, and stores every report once. "
        "Only after that is a message left alone, flagged, moved or deleted, as the configuration says; the next run "
        "goes on where this one ended. With --watch it stays connected and takes reports as they come, until it is "
        "asked to stop; SIGHUP makes it read its configuration anew. `dmarcstat config example` shows how to write the "
        "configuration, `dmarcstat mailbox test` tries it.",
    .run = run,
};
