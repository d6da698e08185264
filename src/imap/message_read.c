/* SPDX-License-Identifier: MIT */
#include "imap/message.h"
#include "imap/message_parts.h"
#include "ingest/scratch.h"
#include <errno.h>

/* -- what a FETCH answer holds ---------------------------------------------------------------------------------------
 */

/* The attributes come in any order, with others between them. */
struct imap_fetched imap_fetched(const struct mailimap_msg_att *answer) {
  struct imap_fetched fetched = {0};
  for (clistiter *at = clist_begin(answer->att_list); at; at = clist_next(at)) {
    const struct mailimap_msg_att_item *item = clist_content(at);
    if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
      continue;
    const struct mailimap_msg_att_static *part = item->att_data.att_static;
    if (part->att_type == MAILIMAP_MSG_ATT_UID)
      fetched.uid = part->att_data.att_uid;
    else if (part->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
      fetched.size = part->att_data.att_rfc822_size;
    else if (part->att_type == MAILIMAP_MSG_ATT_BODY_SECTION)
      fetched.body = part->att_data.att_body_section;
  }
  return fetched;
}

/* UID FETCH of `set` with these attributes; each answer goes to `handler` and is then forgotten. Takes over both. */
static int fetch(struct imap_session *session, struct mailimap_set *set, clist *attributes,
                 mailimap_msg_att_handler *handler, void *user) {
  struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list(attributes);
  clist *rest = NULL;
  mailimap_set_msg_att_handler(session->imap, handler, user);
  const int code = mailimap_uid_fetch(session->imap, set, type, &rest);
  mailimap_set_msg_att_handler(session->imap, NULL, NULL);
  if (imap_is_good(code) && rest)
    mailimap_fetch_list_free(rest);
  mailimap_fetch_type_free(type);
  mailimap_set_free(set);
  return code;
}

static clist *attributes(struct mailimap_fetch_att *one, struct mailimap_fetch_att *other) {
  clist *list = clist_new();
  clist_append(list, one);
  clist_append(list, other);
  return list;
}

/* -- listing ---------------------------------------------------------------------------------------------------------
 */

struct listing {
  uint32_t first;
  GArray *messages;
};

static void add_listed(struct mailimap_msg_att *answer, void *user) {
  const struct listing *listing = user;
  const struct imap_fetched fetched = imap_fetched(answer);
  const struct imap_message message = {fetched.uid, fetched.size};
  if (fetched.uid >= listing->first && fetched.uid > 0)
    g_array_append_val(listing->messages, message);
}

static gint by_uid(gconstpointer a, gconstpointer b) {
  const struct imap_message *one = a, *other = b;
  return one->uid < other->uid ? -1 : one->uid > other->uid;
}

/* A server may tell of a message twice, for instance when its flags change meanwhile. */
static void drop_repeated(GArray *messages) {
  g_array_sort(messages, by_uid);
  for (guint i = messages->len; i > 1; i--) {
    const struct imap_message *list = (const struct imap_message *)messages->data;
    if (list[i - 1].uid == list[i - 2].uid)
      g_array_remove_index(messages, list[i - 1].size == 0 ? i - 1 : i - 2);
  }
}

bool imap_message_list(struct imap_session *session, uint32_t first, GArray *messages, GError **error) {
  struct listing listing = {first, messages};
  const int code =
      fetch(session, mailimap_set_new_interval(first, 0),
            attributes(mailimap_fetch_att_new_uid(), mailimap_fetch_att_new_rfc822_size()), add_listed, &listing);
  drop_repeated(messages);
  return imap_is_good(code) || imap_fault(session, code, FAULT_UNAVAILABLE, error, "cannot list the messages");
}

/* -- reading ---------------------------------------------------------------------------------------------------------
 */

/* A message that is read in pieces. */
struct reading {
  uint32_t uid;
  int fd;
  uint64_t offset; /* where the next byte goes */
  uint64_t got;    /* bytes of the last piece */
  bool answered;
  int trouble; /* errno of a failed write */
};

static void take_piece(struct mailimap_msg_att *answer, void *user) {
  struct reading *reading = user;
  const struct imap_fetched fetched = imap_fetched(answer);
  if (!fetched.body || fetched.uid != reading->uid || reading->trouble)
    return;
  const uint64_t length = fetched.body->sec_body_part ? fetched.body->sec_length : 0;
  if (length > 0 && !scratch_write(reading->fd, (const uint8_t *)fetched.body->sec_body_part, length)) {
    reading->trouble = errno;
    return;
  }
  reading->answered = true;
  reading->got = length;
  reading->offset += length;
}

bool imap_message_fault_reading(struct imap_session *session, int code, GError **error) {
  return imap_fault(session, code, FAULT_UNAVAILABLE, error, "cannot read messages");
}

bool imap_message_fault_writing(int number, GError **error) {
  return fault(error, FAULT_IO, "cannot write a temporary file in '%s': %s; name another folder with TMPDIR",
               g_get_tmp_dir(), g_strerror(number));
}

/* So that no more than a piece of it is ever in memory. */
bool imap_message_read_large(struct imap_session *session, uint32_t uid, uint64_t most, int fd, int64_t *length,
                             GError **error) {
  struct reading reading = {.uid = uid, .fd = fd};
  *length = -1;
  do {
    struct mailimap_fetch_att *piece = mailimap_fetch_att_new_body_peek_section_partial(
        mailimap_section_new(NULL), (uint32_t)reading.offset, IMAP_MESSAGE_LARGE);
    reading.answered = false;
    reading.got = 0;
    const int code = fetch(session, mailimap_set_new_single(uid), attributes(mailimap_fetch_att_new_uid(), piece),
                           take_piece, &reading);
    if (!imap_is_good(code))
      return imap_message_fault_reading(session, code, error);
    if (reading.trouble)
      return imap_message_fault_writing(reading.trouble, error);
    if (reading.answered)
      *length = (int64_t)reading.offset;
  } while (reading.got > 0 && reading.offset <= most);
  return true;
}
