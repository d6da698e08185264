/* SPDX-License-Identifier: MIT */
/* What a configuration says, and what is told of its mistakes. */
#include "config_folder.h"

#include "base/config.h"

#define MAILBOX "[mailbox main]\nhost = imap.example.org\nuser = u\npassword_file = secret\n" /* four lines */
#define MAIL "[mail]\nhost = mail.example.org\nfrom = a@example.org\n"                        /* three lines */
#define ALERT "[alert a]\nwhen = new-source\ncommand = logger\n"                              /* three lines */

/* The configuration of one file. */
static struct config *read_text(void **state, const char *text) {
  g_autofree char *path = written(state, "a.conf", text, -1, 0600);
  const char *const files[] = {path, NULL};
  g_autoptr(GError) error = NULL;
  struct config *config = config_read_files(files, &error);
  assert_null(error);
  return config;
}

/* "LINE: sentence" of each, one a line; other files than the test's by their name. Caller frees. */
static char *mistakes_of(void **state, const struct config *config) {
  const GPtrArray *mistakes = config_mistakes(config);
  g_autoptr(GString) all = g_string_new(NULL);
  for (guint i = 0; i < mistakes->len; i++) {
    const struct config_mistake *mistake = g_ptr_array_index(mistakes, i);
    g_string_append(all, all->len > 0 ? "\n" : "");
    if (!g_str_has_prefix(mistake->file, *state))
      g_string_append_printf(all, "%s: ", mistake->file);
    if (mistake->line > 0)
      g_string_append_printf(all, "%d: ", mistake->line);
    g_string_append(all, mistake->sentence);
  }
  return g_string_free(g_steal_pointer(&all), FALSE);
}

static void expect_mistakes(void **state, const char *text, const char *expected) {
  struct config *config = read_text(state, text);
  g_autofree char *told = mistakes_of(state, config);
  assert_string_equal(told, expected);
  config_free(config);
}

static void expect_fine(void **state, const char *text) {
  expect_mistakes(state, text, "");
}

struct wrong {
  const char *text, *mistakes;
};

static void expect_all(void **state, const struct wrong *cases, size_t n) {
  for (size_t i = 0; i < n; i++)
    expect_mistakes(state, cases[i].text, cases[i].mistakes);
}

/* -- what is right ------------------------------------------------------------------------------------------------- */

static void without_files_the_defaults_hold(void **state) {
  (void)state;
  const char *const none[] = {"/nowhere/dmarcstat.conf", "/dev/null/x", NULL};
  struct config *config = config_read_files(none, NULL);
  assert_non_null(config);
  assert_null(config_files(config)[0]);
  assert_null(config_mailboxes(config)[0]);
  assert_null(config_text(config, "store", "path"));
  assert_int_equal(config_number(config, "ingest", "max_message"), 64 << 20);
  assert_int_equal(config_number(config, "ingest", "max_seconds"), 60);
  assert_false(config_given(config, "ingest", "max_message"));
  assert_string_equal(config_text(config, "mailbox any", "tls"), "imaps");
  assert_int_equal(config_number(config, "mailbox any", "port"), 0);
  config_free(config);
}

