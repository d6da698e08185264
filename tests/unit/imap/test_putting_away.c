/* SPDX-License-Identifier: MIT */
/* What is done to messages on the server: after the fact, by UID, with what the server can do. And waiting in IDLE. */
#include "fake_server.h"
#include <sys/eventfd.h>

#define AT "127.0.0.1 port PORT: "
#define THREE                                                                                                          \
  SELECTED("3", "[UIDNEXT 4] ")                                                                                        \
  LISTED("1:*")                                                                                                        \
  "S * 1 FETCH (UID 1 RFC822.SIZE 1)\nS * 2 FETCH (UID 2 RFC822.SIZE 1)\n"                                             \
  "S * 3 FETCH (UID 3 RFC822.SIZE 1)\n" DONE READ(                                                                     \
      "1:3") "S * 1 FETCH (UID 1 BODY[] \"a\")\nS * 2 FETCH (UID 2 BODY[] \"b\")\n"                                    \
             "S * 3 FETCH (UID 3 BODY[] \"c\")\n" DONE
#define ALL_READ "1: a\n2: b\n3: c\n"

static void puts_away(const char *script, struct imap_rules rules, enum outcome outcome, const char *wanted) {
  struct visit visited = {.fake = {.script = script}, .rules = rules, .outcome = outcome};
  g_autofree char *told = visit(&visited);
  assert_string_equal(told, wanted);
}

static const struct imap_rules moving = {
    .after = IMAP_AFTER_MOVE, .processed_folder = "done", .rejected_folder = "DMARC/bad"};

/* -- moving -------------------------------------------------------------------------------------------------------- */

static void a_move_may_tell_the_new_uids_first(void **state) {
  (void)state;
  puts_away(LOGGED_IN("MOVE") THREE "C UID MOVE 1:3 done\nS * OK [COPYUID 3 1:3 10:12] moved\nS * 1 EXPUNGE\n"
                                    "S * 1 EXPUNGE\nS * 1 EXPUNGE\n" DONE LOGGED_OUT,
            moving, OUTCOME_STORED, ALL_READ "through 3\n");
}

static void a_folder_that_is_not_there_is_made(void **state) {
  (void)state;
  puts_away(LOGGED_IN("MOVE") THREE "C UID MOVE 1:3 done\nS $ NO [TRYCREATE] no such folder\nC CREATE done\n" DONE
                                    "C SUBSCRIBE done\n" DONE "C UID MOVE 1:3 done\n" DONE LOGGED_OUT,
            moving, OUTCOME_STORED, ALL_READ "through 3\n");
}

static void a_folder_that_cannot_be_made_leaves_all_as_it_is(void **state) {
  (void)state;
  puts_away(LOGGED_IN("MOVE") THREE "C UID MOVE 1:3 done\nS $ NO [TRYCREATE] no such folder\n"
                                    "C CREATE done\nS $ NO [NOPERM] not for you\n" LOGGED_OUT,
            moving, OUTCOME_DUPLICATE,
            ALL_READ "through 0\n69 " AT "cannot move messages to the folder 'done': the server says: not for you\n");
}

static void the_servers_separator_is_used(void **state) {
  (void)state;
  puts_away(LOGGED_IN("MOVE") THREE "C LIST \"\" \"\"\nS * LIST (\\Noselect) \".\" \"\"\n" DONE
                                    "C UID MOVE 1:3 \"DMARC.bad\"\n" DONE LOGGED_OUT,
            moving, OUTCOME_NOT_A_REPORT, ALL_READ "through 3\n");
  puts_away(LOGGED_IN("MOVE") THREE "C LIST \"\" \"\"\nS * LIST (\\Noselect) \"/\" \"\"\n" DONE
                                    "C UID MOVE 1:3 \"DMARC/bad\"\n" DONE LOGGED_OUT,
            moving, OUTCOME_REJECTED, ALL_READ "through 3\n");
  puts_away(LOGGED_IN("MOVE") THREE "C LIST \"\" \"\"\nS * LIST (\\Noselect) NIL \"\"\n" DONE
                                    "C UID MOVE 1:3 \"DMARC/bad\"\n" DONE LOGGED_OUT,
            moving, OUTCOME_REJECTED, ALL_READ "through 3\n");
  puts_away(LOGGED_IN("MOVE") THREE "C LIST \"\" \"\"\nS $ BAD what?\nC UID MOVE 1:3 \"DMARC/bad\"\n" DONE LOGGED_OUT,
            moving, OUTCOME_REJECTED, ALL_READ "through 3\n");
}

#define NAMESPACES(answer) LOGGED_IN("MOVE NAMESPACE") THREE "C NAMESPACE\n" answer
#define BELOW_INBOX "S * NAMESPACE ((\"INBOX.\" \".\")) ((\"user.\" \".\")) ((\"\" \".\"))\n"

