/* SPDX-License-Identifier: MIT */
/* DKIM key records, as verifiers read them. */
#include "record/dkim_record.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void what_verifiers_discard_has_an_error(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool valid;
  } cases[] = {
      {"p=QUJD", true},
      {"v=DKIM1; p=QUJD", true},
      {"v=DKIM1; p=", true},
      {" v = DKIM1 ; k = rsa ; p = QU JD ;", true},
      {"v=DKIM1; k=rsa; n=note; t=y:s; s=email; h=sha256; p=QUJD", true},
      {"v=DKIM1; q=1; p=QUJD", true}, /* unknown tags are ignored */
      {"", false},
      {"v=DKIM1", false},
      {"v=dkim1; p=QUJD", false},
      {"k=rsa; v=DKIM1; p=QUJD", false},
      {"v=DKIM1; k=dsa; p=QUJD", false},
      {"v=DKIM1; p=QUJD; p=QUJD", false},
      {"v=DKIM1; h=sha1; p=QUJD", false},
      {"v=DKIM1; p=QUJ", false},
      {"v=DKIM1; p=QU=D", false},
      {"v=DKIM1; p=====", false},
      {"v=DKIM1; p=QU.D", false},
      {"hello", false},
  };
  for (unsigned int i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct dkim_record record;
    dkim_record_parse(cases[i].text, &record);
    if (record.valid != cases[i].valid)
      fail_msg("'%s' is taken to be %s", cases[i].text, record.valid ? "valid" : "invalid");
    dkim_record_clear(&record);
  }
}

static void tags_are_what_they_say(void **state) {
  (void)state;
  struct dkim_record record;
  dkim_record_parse("v=DKIM1; k=ed25519; t=s:y; s=tlsrpt; p=QUJ D", &record);
  assert_int_equal(record.type, DKIM_ED25519);
  assert_true(record.testing);
  assert_true(record.strict);
  assert_false(record.mail);
  assert_false(record.revoked);
  assert_int_equal(record.key->len, 3);
  assert_memory_equal(record.key->data, "ABC", 3);
  dkim_record_clear(&record);
  dkim_record_parse("p=", &record);
  assert_true(record.revoked);
  assert_true(record.mail);
  assert_null(record.key);
  dkim_record_clear(&record);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_verifiers_discard_has_an_error),
      cmocka_unit_test(tags_are_what_they_say),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