static void values_are_what_a_file_says(void **state) {
  struct config *config = read_text(state, "\xef\xbb\xbf# a comment\n"
                                           "; another\r\n"
                                           "  [store]  \r\n"
                                           "path=data/d.db\r\n"
                                           "[ingest]\n"
                                           "max_message = 5m\n"
                                           "  max_seconds\t=\t2m  \n"
                                           "[ mailbox  main-2 ]\n"
                                           "host = [2001:db8::1]\n"
                                           "user = a # b = 100 %(x)s\n"
                                           "password_command = 'my pass' show %u\n"
                                           "folders = INBOX, Reports / 2026 ,\n"
                                           "authserv_id = a, b; c\n"
                                           "fingerprint = "
                                           "AB:ab:ab:ab:ab:ab:ab:ab:ab:ab:ab:ab:ab:ab:ab:ab:"
                                           "ab:ab:ab:ab:ab:ab:ab:ab:ab:ab:ab:ab:ab:ab:ab:AB\n"
                                           "delete_after = 2d");
  const char *section = "mailbox main-2";
  g_autofree char *told = mistakes_of(state, config), *path = g_build_filename(*state, "data/d.db", NULL);
  g_auto(GStrv) folders = config_list(config, section, "folders");
  g_auto(GStrv) servers = config_list(config, section, "authserv_id");
  assert_string_equal(told, "");
  assert_string_equal(config_text(config, "store", "path"), path);
  assert_int_equal(config_number(config, "ingest", "max_message"), 5 << 20);
  assert_int_equal(config_number(config, "ingest", "max_seconds"), 120);
  assert_string_equal(config_mailboxes(config)[0], "main-2");
  assert_null(config_mailboxes(config)[1]);
  assert_string_equal(config_text(config, section, "host"), "2001:db8::1");
  assert_string_equal(config_text(config, section, "user"), "a # b = 100 %(x)s");
  assert_string_equal(config_text(config, section, "password_command"), "'my pass' show %u");
  assert_int_equal(g_strv_length(folders), 2);
  assert_string_equal(folders[1], "Reports / 2026");
  assert_string_equal(servers[0], "a, b");
  assert_string_equal(servers[1], "c");
  assert_int_equal(strspn(config_text(config, section, "fingerprint"), "ab"), 64);
  assert_int_equal(config_number(config, section, "delete_after"), 2 * 86400);
  assert_true(config_given(config, section, "host"));
  config_free(config);
}

static void paths_begin_where_they_are_said(void **state) {
  static const char *const cases[][2] = {{"/a/b", "/a/b"}, {"~/b", "/home/somebody/b"}, {"~x/b", NULL}, {"./b", NULL}};
  g_setenv("HOME", "/home/somebody", TRUE);
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = g_strdup_printf("[store]\npath = %s\n", cases[i][0]);
    g_autofree char *beside = g_build_filename(*state, cases[i][0], NULL);
    struct config *config = read_text(state, text);
    assert_string_equal(config_text(config, "store", "path"), cases[i][1] ? cases[i][1] : beside);
    config_free(config);
  }
}

/* -- what is wrong ------------------------------------------------------------------------------------------------- */

static void wrong_lines_are_named(void **state) {
  static const struct wrong cases[] = {
      {"[stor]\npath = x\n", "1: there is no section [stor]; did you mean [store]?"},
      {"\n[mailbux main]\n", "2: there is no section [mailbux main]; did you mean [mailbox NAME]?"},
      {"[nonsense]", "1: there is no section [nonsense]; there are [store], [mailbox NAME], [ingest], [report], [web], "
                     "[log], [mail], [digest] and [alert NAME]"},
      {"[]", "1: there is no section []; there are [store], [mailbox NAME], [ingest], [report], [web], [log], "
             "[mail], [digest] and [alert NAME]"},
      {"[mailbox]\nhost = x", "1: the mailbox needs a name, as in [mailbox main]"},
      {"[mailbox \"a b\"]", "1: '\"a b\"' is no name for a mailbox; take letters, digits, '.', '_' and '-', as in "
                            "[mailbox main]"},
      {"[store", "1: a section stands alone in its line, in brackets, as in [store]"},
      {"[store] # mine", "1: a section stands alone in its line, in brackets, as in [store]"},
      {"path = x", "1: a section such as [store] must stand above 'path'"},
      {"[store]\npath", "2: this is neither [section] nor key = value nor a comment, which begins with #"},
      {"[store]\n= x", "2: this is neither [section] nor key = value nor a comment, which begins with #"},
      {"[store]\npth = x", "2: there is no key 'pth' in [store]; did you mean path?"},
      {"[store]\nPath = x", "2: there is no key 'Path' in [store]; did you mean path?"},
      {"[store]\nfrobnicate = x", "2: there is no key 'frobnicate' in [store]; `dmarcstat config example` shows all"},
      {"[store]\nworkers = 2", "2: workers belongs into the section [ingest]"},
      {"[store]\nhost = x", "2: host belongs into the section [mailbox NAME]"},
      {"[store]\npath = a\npath = b", "3: path is here for the second time, after line 2"},
      {"[store]\npath =", "2: path: there is no value"},
      {"[store]\npath = \"/a b\"", "2: path: values are not quoted; leave out the quotes"},
      {"[store]\npath = a\tb", "2: path: there is a control character in the value"},
      {"[store]\npath = \xff", "2: this is not UTF-8"},
      {"[store]\n\033[31m = x",
       "2: there is no key '\xef\xbf\xbd[31m' in [store]; `dmarcstat config example` shows all"},
      {MAILBOX "password = hunter2",
       "5: secrets do not belong here; say where the password is, with password_file or password_command"},
      {MAILBOX "[mailbox Main]", "5: [mailbox main] and [mailbox Main] have the same name in the environment; give one "
                                 "of them another"},
  };
  expect_all(state, cases, G_N_ELEMENTS(cases));
}

