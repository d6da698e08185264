/* SPDX-License-Identifier: MIT */
/*
 * fake_server: an IMAP server for one test, in a process of its own on a free loopback port, that follows a script; and
 * a client that does with it what a fetch does, and tells what came of it.
 *
 * A script is lines of text:
 *
 *   C CAPABILITY           the client must now say this, after its tag; "C *" is anything
 *   S * OK ready           is said, with CRLF; "$" in front stands for the last tag, "^" for the one before it
 *   R * 1 FETCH (BODY[]    is said without CRLF; "\r\n" in the C source is a line break, "~" a pause
 *   F A                    "A" without end, until the client goes; lines when it is more than a letter
 *   W                      says nothing more, until the client goes
 *
 * At its end the server closes the connection. What the client said otherwise than the script wants is in heard->wrong.
 */
#ifndef DMARCSTAT_TESTS_FAKE_SERVER_H
#define DMARCSTAT_TESTS_FAKE_SERVER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/fault.h"
#include "imap/message.h"
#include "imap/source_imap.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAUSE_MICROSECONDS 3000

struct heard {
  char wrong[1024]; /* "" when all went by the script */
  char before[32];  /* the tag before the last */
};

struct fake {
  const char *script;
  bool drip; /* each byte in a segment of its own */
  /* set by fake_serve */
  struct heard *heard;
  pid_t process;
  int listening;
  uint16_t port;
};

/* -- the server, in its own process -------------------------------------------------------------------------------- */

static inline bool fake_send(const struct fake *fake, int fd, const char *bytes, size_t length) {
  const size_t piece = fake->drip ? 1 : length;
  for (size_t sent = 0; sent < length;) {
    const ssize_t n = send(fd, bytes + sent, MIN(piece, length - sent), MSG_NOSIGNAL);
    if (n <= 0)
      return false;
    sent += (size_t)n;
  }
  return true;
}

/* "~" is a pause. */
static inline void fake_say(const struct fake *fake, int fd, const char *text, const char *end) {
  g_auto(GStrv) parts = g_strsplit(text, "~", -1);
  for (char **part = parts; *part; part++) {
    if (part > parts)
      g_usleep(PAUSE_MICROSECONDS);
    g_autofree char *words = g_strconcat(*part, part[1] ? "" : end, NULL);
    if (!fake_send(fake, fd, words, strlen(words)))
      return;
  }
}

/* Without CRLF. NULL when the client is gone. Caller frees. */
static inline char *fake_hear(int fd) {
  GString *line = g_string_new(NULL);
  char c = 0;
  while (recv(fd, &c, 1, 0) == 1 && c != '\n')
    g_string_append_c(line, c);
  if (c != '\n') {
    g_string_free(line, TRUE);
    return NULL;
  }
  if (line->len > 0 && line->str[line->len - 1] == '\r')
    g_string_truncate(line, line->len - 1);
  return g_string_free(line, FALSE);
}

/* Whether the client says what it should. A line that is no command has no tag. */
static inline bool fake_expect(const struct fake *fake, int fd, const char *wanted, char *tag, size_t room) {
  g_autofree char *line = fake_hear(fd);
  if (!line) {
    g_snprintf(fake->heard->wrong, sizeof fake->heard->wrong, "nothing, and not: %s", wanted);
    return false;
  }
  const char *command = line;
  if (g_ascii_isdigit(*line) && strchr(line, ' ')) {
    command = strchr(line, ' ') + 1;
    g_strlcpy(fake->heard->before, tag, sizeof fake->heard->before);
    g_snprintf(tag, room, "%.*s", (int)(command - line - 1), line);
  }
  if (strcmp(wanted, "*") == 0 || strcmp(wanted, command) == 0)
    return true;
  g_snprintf(fake->heard->wrong, sizeof fake->heard->wrong, "%s, and not: %s", command, wanted);
  return false;
}

static inline void fake_wait_for_end(int fd) {
  char bytes[1024];
  while (recv(fd, bytes, sizeof bytes, 0) > 0)
    ;
}

static inline void fake_flood(const struct fake *fake, int fd, const char *words) {
  GString *many = g_string_new(NULL);
  while (many->len < 65536)
    g_string_append_printf(many, "%s%s", words, words[1] ? "\r\n" : ""); /* one letter is no line */
  while (fake_send(fake, fd, many->str, many->len))
    ;
}

