/* SPDX-License-Identifier: MIT */
/* Who takes the mail of a domain: MX, null MX (RFC 7505), and what a domain without mail should publish. */
#include "check/check.h"
#include "check/mail_hosts.h"
#include "net/txt.h"
#include "record/dmarc_record.h"
#include <gio/gio.h>
#include <string.h>

extern const struct check check_mx;

#define FIND(result, subject, ...) finding_add(context->findings, result, subject, __VA_ARGS__)

/* What is to be said of DNSSEC where nothing is proven. */
static const char *const unproven[] = {
    [RESOLVER_VALIDATES] = "",
    [RESOLVER_NO_ROOT] = "; whether DNSSEC proves it is not known, as no trust anchor worked",
    [RESOLVER_DNSSEC_UNKNOWN] =
        "; whether DNSSEC proves it is not known, as the name servers did not answer for the root in time"};

/* -- each server ----------------------------------------------------------------------------------------------------
 */

/* Addresses that nobody else can reach: this computer, private networks, single links. */
static bool is_local(const char *address) {
  g_autoptr(GInetAddress) parsed = g_inet_address_new_from_string(address);
  return parsed && (g_inet_address_get_is_loopback(parsed) || g_inet_address_get_is_site_local(parsed) ||
                    g_inet_address_get_is_link_local(parsed) || g_inet_address_get_is_any(parsed));
}

static void tell_bogus(struct check_context *context, const char *name, const char *what) {
  FIND(CHECK_ERROR, name, "mx-bogus", "RFC 4035 section 5.5", NULL, "sign the zone anew, or mend its DS records",
       "the DNSSEC signatures of the %s are wrong, so senders that validate find no server", what);
}

static void tell_addresses(struct check_context *context, const struct mail_host *host) {
  unsigned int local = 0, n = 0;
  for (; host->addresses[n]; n++)
    local += is_local(host->addresses[n]);
  g_autofree char *addresses = g_strjoinv(", ", host->addresses);
  if (host->status == DNS_BOGUS)
    tell_bogus(context, host->name, "addresses");
  else if (dns_has_failed(host->status))
    FIND(CHECK_UNKNOWN, host->name, "mx-no-answer", "RFC 5321 section 5.1", NULL, NULL, "%s for the addresses",
         check_failure_words(host->status));
  else if (n == 0)
    FIND(CHECK_ERROR, host->name, "mx-no-address", "RFC 5321 section 5.1", NULL,
         "give the host an A or AAAA record, or take it out of the MX records",
         "the server has no address, so no mail can be brought to it");
  else if (local > 0)
    FIND(local == n ? CHECK_ERROR : CHECK_WARNING, host->name, "mx-local-address", "RFC 6890 section 2.2.2", addresses,
         "publish only addresses that the internet can reach",
         "%u of the %u addresses of the server can be reached only from its own network", local, n);
  else
    FIND(CHECK_OK, host->name, "mx-host", "RFC 5321 section 5.1", addresses, NULL,
         "the server has preference %u and an address", host->preference);
}

static void tell_host(struct check_context *context, const struct mail_host *host) {
  if (!host->valid) {
    FIND(CHECK_ERROR, context->domain, "mx-no-host-name", "RFC 5321 section 5.1", host->name,
         "name the host by a domain name, not by an address and not by a word alone",
         "an MX record names what is no name of a host");
    return;
  }
  if (host->canonical)
    FIND(CHECK_WARNING, host->name, "mx-cname", "RFC 2181 section 10.3", host->canonical,
         "name in the MX record the host that the alias leads to",
         "the name in the MX record is an alias (CNAME), which it must not be");
  tell_addresses(context, host);
}

/* -- a domain without mail ------------------------------------------------------------------------------------------
 */

/* The first TXT at a name that begins so; NULL: none, or no answer. Caller frees. */
static char *find_text(struct check_context *context, const char *name, const char *beginning) {
  g_autoptr(dns_reply) reply = resolver_ask(context->resolver, name, DNS_TXT);
  for (unsigned int i = 0; i < reply->answer.n; i++) {
    g_autofree char *text = txt_from_wire(reply->answer.records[i].bytes, reply->answer.records[i].length);
    if (text && g_ascii_strncasecmp(text, beginning, strlen(beginning)) == 0)
      return g_steal_pointer(&text);
  }
  return NULL;
}

/* Whether reports of the record are to be sent to addresses at the domain. */
static bool reports_to(const struct dmarc_record *record, const char *domain) {
  for (unsigned int i = 0; record->rua && i < record->rua->len; i++) {
    const char *uri = record->rua->pdata[i], *at = strchr(uri, '@');
    const size_t length = at ? strcspn(at + 1, "?") : 0;
    if (at && g_ascii_strncasecmp(uri, "mailto:", 7) == 0 && length == strlen(domain) &&
        g_ascii_strncasecmp(at + 1, domain, length) == 0)
      return true;
  }
  return false;
}

