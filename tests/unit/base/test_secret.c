/* SPDX-License-Identifier: MIT */
/* Where passwords and tokens come from, and that they are nowhere else. */
#include "config_folder.h"

#include "base/secret.h"

static struct secret *read_from(enum secret_kind kind, const char *where, GError **error) {
  const struct secret_source source = {.kind = kind, .where = where, .seconds = 5};
  return secret_read(&source, error);
}

static void gives(enum secret_kind kind, const char *where, const char *expected) {
  g_autoptr(GError) error = NULL;
  struct secret *secret = read_from(kind, where, &error);
  assert_string_equal(error ? error->message : "", "");
  assert_string_equal(secret_text(secret), expected);
  assert_int_equal(secret_length(secret), strlen(expected));
  secret_free(secret);
}

G_GNUC_PRINTF(4, 5)
static void refuses(enum secret_kind kind, const char *where, enum fault code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *sentence = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_autoptr(GError) error = NULL;
  assert_null(read_from(kind, where, &error));
  assert_string_equal(error->message, sentence);
  assert_true(g_error_matches(error, FAULT, (gint)code));
}

static char *path_in(void **state, const char *name) {
  return g_build_filename(*state, name, NULL);
}

/* -- files --------------------------------------------------------------------------------------------------------- */

static void a_file_gives_its_line(void **state) {
  static const char *const texts[] = {"s3cret", "s3cret\n", "s3cret\r\n"};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autofree char *path = written(state, "a", texts[i], -1, i == 0 ? 0600 : 0400);
    gives(SECRET_FILE, path, "s3cret");
  }
  g_autofree char *path = written(state, "b", "  gr\xc3\xb6\xc3\x9f, 'x' \\ \n", -1, 0600);
  gives(SECRET_FILE, path, "  gr\xc3\xb6\xc3\x9f, 'x' \\ ");
}

static void one_that_others_can_read_is_refused(void **state) {
  static const int modes[] = {0640, 0604, 0660, 0644};
  for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
    g_autofree char *path = written(state, "a", "s3cret", -1, modes[i]);
    refuses(SECRET_FILE, path, FAULT_REFUSED, "%s: others may read the secret in it; type: chmod 600 '%s'", path, path);
  }
}

static void one_of_another_user_is_refused(void **state) {
  g_autofree char *path = written(state, "a", "s3cret", -1, 0600);
  if (geteuid() != 0)
    skip();
  assert_int_equal(chown(path, 65534, 65534), 0);
  refuses(SECRET_FILE, path, FAULT_REFUSED, "%s: the secret in it belongs to another user; make it your own or root's",
          path);
}

static void what_is_no_file_is_refused(void **state) {
  g_autofree char *pipe_path = path_in(state, "pipe"), *none = path_in(state, "none");
  assert_int_equal(mkfifo(pipe_path, 0600), 0);
  refuses(SECRET_FILE, pipe_path, FAULT_CONFIG, "%s: the secret should be in a file, and this is none", pipe_path);
  refuses(SECRET_FILE, *state, FAULT_CONFIG, "%s: the secret should be in a file, and this is none",
          (const char *)*state);
  refuses(SECRET_FILE, none, FAULT_CONFIG, "%s: the secret cannot be read: No such file or directory", none);
}

static void what_cannot_be_a_secret_is_refused(void **state) {
  g_autofree char *path = path_in(state, "a"), *most = g_strnfill(SECRET_MOST, 'x'),
                  *more = g_strnfill(SECRET_MOST + 1, 'x');
  g_free(written(state, "a", "", -1, 0600));
  refuses(SECRET_FILE, path, FAULT_CONFIG, "the file %s gives no secret: it is empty", path);
  g_free(written(state, "a", "\n", -1, 0600));
  refuses(SECRET_FILE, path, FAULT_CONFIG, "the file %s gives no secret: it is empty", path);
  g_free(written(state, "a", "s3cret\nurl: x\n", -1, 0600));
  refuses(SECRET_FILE, path, FAULT_CONFIG, "the file %s gives more than one line; a password or token is one", path);
  g_free(written(state, "a", "s3\0cret", 7, 0600));
  refuses(SECRET_FILE, path, FAULT_CONFIG, "the file %s gives a secret with a control character in it", path);
  g_free(written(state, "a", more, -1, 0600));
  refuses(SECRET_FILE, path, FAULT_CONFIG, "the file %s gives more than 64 KiB, which is no password and no token",
          path);
  g_free(written(state, "a", most, -1, 0600));
  gives(SECRET_FILE, path, most);
}