static void folders_are_made_in_the_users_namespace(void **state) {
  (void)state;
  puts_away(NAMESPACES(BELOW_INBOX) DONE "C UID MOVE 1:3 \"INBOX.DMARC.bad\"\n" DONE LOGGED_OUT, moving,
            OUTCOME_NOT_A_REPORT, ALL_READ "through 3\n");
  puts_away(NAMESPACES(BELOW_INBOX) DONE "C UID MOVE 1:3 \"INBOX.done\"\n" DONE LOGGED_OUT, moving, OUTCOME_STORED,
            ALL_READ "through 3\n");
  puts_away(NAMESPACES("S * NAMESPACE ((\"\" \"/\")) NIL ((\"DMARC/\" \"/\"))\n") DONE
            "C UID MOVE 1:3 \"DMARC/bad\"\n" DONE LOGGED_OUT,
            moving, OUTCOME_NOT_A_REPORT, ALL_READ "through 3\n");
  puts_away(NAMESPACES("S * NAMESPACE ((\"INBOX/\" \"/\")) NIL ((\"DMARC/\" \"/\"))\n") DONE
            "C UID MOVE 1:3 \"DMARC/bad\"\n" DONE LOGGED_OUT,
            moving, OUTCOME_NOT_A_REPORT, ALL_READ "through 3\n");
  puts_away(NAMESPACES("S * NAMESPACE NIL NIL NIL\n") DONE "C UID MOVE 1:3 done\n" DONE LOGGED_OUT, moving,
            OUTCOME_STORED, ALL_READ "through 3\n");
}

static void without_MOVE_it_is_copied_and_expunged_by_uid(void **state) {
  (void)state;
  puts_away(LOGGED_IN("UIDPLUS") THREE "C UID COPY 1:3 done\n" DONE "C UID STORE 1:3 +FLAGS.SILENT (\\Deleted)\n" DONE
                                       "C UID EXPUNGE 1:3\n" DONE LOGGED_OUT,
            moving, OUTCOME_STORED, ALL_READ "through 3\n");
}

static void without_UIDPLUS_nothing_is_expunged(void **state) {
  (void)state;
  puts_away(LOGGED_IN("") THREE "C UID COPY 1:3 done\n" DONE
                                "C UID STORE 1:3 +FLAGS.SILENT (\\Deleted)\n" DONE LOGGED_OUT,
            moving, OUTCOME_STORED, ALL_READ "through 3\n");
}

static void what_could_not_be_copied_is_not_removed(void **state) {
  (void)state;
  puts_away(LOGGED_IN("UIDPLUS") THREE "C UID COPY 1:3 done\nS $ NO [OVERQUOTA] full\nC CREATE done\n"
                                       "S $ NO [ALREADYEXISTS] it is there\n" LOGGED_OUT,
            moving, OUTCOME_STORED,
            ALL_READ "through 0\n75 " AT "cannot move messages to the folder 'done': the server says: full\n");
}

/* -- flags and deletion ----------------------------------------------------------------------------------------------
 */

static void reports_are_flagged(void **state) {
  (void)state;
  puts_away(LOGGED_IN("") THREE "C UID STORE 1:3 +FLAGS.SILENT (\\Seen)\n" DONE LOGGED_OUT,
            (struct imap_rules){.after = IMAP_AFTER_FLAG, .flag = "\\seen"}, OUTCOME_DUPLICATE, ALL_READ "through 3\n");
  puts_away(LOGGED_IN("") THREE "C UID STORE 1:3 +FLAGS.SILENT ($DMARCstat)\n" DONE LOGGED_OUT,
            (struct imap_rules){.after = IMAP_AFTER_FLAG, .flag = "$DMARCstat"}, OUTCOME_STORED,
            ALL_READ "through 3\n");
  puts_away(LOGGED_IN("") THREE LOGGED_OUT, (struct imap_rules){.after = IMAP_AFTER_FLAG, .flag = "\\Seen"},
            OUTCOME_REJECTED, ALL_READ "through 3 but for 1, 2, 3\n");
}

