/* SPDX-License-Identifier: MIT */
/* What servers do that the standard allows and nobody expects, and what it does not allow and some do all the same. */
#include "fake_server.h"

#define BODY(n, uid, text) "R * " n " FETCH (UID " uid " BODY[] {5}\r\n" text ")\r\n\n"
#define THREE                                                                                                          \
  LISTED("1:*")                                                                                                        \
  "S * 1 FETCH (UID 1 RFC822.SIZE 5)\nS * 2 FETCH (UID 2 RFC822.SIZE 5)\nS * 3 FETCH (UID 3 RFC822.SIZE 5)\n" DONE
#define PLAIN READ("1:3") BODY("1", "1", "aaaaa") BODY("2", "2", "bbbbb") BODY("3", "3", "ccccc") DONE LOGGED_OUT
#define IS_READ "1: aaaaa\n2: bbbbb\n3: ccccc\nthrough 3\n"
#define READY LOGGED_IN("") SELECTED("3", "[UIDNEXT 4] ")
#define ONE LOGGED_IN("") SELECTED("1", "[UIDNEXT 2] ") LISTED("1:*")
#define ONE_OF_5 ONE "S * 1 FETCH (UID 1 RFC822.SIZE 5)\n" DONE READ("1")

static void a_plain_server_is_read(void **state) {
  (void)state;
  tells(READY THREE PLAIN, IS_READ);
}

/* -- what it can do ------------------------------------------------------------------------------------------------ */

static void what_is_only_told_after_the_login_counts(void **state) {
  (void)state;
  struct visit moves = {.fake = {.script = GREETED
                                 "C CAPABILITY\nS * CAPABILITY IMAP4rev1\nS $ OK done\n"
                                 "C LOGIN me open\nS $ OK welcome\n" CAPABLE("MOVE") SELECTED("1", "[UIDNEXT 2] ")
                                     LISTED("1:*") "S * 1 FETCH (UID 1 RFC822.SIZE 5)\n" DONE READ("1")
                                         BODY("1", "1", "aaaaa") DONE "C UID MOVE 1 there\n"
                                                                      "S $ OK done\n" LOGGED_OUT},
                        .rules = {.after = IMAP_AFTER_MOVE, .processed_folder = "there"}};
  g_autofree char *told = visit(&moves);
  assert_string_equal(told, "1: aaaaa\nthrough 1\n");
}

static void capabilities_may_come_unasked(void **state) {
  (void)state;
  tells("S * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\n" CAPABLE(
            "SASL-IR AUTH=PLAIN") "C AUTHENTICATE PLAIN AG1lAG9wZW4=\nS * CAPABILITY IMAP4rev1 MOVE\n"
                                  "S $ OK me authenticated (Success)\n" CAPABLE("MOVE") SELECTED("3", "[UIDNEXT 4] ")
                                      THREE PLAIN,
        IS_READ);
}

static void letters_may_be_of_any_case(void **state) {
  (void)state;
  tells("S * ok ready\n"
        "C CAPABILITY\nS * capability imap4rev1 auth=plain sasl-ir\nS $ ok done\n"
        "C AUTHENTICATE PLAIN AG1lAG9wZW4=\nS $ Ok welcome\n" CAPABLE("") SELECTED("1", "[uidnext 2] ")
            LISTED("1:*") "S * 1 fetch (uid 1 rfc822.size 5)\nS $ ok done\n" READ(
                "1") "R * 1 fetch (uid 1 body[] "
                     "{5}\r\naaaaa)\r\n\nS $ ok done\n" LOGGED_OUT,
        "1: aaaaa\nthrough 1\n");
}

static void logged_in_from_the_start_is_fine_on_this_machine(void **state) {
  (void)state;
  tells("S * PREAUTH welcome\n" CAPABLE("") CAPABLE("") SELECTED("3", "[UIDNEXT 4] ") THREE PLAIN, IS_READ);
}

/* -- the shape of answers ------------------------------------------------------------------------------------------ */

