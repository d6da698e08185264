/* SPDX-License-Identifier: MIT */
#include "ingest/trust.h"
#include "base/organisation.h"
#include <string.h>

static bool is_of(const char *organisation, const char *text, size_t length) {
  g_autofree char *other = organisation_of(text, length);
  return other && strcmp(organisation, other) == 0;
}

/* An address, "<address>" or "Name <address>". */
static bool address_is_of(const char *organisation, const char *address) {
  const char *at = address ? strrchr(address, '@') : NULL;
  return at && is_of(organisation, at + 1, strcspn(at + 1, "<>, \t\r\n"));
}

/* A name that is a domain as a whole. */
static bool name_is_of(const char *organisation, const char *name) {
  return name && is_of(organisation, name, strlen(name));
}

/* "Report Domain: example.org Submitter: reporter.example Report-ID: <1>", RFC 9990 section 3.5.2. */
static bool submitter_is_of(const char *organisation, const char *subject) {
  static const char word[] = "submitter:";
  for (const char *p = subject; p && *p; p++) {
    if (g_ascii_strncasecmp(p, word, strlen(word)) != 0 || (p > subject && g_ascii_isalnum(p[-1])))
      continue;
    p += strlen(word);
    p += strspn(p, " \t");
    return is_of(organisation, p, strcspn(p, " \t;,"));
  }
  return false;
}

enum trust trust_of(const struct mail_envelope *mail, const struct report *report) {
  if (!mail || mail->trust != TRUST_AUTHENTICATED)
    return mail ? mail->trust : TRUST_UNVERIFIED;
  const char *at = mail->from_domain ? strrchr(mail->from_domain, '@') : NULL;
  const char *from = at ? at + 1 : mail->from_domain;
  g_autofree char *organisation = from ? organisation_of(from, strlen(from)) : NULL;
  const bool bound =
      organisation && (address_is_of(organisation, report->email) || name_is_of(organisation, report->org_name) ||
                       submitter_is_of(organisation, mail->subject));
  return bound ? TRUST_VERIFIED : TRUST_AUTHENTICATED;
}