/* -- systemd and the environment ----------------------------------------------------------------------------------- */

static void a_credential_is_in_the_folder_of_systemd(void **state) {
  g_unsetenv("CREDENTIALS_DIRECTORY");
  refuses(SECRET_CREDENTIAL, "imap", FAULT_CONFIG,
          "there is no credential imap, as $CREDENTIALS_DIRECTORY is not set; systemd sets it for a service with "
          "LoadCredential=");
  g_autofree char *path = written(state, "imap", "s3cret\n", -1, 0440); /* as systemd does it, with an ACL */
  g_setenv("CREDENTIALS_DIRECTORY", *state, TRUE);
  gives(SECRET_CREDENTIAL, "imap", "s3cret");
  refuses(SECRET_CREDENTIAL, "../imap", FAULT_CONFIG, "'../imap' is no name of a credential");
  refuses(SECRET_CREDENTIAL, "imap2", FAULT_CONFIG, "%s2: the secret cannot be read: No such file or directory", path);
}

static void a_variable_gives_its_value(void **state) {
  (void)state;
  g_unsetenv("DMARC_PASSWORD");
  refuses(SECRET_ENVIRONMENT, "DMARC_PASSWORD", FAULT_CONFIG,
          "the secret should be in $DMARC_PASSWORD, which is not set");
  g_setenv("DMARC_PASSWORD", "", TRUE);
  refuses(SECRET_ENVIRONMENT, "DMARC_PASSWORD", FAULT_CONFIG,
          "the variable DMARC_PASSWORD gives no secret: it is empty");
  g_setenv("DMARC_PASSWORD", "s3cret", TRUE);
  gives(SECRET_ENVIRONMENT, "DMARC_PASSWORD", "s3cret");
}

/* -- commands ------------------------------------------------------------------------------------------------------ */

static void a_command_gives_what_it_prints(void **state) {
  (void)state;
  gives(SECRET_COMMAND, "echo s3cret", "s3cret");
  gives(SECRET_COMMAND, "printf '%s %s' a 'b c'", "a b c");
  gives(SECRET_COMMAND, "sh -c 'sleep 0.2; printf s3; sleep 0.2; echo cret'", "s3cret");
}

static void no_shell_runs_it(void **state) {
  (void)state;
  gives(SECRET_COMMAND, "echo $HOME `id` *", "$HOME `id` *");
}

static void it_cannot_read_our_input(void **state) {
  (void)state;
  gives(SECRET_COMMAND, "sh -c 'cat; echo s3cret'", "s3cret");
}

static void one_whose_helper_stays_is_not_waited_for(void **state) {
  (void)state;
  const gint64 began = g_get_monotonic_time();
  gives(SECRET_COMMAND, "sh -c 'sleep 4 & echo s3cret'", "s3cret");
  assert_true(g_get_monotonic_time() - began < 3 * G_USEC_PER_SEC);
}