static void any_split_into_segments_is_put_together(void **state) {
  (void)state;
  struct visit drips = {.fake = {.script = READY THREE PLAIN, .drip = true}};
  g_autofree char *told = visit(&drips);
  assert_string_equal(told, IS_READ);
  tells(ONE_OF_5 "R * 1 FE~TCH (UID 1 BO~DY[] {~5~}~\r\n~aa~aaa~)\r\n\nS $ O~K done\n" LOGGED_OUT,
        "1: aaaaa\nthrough 1\n");
}

static void items_may_come_in_any_order(void **state) {
  (void)state;
  tells(READY LISTED(
            "1:*") "S * 1 FETCH (RFC822.SIZE 5 UID 1)\n"
                   "S * 2 FETCH (FLAGS (\\Seen $Junk) MODSEQ (12) UID 2 RFC822.SIZE 5)\n"
                   "S * 3 FETCH (UID 3 FLAGS () RFC822.SIZE 5 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\")\n" DONE READ(
                       "1:3") "R * 1 FETCH (BODY[] {5}\r\naaaaa UID 1)\r\n\n"
                              "R * 2 FETCH (FLAGS (\\Seen) BODY[] {5}\r\nbbbbb UID 2)\r\n\n"
                              "R * 3 FETCH (UID 3 BODY[] {5}\r\nccccc FLAGS (\\Seen))\r\n\n" DONE LOGGED_OUT,
        IS_READ);
}

static void messages_may_come_in_any_order(void **state) {
  (void)state;
  tells(READY LISTED("1:*") "S * 3 FETCH (UID 3 RFC822.SIZE 5)\nS * 1 FETCH (UID 1 RFC822.SIZE 5)\n"
                            "S * 2 FETCH (UID 2 RFC822.SIZE 5)\n" DONE READ("1:3") BODY("3", "3", "ccccc")
                                BODY("1", "1", "aaaaa") BODY("2", "2", "bbbbb") DONE LOGGED_OUT,
        "3: ccccc\n1: aaaaa\n2: bbbbb\nthrough 3\n");
}

static void what_nobody_asked_for_is_passed_over(void **state) {
  (void)state;
  tells(READY LISTED(
            "1:*") "S * 1 FETCH (UID 1 RFC822.SIZE 5)\nS * OK still here\nS * 1 FETCH (UID 1 FLAGS (\\Seen))\n"
                   "S * 5 EXISTS\nS * 2 RECENT\nS * 2 FETCH (UID 2 RFC822.SIZE 5)\n"
                   "S * 2 FETCH (FLAGS (\\Answered))\nS * 3 FETCH (UID 3 RFC822.SIZE 5)\n" DONE
                       READ("1:3") "S * 4 EXPUNGE\n" BODY("1", "1", "aaaaa") "S * 2 FETCH (FLAGS (\\Seen))\n" BODY(
                           "2", "2",
                           "bbbbb") "S * OK [NOTIFY 3] something new\n" BODY("3", "3",
                                                                             "ccccc") "S * 4 EXISTS\n" DONE LOGGED_OUT,
        IS_READ);
}

static void an_empty_message_is_a_message(void **state) {
  (void)state;
  tells(READY THREE READ("1:3") "S * 1 FETCH (UID 1 BODY[] NIL)\nS * 2 FETCH (UID 2 BODY[] \"\")\n"
                                "R * 3 FETCH (UID 3 BODY[] {0}\r\n)\r\n\n" DONE LOGGED_OUT,
        "1: \n2: \n3: \nthrough 3\n");
}

static void a_message_may_be_a_quoted_text(void **state) {
  (void)state;
  tells(ONE_OF_5 "S * 1 FETCH (UID 1 BODY[] \"a\\\"aaa\")\n" DONE LOGGED_OUT, "1: a\"aaa\nthrough 1\n");
}

/* -- numbers ------------------------------------------------------------------------------------------------------- */

static void uidnext_may_be_missing(void **state) {
  (void)state;
  tells(LOGGED_IN("") SELECTED("3", "") THREE PLAIN, IS_READ);
}