/* False at the end. */
static inline bool fake_step(const struct fake *fake, int fd, const char *step, char *tag, size_t room) {
  const char *text = *step && step[1] ? step + 2 : "";
  const char *whose = *text == '$' ? tag : *text == '^' ? fake->heard->before : NULL;
  g_autofree char *words = whose ? g_strconcat(whose, text + 1, NULL) : g_strdup(text);
  switch (*step) {
  case 'C':
    return fake_expect(fake, fd, text, tag, room);
  case 'S':
    fake_say(fake, fd, words, "\r\n");
    return true;
  case 'R':
    fake_say(fake, fd, words, "");
    return true;
  case 'F':
    fake_flood(fake, fd, words);
    return true;
  default:
    fake_wait_for_end(fd);
    return true;
  }
}

/* Lines of the script end in LF alone, so that "\r\n" can be in what is said. */
static inline GPtrArray *fake_steps(const char *script) {
  GPtrArray *steps = g_ptr_array_new_with_free_func(g_free);
  for (const char *at = script; *at;) {
    const char *end = at;
    while (*end && !(*end == '\n' && (end == at || end[-1] != '\r')))
      end++;
    g_ptr_array_add(steps, g_strndup(at, (gsize)(end - at)));
    at = *end ? end + 1 : end;
  }
  return steps;
}

static inline G_NORETURN void fake_talk(const struct fake *fake) {
  const int one = 1;
  char tag[32] = "";
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int fd = accept(fake->listening, NULL, NULL);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  GPtrArray *steps = fake_steps(fake->script);
  for (guint i = 0; i < steps->len; i++)
    if (!fake_step(fake, fd, g_ptr_array_index(steps, i), tag, sizeof tag))
      break;
  close(fd);
  _exit(0);
}

/* So that the port is known before the script is. */
static inline void fake_listen(struct fake *fake) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  fake->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(fake->listening, (struct sockaddr *)&address, size), 0);
  assert_int_equal(listen(fake->listening, 16), 0);
  assert_int_equal(getsockname(fake->listening, (struct sockaddr *)&address, &size), 0);
  fake->port = ntohs(address.sin_port);
}

