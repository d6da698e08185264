/* SPDX-License-Identifier: MIT */
/* MTA-STS: the record, the policy, and whether the servers are as the policy says (RFC 8461). */
#include "base/fault.h"
#include "check/record_texts.h"
#include "check/servers.h"
#include "check/tls_findings.h"
#include "check/visit_tell.h"
#include "net/https.h"
#include "record/mta_sts_policy.h"
#include "record/mta_sts_record.h"
#include <string.h>

extern const struct check check_mta_sts;

#define PATH "/.well-known/mta-sts.txt"
#define HTTPS_PORT 443
#define HTTP_OK 200
#define TLS_1_2 3 /* places in mail_probe.versions */
#define TLS_1_3 4

static const struct record_kind kind = {
    .prefix = "_mta-sts",
    .rule = "mta-sts",
    .reference = "RFC 8461 section 3.1",
    .is = mta_sts_record_is,
    .missing = "there is no MTA-STS record, so senders do not demand TLS of the servers (unless DANE does)",
    .advice = "publish v=STSv1; id= and a new id, after the policy is at https://mta-sts. and the domain",
};

#define FIND(result, subject, ...) finding_add(context->findings, result, subject, __VA_ARGS__)

/* -- the policy -----------------------------------------------------------------------------------------------------
 */

/* The file; NULL when there is none, which is said. */
static struct https_answer *fetch(struct check_context *context, const char *url, const struct mail_host *host) {
  const struct servers *servers = context->options->servers;
  const char *space[2];
  uint16_t port = HTTPS_PORT;
  g_autoptr(GError) error = NULL;
  const char *const *addresses = servers_addresses(servers, host, &port, space);
  if (!*addresses) {
    const bool failed = dns_has_failed(host->status);
    FIND(failed ? CHECK_UNKNOWN : CHECK_ERROR, host->name, "mta-sts-no-host", "RFC 8461 section 3.3", NULL,
         failed ? NULL : "give the host an A or AAAA record and serve the policy there", "%s",
         failed ? check_failure_words(host->status)
                : "the host of the policy has no address, so there is no policy though the record says so");
    return NULL;
  }
  const struct https_request request = {.host = host->name,
                                        .addresses = addresses,
                                        .port = port,
                                        .path = PATH,
                                        .ca_file = servers_options(servers)->ca_file,
                                        .seconds = servers_options(servers)->seconds,
                                        .most = MTA_STS_POLICY_MOST};
  struct https_answer *answer = https_get(&request, &error);
  if (answer)
    return answer;
  const bool too_large = error->code == FAULT_DATA;
  FIND(error->code == FAULT_CONFIG || error->code == FAULT_SOFTWARE ? CHECK_UNKNOWN : CHECK_ERROR, url,
       error->code == FAULT_REFUSED ? "mta-sts-certificate"
       : too_large                  ? "mta-sts-too-large"
                                    : "mta-sts-no-file",
       "RFC 8461 section 3.3", error->message,
       error->code == FAULT_REFUSED ? "give the web server a certificate from a public authority for this host"
       : too_large                  ? "leave in it only what RFC 8461 names"
                                    : "let a web server answer there with the policy",
       "the policy cannot be fetched, so there is none for senders that do not know it already");
  return NULL;
}

static bool is_plain_text(const char *type) {
  return type && g_ascii_strncasecmp(type, "text/plain", 10) == 0 && strchr("; ", type[10]);
}

static bool check_answer(struct check_context *context, const char *url, const struct https_answer *answer) {
  if (answer->status / 100 == 3)
    FIND(CHECK_ERROR, url, "mta-sts-redirect", "RFC 8461 section 3.3", answer->goes_to,
         "serve the policy at this very place", "the web server answers %u, and senders must not follow redirects",
         answer->status);
  else if (answer->status != HTTP_OK)
    FIND(CHECK_ERROR, url, "mta-sts-http-status", "RFC 8461 section 3.3", NULL, "serve the policy at this very place",
         "the web server answers %u instead of 200, so there is no policy", answer->status);
  else if (!is_plain_text(answer->type))
    FIND(CHECK_WARNING, url, "mta-sts-media-type", "RFC 8461 section 3.2", answer->type,
         "have the web server say Content-Type: text/plain",
         "the web server does not say that the policy is text/plain, and senders may refuse it");
  return answer->status == HTTP_OK;
}