static void wrong_values_are_explained(void **state) {
  static const struct wrong cases[] = {
      {"[ingest]\nworkers = 9", "2: workers: '9' is not a whole number from 0 to 8"},
      {"[ingest]\nworkers = -1", "2: workers: '-1' is not a whole number from 0 to 8"},
      {"[ingest]\nworkers = 99999999999999999999", "2: workers: '99999999999999999999' is not a whole number from 0 "
                                                   "to 8"},
      {"[ingest]\nmax_message = 12Q", "2: max_message: '12Q' is not a size such as 500000, 64M or 2G"},
      {"[ingest]\nmax_message = 12MB", "2: max_message: '12MB' is not a size such as 500000, 64M or 2G"},
      {"[ingest]\nmax_message = 0", "2: max_message: '0' is not from 1 to 1048576G"},
      {"[ingest]\nmax_text = 2M", "2: max_text: '2M' is not from 1 to 1M"},
      {"[ingest]\nmax_message = 99999999999G", "2: max_message: '99999999999G' is not from 1 to 1048576G"},
      {"[ingest]\nmax_seconds = 1w", "2: max_seconds: '1w' is not a time such as 90, 30s, 5m, 2h or 30d"},
      {"[ingest]\nmax_seconds = 2d", "2: max_seconds: '2d' is not from 1s to 1d"},
      {MAILBOX "port = 70000", "5: port: '70000' is not a whole number from 1 to 65535"},
      {MAILBOX "tls = immaps", "5: tls: 'immaps' is none of imaps, starttls, none; did you mean imaps?"},
      {MAILBOX "tls = yes", "5: tls: 'yes' is none of imaps, starttls, none"},
      {MAILBOX "fingerprint = 5f:1c", "5: fingerprint: '5f:1c' is no SHA-256 fingerprint: it has 64 digits, 0 to 9 and "
                                      "a to f, and may have colons"},
      {MAILBOX "folders = ,", "5: folders: there is nothing in ','"},
      {MAIL "[digest]\nto = a@example.org, \"B\" <b@example.org>",
       "5: to: '\"B\" <b@example.org>' is no mail address such as postmaster@example.org"},
      {ALERT "webhook = http://example.org/",
       "4: webhook: http would tell example.org for all to read; it is only for localhost, 127.0.0.0/8 and ::1"},
      {ALERT "webhook = ftp://example.org/",
       "4: webhook: 'ftp://example.org/' is no address such as https://chat.example.org/hooks/dmarc"},
      {ALERT "webhook = https://u:p@example.org/",
       "4: webhook: there is a user in the address; secrets do not belong here"},
      {"[alert a]\nwhen = new-sauce\ncommand = x",
       "2: when: 'new-sauce' is none of new-source, pass-rate-fell, policy-changed, record-changed, reporter-silent, "
       "mailbox-silent, aligned-rejected, parse-rejections, certificate-expires; did you mean new-source?"},
      {MAIL "[digest]\nto = -oQ@example.org",
       "5: to: '-oQ@example.org' is no mail address such as postmaster@example.org"},
      {"[mailbox main]\nhost = imap.example.org # mine\nuser = u\ntoken_command = print 'it",
       "2: host: 'imap.example.org # mine' is neither the name of a host nor an IP address\n"
       "4: token_command: this is no command line; look at its quotes"},
      {"[mailbox main]\nhost = x\nuser = u\npassword_env = A B",
       "4: password_env: 'A B' is no name of letters, digits, '.', '_' and '-'"},
  };
  expect_all(state, cases, G_N_ELEMENTS(cases));
}

