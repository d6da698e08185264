/* SPDX-License-Identifier: MIT */
#include "command/watch.h"
#include "base/fault.h"
#include "base/say.h"
#include "command/notify.h"
#include "command/stopping.h"
#include <poll.h>
#include <stdio.h>

#define FIRST_PAUSE 2 /* seconds */
#define LONGEST_PAUSE 300
#define IDLE_SECONDS (28 * 60)

/* -- trouble ------------------------------------------------------------------------------------------------------- */

static bool is_passing(const GError *error) {
  return error->code == FAULT_TRY_LATER || error->code == FAULT_UNAVAILABLE;
}

/* Whether everything was read, and only some of it rejected. */
static bool is_complete(const GError *error) {
  return error->code == FAULT_DATA || error->code == FAULT_NO_INPUT;
}

static void tell(const struct fetching *fetching, const GError *error) {
  say(SAY_WARNING, "dmarcstat: %s: %s", fetching->mailbox->name, error->message);
}

/* Sleeps, but not when asked to stop. */
static void rest(unsigned int seconds) {
  const int64_t until = g_get_monotonic_time() + (int64_t)seconds * G_USEC_PER_SEC;
  const unsigned int watchdog = notify_watchdog();
  while (!stopping_asked()) {
    const int64_t left = (until - g_get_monotonic_time()) / 1000;
    if (left <= 0)
      return;
    struct pollfd stop = {.fd = stopping_fd(), .events = POLLIN};
    poll(&stop, 1, (int)(watchdog ? MIN(left, (int64_t)watchdog * 1000) : left));
    notify_service("WATCHDOG=1");
  }
}

/* Longer from one failure to the next, and not the same for all who lost the same server. */
static unsigned int next_pause(unsigned int pause) {
  const unsigned int longer = MIN(pause * 2, LONGEST_PAUSE);
  return longer / 2 + (unsigned int)g_random_int_range(0, (gint32)(longer / 2 + 1));
}

/* -- one session --------------------------------------------------------------------------------------------------- */

static bool fetch(const struct fetching *fetching, struct imap_session *session, GError **error) {
  GError *trouble = NULL;
  if (fetching_run(fetching, session, &trouble))
    return true;
  if (is_complete(trouble)) {
    tell(fetching, trouble);
    g_error_free(trouble);
    return true;
  }
  g_propagate_error(error, trouble);
  return false;
}

/* How long to wait for an announcement: folders other than the first are only looked into now and then. */
static unsigned int wait_seconds(const struct fetching *fetching, const struct imap_session *session) {
  const bool announced = imap_session_has(session, "IDLE") && g_strv_length(fetching->mailbox->folders) == 1;
  const unsigned int wait = announced ? IDLE_SECONDS : MIN(fetching->mailbox->poll_interval, IDLE_SECONDS);
  const unsigned int watchdog = notify_watchdog();
  return watchdog ? MIN(wait, watchdog) : wait;
}

static bool select_first(const struct fetching *fetching, struct imap_session *session, struct imap_folder *folder,
                         GError **error) {
  return imap_session_select(session, fetching->mailbox->folders[0], folder, error);
}

static bool serve(const struct fetching *fetching, struct imap_session *session, GError **error) {
  struct imap_folder before, after;
  int64_t next_look = 0;
  if (!select_first(fetching, session, &before, error))
    return false;
  notify_ready("Reading what waits in the mailbox");
  while (!stopping_asked()) {
    bool announced = g_get_monotonic_time() >= next_look;
    if (announced && !fetch(fetching, session, error))
      return false;
    if (announced)
      next_look = g_get_monotonic_time() + (int64_t)fetching->mailbox->poll_interval * G_USEC_PER_SEC;
    if (stopping_asked())
      return true;
    notify_ready("Waiting for reports");
    if (!select_first(fetching, session, &after, error))
      return false;
    announced = after.uidnext != before.uidnext; /* what came while we were fetching is announced to nobody */
    before = after;
    if (!announced && !imap_session_idle(session, wait_seconds(fetching, session), stopping_fd(), &announced, error))
      return false;
    next_look = announced ? 0 : next_look;
  }
  return true;
}

/* -- for years -------------------------------------------------------------------------------------------------------
 */

bool watch_mailbox(const struct fetching *fetching, GError **error) {
  unsigned int pause = FIRST_PAUSE;
  stopping_listen(true);
  while (!stopping_asked()) {
    GError *trouble = NULL;
    struct imap_session *session = imap_session_open(&fetching->mailbox->imap, &trouble);
    const int64_t since = g_get_monotonic_time();
    const bool good = session && serve(fetching, session, &trouble);
    const unsigned int asked = session ? imap_session_back_off(session) : 0;
    imap_session_close(session);
    if (good || (stopping_asked() && is_passing(trouble))) { /* the next run takes the rest */
      g_clear_error(&trouble);
      return true;
    }
    if (!is_passing(trouble)) {
      g_propagate_error(error, trouble);
      return false;
    }
    if (g_get_monotonic_time() - since > LONGEST_PAUSE * G_USEC_PER_SEC)
      pause = FIRST_PAUSE; /* it worked for a good while */
    pause = next_pause(pause);
    say(SAY_WARNING, "dmarcstat: %s: %s (trying again in %u s)", fetching->mailbox->name, trouble->message,
        MAX(pause, asked));
    notify_ready(trouble->message); /* ready to go on: starting is not held up by a server that is away */
    g_error_free(trouble);
    rest(MAX(pause, asked));
  }
  return true;
}