/* Nobody can tell from DNS whether the domain sends mail; but whoever takes none seldom does. */
static void tell_parked(struct check_context *context) {
  g_autofree char *name = g_strdup_printf("_dmarc.%s", context->domain),
                  *spf = find_text(context, context->domain, "v=spf1"), *dmarc = find_text(context, name, "v=DMARC1");
  const bool no_senders = spf && g_ascii_strcasecmp(g_strstrip(spf), "v=spf1 -all") == 0;
  struct dmarc_record record;
  dmarc_record_parse(dmarc ? dmarc : "", &record);
  if (no_senders && record.valid && dmarc_record_policy(&record, false) == POLICY_REJECT)
    FIND(CHECK_OK, context->domain, "parked", "RFC 7208 section 10.1.2", spf, NULL,
         "the domain takes no mail, and its SPF and DMARC records say that it sends none");
  else
    FIND(CHECK_NOTE, context->domain, "parked-open", "RFC 7208 section 10.1.2", spf,
         "if it sends no mail either, publish v=spf1 -all, and v=DMARC1; p=reject at _dmarc",
         "the domain takes no mail, and does not say of itself that it sends none, so others may use its name");
  if (reports_to(&record, context->domain))
    FIND(CHECK_ERROR, context->domain, "rua-without-mail", "RFC 7505 section 4.1", dmarc,
         "name an address at a domain that takes mail",
         "DMARC reports are to be sent to the domain, which takes no mail");
  dmarc_record_clear(&record);
}

/* -- all ------------------------------------------------------------------------------------------------------------
 */

static void tell_null(struct check_context *context, const struct mail_hosts *hosts) {
  FIND(CHECK_OK, context->domain, "mx-null", "RFC 7505 section 3", "0 .", NULL,
       "the domain says that it takes no mail (null MX)");
  if (hosts->null_at != 0)
    FIND(CHECK_NOTE, context->domain, "mx-null-preference", "RFC 7505 section 3", NULL, "publish it with preference 0",
         "the null MX has preference %u instead of 0", hosts->null_at);
  tell_parked(context);
}

static void tell_kind(struct check_context *context, const struct mail_hosts *hosts) {
  switch (hosts->kind) {
  case MAIL_HOSTS_FAILED:
    if (hosts->status == DNS_BOGUS)
      tell_bogus(context, context->domain, "MX records");
    else
      FIND(CHECK_UNKNOWN, context->domain, "mx-no-answer", "RFC 5321 section 5.1", NULL, NULL, "%s for MX",
           check_failure_words(hosts->status));
    break;
  case MAIL_HOSTS_NULL:
    tell_null(context, hosts);
    break;
  case MAIL_HOSTS_NONE:
    FIND(CHECK_NOTE, context->domain, "mx-none", "RFC 7505 section 1", NULL,
         "if it is to take no mail, say so: publish MX 0 . (null MX)",
         "the domain has neither MX nor address, so mail to it fails, after days in part");
    tell_parked(context);
    break;
  case MAIL_HOSTS_IMPLICIT:
    FIND(CHECK_WARNING, context->domain, "mx-implicit", "RFC 5321 section 5.1", NULL,
         "publish an MX record, or MX 0 . (null MX) if it is to take no mail",
         "the domain has no MX record, so mail is brought to the address of the domain itself");
    break;
  case MAIL_HOSTS_MX:
    FIND(CHECK_OK, context->domain, "mx-records", "RFC 5321 section 5.1", NULL, NULL,
         hosts->records == 1 ? "the domain has %u MX record%s" : "the domain has %u MX records%s", hosts->records,
         hosts->secure ? ", proven by DNSSEC" : unproven[resolver_dnssec(context->resolver)]);
    break;
  }
}

static void run(struct check_context *context) {
  g_autoptr(mail_hosts) hosts = mail_hosts_find(context->resolver, context->domain);
  tell_kind(context, hosts);
  if (hosts->null_among)
    FIND(CHECK_ERROR, context->domain, "mx-null-among", "RFC 7505 section 3", NULL,
         "leave either the null MX or the others", "there is a null MX beside other MX records, which it must not be");
  for (unsigned int i = 0; i < hosts->list->len; i++)
    tell_host(context, hosts->list->pdata[i]);
  if (hosts->kind == MAIL_HOSTS_MX && hosts->records > hosts->list->len + hosts->null_among)
    FIND(CHECK_NOTE, context->domain, "mx-many", NULL, NULL, NULL, "only the first %u servers were looked at",
         hosts->list->len);
}

const struct check check_mx = {.name = "mx",
                               .title = "MX",
                               .summary = "Which servers take its mail, null MX, domains without mail (RFC 5321, RFC "
                                          "7505)",
                               .run = run};
