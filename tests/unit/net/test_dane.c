/* SPDX-License-Identifier: MIT */
/* Which certificates TLSA records mean. */
#include "certificates.h"
#include "net/dane.h"
#include "net/peer_parts.h"
#include <gnutls/abstract.h>

static const char *const names[] = {"mx.example.com", "example.com", NULL};

static void show(struct peer *peer, const struct certified *own, const struct certified *const *issuers) {
  bool ignored;
  *peer = (struct peer){0};
  peer_read_certificate(&peer->certificate, own->certificate, &ignored);
  for (; issuers && *issuers; issuers++)
    peer_read_certificate(&peer->issuers[peer->n_issuers++], (*issuers)->certificate, &ignored);
}

/* The certificate, or its public key, in DER. Caller frees. */
static uint8_t *der_of(const struct certified *made, uint8_t selector, size_t *length) {
  gnutls_datum_t der = {0};
  gnutls_pubkey_t key;
  if (selector == TLSA_CERTIFICATE) {
    assert_int_equal(gnutls_x509_crt_export2(made->certificate, GNUTLS_X509_FMT_DER, &der), 0);
  } else {
    assert_int_equal(gnutls_pubkey_init(&key), 0);
    assert_int_equal(gnutls_pubkey_import_x509(key, made->certificate, 0), 0);
    assert_int_equal(gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &der), 0);
    gnutls_pubkey_deinit(key);
  }
  uint8_t *bytes = g_memdup2(der.data, der.size);
  *length = der.size;
  gnutls_free(der.data);
  return bytes;
}

/* What a record of these parameters about `meant` says of the peer. */
static enum dane_match result_of(uint8_t usage, uint8_t selector, uint8_t matching, const struct certified *meant,
                                 const struct peer *peer, unsigned int *troubles) {
  struct tlsa_record record = {usage, selector, matching, NULL, 0};
  g_autofree uint8_t *data = der_of(meant, selector, &record.length);
  uint8_t digest[64];
  gsize size = sizeof digest;
  record.data = data;
  if (matching != TLSA_FULL) {
    g_autoptr(GChecksum) sum = g_checksum_new(matching == TLSA_SHA512 ? G_CHECKSUM_SHA512 : G_CHECKSUM_SHA256);
    g_checksum_update(sum, data, (gssize)record.length);
    g_checksum_get_digest(sum, digest, &size);
    record.data = digest;
    record.length = size;
  }
  return dane_match(&record, peer, names, troubles);
}

static void usage_3_means_the_certificate_of_the_server_alone(void **state) {
  (void)state;
  struct certified authority = certify((struct wish){.common_name = "A", .authority = true});
  /* expired, and for another name: neither counts */
  struct certified own =
      certify((struct wish){.issuer = &authority, .names = {"other.example"}, .begins = -20, .ends = -10});
  const struct certified *const issuers[] = {&authority, NULL};
  struct peer peer;
  unsigned int troubles;
  show(&peer, &own, issuers);
  for (uint8_t selector = 0; selector <= 1; selector++)
    for (uint8_t matching = 0; matching <= 2; matching++) {
      assert_int_equal(result_of(3, selector, matching, &own, &peer, &troubles), DANE_MATCHES);
      assert_int_equal(result_of(3, selector, matching, &authority, &peer, &troubles), DANE_DIFFERS);
    }
  peer_clear(&peer);
  uncertify(&own);
  uncertify(&authority);
}

static void usage_2_means_an_authority_that_was_shown(void **state) {
  (void)state;
  struct certified root = certify((struct wish){.common_name = "Root", .authority = true});
  struct certified between = certify((struct wish){.issuer = &root, .common_name = "Between", .authority = true});
  struct certified stranger = certify((struct wish){.common_name = "Stranger", .authority = true});
  const struct certified *const issuers[] = {&between, &root, NULL}, *const less[] = {&between, NULL},
                                *const false_ones[] = {&stranger, NULL};
  const struct {
    struct wish wish;
    const struct certified *const *issuers;
    const struct certified *meant;
    enum dane_match match;
    unsigned int troubles;
  } tries[] = {
      {{.names = {"mx.example.com"}}, issuers, &between, DANE_MATCHES, 0},
      {{.names = {"mx.example.com"}}, issuers, &root, DANE_MATCHES, 0},
      {{.names = {"example.com"}}, issuers, &root, DANE_MATCHES, 0},
      {{.names = {"mx.example.com"}}, less, &between, DANE_MATCHES, 0},
      {{.names = {"mx.example.com"}}, less, &root, DANE_DIFFERS, 0}, /* it must be among those that are shown */
      {{.names = {"mx.example.com"}}, issuers, &stranger, DANE_DIFFERS, 0},
      {{.names = {"other.example"}}, issuers, &root, DANE_NOT_VALID, PEER_WRONG_NAME},
      {{.names = {"mx.example.com"}, .begins = -20, .ends = -10}, issuers, &root, DANE_NOT_VALID, PEER_EXPIRED},
      {{.names = {"mx.example.com"}}, false_ones, &stranger, DANE_NOT_VALID, PEER_UNKNOWN_AUTHORITY},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(tries); i++) {
    struct wish wish = tries[i].wish;
    wish.issuer = &between;
    struct certified own = certify(wish);
    struct peer peer;
    unsigned int troubles;
    show(&peer, &own, tries[i].issuers);
    for (uint8_t matching = 0; matching <= 2; matching++) {
      assert_int_equal(result_of(2, (uint8_t)(i % 2), matching, tries[i].meant, &peer, &troubles), tries[i].match);
      assert_int_equal(troubles, tries[i].troubles);
    }
    assert_int_equal(result_of(2, 1, 1, &own, &peer, &troubles), DANE_DIFFERS);
    peer_clear(&peer);
    uncertify(&own);
  }
  uncertify(&root);
  uncertify(&between);
  uncertify(&stranger);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(usage_3_means_the_certificate_of_the_server_alone),
      cmocka_unit_test(usage_2_means_an_authority_that_was_shown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
