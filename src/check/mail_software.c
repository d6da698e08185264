/* SPDX-License-Identifier: MIT */
#include "check/mail_software.h"
#include <string.h>

#define DOVECOT "in the configuration of Dovecot (10-ssl.conf) set "
#define POSTFIX "in main.cf of Postfix set "

static const char *const in_general[] = {
    [MAIL_SETTING_CERTIFICATE] = "give the server a certificate from a public authority for the name by which it is "
                                 "reached, with the intermediate certificates behind it",
    [MAIL_SETTING_STARTTLS] = "give the server a certificate and turn on STARTTLS",
    [MAIL_SETTING_VERSIONS] = "let the server take TLS 1.2 and 1.3 and nothing older",
    [MAIL_SETTING_SUITES] = "let the server take only suites with ECDHE and AES-GCM or ChaCha20-Poly1305 with TLS 1.2",
    [MAIL_SETTING_DH] = "leave DHE out, or use a prime of 2048 bits or more (ffdhe2048 of RFC 7919)",
    [MAIL_SETTING_CLEAR_LOGIN] = "let the server offer login only after TLS has begun",
};

static const char *const of_postfix[] = {
    [MAIL_SETTING_CERTIFICATE] = POSTFIX "smtpd_tls_chain_files to the key and the whole chain of a certificate for "
                                         "the name of the server, and reload",
    [MAIL_SETTING_STARTTLS] = POSTFIX "smtpd_tls_security_level = may and smtpd_tls_chain_files to the key and the "
                                      "chain of a certificate",
    [MAIL_SETTING_VERSIONS] = POSTFIX "smtpd_tls_protocols = >=TLSv1.2 (before Postfix 3.6: !SSLv2, !SSLv3, !TLSv1, "
                                      "!TLSv1.1)",
    [MAIL_SETTING_SUITES] = POSTFIX "smtpd_tls_exclude_ciphers = aNULL, eNULL, EXPORT, DES, 3DES, RC4, MD5, kRSA, kDHE",
    [MAIL_SETTING_DH] = POSTFIX "smtpd_tls_dh1024_param_file = auto, or leave DHE out: smtpd_tls_exclude_ciphers = "
                                "kDHE",
    [MAIL_SETTING_CLEAR_LOGIN] = POSTFIX "smtpd_tls_auth_only = yes",
};

/* Where TLS is demanded, as it is of clients of people, other settings count. */
static const char *const of_postfix_submission[] = {
    [MAIL_SETTING_CERTIFICATE] = NULL,
    [MAIL_SETTING_STARTTLS] = "in master.cf of Postfix give the submission service -o smtpd_tls_security_level=encrypt",
    [MAIL_SETTING_VERSIONS] = POSTFIX "smtpd_tls_mandatory_protocols = >=TLSv1.2 (before Postfix 3.6: !SSLv2, !SSLv3, "
                                      "!TLSv1, !TLSv1.1)",
    [MAIL_SETTING_SUITES] = POSTFIX "smtpd_tls_mandatory_ciphers = high and smtpd_tls_mandatory_exclude_ciphers = "
                                    "aNULL, eNULL, EXPORT, DES, 3DES, RC4, MD5, kRSA, kDHE",
    [MAIL_SETTING_DH] = NULL,
    [MAIL_SETTING_CLEAR_LOGIN] = NULL,
};

static const char *const of_dovecot[] = {
    [MAIL_SETTING_CERTIFICATE] = DOVECOT "ssl_cert and ssl_key (2.4: ssl_server_cert_file and ssl_server_key_file) to "
                                         "the whole chain and the key of a certificate for the name of the server",
    [MAIL_SETTING_STARTTLS] = DOVECOT "ssl = required, with ssl_cert and ssl_key (2.4: ssl_server_cert_file and "
                                      "ssl_server_key_file)",
    [MAIL_SETTING_VERSIONS] = DOVECOT "ssl_min_protocol = TLSv1.2",
    [MAIL_SETTING_SUITES] = DOVECOT "ssl_cipher_list = ECDHE+AESGCM:ECDHE+CHACHA20",
    [MAIL_SETTING_DH] = DOVECOT "ssl_dh (2.4: ssl_server_dh_file) to parameters of 2048 bits or more, or leave DHE out "
                                "of ssl_cipher_list",
    [MAIL_SETTING_CLEAR_LOGIN] = "in the configuration of Dovecot (10-auth.conf) set disable_plaintext_auth = yes "
                                 "(2.4: auth_allow_cleartext = no), or ssl = required",
};

enum mail_software mail_software_of(const char *greeting) {
  if (greeting && strstr(greeting, "Postfix"))
    return MAIL_SOFTWARE_POSTFIX;
  return greeting && strstr(greeting, "Dovecot") ? MAIL_SOFTWARE_DOVECOT : MAIL_SOFTWARE_UNKNOWN;
}

const char *mail_software_setting(enum mail_software software, enum server_kind kind, enum mail_setting setting) {
  const bool submission = kind == SERVER_SUBMISSION || kind == SERVER_SUBMISSIONS;
  if (software == MAIL_SOFTWARE_POSTFIX && submission && of_postfix_submission[setting])
    return of_postfix_submission[setting];
  return software == MAIL_SOFTWARE_POSTFIX   ? of_postfix[setting]
         : software == MAIL_SOFTWARE_DOVECOT ? of_dovecot[setting]
                                             : in_general[setting];
}
