/* SPDX-License-Identifier: MIT */
/* The sender catalogue: whom it knows, whose rows go first, and what is wrong in a file of the user's. */
#include "base/fault.h"
#include "report/catalogue.h"
#include "sample.h"
#include <glib/gstdio.h>
#include <unistd.h>

#define HEADER "service,kind,names,dkim,envelope,networks\n"

static struct catalogue *load(const char *file) {
  GError *error = NULL;
  struct catalogue *catalogue = catalogue_load(file, &error);
  ok(catalogue != NULL, error);
  return catalogue;
}

/* Of a file with that text; its sentence when it is refused. Caller frees the sentence. */
static struct catalogue *load_text(const char *text, char **sentence) {
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  close(g_file_open_tmp("dmarcstat-catalogue-XXXXXX", &path, NULL));
  assert_true(g_file_set_contents(path, text, -1, NULL));
  struct catalogue *catalogue = catalogue_load(path, &error);
  g_unlink(path);
  assert_true((catalogue != NULL) == (error == NULL));
  *sentence = NULL;
  if (!error)
    return catalogue;
  assert_int_equal(error->code, FAULT_CONFIG);
  assert_true(g_str_has_prefix(error->message, path));
  *sentence = g_strdup(error->message + strlen(path));
  return NULL;
}

static const char *who(const struct catalogue_service *service) {
  return service ? service->service : "nobody";
}

enum by { BY_NAME, BY_DKIM, BY_ENVELOPE, BY_ADDRESS };

struct vector {
  enum by by;
  const char *what, *service;
};

static const char *look_up(const struct catalogue *catalogue, enum by by, const char *what) {
  struct source_address address = {0};
  switch (by) {
  case BY_NAME:
    return who(catalogue_by_name(catalogue, what));
  case BY_DKIM:
    return who(catalogue_by_dkim(catalogue, what));
  case BY_ENVELOPE:
    return who(catalogue_by_envelope(catalogue, what));
  default:
    address = sample_address(what);
    return who(catalogue_by_address(catalogue, &address));
  }
}

static void expect(const struct catalogue *catalogue, const struct vector *vectors, unsigned int n) {
  for (unsigned int i = 0; i < n; i++)
    if (strcmp(look_up(catalogue, vectors[i].by, vectors[i].what), vectors[i].service) != 0)
      fail_msg("%s is %s, not %s", vectors[i].what, look_up(catalogue, vectors[i].by, vectors[i].what),
               vectors[i].service);
}

static void ours_knows_well_known_services(void **state) {
  (void)state;
  static const struct vector vectors[] = {
      {BY_NAME, "mail-sor-f41.google.com", "Google Workspace"},
      {BY_NAME, "MAIL-db8eur05.outbound.protection.OUTLOOK.com.", "Microsoft 365"},
      {BY_NAME, "a8-32.smtp-out.amazonses.com", "Amazon SES"},
      {BY_NAME, "ec2-198-51-100-1.compute-1.amazonaws.com", "Amazon EC2"},
      {BY_NAME, "sendgrid.net", "SendGrid"},
      {BY_NAME, "notsendgrid.net", "nobody"},
      {BY_NAME, "sendgrid.net.example.com", "nobody"},
      {BY_NAME, "net", "nobody"},
      {BY_NAME, "", "nobody"},
      {BY_NAME, ".", "nobody"},
      {BY_NAME, "...", "nobody"},
      {BY_NAME, NULL, "nobody"},
      /* the mail of an access provider, and not its customers */
      {BY_NAME, "resqmta-c1p-1.sys.comcast.net", "Comcast"},
      {BY_NAME, "c-198-51-100-1.hsd1.ca.comcast.net", "nobody"},
      {BY_DKIM, "example-com.20230601.gappssmtp.com", "Google Workspace"},
      {BY_DKIM, "contoso.onmicrosoft.com", "Microsoft 365"},
      {BY_DKIM, "amazonses.com", "Amazon SES"},
      {BY_DKIM, "example.com", "nobody"},
      {BY_ENVELOPE, "eu-west-1.amazonses.com", "Amazon SES"},
      {BY_ENVELOPE, "pm.mtasv.net", "Postmark"},
      {BY_ADDRESS, "209.85.220.41", "Google Workspace"},
      {BY_ADDRESS, "2a00:1450:4864:20::32b", "Google Workspace"},
      {BY_ADDRESS, "40.107.22.1", "Microsoft 365"},
      {BY_ADDRESS, "54.240.8.1", "Amazon SES"},
      /* blocks in blocks */
      {BY_ADDRESS, "198.2.128.7", "Mandrill"},
      {BY_ADDRESS, "198.2.129.7", "Mailchimp"},
      {BY_ADDRESS, "198.2.191.255", "Mailchimp"},
      {BY_ADDRESS, "198.2.192.0", "nobody"},
      {BY_ADDRESS, "13.111.0.1", "Salesforce Marketing Cloud"},
      {BY_ADDRESS, "13.110.0.1", "Salesforce"},
      {BY_ADDRESS, "192.0.2.1", "nobody"},
      {BY_ADDRESS, "0.0.0.0", "nobody"},
      {BY_ADDRESS, "255.255.255.255", "nobody"},
      {BY_ADDRESS, "2001:db8::1", "nobody"},
      {BY_ADDRESS, "::", "nobody"},
      {BY_ADDRESS, "ffff::", "nobody"},
      {BY_ADDRESS, "", "nobody"},
  };
  struct catalogue *catalogue = load(NULL);
  assert_true(catalogue_size(catalogue) >= 150);
  expect(catalogue, vectors, G_N_ELEMENTS(vectors));
  assert_string_equal(catalogue_by_name(catalogue, "x.sendgrid.net")->kind, "transactional");
  catalogue_free(catalogue);
}

