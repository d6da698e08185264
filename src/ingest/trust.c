/* SPDX-License-Identifier: MIT */
#include "ingest/trust.h"
#include <libpsl.h>
#include <string.h>

#define DOMAIN_MOST 253 /* characters of a domain, RFC 1035 section 2.3.4 as text */

/* Labels of letters, digits, hyphens and underscores, two at least, the last one not a number. */
static bool is_domain(const char *domain) {
  const char *label = domain;
  bool number = true, several = false;
  for (const char *p = domain;; p++) {
    if (*p == '.' || *p == '\0') {
      if (p == label)
        return false;
      if (*p == '\0')
        return several && !number;
      label = p + 1;
      number = several = true;
      continue;
    }
    if (!g_ascii_isalnum(*p) && *p != '-' && *p != '_')
      return false;
    number = number && g_ascii_isdigit(*p);
  }
}

/* The organisational domain of `length` bytes; NULL when they are no domain or a public suffix. Caller frees. */
static char *organisation_of(const char *text, size_t length) {
  if (length > 0 && text[length - 1] == '.')
    length--;
  if (length == 0 || length > DOMAIN_MOST || !g_utf8_validate_len(text, length, NULL))
    return NULL;
  g_autofree char *given = g_strndup(text, length);
  g_autofree char *ascii = g_hostname_is_non_ascii(given) ? g_hostname_to_ascii(given) : g_ascii_strdown(given, -1);
  if (!ascii || !is_domain(ascii))
    return NULL;
  return g_strdup(psl_registrable_domain(psl_builtin(), ascii));
}

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

void trust_warm_up(void) {
  g_autofree char *ascii = organisation_of("www.example.com", strlen("www.example.com"));
  g_autofree char *other = organisation_of("b\xc3\xbc"
                                           "cher.example",
                                           strlen("b\xc3\xbc"
                                                  "cher.example"));
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
