/* SPDX-License-Identifier: MIT */
#include "base/organisation.h"
#include <glib.h>
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

char *organisation_canonical(const char *domain, size_t length) {
  if (length > 0 && domain[length - 1] == '.')
    length--;
  if (length == 0 || length > DOMAIN_MOST || !g_utf8_validate_len(domain, length, NULL))
    return NULL;
  g_autofree char *given = g_strndup(domain, length);
  g_autofree char *ascii = g_hostname_is_non_ascii(given) ? g_hostname_to_ascii(given) : g_ascii_strdown(given, -1);
  return ascii && is_domain(ascii) ? g_steal_pointer(&ascii) : NULL;
}

char *organisation_of(const char *domain, size_t length) {
  g_autofree char *ascii = organisation_canonical(domain, length);
  return ascii ? g_strdup(psl_registrable_domain(psl_builtin(), ascii)) : NULL;
}

bool organisation_aligns(const char *domain, const char *header_from, bool strict) {
  g_autofree char *one = domain ? organisation_canonical(domain, strlen(domain)) : NULL;
  g_autofree char *other = header_from ? organisation_canonical(header_from, strlen(header_from)) : NULL;
  if (!one || !other)
    return false;
  if (strcmp(one, other) == 0)
    return true;
  const char *organisation = strict ? NULL : psl_registrable_domain(psl_builtin(), one);
  return organisation && g_strcmp0(organisation, psl_registrable_domain(psl_builtin(), other)) == 0;
}

void organisation_warm_up(void) {
  static const char *const domains[] = {"www.example.com", "b\xc3\xbc"
                                                           "cher.example"};
  for (size_t i = 0; i < G_N_ELEMENTS(domains); i++)
    g_free(organisation_of(domains[i], strlen(domains[i])));
}

char *organisation_normal_domain(const char *domain) {
  g_autofree char *lower = g_ascii_strdown(domain, -1);
  size_t length = strlen(lower);
  if (length > 1 && lower[length - 1] == '.')
    lower[length - 1] = '\0';
  char *ascii = g_hostname_is_non_ascii(lower) ? g_hostname_to_ascii(lower) : NULL;
  return ascii ? ascii : g_steal_pointer(&lower);
}