static inline void fake_serve(struct fake *fake) {
  if (!fake->port)
    fake_listen(fake);
  fake->heard = mmap(NULL, sizeof *fake->heard, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert_ptr_not_equal(fake->heard, MAP_FAILED);
  fake->process = fork();
  assert_true(fake->process >= 0);
  if (fake->process == 0)
    fake_talk(fake);
}

/* The client must have gone by now. */
static inline void fake_end(struct fake *fake, const char *told) {
  waitpid(fake->process, NULL, 0);
  close(fake->listening);
  if (*fake->heard->wrong)
    fail_msg("the client said %s\nand told %s", fake->heard->wrong, told);
  munmap(fake->heard, sizeof *fake->heard);
}

/* -- the client ---------------------------------------------------------------------------------------------------- */

/* What a fetch begins with, up to the rules. */
#define GREETED "S * OK ready\n"
#define CAPABLE(what) "C CAPABILITY\nS * CAPABILITY IMAP4rev1 " what "\nS $ OK done\n"
#define LOGGED_IN(what)                                                                                                \
  GREETED CAPABLE("SASL-IR AUTH=PLAIN") "C AUTHENTICATE PLAIN AG1lAG9wZW4=\nS $ OK welcome\n" CAPABLE(what)
/* INBOX with so many messages; `next` is "[UIDNEXT 4] " */
#define SELECTED(messages, next)                                                                                       \
  "C SELECT INBOX\nS * FLAGS (\\Seen)\nS * " messages " EXISTS\nS * 0 RECENT\nS * OK [UIDVALIDITY 7] fine\n"           \
  "S * OK " next "fine\nS $ OK [READ-WRITE] done\n"
#define LISTED(range) "C UID FETCH " range " (UID RFC822.SIZE)\n"
#define READ(range) "C UID FETCH " range " (UID BODY.PEEK[])\n"
#define DONE "S $ OK done\n"
#define LOGGED_OUT "C LOGOUT\nS * BYE\nS $ OK done\n"

static inline struct imap_account fake_account(const struct fake *fake) {
  g_setenv("FAKE_SECRET", "open", TRUE);
  return (struct imap_account){
      .target = {.host = "127.0.0.1", .port = fake->port, .tls = CONNECTION_TLS_NEVER, .idle_timeout = 5},
      .user = "me",
      .secret = {.kind = SECRET_ENVIRONMENT, .where = "FAKE_SECRET"}};
}

/* Takes over the error; of the port the number is left out. */
static inline void add_fault(GString *told, GError *error, uint16_t port) {
  g_autofree char *number = g_strdup_printf("port %u", port);
  g_auto(GStrv) parts = g_strsplit(error->message, number, -1);
  g_autofree char *message = g_strjoinv("port PORT", parts);
  g_string_append_printf(told, "%d %s\n", error->code, message);
  g_error_free(error);
}

/* "3: hello": the UID and what the message holds. */
static inline void add_item_told(GString *told, const struct item *item) {
  char bytes[256] = "";
  const size_t size = (size_t)MIN(item->length, sizeof bytes - 1);
  const ssize_t got = pread(item->file->fd, bytes, size, (off_t)item->offset);
  g_string_append_printf(told, "%u: ", GPOINTER_TO_UINT(item->source_data));
  if (item->length < sizeof bytes && got == (ssize_t)item->length)
    g_string_append_printf(told, "%s\n", bytes);
  else
    g_string_append_printf(told, "%" G_GUINT64_FORMAT " bytes\n", item->length);
}

static inline bool note_progress(void *user, const struct mailbox_progress *progress, GError **error) {
  struct mailbox_progress *kept = user;
  (void)error;
  g_array_set_size(kept->exceptions, 0);
  if (progress->exceptions->len > 0)
    g_array_append_vals(kept->exceptions, progress->exceptions->data, progress->exceptions->len);
  kept->uidvalidity = progress->uidvalidity;
  kept->last_uid = progress->last_uid;
  return true;
}

/* Everything new of INBOX, each message with the outcome `outcome`; what is told ends in how far it came. */
static inline void tell_messages(GString *told, struct imap_session *session, const struct imap_rules *rules,
                                 struct mailbox_progress *progress, enum outcome outcome, GError **error) {
  struct source_imap *imap = source_imap_new(session, rules, progress, note_progress, progress, error);
  if (!imap)
    return;
  struct source *source = source_imap_source(imap);
  GError *trouble = NULL;
  struct item *item;
  while ((item = source->next(source, &trouble)) != NULL) {
    add_item_told(told, item);
    source->acknowledge(source, item, outcome);
    item_free(item);
  }
  if (trouble)
    g_propagate_error(error, trouble);
  else
    source_imap_settle(imap, error);
  source_imap_free(imap);
  g_string_append_printf(told, "through %u", progress->last_uid);
  for (guint i = 0; i < progress->exceptions->len; i++) {
    const struct mailbox_exception *one = &g_array_index(progress->exceptions, struct mailbox_exception, i);
    g_string_append_printf(told, "%s%u%s", i ? ", " : " but for ", one->uid, one->again ? " again" : "");
  }
  g_string_append_c(told, '\n');
}

/* What one fetch is, and how it ends. */
struct visit {
  struct fake fake;
  struct imap_account account; /* `user` NULL: fake_account; its port is set in any case */
  struct imap_rules rules;     /* `folder` NULL: INBOX, and the rest of a simple fetch */
  struct mailbox_progress progress;
  enum outcome outcome;
  unsigned int back_off; /* what the server asked for */
};

/* The lines that the fetch tells. Caller frees. */
static inline char *visit(struct visit *visit) {
  GError *error = NULL;
  GString *told = g_string_new(NULL);
  fake_serve(&visit->fake);
  if (!visit->account.user)
    visit->account = fake_account(&visit->fake);
  visit->account.target.port = visit->fake.port;
  visit->rules.folder = visit->rules.folder ? visit->rules.folder : "INBOX";
  visit->rules.batch = visit->rules.batch ? visit->rules.batch : 100;
  visit->rules.max_message = visit->rules.max_message ? visit->rules.max_message : 64 << 20;
  if (!visit->progress.exceptions)
    visit->progress.exceptions = g_array_new(FALSE, FALSE, sizeof(struct mailbox_exception));
  struct imap_session *session = imap_session_open(&visit->account, &error);
  if (session)
    tell_messages(told, session, &visit->rules, &visit->progress, visit->outcome, &error);
  if (error)
    add_fault(told, error, visit->fake.port);
  visit->back_off = session ? imap_session_back_off(session) : 0;
  imap_session_close(session);
  fake_end(&visit->fake, told->str);
  g_array_unref(visit->progress.exceptions);
  return g_string_free(told, FALSE);
}

/* What a simple fetch from a server with this script tells. */
static inline void tells(const char *script, const char *wanted) {
  struct visit simple = {.fake = {.script = script}};
  g_autofree char *told = visit(&simple);
  assert_string_equal(told, wanted);
}

#endif
