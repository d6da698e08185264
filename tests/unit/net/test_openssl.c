/* SPDX-License-Identifier: MIT */
/* A server of another make, which can do what GnuTLS's will not: old TLS, and a proof that a certificate was revoked.
 */
#include "serving.h"
#include <stdio.h>

static struct certified authority, own;
static char *folder, *ca_file, *own_file, *key_file, *authority_key, *index_file, *staple;

static char *write_file(const char *name, char *text) {
  char *path = g_build_filename(folder, name, NULL);
  assert_true(g_file_set_contents(path, text, -1, NULL));
  g_free(text);
  return path;
}

/* The register of an authority in which the one certificate is revoked. */
static char *revoked_index(void) {
  uint8_t serial[20];
  size_t size = sizeof serial;
  GString *line = g_string_new("R\t491231235959Z\t200101000000Z\t");
  assert_int_equal(gnutls_x509_crt_get_serial(own.certificate, serial, &size), 0);
  for (size_t i = 0; i < size; i++)
    g_string_append_printf(line, "%02X", serial[i]);
  return g_string_free(g_string_append(line, "\tunknown\t/CN=me\n"), FALSE);
}

static int make_files(void **state) {
  (void)state;
  authority = certify((struct wish){.common_name = "Test Authority", .authority = true});
  own = certify((struct wish){.issuer = &authority, .common_name = "me", .names = {"localhost"}, .rsa = 2048});
  folder = g_dir_make_tmp("dmarcstat-XXXXXX", NULL);
  assert_non_null(folder);
  ca_file = write_file("ca.pem", certificate_pem(&authority));
  authority_key = write_file("ca.key", key_pem(&authority));
  own_file = write_file("own.pem", certificate_pem(&own));
  key_file = write_file("own.key", key_pem(&own));
  index_file = write_file("index.txt", revoked_index());
  staple = write_file("staple.der", g_strdup(""));
  return 0;
}

static int remove_files(void **state) {
  char *const files[] = {ca_file, authority_key, own_file, key_file, index_file, staple};
  (void)state;
  uncertify(&authority);
  uncertify(&own);
  for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
    g_remove(files[i]);
    g_free(files[i]);
  }
  g_rmdir(folder);
  g_free(folder);
  return 0;
}

/* -- the program -------------------------------------------------------------------------------------------------- */

struct program {
  GPid process;
  FILE *output;
  uint16_t port;
};

/* Debian's configuration forbids old TLS; ours is none. */
static char **plain_environment(void) {
  return g_environ_setenv(g_get_environ(), "OPENSSL_CONF", "/dev/null", TRUE);
}

/* It says "ACCEPT 127.0.0.1:36417" once it can be spoken to. */
static uint16_t await_port(FILE *output) {
  char line[256];
  while (fgets(line, sizeof line, output))
    if (g_str_has_prefix(line, "ACCEPT "))
      return (uint16_t)g_ascii_strtoull(strrchr(line, ':') + 1, NULL, 10);
  fail_msg("openssl s_server does not listen");
  return 0;
}

static struct program start(const char *options) {
  struct program program = {0};
  int output = -1;
  g_autofree char *line =
      g_strdup_printf("openssl s_server -accept 127.0.0.1:0 -cert %s -key %s -rev %s", own_file, key_file, options);
  g_auto(GStrv) arguments = g_strsplit(line, " ", -1), environment = plain_environment();
  assert_true(g_spawn_async_with_pipes(NULL, arguments, environment,
                                       G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                                       NULL, NULL, &program.process, NULL, &output, NULL, NULL));
  program.output = fdopen(output, "r");
  program.port = await_port(program.output);
  return program;
}

static void stop(struct program *program) {
  kill(program->process, SIGKILL);
  waitpid(program->process, NULL, 0);
  fclose(program->output);
}

static void make_staple(void) {
  g_autofree char *line =
      g_strdup_printf("openssl ocsp -index %s -rsigner %s -rkey %s -CA %s -issuer %s -cert %s -respout %s -ndays 1 "
                      "-noverify",
                      index_file, ca_file, authority_key, ca_file, ca_file, own_file, staple);
  int status = -1;
  g_autofree char *said = NULL, *grumbled = NULL;
  assert_true(g_spawn_command_line_sync(line, &said, &grumbled, &status, NULL));
  if (status != 0)
    fail_msg("%s: %s", line, grumbled);
}

/* -- the visits --------------------------------------------------------------------------------------------------- */

/* It sends each line back, turned round. */
static bool try_line(struct connection *connection, GError **error) {
  return try_bytes(connection, "hello\n", "olleh", error);
}

/* "TLS 1.3 ECDHE-... AES-256-GCM", or the fault. */
static char *result_of(const char *options) {
  struct program program = start(options);
  struct connection *connection = connection_new(&(struct connection_target){
      .host = "localhost", .port = program.port, .ca_file = ca_file, .connect_timeout = 10, .idle_timeout = 10});
  GError *error = NULL;
  const bool fine = connection_open(connection, &error) && try_line(connection, &error);
  const struct peer *peer = connection_peer(connection);
  char *words = fine ? g_strdup_printf("%s %s", peer->protocol, peer->cipher) : fault_words(error, program.port);
  connection_close(connection);
  stop(&program);
  return words;
}

static void tls_1_2_and_1_3_are_spoken(void **state) {
  (void)state;
  is(result_of("-groups X25519"), "TLS 1.3 ECDHE-X25519 AES-256-GCM");
  is(result_of("-tls1_3 -groups P-384 -ciphersuites TLS_CHACHA20_POLY1305_SHA256"),
     "TLS 1.3 ECDHE-SECP384R1 CHACHA20-POLY1305");
  is(result_of("-tls1_2 -groups P-256 -cipher ECDHE-RSA-AES128-GCM-SHA256"), "TLS 1.2 ECDHE-SECP256R1 AES-128-GCM");
}

static void tls_1_1_is_refused(void **state) {
  (void)state;
  is(result_of("-tls1_1 -cipher ALL:@SECLEVEL=0"),
     "77 localhost port PORT: the server speaks only TLS 1.1 or older, which is not safe; its owner must turn on TLS "
     "1.2 or 1.3.");
}

static void old_ciphers_are_refused(void **state) {
  (void)state;
  is(result_of("-tls1_2 -cipher AES256-GCM-SHA384"),
     "77 localhost port PORT: the server offers no safe version of TLS (1.2 or newer) or no safe cipher (ECDHE with "
     "AES-GCM or ChaCha20); its owner must turn them on.");
}

static void a_revoked_certificate_is_refused(void **state) {
  (void)state;
  make_staple();
  g_autofree char *options = g_strdup_printf("-status_file %s", staple);
  is(result_of(options), "77 localhost port PORT: the certificate was revoked by its issuer; the server's owner must "
                         "replace it.");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tls_1_2_and_1_3_are_spoken),
      cmocka_unit_test(tls_1_1_is_refused),
      cmocka_unit_test(old_ciphers_are_refused),
      cmocka_unit_test(a_revoked_certificate_is_refused),
  };
  return cmocka_run_group_tests(tests, make_files, remove_files);
}
