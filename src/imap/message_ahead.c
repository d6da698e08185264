/* SPDX-License-Identifier: MIT */
/*
 * Commands that are sent before those in front of them are answered. All are UID commands, which no other makes
 * ambiguous (RFC 9051 section 5.5), so a server may do several of them at a time and answer them in any order; stream.c
 * hands on one answer at a time and notes whose it is.
 */
#include "imap/message.h"
#include "imap/message_parts.h"
#include "imap/uid_set.h"
#include <string.h>

static bool send_ahead(struct imap_session *session, const char *command, int *tag, GError **error) {
  mailstream *stream = session->imap->imap_stream;
  if (!imap_is_good(mailimap_send_current_tag(session->imap)) ||
      mailstream_write(stream, command, strlen(command)) < 0 || mailstream_flush(stream) < 0)
    return imap_fault(session, MAILIMAP_ERROR_STREAM, FAULT_TRY_LATER, error, "cannot ask for messages");
  *tag = session->imap->imap_tag;
  g_array_append_val(session->waiting, *tag);
  return true;
}

bool imap_message_ask(struct imap_session *session, const struct imap_message *messages, guint n, guint *asked,
                      int *tag, GError **error) {
  g_autoptr(GArray) uids = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), n);
  for (guint i = 0; i < n; i++)
    g_array_append_val(uids, messages[i].uid);
  *asked = 0;
  g_autofree char *set = uid_set_text(uids, asked);
  g_autofree char *command = g_strdup_printf("UID FETCH %s (UID BODY.PEEK[])\r\n", set);
  return send_ahead(session, command, tag, error);
}

static char *quoted(const char *text) {
  GString *result = g_string_new("\"");
  for (; *text; text++) {
    if (*text == '"' || *text == '\\')
      g_string_append_c(result, '\\');
    g_string_append_c(result, *text);
  }
  g_string_append_c(result, '"');
  return g_string_free(result, FALSE);
}

bool imap_message_move_ahead(struct imap_session *session, const GArray *uids, const char *folder, GArray *tags,
                             GError **error) {
  g_autofree char *there = imap_folder_name(session, folder);
  g_autofree char *name = quoted(there);
  for (guint at = 0; at < uids->len;) {
    int tag = 0;
    g_autofree char *set = uid_set_text(uids, &at);
    g_autofree char *command = g_strdup_printf("UID MOVE %s %s\r\n", set, name);
    if (!send_ahead(session, command, &tag, error))
      return false;
    g_array_append_val(tags, tag);
  }
  return true;
}

/* -- hearing ---------------------------------------------------------------------------------------------------------
 */

struct hearing {
  imap_message_body body;
  void *user;
};

static void hear_body(struct mailimap_msg_att *answer, void *user) {
  const struct hearing *hearing = user;
  const struct imap_fetched fetched = imap_fetched(answer);
  if (fetched.body && fetched.uid > 0)
    hearing->body(hearing->user, fetched.uid, (const uint8_t *)fetched.body->sec_body_part,
                  fetched.body->sec_body_part ? fetched.body->sec_length : 0);
}

/* What comes next: untagged answers, and the one to a command. */
static int read_answer(struct imap_session *session) {
  struct mailimap_response *response = NULL;
  if (!mailimap_read_line(session->imap))
    return MAILIMAP_ERROR_STREAM;
  const int code = mailimap_parse_response(session->imap, &response);
  if (!imap_is_good(code))
    return code;
  const struct mailimap_response_done *done = response->rsp_resp_done;
  const bool ok = done->rsp_type == MAILIMAP_RESP_DONE_TYPE_TAGGED &&
                  done->rsp_data.rsp_tagged->rsp_cond_state->rsp_type == MAILIMAP_RESP_COND_STATE_OK;
  mailimap_response_free(response);
  return ok ? MAILIMAP_NO_ERROR : MAILIMAP_ERROR_UID_FETCH;
}

bool imap_message_hear(struct imap_session *session, imap_message_body body, void *user, struct imap_answer *answer,
                       GError **error) {
  struct hearing hearing = {body, user};
  const int last = session->imap->imap_tag;
  session->answered = 0;
  mailimap_set_msg_att_handler(session->imap, hear_body, &hearing);
  const int code = read_answer(session);
  mailimap_set_msg_att_handler(session->imap, NULL, NULL);
  session->imap->imap_tag = last;
  *answer = (struct imap_answer){session->answered, code};
  /* libetpan says PROTOCOL for a BAD, and for an answer that is to no command of ours */
  const bool refused = code == MAILIMAP_ERROR_UID_FETCH || code == MAILIMAP_ERROR_PROTOCOL;
  if (answer->tag > 0 && (imap_is_good(code) || refused))
    return true;
  return imap_message_fault_reading(session, imap_is_good(code) || refused ? MAILIMAP_ERROR_PARSE : code, error);
}