static void what_belongs_together_is_demanded(void **state) {
  static const struct wrong cases[] = {
      {"# none\n[mailbox main]\n",
       "2: [mailbox main] has no host\n2: [mailbox main] has no user\n"
       "2: [mailbox main] does not say where its secret is; give it password_file, password_command, password_env, "
       "password_credential, token_file or token_command"},
      {MAILBOX "token_command = x",
       "5: password_file and token_command both say where the secret is; keep one of them"},
      {MAILBOX "auth = xoauth2", "5: auth = xoauth2 needs a token, and password_file gives a password; take token_file "
                                 "or token_command"},
      {"[mailbox a]\nhost = x\nuser = u\ntoken_file = t\nauth = plain",
       "5: auth = plain needs a password, and token_file gives a token; take auth = xoauth2 or oauthbearer"},
      {MAILBOX "tls = none", "5: tls = none would send the password to imap.example.org for all to read; it is only "
                             "for localhost, 127.0.0.0/8 and ::1"},
      {MAILBOX "after = move", "5: after = move needs processed_folder, to say where to"},
      {MAILBOX "after = move\nprocessed_folder = inbox",
       "6: processed_folder: 'inbox' is one of the folders that are read"},
      {MAILBOX "after = move\nprocessed_folder = Done\nfolders = A, B\nrejected_folder = B",
       "8: rejected_folder: 'B' is one of the folders that are read"},
      {MAILBOX "flag = \\Sean", "5: flag: there is no flag '\\Sean'; did you mean \\Seen?"},
      {MAILBOX "flag = \\deleted", "5: flag: \\Deleted would have any program delete the mail; say after = delete"},
      {MAILBOX "flag = a b", "5: flag: 'a b' is neither \\Seen, \\Flagged, \\Answered nor a word of ASCII letters"},
      {"[mail]\nhost = mail.example.org", "2: [mail] has no from, the address that mail of dmarcstat is from"},
      {"[mail]\nfrom = a@example.org", "2: [mail] has no host; name the server that takes mail, or say via = sendmail"},
      {MAIL "user = u", "4: [mail] has a user and does not say where the password is; give it password_file, "
                        "password_command, password_env or password_credential"},
      {MAIL "password_env = X", "4: password_env: [mail] has no user whose password that is"},
      {MAIL "tls = none", "4: tls = none would send mail to mail.example.org for all to read; it is only for "
                          "localhost, 127.0.0.0/8 and ::1"},
      {"[alert a]", "1: [alert a] has no when, which says what it is about\n"
                    "1: [alert a] tells nobody; give it to, webhook or command"},
      {ALERT "to = a@example.org", "4: to: there is no section [mail] that says how mail is sent"},
      {ALERT "secret_file = x", "4: secret_file: there is no webhook whose messages it would sign"},
      {ALERT "webhook = https://example.org/\nsecret_file = x\nsecret_env = X",
       "6: secret_file and secret_env both say where the secret is; keep one of them"},
      {"[digest]\nto = a@example.org", "2: to: there is no section [mail] that says how mail is sent"},
  };
  expect_all(state, cases, G_N_ELEMENTS(cases));
}

static void what_belongs_together_is_fine(void **state) {
  static const char *const hosts[] = {"localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"};
  static const char *const secrets[] = {"password_file = x",       "password_command = x y", "password_env = X",
                                        "password_credential = x", "token_file = x",         "token_command = x"};
  for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++) {
    g_autofree char *text =
        g_strdup_printf("[mailbox a]\nuser = u\npassword_env = X\ntls = none\nhost = %s\n", hosts[i]);
    expect_fine(state, text);
  }
  for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++) {
    g_autofree char *text = g_strdup_printf("[mailbox a]\nhost = x.example\nuser = u\n%s\n", secrets[i]);
    expect_fine(state, text);
  }
  expect_fine(state, MAILBOX "after = move\nprocessed_folder = Done\nflag = $DMARCstat\n");
  expect_fine(state, "[mailbox a]\nhost = x\nuser = u\ntoken_file = t\nauth = oauthbearer\n");
}

static void not_all_127_are_loopback(void **state) {
  expect_mistakes(state, "[mailbox a]\nuser = u\npassword_env = X\ntls = none\nhost = 127.example.org\n",
                  "4: tls = none would send the password to 127.example.org for all to read; it is only for "
                  "localhost, 127.0.0.0/8 and ::1");
}