static void the_last_message_that_always_comes_is_not_read_again(void **state) {
  (void)state;
  struct visit visited = {.fake = {.script = LOGGED_IN("") SELECTED("3", "")
                                       LISTED("4:*") "S * 3 FETCH (UID 3 RFC822.SIZE 5)\n" DONE LOGGED_OUT},
                          .progress = {.uidvalidity = 7, .last_uid = 3}};
  g_autofree char *told = visit(&visited);
  assert_string_equal(told, "through 3\n");
}

static void nothing_new_asks_for_nothing(void **state) {
  (void)state;
  struct visit visited = {.fake = {.script = READY LOGGED_OUT}, .progress = {.uidvalidity = 7, .last_uid = 3}};
  g_autofree char *told = visit(&visited);
  assert_string_equal(told, "through 3\n");
  tells(LOGGED_IN("") SELECTED("0", "[UIDNEXT 4] ") LOGGED_OUT, "through 0\n");
}

static void another_uidvalidity_means_all_over_again(void **state) {
  (void)state;
  struct visit visited = {.fake = {.script = READY THREE PLAIN}, .progress = {.uidvalidity = 6, .last_uid = 3}};
  g_autofree char *told = visit(&visited);
  assert_string_equal(told, IS_READ);
}

static void no_uidvalidity_is_refused(void **state) {
  (void)state;
  tells(LOGGED_IN("") "C SELECT INBOX\nS * 3 EXISTS\nS $ OK done\n" LOGGED_OUT,
        "69 127.0.0.1 port PORT: the folder 'INBOX' has no lasting message numbers (UIDVALIDITY)\n");
}

static void sizes_may_be_wrong(void **state) {
  (void)state;
  tells(LOGGED_IN("") SELECTED("2", "[UIDNEXT 3] ")
            LISTED("1:*") "S * 1 FETCH (UID 1 RFC822.SIZE 0)\n"
                          "S * 2 FETCH (UID 2 RFC822.SIZE 900)\n" DONE READ("1:2") BODY("1", "1", "aaaaa")
                              BODY("2", "2", "bbbbb") DONE LOGGED_OUT,
        "1: aaaaa\n2: bbbbb\nthrough 2\n");
}

static void a_large_message_is_read_in_pieces_to_its_real_end(void **state) {
  (void)state;
  tells(ONE "S * 1 FETCH (UID 1 RFC822.SIZE 2000000)\n" DONE
            "C UID FETCH 1 (UID BODY.PEEK[]<0.1048576>)\nR * 1 FETCH (UID 1 BODY[]<0> {5}\r\naaaaa)\r\n\n" DONE
            "C UID FETCH 1 (UID BODY.PEEK[]<5.1048576>)\nR * 1 FETCH (UID 1 BODY[]<5> {3}\r\nbbb)\r\n\n" DONE
            "C UID FETCH 1 (UID BODY.PEEK[]<8.1048576>)\nS * 1 FETCH (UID 1 BODY[]<8> NIL)\n" DONE LOGGED_OUT,
        "1: aaaaabbb\nthrough 1\n");
}

static void what_is_too_large_is_not_even_read(void **state) {
  (void)state;
  struct visit visited = {.fake = {.script = ONE "S * 1 FETCH (UID 1 RFC822.SIZE 4294967295)\n" DONE LOGGED_OUT},
                          .outcome = OUTCOME_REJECTED};
  g_autofree char *told = visit(&visited);
  assert_string_equal(told, "1: 4294967295 bytes\nthrough 1 but for 1\n");
}

static void a_message_that_vanishes_is_not_waited_for(void **state) {
  (void)state;
  tells(READY THREE READ("1:3") BODY("1", "1", "aaaaa") "S * 2 EXPUNGE\n" BODY("2", "3", "ccccc") DONE LOGGED_OUT,
        "1: aaaaa\n3: ccccc\nthrough 3\n");
  tells(ONE_OF_5 "S $ NO [NONEXISTENT] no such message\n" LOGGED_OUT,
        "through 0\n69 127.0.0.1 port PORT: cannot read messages: the server says: no such message\n");
}

