/* SPDX-License-Identifier: MIT */
#include "net/dialogue.h"
#include "base/text.h"
#include "net/connection_parts.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define SHOWN_MOST 200 /* bytes of a line that people get to see */

void dialogue_begin(struct dialogue *dialogue, struct connection *connection, gint64 until, const char *stage) {
  *dialogue = (struct dialogue){.connection = connection, .line = g_string_new(NULL), .until = until, .stage = stage};
}

void dialogue_end(struct dialogue *dialogue) {
  g_string_free(dialogue->line, TRUE);
}

static bool read_byte(struct dialogue *dialogue, char *byte, GError **error) {
  struct connection *connection = dialogue->connection;
  const gint64 left = dialogue->until - g_get_monotonic_time();
  const int ready = left <= 0 ? 0 : connection_wait(connection, (unsigned int)(left / 1000 + 1), error);
  if (ready == 0)
    return connection_fault(connection, FAULT_TRY_LATER, error,
                            "the server took the connection and did not finish what it had to say in time.");
  const ssize_t got = ready < 0 ? -1 : connection_read(connection, byte, 1, error);
  if (got == 0)
    return connection_fault(connection, FAULT_UNAVAILABLE, error, "the server closed the connection %s.",
                            dialogue->stage);
  return got == 1;
}

bool dialogue_read_line(struct dialogue *dialogue, GError **error) {
  g_string_truncate(dialogue->line, 0);
  for (char c = 0;;) {
    if (!read_byte(dialogue, &c, error))
      return false;
    if (++dialogue->heard > DIALOGUE_SAID_MOST || dialogue->line->len >= DIALOGUE_LINE_MOST)
      return connection_fault(dialogue->connection, FAULT_UNAVAILABLE, error,
                              "the server says more than any mail server has to say %s.", dialogue->stage);
    if (c == '\n')
      break;
    g_string_append_c(dialogue->line, c);
  }
  if (dialogue->line->len > 0 && dialogue->line->str[dialogue->line->len - 1] == '\r')
    g_string_truncate(dialogue->line, dialogue->line->len - 1);
  return true;
}

bool dialogue_send_line(struct dialogue *dialogue, const char *line, GError **error) {
  g_autofree char *ended = g_strconcat(line, "\r\n", NULL);
  return connection_write(dialogue->connection, ended, strlen(ended), error);
}

char *dialogue_shown(const struct dialogue *dialogue) {
  return text_printable_bytes(dialogue->line->str, MIN(dialogue->line->len, SHOWN_MOST));
}

bool dialogue_read_reply(struct dialogue *dialogue, unsigned int *code, dialogue_seen seen, void *user,
                         GError **error) {
  for (;;) {
    if (!dialogue_read_line(dialogue, error))
      return false;
    const char *line = dialogue->line->str;
    *code = 0;
    if (!g_ascii_isdigit(line[0]) || !g_ascii_isdigit(line[1]) || !g_ascii_isdigit(line[2]) || !strchr(" -", line[3]))
      return true;
    *code = (unsigned int)g_ascii_strtoull(line, NULL, 10);
    if (seen)
      seen(user, line);
    if (line[3] != '-')
      return true;
  }
}

char *dialogue_hello(const struct dialogue *dialogue) {
  struct sockaddr_storage own = {0};
  socklen_t size = sizeof own;
  char words[INET6_ADDRSTRLEN] = "127.0.0.1";
  getsockname(dialogue->connection->fd, (struct sockaddr *)&own, &size);
  if (own.ss_family == AF_INET6)
    inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)&own)->sin6_addr, words, sizeof words);
  else if (own.ss_family == AF_INET)
    inet_ntop(AF_INET, &((const struct sockaddr_in *)&own)->sin_addr, words, sizeof words);
  return g_strdup_printf("EHLO [%s%s]", own.ss_family == AF_INET6 ? "IPv6:" : "", words);
}