/* -- who goes before whom ------------------------------------------------------------------------------------------ */

static struct config *read_two(void **state, const char *weak, const char *strong) {
  g_autofree char *first = written(state, "a.conf", weak, -1, 0600),
                  *second = written(state, "b.conf", strong, -1, 0644);
  const char *const files[] = {first, second, NULL};
  struct config *config = config_read_files(files, NULL);
  assert_non_null(config);
  return config;
}

static void the_environment_goes_before_the_users_file_and_that_before_the_systems(void **state) {
  g_setenv("DMARCSTAT_INGEST_WORKERS", "3", TRUE);
  g_setenv("DMARCSTAT_MAILBOX_MAIN_USER", "from environment", TRUE);
  g_setenv("DMARCSTAT_MAILBOX_MAIN_PORT", "", TRUE);
  struct config *config = read_two(state, MAILBOX "port = 1\ntls = starttls\n[ingest]\nworkers = 1\nmax_ratio = 11\n",
                                   "[mailbox main]\nport = 2\n[ingest]\nworkers = 2\nmax_nesting = 12\n");
  g_autofree char *told = mistakes_of(state, config);
  assert_string_equal(told, "");
  assert_int_equal(config_number(config, "ingest", "workers"), 3);
  assert_int_equal(config_number(config, "ingest", "max_ratio"), 11);
  assert_int_equal(config_number(config, "ingest", "max_nesting"), 12);
  assert_int_equal(config_number(config, "mailbox main", "port"), 2);
  assert_string_equal(config_text(config, "mailbox main", "tls"), "starttls");
  assert_string_equal(config_text(config, "mailbox main", "user"), "from environment");
  assert_null(config_mailboxes(config)[1]);
  assert_true(g_str_has_suffix(config_files(config)[1], "/b.conf"));
  assert_null(config_files(config)[2]);
  config_free(config);
}

static void a_stronger_secret_takes_the_place_of_a_weaker_one(void **state) {
  struct config *config = read_two(state, MAILBOX, "[mailbox main]\ntoken_command = x\n");
  assert_int_equal(config_mistakes(config)->len, 0);
  assert_null(config_text(config, "mailbox main", "password_file"));
  assert_string_equal(config_text(config, "mailbox main", "token_command"), "x");
  config_free(config);
}

static void the_short_name_of_the_database_goes_before_the_long_one(void **state) {
  g_setenv("DMARCSTAT_STORE_PATH", "long.db", TRUE);
  struct config *config = read_text(state, "[store]\npath = /file.db\n");
  assert_string_equal(config_text(config, "store", "path"), "long.db");
  config_free(config);
  g_setenv("DMARCSTAT_DB", "short.db", TRUE);
  config = read_text(state, "[store]\npath = /file.db\n");
  assert_string_equal(config_text(config, "store", "path"), "short.db");
  assert_int_equal(config_mistakes(config)->len, 0);
  config_free(config);
}

static void a_mailbox_can_be_in_the_environment_alone(void **state) {
  g_setenv("DMARCSTAT_MAILBOX_MY_BOX_HOST", "imap.example.org", TRUE);
  g_setenv("DMARCSTAT_MAILBOX_MY_BOX_USER", "u", TRUE);
  g_setenv("DMARCSTAT_MAILBOX_MY_BOX_PASSWORD_ENV", "DMARCSTAT_MAILBOX_MY_BOX_PASSWORD", TRUE);
  g_setenv("DMARCSTAT_MAILBOX_MY_BOX_PASSWORD", "hunter2", TRUE);
  expect_mistakes(state, "", "");
  const struct config_choice none = {.file = "/nowhere", .none = true};
  struct config *config = config_load(&none, NULL);
  assert_string_equal(config_mailboxes(config)[0], "my_box");
  assert_string_equal(config_text(config, "mailbox my_box", "host"), "imap.example.org");
  config_free(config);
}

