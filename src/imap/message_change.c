/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "imap/message.h"
#include "imap/session_parts.h"
#include "imap/uid_set.h"
#include <string.h>
#include <time.h>

/* Does `change` to all of them, as many at a time as one command takes. Returns libetpan's code. */
static int for_all(struct imap_session *session, const GArray *uids,
                   int (*change)(struct imap_session *session, struct mailimap_set *set, const char *argument),
                   const char *argument) {
  guint at = 0;
  struct mailimap_set *set;
  int code = MAILIMAP_NO_ERROR;
  while (imap_is_good(code) && (set = uid_set_next(uids, &at)) != NULL) {
    code = change(session, set, argument);
    mailimap_set_free(set);
  }
  return code;
}

/* -- flags -----------------------------------------------------------------------------------------------------------
 */

static struct mailimap_flag *new_flag(const char *name) {
  static const struct {
    const char *name;
    int type;
  } known[] = {{"\\Seen", MAILIMAP_FLAG_SEEN},
               {"\\Flagged", MAILIMAP_FLAG_FLAGGED},
               {"\\Answered", MAILIMAP_FLAG_ANSWERED},
               {"\\Deleted", MAILIMAP_FLAG_DELETED},
               {"\\Draft", MAILIMAP_FLAG_DRAFT}};
  for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
    if (g_ascii_strcasecmp(known[i].name, name) == 0)
      return mailimap_flag_new(known[i].type, NULL, NULL);
  return mailimap_flag_new(MAILIMAP_FLAG_KEYWORD, strdup(name), NULL);
}

static int add_flag(struct imap_session *session, struct mailimap_set *set, const char *flag) {
  clist *list = clist_new();
  clist_append(list, new_flag(flag));
  struct mailimap_store_att_flags *flags = mailimap_store_att_flags_new(1, 1, mailimap_flag_list_new(list));
  const int code = mailimap_uid_store(session->imap, set, flags);
  mailimap_store_att_flags_free(flags);
  return code;
}

bool imap_message_flag(struct imap_session *session, const GArray *uids, const char *flag, GError **error) {
  const int code = for_all(session, uids, add_flag, flag);
  g_autofree char *shown = text_printable(flag);
  return imap_is_good(code) ||
         imap_fault(session, code, FAULT_UNAVAILABLE, error, "cannot give messages the flag %s", shown);
}

/* -- removing --------------------------------------------------------------------------------------------------------
 */

static int expunge(struct imap_session *session, struct mailimap_set *set, const char *unused) {
  (void)unused;
  return mailimap_uid_expunge(session->imap, set);
}

/* Without UIDPLUS they stay marked: a bare EXPUNGE would also remove what others have marked. */
static int mark_and_remove(struct imap_session *session, const GArray *uids) {
  const int code = for_all(session, uids, add_flag, "\\Deleted");
  return imap_is_good(code) && imap_session_has(session, "UIDPLUS") ? for_all(session, uids, expunge, NULL) : code;
}

bool imap_message_delete(struct imap_session *session, const GArray *uids, GError **error) {
  const int code = mark_and_remove(session, uids);
  return imap_is_good(code) || imap_fault(session, code, FAULT_UNAVAILABLE, error, "cannot delete messages");
}

/* -- moving ----------------------------------------------------------------------------------------------------------
 */

static int move(struct imap_session *session, struct mailimap_set *set, const char *folder) {
  return mailimap_uid_move(session->imap, set, folder);
}

static int copy(struct imap_session *session, struct mailimap_set *set, const char *folder) {
  return mailimap_uid_copy(session->imap, set, folder);
}

static int move_all(struct imap_session *session, const GArray *uids, const char *folder) {
  if (imap_session_has(session, "MOVE"))
    return for_all(session, uids, move, folder);
  const int code = for_all(session, uids, copy, folder);
  return imap_is_good(code) ? mark_and_remove(session, uids) : code;
}

/* What the server said to a move, when making the folder does not help. */
static bool fault_move(struct imap_session *session, int code, const char *folder, GError **error) {
  g_autofree char *shown = text_printable(folder);
  return imap_fault(session, code, FAULT_UNAVAILABLE, error, "cannot move messages to the folder '%s'", shown);
}

/* Servers say TRYCREATE, or just no. */
static bool move_to_new(struct imap_session *session, const GArray *uids, const char *there, const char *folder,
                        int refusal, GError **error) {
  const bool missing = session->imap->imap_response_info && session->imap->imap_response_info->rsp_trycreate;
  g_autoptr(GError) first = NULL;
  fault_move(session, refusal, folder, &first);
  int code = mailimap_create(session->imap, there);
  if (imap_is_good(code)) {
    mailimap_subscribe(session->imap, there); /* so that mail programs show it; no matter if not */
    code = move_all(session, uids, there);
  } else if (!missing) { /* it may be there, and the trouble another one */
    g_propagate_error(error, g_steal_pointer(&first));
    return false;
  }
  return imap_is_good(code) || fault_move(session, code, folder, error);
}

bool imap_message_move(struct imap_session *session, const GArray *uids, const char *folder, GError **error) {
  g_autofree char *there = imap_folder_name(session, folder);
  const int code = move_all(session, uids, there);
  if (imap_is_good(code))
    return true;
  return session->trouble ? fault_move(session, code, folder, error)
                          : move_to_new(session, uids, there, folder, code, error);
}

/* -- finding by age --------------------------------------------------------------------------------------------------
 */

static gint by_number(gconstpointer a, gconstpointer b) {
  const uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
  return one < other ? -1 : one > other;
}

bool imap_message_older(struct imap_session *session, uint32_t last, int64_t time, GArray *uids, GError **error) {
  const time_t seconds = (time_t)time;
  struct tm day = {0};
  clist *found = NULL;
  if (last == 0)
    return true;
  gmtime_r(&seconds, &day);
  struct mailimap_search_key *key = mailimap_search_key_new_multiple_empty();
  mailimap_search_key_multiple_add(key, mailimap_search_key_new_uid(mailimap_set_new_interval(1, last)));
  mailimap_search_key_multiple_add(
      key, mailimap_search_key_new_before(mailimap_date_new(day.tm_mday, day.tm_mon + 1, day.tm_year + 1900)));
  const int code = mailimap_uid_search(session->imap, NULL, key, &found);
  mailimap_search_key_free(key);
  if (!imap_is_good(code))
    return imap_fault(session, code, FAULT_UNAVAILABLE, error, "cannot look for old messages");
  for (clistiter *at = clist_begin(found); at; at = clist_next(at)) {
    const uint32_t uid = *(const uint32_t *)clist_content(at);
    if (uid <= last)
      g_array_append_val(uids, uid);
  }
  mailimap_search_result_free(found);
  g_array_sort(uids, by_number);
  return true;
}
