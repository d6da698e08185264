/* SPDX-License-Identifier: MIT */
/* Messages that are put away while the next ones are read: what the server may answer, and when. */
#include "fake_server.h"

#define AT "127.0.0.1 port PORT: "
#define BATCH 500u
#define MESSAGES (6 * BATCH)

static void add_bodies(GString *script, unsigned int first) {
  for (unsigned int uid = first; uid < first + BATCH; uid++)
    g_string_append_printf(script, "S * %u FETCH (UID %u BODY[] \"a\")\n", uid, uid);
}

/* Up to where 501 to 2500 are read and the first move, which is waited for, is done. Caller frees. */
static GString *beginning(void) {
  GString *script = g_string_new(LOGGED_IN("MOVE") SELECTED("3000", "[UIDNEXT 3001] ") LISTED("1:*"));
  for (unsigned int uid = 1; uid <= MESSAGES; uid++)
    g_string_append_printf(script, "S * %u FETCH (UID %u RFC822.SIZE 1)\n", uid, uid);
  g_string_append(script, DONE);
  for (unsigned int first = 1; first < MESSAGES - BATCH; first += BATCH) {
    g_string_append_printf(script, READ("%u:%u"), first, first + BATCH - 1);
    add_bodies(script, first);
    g_string_append(script, DONE);
  }
  return g_string_append(script, "C UID MOVE 1:500 done\n" DONE);
}

#define BOTH_ASKED READ("2501:3000") "C UID MOVE 501:1000 \"done\"\n"
#define THE_REST                                                                                                       \
  "C UID MOVE 1001:2000 \"done\"\n" DONE "C UID MOVE 2001:2501 \"done\"\n" DONE                                        \
  "C UID MOVE 2502:3000 done\n" DONE LOGGED_OUT

/* Takes over the script; what is told after the last message is `wanted`. */
static void ends(GString *script, const char *last, const char *wanted) {
  struct visit visited = {
      .fake = {.script = script->str},
      .rules = {.after = IMAP_AFTER_MOVE, .processed_folder = "done", .rejected_folder = "bad", .batch = BATCH},
      .outcome = OUTCOME_STORED};
  g_autofree char *told = visit(&visited);
  g_autofree char *end = g_strconcat("\n", last, ": a\n", wanted, NULL);
  if (!g_str_has_suffix(told, end))
    fail_msg("told ... %s", told + (strlen(told) > 200 ? strlen(told) - 200 : 0));
  g_string_free(script, TRUE);
}

static void it_is_answered_in_turn(void **state) {
  (void)state;
  GString *script = beginning();
  g_string_append(script, READ("2501:3000"));
  add_bodies(script, 2501);
  g_string_append(script, DONE "C UID MOVE 501:1000 \"done\"\nS * 1 EXPUNGE\nS * OK [COPYUID 3 501 10] moved\n" DONE
                               "C UID MOVE 1001:2000 done\n" DONE "C UID MOVE 2001:3000 done\n" DONE LOGGED_OUT);
  ends(script, "3000", "through 3000\n");
}

static void it_may_be_answered_first(void **state) {
  (void)state;
  GString *script = beginning();
  g_string_append(script, BOTH_ASKED "S * 2501 FETCH (UID 2501 BODY[] \"a\")\nR * 1 EXPUNGE\r\n\n" DONE);
  for (unsigned int uid = 2502; uid <= MESSAGES; uid++)
    g_string_append_printf(script, "S * %u FETCH (UID %u BODY[] \"a\")\n", uid, uid);
  g_string_append(script, "S ^ OK done\n" THE_REST);
  ends(script, "3000", "through 3000\n");
}

static void a_folder_that_has_gone_is_made_again(void **state) {
  (void)state;
  GString *script = beginning();
  g_string_append(script, BOTH_ASKED "S $ NO [TRYCREATE] no such folder\n");
  add_bodies(script, 2501);
  g_string_append(script, "S ^ OK done\nC UID MOVE 501:1000 done\nS $ NO [TRYCREATE] no such folder\n"
                          "C CREATE done\n" DONE "C SUBSCRIBE done\n" DONE "C UID MOVE 501:1000 done\n" DONE THE_REST);
  ends(script, "3000", "through 3000\n");
}

static void what_the_server_refuses_stays_to_be_put_away(void **state) {
  (void)state;
  GString *script = beginning();
  g_string_append(script, BOTH_ASKED "S $ BAD what?\n");
  add_bodies(script, 2501);
  g_string_append(script, "S ^ OK done\nC UID MOVE 501:1000 done\nS $ NO [OVERQUOTA] full\nC CREATE done\n"
                          "S $ NO [ALREADYEXISTS] it is there\n" LOGGED_OUT);
  ends(script, "2500", "through 500\n75 " AT "cannot move messages to the folder 'done': the server says: full\n");
}

static void when_the_connection_breaks_nothing_is_taken_for_moved(void **state) {
  (void)state;
  GString *script = beginning();
  g_string_append(script, BOTH_ASKED);
  ends(script, "2500", "through 500\n75 " AT "the server has closed the connection\n");
  script = beginning();
  g_string_append(script, BOTH_ASKED "S * 1 EXPUNGE\nS * BYE going down\n");
  ends(script, "2500", "through 500\n75 " AT "the server has closed the connection, saying: going down\n");
}

static void an_answer_to_nothing_ends_it(void **state) {
  (void)state;
  GString *script = beginning();
  g_string_append(script, BOTH_ASKED "S 9999 OK done\nW\n");
  ends(script, "2500", "through 500\n75 " AT "cannot read messages: the answer is not IMAP as we know it\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_is_answered_in_turn),
      cmocka_unit_test(it_may_be_answered_first),
      cmocka_unit_test(a_folder_that_has_gone_is_made_again),
      cmocka_unit_test(what_the_server_refuses_stays_to_be_put_away),
      cmocka_unit_test(when_the_connection_breaks_nothing_is_taken_for_moved),
      cmocka_unit_test(an_answer_to_nothing_ends_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