static void wrong_variables_are_named(void **state) {
  g_setenv("DMARCSTAT_INGEST_WORKER", "1", TRUE);
  g_setenv("DMARCSTAT_INGEST_MAX_RATIO", "x", TRUE);
  g_setenv("DMARCSTAT_MAILBOX_MAIN_HSOT", "1", TRUE);
  g_setenv("DMARCSTAT_MAILBOX_HOST", "1", TRUE);
  g_setenv("DMARCSTAT_NOW", "1", TRUE);
  g_setenv("DMARCSTAT_ELSE", "1", TRUE);
  expect_mistakes(state, "",
                  "$DMARCSTAT_INGEST_MAX_RATIO: max_ratio: 'x' is not a whole number from 1 to 1000000\n"
                  "$DMARCSTAT_INGEST_WORKER: there is no such setting; did you mean $DMARCSTAT_INGEST_WORKERS?\n"
                  "$DMARCSTAT_MAILBOX_HOST: there is no such setting; they are called $DMARCSTAT_MAILBOX_NAME_KEY\n"
                  "$DMARCSTAT_MAILBOX_MAIN_HSOT: there is no such setting; did you mean "
                  "$DMARCSTAT_MAILBOX_MAIN_HOST?");
}

/* -- which files --------------------------------------------------------------------------------------------------- */

static void expect_refused(const char *file, enum fault code, const char *sentence) {
  const struct config_choice choice = {.file = file};
  g_autoptr(GError) error = NULL;
  assert_null(config_load(&choice, &error));
  assert_non_null(error);
  assert_string_equal(error->message, sentence);
  assert_true(g_error_matches(error, FAULT, (gint)code));
}

static void a_file_that_is_named_must_be_there(void **state) {
  (void)state;
  expect_refused("/nowhere/a.conf", FAULT_NO_INPUT,
                 "cannot read the configuration /nowhere/a.conf: No such file or directory; --no-config reads none");
  expect_refused("/", FAULT_CONFIG, "/: this is no file; --no-config reads none");
}

static void a_mistake_is_a_fault_for_all_but_the_check(void **state) {
  g_autofree char *path = written(state, "a.conf", "[store]\npth = x\n", -1, 0600);
  g_autofree char *one = g_strdup_printf("%s:2: there is no key 'pth' in [store]; did you mean path?", path);
  expect_refused(path, FAULT_CONFIG, one);
  g_autofree char *again = written(state, "a.conf", "[store]\npth = x\nptah = y\n", -1, 0600);
  g_autofree char *two = g_strconcat(one, "; this is not all, `dmarcstat config check` shows the rest", NULL);
  expect_refused(again, FAULT_CONFIG, two);
}

static void a_file_that_others_may_write_is_refused(void **state) {
  static const int modes[] = {0620, 0602, 0666};
  for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
    g_autofree char *path = written(state, "a.conf", "", -1, modes[i]);
    g_autofree char *sentence = g_strdup_printf(
        "%s: others may write to it, and could have you run commands with it; type: chmod go-w '%s'", path, path);
    expect_refused(path, FAULT_CONFIG, sentence);
  }
}

static void a_file_of_somebody_else_is_refused(void **state) {
  g_autofree char *path = written(state, "a.conf", "", -1, 0600);
  if (geteuid() != 0)
    skip();
  assert_int_equal(chown(path, 65534, 65534), 0);
  g_autofree char *sentence = g_strdup_printf(
      "%s belongs to another user, who could have you run commands with it; make it your own or root's", path);
  expect_refused(path, FAULT_CONFIG, sentence);
}

static void what_is_no_text_is_refused(void **state) {
  g_autofree char *path = written(state, "a.conf", "[store]\0\n", 9, 0600);
  g_autofree char *sentence = g_strdup_printf("%s: there is a zero byte in it, so it is no text", path);
  expect_refused(path, FAULT_CONFIG, sentence);
  g_autofree char *much = g_strnfill(2u << 20, '#');
  g_autofree char *again = written(state, "a.conf", much, -1, 0600);
  g_autofree char *long_sentence = g_strdup_printf("%s: this is too long to be a configuration file", path);
  expect_refused(again, FAULT_CONFIG, long_sentence);
}

/* -- the registry -------------------------------------------------------------------------------------------------- */

/* What must stand before a key of a section by itself. */
static const char *base_of(const char *section) {
  if (g_str_equal(section, "mailbox"))
    return MAILBOX "[mailbox main]\n";
  if (g_str_equal(section, "alert"))
    return MAIL ALERT "[alert a]\n";
  if (g_str_equal(section, "mail"))
    return MAIL "[mail]\n";
  return g_str_equal(section, "digest") ? MAIL "[digest]\n" : NULL;
}

