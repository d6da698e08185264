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

/* Whether that organisation is one that the report or its mail names. */
static bool is_bound(const struct mail_envelope *mail, const char *organisation, const char *address,
                     const char *org_name) {
  return organisation && (address_is_of(organisation, address) || name_is_of(organisation, org_name) ||
                          submitter_is_of(organisation, mail->subject));
}

enum trust trust_of_names(const struct mail_envelope *mail, const char *address, const char *org_name) {
  if (!mail || mail->trust != TRUST_AUTHENTICATED)
    return mail ? mail->trust : TRUST_UNVERIFIED;
  const char *at = mail->from_domain ? strrchr(mail->from_domain, '@') : NULL;
  const char *from = at ? at + 1 : mail->from_domain;
  g_autofree char *organisation = from ? organisation_of(from, strlen(from)) : NULL;
  return is_bound(mail, organisation, address, org_name) ? TRUST_VERIFIED : TRUST_AUTHENTICATED;
}

enum trust trust_of_signed(const struct mail_envelope *mail, const char *address, const char *org_name) {
  if (!mail || !mail->dkim_domains || mail->trust == TRUST_FAILED)
    return mail ? mail->trust : TRUST_UNVERIFIED;
  g_auto(GStrv) domains = g_strsplit(mail->dkim_domains, " ", -1);
  for (char **domain = domains; *domain; domain++) {
    g_autofree char *organisation = organisation_of(*domain, strlen(*domain));
    if (is_bound(mail, organisation, address, org_name))
      return TRUST_VERIFIED;
  }
  return *mail->dkim_domains != '\0' ? TRUST_AUTHENTICATED : TRUST_FAILED;
}
