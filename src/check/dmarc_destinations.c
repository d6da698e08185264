/* SPDX-License-Identifier: MIT */
#include "check/dmarc_destinations.h"
#include "base/organisation.h"
#include "base/text.h"
#include "check/mail_hosts.h"
#include "net/dns_data.h"
#include "net/txt.h"
#include "record/tree_walk.h"
#include <string.h>

#define URIS_MOST 20  /* that are looked at */
#define URIS_SURELY 2 /* that every receiver supports, RFC 7489 section 6.2 */
#define MAILTO "mailto:"

/* The address of a mailto: URI, decoded; NULL when it is none. Caller frees. */
static char *address_of(const char *uri) {
  if (g_ascii_strncasecmp(uri, MAILTO, strlen(MAILTO)) != 0)
    return NULL;
  g_autofree char *encoded = g_strndup(uri + strlen(MAILTO), strcspn(uri + strlen(MAILTO), "?"));
  char *address = g_uri_unescape_string(encoded, NULL);
  if (address && strchr(address, '@'))
    return address;
  g_free(address);
  return NULL;
}

/* The host that takes the reports; NULL when the URI has none. Caller frees. */
static char *host_of(const char *uri) {
  g_autofree char *address = address_of(uri), *host = NULL;
  if (address)
    host = g_strdup(strrchr(address, '@') + 1);
  else
    g_uri_split(uri, G_URI_FLAGS_NONE, NULL, NULL, &host, NULL, NULL, NULL, NULL, NULL);
  return host ? organisation_canonical(host, strlen(host)) : NULL;
}

static bool shares_organisation(const char *one, const char *other) {
  g_autofree char *a = organisation_of(one, strlen(one)), *b = organisation_of(other, strlen(other));
  return strcmp(one, other) == 0 || (a && b && strcmp(a, b) == 0);
}

/* -- external destinations ----------------------------------------------------------------------------------------- */

static bool confirms(const struct dns_answer *answer) {
  for (unsigned int i = 0; i < answer->n; i++) {
    g_autofree char *text = txt_from_wire(answer->records[i].bytes, answer->records[i].length);
    const char *one = text;
    if (text && tree_record_read(&one, 1) != TREE_NO_RECORD)
      return true;
  }
  return false;
}

static void check_permission(struct check_context *context, const char *policy_domain, const char *uri,
                             const char *host) {
  g_autofree char *plain = g_strconcat(policy_domain, "._report._dmarc.", host, NULL);
  g_autofree char *name = dns_name_escaped(plain), *shown = text_printable(host);
  g_autofree char *advice = g_strdup_printf("have \"v=DMARC1\" published as TXT at %s", plain);
  if (!name) {
    finding_add(context->findings, CHECK_ERROR, host, "dmarc-destination-too-long", "RFC 9990 section 4", uri,
                "use a destination with a shorter name",
                "the name at which %s could confirm that it takes the reports would be too long", shown);
    return;
  }
  g_autoptr(dns_reply) reply = resolver_ask(context->resolver, name, DNS_TXT);
  if (dns_has_failed(reply->answer.status))
    finding_add(context->findings, CHECK_UNKNOWN, host, "dmarc-destination-no-answer", "RFC 9990 section 4", uri, NULL,
                "%s when asked for %s", check_failure_words(reply->answer.status), name);
  else if (confirms(&reply->answer))
    finding_add(context->findings, CHECK_OK, host, "dmarc-destination-confirmed", "RFC 9990 section 4", uri, NULL,
                "it confirms that it takes reports for %s", policy_domain);
  else
    finding_add(context->findings, CHECK_ERROR, host, "dmarc-destination-unconfirmed", "RFC 9990 section 4", uri,
                advice,
                "it is another organisation and does not confirm that it takes reports for %s, so none are sent",
                policy_domain);
}

static void check_mail(struct check_context *context, const char *uri, const char *host) {
  g_autoptr(mail_hosts) hosts = mail_hosts_find(context->resolver, host);
  if (hosts->kind == MAIL_HOSTS_NULL || hosts->kind == MAIL_HOSTS_NONE)
    finding_add(context->findings, CHECK_ERROR, host, "dmarc-destination-no-mail",
                hosts->kind == MAIL_HOSTS_NULL ? "RFC 7505 section 3" : "RFC 5321 section 5.1", uri,
                "name an address that takes mail",
                hosts->kind == MAIL_HOSTS_NULL
                    ? "it takes no mail (null MX), so reports to it are lost"
                    : "it has neither mail servers nor an address, so reports to it are lost");
}

static void check_uri(struct check_context *context, const char *policy_domain, const char *uri) {
  g_autofree char *host = host_of(uri), *shown = text_printable(uri), *address = address_of(uri);
  if (!host) {
    finding_add(context->findings, CHECK_ERROR, context->domain, "dmarc-destination-none", "RFC 9989 section 4.7", uri,
                "write mailto: and an address", "reports cannot be sent to %s, which names no host", shown);
    return;
  }
  if (!address)
    finding_add(context->findings, CHECK_WARNING, host, "dmarc-destination-scheme", "RFC 9990 section 3.5.2", uri,
                "use mailto:", "only mailto: is what every receiver can send reports to");
  else
    check_mail(context, uri, host);
  if (!shares_organisation(policy_domain, host))
    check_permission(context, policy_domain, uri, host);
}

static void check_uris(struct check_context *context, const char *policy_domain, const GPtrArray *uris,
                       const char *tag) {
  for (guint i = 0; uris && i < uris->len && i < URIS_MOST; i++)
    check_uri(context, policy_domain, uris->pdata[i]);
  if (uris && uris->len > URIS_SURELY)
    finding_add(context->findings, CHECK_NOTE, policy_domain, "dmarc-many-destinations", "RFC 7489 section 6.2", NULL,
                NULL, "%s names %u destinations; receivers need not send to more than %d", tag, uris->len, URIS_SURELY);
}

/* -- the mailboxes that are read ----------------------------------------------------------------------------------- */

static bool is_ours(const struct check_options *options, const GPtrArray *uris) {
  for (guint i = 0; uris && i < uris->len; i++) {
    g_autofree char *address = address_of(uris->pdata[i]);
    for (const char *const *mailbox = options->mailboxes; address && *mailbox; mailbox++)
      if (g_ascii_strcasecmp(address, *mailbox) == 0)
        return true;
  }
  return false;
}

/* An alias may lead there, so it is worth a look and no more. */
static void check_mailbox(struct check_context *context, const struct dmarc_record *record) {
  const char *const *mailboxes = context->options->mailboxes;
  if (!mailboxes || !*mailboxes || !record->rua)
    return;
  g_autofree char *all = g_strjoinv(", ", (char **)(uintptr_t)mailboxes), *shown = text_printable(all);
  if (is_ours(context->options, record->rua))
    finding_add(context->findings, CHECK_OK, context->domain, "dmarc-mailbox", NULL, NULL, NULL,
                "reports go to a mailbox that dmarcstat reads");
  else
    finding_add(context->findings, CHECK_NOTE, context->domain, "dmarc-mailbox", NULL, NULL,
                "see that what rua names arrives there", "rua names none of the mailboxes that dmarcstat reads: %s",
                shown);
}

void dmarc_destinations_check(struct check_context *context, const char *policy_domain,
                              const struct dmarc_record *record) {
  check_uris(context, policy_domain, record->rua, "rua");
  check_uris(context, policy_domain, record->ruf, "ruf");
  check_mailbox(context, record);
}
