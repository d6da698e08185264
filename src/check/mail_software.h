/* SPDX-License-Identifier: MIT */
/*
 * mail_software: what a server's greeting says that it runs, and which of its settings mends what. Names are those of
 * Postfix 3.6 and newer, and of Dovecot 2.3, with those of 2.4 beside them where they differ.
 */
#ifndef DMARCSTAT_CHECK_MAIL_SOFTWARE_H
#define DMARCSTAT_CHECK_MAIL_SOFTWARE_H

#include "check/server.h"

enum mail_software { MAIL_SOFTWARE_UNKNOWN, MAIL_SOFTWARE_POSTFIX, MAIL_SOFTWARE_DOVECOT };

enum mail_setting {
  MAIL_SETTING_CERTIFICATE,
  MAIL_SETTING_STARTTLS,
  MAIL_SETTING_VERSIONS,
  MAIL_SETTING_SUITES,
  MAIL_SETTING_DH,
  MAIL_SETTING_CLEAR_LOGIN,
};

/* `greeting` may be NULL, and is HOSTILE: it decides nothing but which words are shown. */
enum mail_software mail_software_of(const char *greeting);

/* "set ... in main.cf", or in general words; no capital and no full stop. A constant. */
const char *mail_software_setting(enum mail_software software, enum server_kind kind, enum mail_setting setting);

#endif
