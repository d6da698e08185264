/* SPDX-License-Identifier: MIT */
/* What is wrong with a certificate in a sentence of clauses. */
#include "base/text.h"
#include "check/tls_findings.h"

#define NAMES_SHOWN 4

static char *expired(const struct peer *peer, const char *host) {
  (void)host;
  if (peer->certificate.ends >= g_get_real_time() / G_USEC_PER_SEC)
    return g_strdup("a certificate above it has expired");
  g_autofree char *day = text_day(peer->certificate.ends);
  return g_strdup_printf("it expired on %s", day);
}

static char *not_yet(const struct peer *peer, const char *host) {
  (void)host;
  if (peer->certificate.begins <= g_get_real_time() / G_USEC_PER_SEC)
    return g_strdup("a certificate above it is not valid yet");
  g_autofree char *day = text_day(peer->certificate.begins);
  return g_strdup_printf("it is not valid before %s", day);
}

static char *wrong_name(const struct peer *peer, const char *host) {
  g_autoptr(GString) names = g_string_new(NULL);
  for (unsigned int i = 0; i < NAMES_SHOWN && peer->certificate.names[i]; i++)
    g_string_append_printf(names, "%s%s", i ? ", " : "", peer->certificate.names[i]);
  if (names->len == 0)
    return g_strdup("it names no host (no subject alternative name, which alone counts)");
  if (g_strv_length(peer->certificate.names) > NAMES_SHOWN)
    g_string_append(names, " and others");
  return g_strdup_printf("it is for %s and not for %s", names->str, host);
}

static char *unknown_authority(const struct peer *peer, const char *host) {
  (void)host;
  return g_strdup_printf("it comes from %s, which leads to no authority that is trusted here",
                         *peer->certificate.issuer ? peer->certificate.issuer : "an issuer without a name");
}

static const struct {
  unsigned int trouble;
  const char *text;
  char *(*words)(const struct peer *, const char *);
} clauses[] = {
    {PEER_REVOKED, "it was revoked", NULL},
    {PEER_FALSE_SIGNATURE, "its signature is false", NULL},
    {PEER_EXPIRED, NULL, expired},
    {PEER_NOT_YET, NULL, not_yet},
    {PEER_WRONG_NAME, NULL, wrong_name},
    {PEER_SELF_SIGNED, "it is self-signed, so nobody vouches for it", NULL},
    {PEER_UNKNOWN_AUTHORITY, NULL, unknown_authority},
    {PEER_WRONG_ISSUER, "it was issued by somebody who may not issue it", NULL},
    {PEER_WEAK, "it, or one above it, has too weak a key or signature", NULL},
    {PEER_WRONG_PURPOSE, "it is not meant for servers (extended key usage)", NULL},
    {PEER_NO_STAPLE, "it demands OCSP stapling, and no proof came with it", NULL},
    {PEER_OTHER_TROUBLE, "it is not valid", NULL},
};

char *tls_trouble_words(const struct peer *peer, const char *host, unsigned int troubles) {
  GString *all = g_string_new(NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(clauses); i++) {
    if (!(troubles & clauses[i].trouble))
      continue;
    g_autofree char *words = clauses[i].text ? g_strdup(clauses[i].text) : clauses[i].words(peer, host);
    g_string_append_printf(all, "%s%s", all->len ? ", and " : "", words);
  }
  return g_string_free(all, FALSE);
}