static void one_that_fails_is_named_without_its_arguments_and_output(void **state) {
  (void)state;
  refuses(SECRET_COMMAND, "sh -c 'echo s3cret; exit 3'", FAULT_UNAVAILABLE,
          "the command sh, which should print the secret, ended with exit code 3");
  refuses(SECRET_COMMAND, "sh -c 'echo s3cret; kill -9 $$'", FAULT_UNAVAILABLE,
          "the command sh, which should print the secret, was ended by signal 9");
  refuses(SECRET_COMMAND, "true s3cret", FAULT_CONFIG, "the command true gives no secret: it is empty");
  refuses(SECRET_COMMAND, "printf 'a\\nb'", FAULT_CONFIG,
          "the command printf gives more than one line; a password or token is one");
  refuses(SECRET_COMMAND, "sh -c 'yes s3cret'", FAULT_CONFIG,
          "the command sh gives more than 64 KiB, which is no password and no token");
  refuses(SECRET_COMMAND, "/nowhere/print s3cret", FAULT_CONFIG,
          "the command /nowhere/print, which should print the secret, cannot be run: there is no such program");
  refuses(SECRET_COMMAND, "/ s3cret", FAULT_CONFIG,
          "the command /, which should print the secret, cannot be run: it is no program, or we may not run it");
  refuses(SECRET_COMMAND, "echo 's3cret", FAULT_CONFIG,
          "what should print the secret is no command line; look at its quotes");
}

static void one_that_takes_too_long_is_ended(void **state) {
  static const char *const commands[] = {"sleep 30", "sh -c 'echo s3cret; exec sleep 30'",
                                         "sh -c 'exec >&-; exec sleep 30'",
                                         "sh -c 'trap \"\" TERM; while :; do :; done'"};
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
    const struct secret_source source = {.kind = SECRET_COMMAND, .where = commands[i], .seconds = 1};
    g_autoptr(GError) error = NULL;
    const gint64 began = g_get_monotonic_time();
    assert_null(secret_read(&source, &error));
    assert_true(g_get_monotonic_time() - began < 5 * G_USEC_PER_SEC);
    assert_true(g_error_matches(error, FAULT, FAULT_TRY_LATER));
    assert_true(g_str_has_suffix(error->message, ", which should print the secret, took more than 1 s"));
  }
}

/* -- what the configuration says ----------------------------------------------------------------------------------- */

static void a_mailbox_says_where_its_secret_is(void **state) {
  static const struct {
    const char *line;
    enum secret_kind kind;
    bool is_token;
  } cases[] = {
      {"password_file = /x", SECRET_FILE, false},      {"password_command = /x", SECRET_COMMAND, false},
      {"password_env = x", SECRET_ENVIRONMENT, false}, {"password_credential = x", SECRET_CREDENTIAL, false},
      {"token_file = /x", SECRET_FILE, true},          {"token_command = /x", SECRET_COMMAND, true},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = g_strdup_printf("[mailbox a]\nhost = h\nuser = u\n%s\n", cases[i].line);
    g_autofree char *path = written(state, "a.conf", text, -1, 0600);
    const struct config_choice choice = {.file = path};
    struct config *config = config_load(&choice, NULL);
    assert_non_null(config);
    const struct secret_source source = secret_source_of(config, "mailbox a");
    assert_int_equal(source.kind, cases[i].kind);
    assert_int_equal(source.is_token, cases[i].is_token);
    assert_true(g_str_has_suffix(source.where, "x"));
    config_free(config);
  }
}

#define TEST_IN_FOLDER(name) cmocka_unit_test_setup_teardown(name, folder_begin, folder_end)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST_IN_FOLDER(a_file_gives_its_line),
      TEST_IN_FOLDER(one_that_others_can_read_is_refused),
      TEST_IN_FOLDER(one_of_another_user_is_refused),
      TEST_IN_FOLDER(what_is_no_file_is_refused),
      TEST_IN_FOLDER(what_cannot_be_a_secret_is_refused),
      TEST_IN_FOLDER(a_credential_is_in_the_folder_of_systemd),
      cmocka_unit_test(a_variable_gives_its_value),
      cmocka_unit_test(a_command_gives_what_it_prints),
      cmocka_unit_test(no_shell_runs_it),
      cmocka_unit_test(it_cannot_read_our_input),
      cmocka_unit_test(one_whose_helper_stays_is_not_waited_for),
      cmocka_unit_test(one_that_fails_is_named_without_its_arguments_and_output),
      cmocka_unit_test(one_that_takes_too_long_is_ended),
      TEST_IN_FOLDER(a_mailbox_says_where_its_secret_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