static void a_message_that_nobody_asked_for_is_not_taken(void **state) {
  (void)state;
  tells(ONE_OF_5 BODY("9", "9", "xxxxx") BODY("1", "1", "aaaaa") DONE LOGGED_OUT, "1: aaaaa\nthrough 1\n");
}

/* -- what is left for another time --------------------------------------------------------------------------------- */

static void what_could_not_be_read_is_read_again_next_time(void **state) {
  (void)state;
  struct visit first = {.fake = {.script = READY THREE PLAIN}, .outcome = OUTCOME_TRY_LATER};
  g_autofree char *told = visit(&first);
  assert_string_equal(told, "1: aaaaa\n2: bbbbb\n3: ccccc\nthrough 3 but for 1 again, 2 again, 3 again\n");
  const struct mailbox_exception again = {2, true};
  struct visit second = {.fake = {.script = READY LISTED("2:*") "S * 2 FETCH (UID 2 RFC822.SIZE 5)\n"
                                                                "S * 3 FETCH (UID 3 RFC822.SIZE 5)\n" DONE READ("2")
                                                                    BODY("2", "2", "bbbbb") DONE LOGGED_OUT},
                         .progress = {.uidvalidity = 7, .last_uid = 3}};
  second.progress.exceptions = g_array_new(FALSE, FALSE, sizeof again);
  g_array_append_val(second.progress.exceptions, again);
  g_autofree char *later = visit(&second);
  assert_string_equal(later, "2: bbbbb\nthrough 3\n");
}

static void what_is_gone_meanwhile_is_not_waited_for(void **state) {
  (void)state;
  const struct mailbox_exception again = {2, true};
  struct visit visited = {.fake = {.script = READY LISTED("2:*") "S * 3 FETCH (UID 3 RFC822.SIZE 5)\n" DONE LOGGED_OUT},
                          .progress = {.uidvalidity = 7, .last_uid = 3}};
  visited.progress.exceptions = g_array_new(FALSE, FALSE, sizeof again);
  g_array_append_val(visited.progress.exceptions, again);
  g_autofree char *told = visit(&visited);
  assert_string_equal(told, "through 3\n");
  struct visit empty = {.fake = {.script = LOGGED_IN("") SELECTED("0", "[UIDNEXT 4] ") LOGGED_OUT},
                        .progress = {.uidvalidity = 7, .last_uid = 3}};
  empty.progress.exceptions = g_array_new(FALSE, FALSE, sizeof again);
  g_array_append_val(empty.progress.exceptions, again);
  g_autofree char *nothing = visit(&empty);
  assert_string_equal(nothing, "through 3\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_plain_server_is_read),
      cmocka_unit_test(what_is_only_told_after_the_login_counts),
      cmocka_unit_test(capabilities_may_come_unasked),
      cmocka_unit_test(letters_may_be_of_any_case),
      cmocka_unit_test(logged_in_from_the_start_is_fine_on_this_machine),
      cmocka_unit_test(any_split_into_segments_is_put_together),
      cmocka_unit_test(items_may_come_in_any_order),
      cmocka_unit_test(messages_may_come_in_any_order),
      cmocka_unit_test(what_nobody_asked_for_is_passed_over),
      cmocka_unit_test(an_empty_message_is_a_message),
      cmocka_unit_test(a_message_may_be_a_quoted_text),
      cmocka_unit_test(uidnext_may_be_missing),
      cmocka_unit_test(the_last_message_that_always_comes_is_not_read_again),
      cmocka_unit_test(nothing_new_asks_for_nothing),
      cmocka_unit_test(another_uidvalidity_means_all_over_again),
      cmocka_unit_test(no_uidvalidity_is_refused),
      cmocka_unit_test(sizes_may_be_wrong),
      cmocka_unit_test(a_large_message_is_read_in_pieces_to_its_real_end),
      cmocka_unit_test(what_is_too_large_is_not_even_read),
      cmocka_unit_test(a_message_that_vanishes_is_not_waited_for),
      cmocka_unit_test(a_message_that_nobody_asked_for_is_not_taken),
      cmocka_unit_test(what_could_not_be_read_is_read_again_next_time),
      cmocka_unit_test(what_is_gone_meanwhile_is_not_waited_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