static void only_old_reports_are_deleted(void **state) {
  (void)state;
  g_setenv("DMARCSTAT_NOW", "1795521600", TRUE); /* 2026-11-24 12:00 UTC */
  const struct imap_rules deleting = {.after = IMAP_AFTER_DELETE, .delete_after = 10 * 86400};
  puts_away(LOGGED_IN("UIDPLUS") THREE "C UID SEARCH UID 1:3 BEFORE 14-Nov-2026\nS * SEARCH 3 1\n" DONE
                                       "C UID STORE 1,3 +FLAGS.SILENT (\\Deleted)\n" DONE
                                       "C UID EXPUNGE 1,3\n" DONE LOGGED_OUT,
            deleting, OUTCOME_STORED, ALL_READ "through 3\n");
  puts_away(LOGGED_IN("UIDPLUS") THREE "C UID SEARCH UID 1:3 BEFORE 14-Nov-2026\nS * SEARCH 1 2 3\n" DONE LOGGED_OUT,
            deleting, OUTCOME_NOT_A_REPORT, ALL_READ "through 3 but for 1, 2, 3\n");
  puts_away(LOGGED_IN("UIDPLUS") THREE "C UID SEARCH UID 1:3 BEFORE 14-Nov-2026\nS * SEARCH\n" DONE LOGGED_OUT,
            deleting, OUTCOME_STORED, ALL_READ "through 3\n");
  puts_away(LOGGED_IN("UIDPLUS") THREE "C UID SEARCH UID 1:3 BEFORE 14-Nov-2026\nS * SEARCH 4 5\n" DONE LOGGED_OUT,
            deleting, OUTCOME_STORED, ALL_READ "through 3\n");
  g_unsetenv("DMARCSTAT_NOW");
}

static void a_dry_run_touches_nothing(void **state) {
  (void)state;
  struct imap_rules dry = moving;
  dry.dry_run = true;
  puts_away(LOGGED_IN("MOVE") THREE LOGGED_OUT, dry, OUTCOME_STORED, ALL_READ "through 0\n");
}

/* -- waiting ---------------------------------------------------------------------------------------------------------
 */

/* What comes of waiting for a second: "announced", "nothing", or the fault. */
static void waits(const char *script, bool stopped, const char *wanted) {
  struct fake fake = {.script = script};
  GError *error = NULL;
  GString *told = g_string_new(NULL);
  struct imap_folder folder;
  bool announced = false;
  const int stop = eventfd(stopped, EFD_CLOEXEC | EFD_NONBLOCK);
  fake_serve(&fake);
  const struct imap_account account = fake_account(&fake);
  struct imap_session *session = imap_session_open(&account, &error);
  assert_non_null(session);
  assert_true(imap_session_select(session, "INBOX", &folder, &error));
  if (imap_session_idle(session, 1, stop, &announced, &error))
    g_string_append(told, announced ? "announced\n" : "nothing\n");
  else
    add_fault(told, error, fake.port);
  imap_session_close(session);
  fake_end(&fake, told->str);
  close(stop);
  assert_string_equal(told->str, wanted);
  g_string_free(told, TRUE);
}

#define IDLES LOGGED_IN("IDLE") SELECTED("0", "[UIDNEXT 1] ") "C IDLE\nS + idling\n"

static void new_mail_ends_the_wait(void **state) {
  (void)state;
  waits(IDLES "S ~~~* 1 EXISTS\nC DONE\n" DONE LOGGED_OUT, false, "announced\n");
  waits(IDLES "R * 1 EX~~~ISTS\r\n\nC DONE\n" DONE LOGGED_OUT, false, "announced\n");
  waits(LOGGED_IN("IDLE")
            SELECTED("0", "[UIDNEXT 1] ") "C IDLE\nR + idling\r\n* 1 EXISTS\r\n\nC DONE\n" DONE LOGGED_OUT,
        false, "announced\n");
}

static void a_wait_comes_to_its_end(void **state) {
  (void)state;
  waits(IDLES "C DONE\n" DONE LOGGED_OUT, false, "nothing\n");
  waits(IDLES "C DONE\n" DONE LOGGED_OUT, true, "nothing\n");
  waits(LOGGED_IN("") SELECTED("0", "[UIDNEXT 1] ") "C NOOP\n" DONE LOGGED_OUT, false, "nothing\n");
}

static void what_ends_an_idle_is_told(void **state) {
  (void)state;
  waits(IDLES "S * BYE idle for too long\n", false,
        "75 " AT "the server has closed the connection, saying: idle for too long\n");
  waits(LOGGED_IN("IDLE") SELECTED("0", "[UIDNEXT 1] ") "C IDLE\nS $ NO not now\n", false,
        "75 " AT "cannot wait for new mail: the answer is not IMAP as we know it\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_move_may_tell_the_new_uids_first),
      cmocka_unit_test(a_folder_that_is_not_there_is_made),
      cmocka_unit_test(a_folder_that_cannot_be_made_leaves_all_as_it_is),
      cmocka_unit_test(the_servers_separator_is_used),
      cmocka_unit_test(folders_are_made_in_the_users_namespace),
      cmocka_unit_test(without_MOVE_it_is_copied_and_expunged_by_uid),
      cmocka_unit_test(without_UIDPLUS_nothing_is_expunged),
      cmocka_unit_test(what_could_not_be_copied_is_not_removed),
      cmocka_unit_test(reports_are_flagged),
      cmocka_unit_test(only_old_reports_are_deleted),
      cmocka_unit_test(a_dry_run_touches_nothing),
      cmocka_unit_test(new_mail_ends_the_wait),
      cmocka_unit_test(a_wait_comes_to_its_end),
      cmocka_unit_test(what_ends_an_idle_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
