/* SPDX-License-Identifier: MIT */
#include "report/tls_advice.h"

static const struct advice {
  const char *meaning;
  const char *step;
  bool of_domain; /* the step is about the domain and its web server, not about a mail server */
} advice[TLS_RESULT_TYPE_MAX] = {
    [TLS_RESULT_OTHER] = {"a failure for which the standard has no word", "see what the reporter says of it", false},
    [TLS_RESULT_STARTTLS_NOT_SUPPORTED] = {"the server did not offer STARTTLS",
                                           "have it offer STARTTLS on port 25; a firewall in between may hide it",
                                           false},
    [TLS_RESULT_CERTIFICATE_HOST_MISMATCH] = {"the certificate is made out to another name",
                                              "give it a certificate that has the name of the MX host in it", false},
    [TLS_RESULT_CERTIFICATE_EXPIRED] = {"the certificate has expired",
                                        "renew its certificate, and see why that did not happen by itself", false},
    [TLS_RESULT_CERTIFICATE_NOT_TRUSTED] = {"the certificate does not lead to an authority that the sender trusts",
                                            "have it show its whole chain, from an authority that all trust", false},
    [TLS_RESULT_VALIDATION_FAILURE] = {"TLS failed for a reason that has no word of its own",
                                       "try TLS with it yourself; the reason of the reporter may say more", false},
    [TLS_RESULT_TLSA_INVALID] = {"no TLSA record matches the certificate",
                                 "publish TLSA records that match its certificate, the next one before it changes",
                                 false},
    [TLS_RESULT_DNSSEC_INVALID] = {"DNSSEC of its TLSA records does not validate",
                                   "mend the signatures of the DNS zone it is in", false},
    [TLS_RESULT_DANE_REQUIRED] = {"the sender insists on DANE and found no usable TLSA records",
                                  "publish TLSA records for it, in a zone that is signed", false},
    [TLS_RESULT_STS_POLICY_FETCH_ERROR] = {"the MTA-STS policy could not be fetched",
                                           "see that /.well-known/mta-sts.txt on the host mta-sts answers 200 over "
                                           "HTTPS",
                                           true},
    [TLS_RESULT_STS_POLICY_INVALID] = {"the MTA-STS policy could not be understood", "correct its MTA-STS policy file",
                                       true},
    [TLS_RESULT_STS_WEBPKI_INVALID] = {"the web server of the MTA-STS policy has a certificate that does not verify",
                                       "renew or correct the certificate of its host mta-sts", true},
};

const char *tls_advice_meaning(enum tls_result_type type) {
  return advice[type].meaning;
}

char *tls_advice_step(enum tls_result_type type, const char *mx, const char *domain) {
  const char *place = advice[type].of_domain || !mx ? domain : mx;
  return g_strdup_printf("%s: %s", place && *place ? place : "the mail server", advice[type].step);
}

enum tls_result_type tls_advice_type(const char *word) {
  for (unsigned int i = TLS_RESULT_OTHER + 1; word && i < TLS_RESULT_TYPE_MAX; i++)
    if (g_str_equal(tls_result_type_word((enum tls_result_type)i), word))
      return (enum tls_result_type)i;
  return TLS_RESULT_OTHER;
}