static void tell_mode(struct check_context *context, const char *url, const struct mta_sts_policy *policy) {
  static const char *const texts[] = {
      [MTA_STS_NONE] = "the policy is in mode none: senders forget that there was one",
      [MTA_STS_TESTING] = "the policy is in mode testing: senders report failures and deliver all the same",
      [MTA_STS_ENFORCE] = "senders deliver only by verified TLS to servers that the policy allows",
  };
  g_autofree char *fact = g_strdup_printf("%" G_GINT64_FORMAT, policy->max_age);
  findings_add_fact(context->findings, "mta_sts_mode", mta_sts_mode_word(policy->mode));
  findings_add_fact(context->findings, "mta_sts_max_age", fact);
  FIND(policy->mode == MTA_STS_ENFORCE ? CHECK_OK : CHECK_NOTE, url, "mta-sts-mode", "RFC 8461 section 5", NULL,
       policy->mode == MTA_STS_TESTING ? "go on to mode enforce, with a new id, once the reports of TLS-RPT are clean"
                                       : NULL,
       "%s", texts[policy->mode]);
}

/* -- the servers ----------------------------------------------------------------------------------------------------
 */

static bool has_modern_tls(const struct mail_probe *probe) {
  return probe->versions[TLS_1_2] == MAIL_PROBE_YES || probe->versions[TLS_1_3] == MAIL_PROBE_YES;
}

/* A server that the policy allows, and how bad it is when senders make nothing of that. */
struct allowed {
  const struct mail_host *host;
  enum check_result bad;
};

/* What senders make of it. */
static void tell_server(void *user, struct findings *findings, const struct mail_probe *probe) {
  const struct allowed *allowed = user;
  const struct mail_host *host = allowed->host;
  const enum check_result bad = allowed->bad;
  if (probe->state == MAIL_PROBE_NO_STARTTLS || probe->state == MAIL_PROBE_STARTTLS_REFUSED ||
      probe->state == MAIL_PROBE_STARTTLS_LATER)
    finding_add(findings, bad, host->name, "mta-sts-no-starttls", "RFC 8461 section 4.2", probe->said,
                "offer STARTTLS on the server",
                "the server does not do STARTTLS, so senders that heed the policy will not deliver to it");
  else if (probe->state == MAIL_PROBE_NO_HANDSHAKE || (probe->state == MAIL_PROBE_SHOWN && !has_modern_tls(probe)))
    finding_add(findings, bad, host->name, "mta-sts-old-tls", "RFC 8461 section 7.2", probe->trouble,
                "let the server take TLS 1.2",
                "the server speaks no TLS 1.2 or newer, so senders that heed the policy will not deliver to it");
  else if (probe->state != MAIL_PROBE_SHOWN)
    finding_add(findings, CHECK_UNKNOWN, host->name, "mta-sts-server-unknown", "RFC 8461 section 4.2", probe->trouble,
                NULL, "the server could not be asked for its certificate");
  else if (probe->peer.troubles != 0) {
    g_autofree char *words = tls_trouble_words(&probe->peer, host->name, probe->peer.troubles);
    finding_add(findings, bad, host->name, "mta-sts-server-certificate", "RFC 8461 section 4.2",
                probe->peer.certificate.subject, "give the server a certificate from a public authority for its name",
                "senders that heed the policy will not deliver to the server, because of its certificate: %s", words);
  } else
    finding_add(findings, CHECK_OK, host->name, "mta-sts-server", "RFC 8461 section 4.2", NULL, NULL,
                "the policy allows the server, and its certificate is as it must be");
}