static bool is_in_base(const struct config_key *key) {
  static const char *const keys[] = {"host", "from", "user", "when", "command", NULL}, *const secrets[] = {
                                                                                           "password_", "token_",
                                                                                           "secret_", NULL};
  for (const char *const *secret = secrets; *secret; secret++)
    if (g_str_has_prefix(key->key, *secret))
      return true;
  return g_strv_contains(keys, key->key);
}

static void every_key_has_an_example_and_a_default_that_are_right(void **state) {
  for (const struct config_key *key = config_keys; key->section; key++) {
    const char *values[] = {key->example, key->fallback};
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
      if (!values[i] || is_in_base(key))
        continue;
      g_autofree char *own = g_strdup_printf("[%s]\n", key->section);
      g_autofree char *text =
          g_strdup_printf("%s%s%s = %s\n", base_of(key->section) ? base_of(key->section) : own,
                          g_str_equal(values[i], "move") ? "processed_folder = P\n" : "", key->key, values[i]);
      expect_fine(state, text);
    }
  }
}

static void the_example_is_fine_as_it_stands(void **state) {
  g_autofree char *example = config_example();
  expect_fine(state, example);
}

static void an_option_is_told_what_is_wrong_without_the_key(void **state) {
  (void)state;
  uint64_t number = 0;
  g_autofree char *why = NULL;
  assert_true(config_parse_number("ingest", "max_message", "2k", &number, &why));
  assert_int_equal(number, 2048);
  assert_false(config_parse_number("ingest", "max_message", "\033", &number, &why));
  assert_string_equal(why, "'\xef\xbf\xbd' is not a size such as 500000, 64M or 2G");
}

/* No test sees the variables of another one. */
static int clean_begin(void **state) {
  g_auto(GStrv) names = g_listenv();
  for (char **name = names; *name; name++)
    if (g_str_has_prefix(*name, "DMARCSTAT_"))
      g_unsetenv(*name);
  return folder_begin(state);
}

#define TEST_IN_CLEAN_FOLDER(name) cmocka_unit_test_setup_teardown(name, clean_begin, folder_end)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST_IN_CLEAN_FOLDER(without_files_the_defaults_hold),
      TEST_IN_CLEAN_FOLDER(values_are_what_a_file_says),
      TEST_IN_CLEAN_FOLDER(paths_begin_where_they_are_said),
      TEST_IN_CLEAN_FOLDER(wrong_lines_are_named),
      TEST_IN_CLEAN_FOLDER(wrong_values_are_explained),
      TEST_IN_CLEAN_FOLDER(what_belongs_together_is_demanded),
      TEST_IN_CLEAN_FOLDER(what_belongs_together_is_fine),
      TEST_IN_CLEAN_FOLDER(not_all_127_are_loopback),
      TEST_IN_CLEAN_FOLDER(the_environment_goes_before_the_users_file_and_that_before_the_systems),
      TEST_IN_CLEAN_FOLDER(a_stronger_secret_takes_the_place_of_a_weaker_one),
      TEST_IN_CLEAN_FOLDER(the_short_name_of_the_database_goes_before_the_long_one),
      TEST_IN_CLEAN_FOLDER(a_mailbox_can_be_in_the_environment_alone),
      TEST_IN_CLEAN_FOLDER(wrong_variables_are_named),
      TEST_IN_CLEAN_FOLDER(a_file_that_is_named_must_be_there),
      TEST_IN_CLEAN_FOLDER(a_mistake_is_a_fault_for_all_but_the_check),
      TEST_IN_CLEAN_FOLDER(a_file_that_others_may_write_is_refused),
      TEST_IN_CLEAN_FOLDER(a_file_of_somebody_else_is_refused),
      TEST_IN_CLEAN_FOLDER(what_is_no_text_is_refused),
      TEST_IN_CLEAN_FOLDER(every_key_has_an_example_and_a_default_that_are_right),
      TEST_IN_CLEAN_FOLDER(the_example_is_fine_as_it_stands),
      TEST_IN_CLEAN_FOLDER(an_option_is_told_what_is_wrong_without_the_key),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