static void rows_of_the_user_go_first(void **state) {
  (void)state;
  static const struct vector vectors[] = {
      {BY_NAME, "mx1.hq.example.com", "Head office, \"north\""},
      {BY_NAME, "o1.ptr42.SendGrid.net", "Our SendGrid"}, /* shorter than ours, and first all the same */
      {BY_NAME, "mail-sor-f41.google.com", "Google Workspace"},
      {BY_NAME, "mx.xn--mller-kva.example", "Our SendGrid"},
      {BY_DKIM, "s1.example.net", "Head office, \"north\""},
      {BY_ADDRESS, "192.0.2.99", "Head office, \"north\""},
      {BY_ADDRESS, "192.0.2.200", "Our SendGrid"},
      {BY_ADDRESS, "192.0.3.0", "nobody"},
      {BY_ADDRESS, "2001:db8:1::5", "Head office, \"north\""},
      {BY_ADDRESS, "54.240.8.1", "Our SendGrid"}, /* larger than ours */
  };
  char *sentence;
  struct catalogue *catalogue =
      load_text("\xef\xbb\xbf" HEADER "# mine\r\n\r\n"
                "\"Head office, \"\"north\"\"\",mailbox,HQ.example.com,example.net,,192.0.2.0/24 2001:db8:1::/48\r\n"
                "Our SendGrid,transactional,sendgrid.net m\xc3\xbcller.example,,, 192.0.2.192/26  54.0.0.0/8 \r\n",
                &sentence);
  assert_null(sentence);
  expect(catalogue, vectors, G_N_ELEMENTS(vectors));
  catalogue_free(catalogue);
}