static void tell_patterns(struct check_context *context, const char *url, const struct mail_hosts *hosts,
                          const struct mta_sts_policy *policy) {
  for (unsigned int i = 0; i < policy->mx->len; i++) {
    bool used = false;
    for (unsigned int j = 0; j < hosts->list->len; j++)
      used = used || mta_sts_pattern_matches(policy->mx->pdata[i], ((struct mail_host *)hosts->list->pdata[j])->name);
    if (!used)
      FIND(CHECK_NOTE, url, "mta-sts-pattern-unused", "RFC 8461 section 4.1", policy->mx->pdata[i],
           "take it out, unless a server of that name is to come",
           "a pattern of the policy allows none of the servers");
  }
}

static void tell_servers(struct check_context *context, const char *url, const struct mta_sts_policy *policy) {
  g_autoptr(mail_hosts) hosts = mail_hosts_find(context->resolver, context->domain);
  struct visit *visits[MAIL_HOSTS_MOST] = {NULL};
  struct servers *servers = context->options->servers;
  const enum check_result bad = policy->mode == MTA_STS_ENFORCE ? CHECK_ERROR : CHECK_WARNING;
  if (hosts->kind != MAIL_HOSTS_MX && hosts->kind != MAIL_HOSTS_IMPLICIT)
    return;
  for (unsigned int i = 0; i < hosts->list->len; i++) {
    const struct mail_host *host = hosts->list->pdata[i];
    if (host->valid && mta_sts_policy_allows(policy, host->name) && host->status == DNS_FOUND)
      visits[i] = servers_visit(servers, host, server_port(SERVER_MX), SERVER_MX);
  }
  for (unsigned int i = 0; i < hosts->list->len; i++) {
    const struct mail_host *host = hosts->list->pdata[i];
    if (!mta_sts_policy_allows(policy, host->name))
      FIND(bad, host->name, "mta-sts-mx-not-allowed", "RFC 8461 section 4.1", NULL,
           "add an mx line for it to the policy, then publish a new id",
           "the policy does not allow the server, so senders that heed it will not deliver to it");
    else if (visits[i])
      visit_tell(servers, visits[i], context->findings, host->name, tell_server, &(struct allowed){host, bad});
  }
  tell_patterns(context, url, hosts, policy);
}

/* -- all ------------------------------------------------------------------------------------------------------------
 */

static void check_policy(struct check_context *context) {
  g_autofree char *name = g_strdup_printf("mta-sts.%s", context->domain),
                  *url = g_strdup_printf("https://%s" PATH, name);
  struct mail_host *host = mail_host_find(context->resolver, name);
  struct https_answer *answer = fetch(context, url, host);
  struct mta_sts_policy policy;
  mail_host_free(host);
  if (answer && check_answer(context, url, answer)) {
    const char *text = (const char *)answer->body->data;
    mta_sts_policy_parse(text ? text : "", answer->body->len, &policy);
    record_text_tell(context, &kind, url, text ? text : "", answer->body->len, policy.findings);
    if (policy.valid)
      tell_mode(context, url, &policy);
    if (policy.valid && policy.mode != MTA_STS_NONE)
      tell_servers(context, url, &policy);
    mta_sts_policy_clear(&policy);
  }
  https_answer_free(answer);
}

static void run(struct check_context *context) {
  g_autofree char *name = NULL, *text = record_text_find(context, &kind, &name);
  struct mta_sts_record record;
  if (!text)
    return;
  mta_sts_record_parse(text, &record);
  record_text_tell(context, &kind, name, text, strlen(text), record.findings);
  if (record.valid) {
    findings_add_fact(context->findings, "mta_sts_id", record.id);
    FIND(CHECK_OK, name, "mta-sts-record", "RFC 8461 section 3.1", text, NULL, "the record has id %s", record.id);
    check_policy(context);
  }
  mta_sts_record_clear(&record);
}

const struct check check_mta_sts = {.name = "mta-sts",
                                    .title = "MTA-STS",
                                    .summary = "Whether senders must verify the servers, and can (RFC 8461)",
                                    .run = run};