static void mistakes_are_named_with_their_line(void **state) {
  (void)state;
  static const struct {
    const char *text, *sentence;
  } vectors[] = {
      {"", ":1: the first line must be service,kind,names,dkim,envelope,networks"},
      {"\n# nothing\n", ":3: the first line must be service,kind,names,dkim,envelope,networks"},
      {"service;kind\n", ":1: the first line must be service,kind,names,dkim,envelope,networks"},
      {HEADER "A,crm,a.example,,\n", ":2: it has 5 cells and not the 6 of the header"},
      {HEADER "A,crm,a.example,,,,\n", ":2: it has 7 cells and not the 6 of the header"},
      {HEADER ",crm,a.example,,,\n", ":2: the service has no name"},
      {HEADER "\n\nA,crn,a.example,,,\n", ":4: there is no kind 'crn'; did you mean crm?"},
      {HEADER "A,crm,a.example b,,,\n", ":2: 'b' is no domain with a dot in it"},
      {HEADER "A,crm,,.a.example,,\n", ":2: '.a.example' is no domain with a dot in it"},
      {HEADER "A,crm,,,a..example,\n", ":2: 'a..example' is no domain with a dot in it"},
      {HEADER "A,crm,,,*.example,\n", ":2: '*.example' is no domain with a dot in it"},
      {HEADER "A,crm,a\x1b.example,,,\n", ":2: 'a\xef\xbf\xbd.example' is no domain with a dot in it"},
      {HEADER "A,crm,,,,192.0.2.0/33\n", ":2: '192.0.2.0/33' is no network, such as 192.0.2.0/24 or 2001:db8::/32"},
      {HEADER "A,crm,,,,nowhere\n", ":2: 'nowhere' is no network, such as 192.0.2.0/24 or 2001:db8::/32"},
      {HEADER "A,crm,a.example,,,\nB,crm,A.example,,,\n", ":3: 'A.example' stands for A already"},
      {HEADER "A,crm,,,,192.0.2.0/24\nB,crm,,,,10.0.0.0/8 192.0.2.0/24\n",
       ":3: the network that begins with 192.0.2.0 is in line 2 already"},
      {HEADER "\"A,crm,,,,\n", ":2: a quotation mark is missing at the end of a cell"},
      {HEADER "\"A\"B,crm,,,,\n", ":2: something is behind the quotation mark of a cell"},
      {HEADER "A \"B\",crm,,,,\n", ":2: a quotation mark in a cell that has none around it"},
  };
  for (unsigned int i = 0; i < G_N_ELEMENTS(vectors); i++) {
    char *sentence;
    struct catalogue *catalogue = load_text(vectors[i].text, &sentence);
    catalogue_free(catalogue);
    assert_string_equal(sentence ? sentence : "it was taken", vectors[i].sentence);
    g_free(sentence);
  }
}

static void a_file_that_cannot_be_read_is_told_of(void **state) {
  (void)state;
  g_autoptr(GError) error = NULL;
  assert_null(catalogue_load("/nowhere/services.csv", &error));
  assert_int_equal(error->code, FAULT_NO_INPUT);
  assert_non_null(strstr(error->message, "/nowhere/services.csv"));
}

/* Against looking at each block in turn. */
static void networks_are_found_as_by_looking_at_each(void **state) {
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(20261124);
  g_autoptr(GString) text = g_string_new(HEADER);
  struct source_address first[200], last[200];
  unsigned int lengths[200], n = 0;
  while (n < G_N_ELEMENTS(first)) {
    const unsigned int length = (unsigned int)g_rand_int_range(random, 20, 33);
    g_autofree char *block =
        g_strdup_printf("10.0.%d.%d/%u", g_rand_int_range(random, 0, 64), g_rand_int_range(random, 0, 256), length);
    bool repeated = false;
    assert_true(address_parse_range("", block, &first[n], &last[n], NULL));
    for (unsigned int i = 0; i < n; i++)
      repeated |= lengths[i] == length && memcmp(&first[i], &first[n], sizeof first[n]) == 0;
    if (repeated)
      continue;
    lengths[n] = length;
    g_string_append_printf(text, "%u,crm,,,,%s\n", n++, block);
  }
  char *sentence;
  struct catalogue *catalogue = load_text(text->str, &sentence);
  assert_null(sentence);
  for (unsigned int low = 0; low < 0x4000; low++) {
    const struct source_address address = {4, {10, 0, (uint8_t)(low >> 8), (uint8_t)low}};
    int best = -1;
    for (unsigned int i = 0; i < n; i++)
      if (memcmp(address.bytes, first[i].bytes, 4) >= 0 && memcmp(address.bytes, last[i].bytes, 4) <= 0 &&
          (best < 0 || lengths[i] > lengths[best]))
        best = (int)i;
    g_autofree char *expected = best < 0 ? g_strdup("nobody") : g_strdup_printf("%d", best);
    assert_string_equal(who(catalogue_by_address(catalogue, &address)), expected);
  }
  catalogue_free(catalogue);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ours_knows_well_known_services),
      cmocka_unit_test(rows_of_the_user_go_first),
      cmocka_unit_test(mistakes_are_named_with_their_line),
      cmocka_unit_test(a_file_that_cannot_be_read_is_told_of),
      cmocka_unit_test(networks_are_found_as_by_looking_at_each),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
