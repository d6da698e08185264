/* SPDX-License-Identifier: MIT */
/* TLS of the mail servers of a domain: of each MX on port 25, and of the servers that were named. */
#include "check/check.h"
#include "check/servers.h"
#include "check/tls_findings.h"
#include "check/visit_tell.h"
#include <string.h>

extern const struct check check_tls;

#define SETTING(subject, what) mail_software_setting((subject)->software, (subject)->kind, what)

/* -- how far it came ------------------------------------------------------------------------------------------------
 */

static const struct {
  const char *rule, *reference, *advice, *text;
  enum check_result result;
} states[] = {
    [MAIL_PROBE_NO_HOST] = {"server-no-address", "RFC 5321 section 5.1", "give it an A or AAAA record, or name another",
                            "the host has no address", CHECK_ERROR},
    [MAIL_PROBE_NO_ROUTE] = {"server-no-route", NULL, "see to the network of this computer, or check from another one",
                             "this computer has no way to the server, or is not allowed to use it; that says nothing "
                             "of the server",
                             CHECK_UNKNOWN},
    [MAIL_PROBE_TIMED_OUT] = {"server-silent", "RFC 5321 section 4.5.4.1",
                              "see whether the server runs and whether a firewall is in between",
                              "the server does not answer to attempts to connect", CHECK_ERROR},
    [MAIL_PROBE_NOT_LISTENING] = {"server-not-listening", "RFC 5321 section 4.5.4.1",
                                  "start the server, or correct its name or port", "the server refuses connections",
                                  CHECK_ERROR},
    [MAIL_PROBE_BROKEN] = {"server-broken", "RFC 5321 section 4.5.3.2", "look into the log of the server",
                           "the server takes the connection, and then does not come to what it has to say",
                           CHECK_ERROR},
    [MAIL_PROBE_GARBAGE] = {"server-garbage", NULL, "see what listens on this port",
                            "what answers is no server of this protocol", CHECK_ERROR},
    [MAIL_PROBE_UNWELCOME] = {"server-unwelcome", NULL,
                              "check from an address that the server does not turn away, or see why it does",
                              "the server turns this computer away, so that nothing else can be said of it",
                              CHECK_UNKNOWN},
    [MAIL_PROBE_NO_STARTTLS] = {"starttls-missing", NULL, NULL, NULL, CHECK_ERROR},
    [MAIL_PROBE_STARTTLS_LATER] = {"starttls-not-now", "RFC 3207 section 4",
                                   "look into the log of the server: most often it cannot read its certificate or key",
                                   "the server offers STARTTLS and says that it cannot do it now", CHECK_ERROR},
    [MAIL_PROBE_STARTTLS_REFUSED] = {"starttls-refused", "RFC 3207 section 4", "look into the log of the server",
                                     "the server offers STARTTLS and refuses it", CHECK_ERROR},
    [MAIL_PROBE_INJECTED] = {"starttls-injection", "RFC 3207 section 4.2, RFC 9051 section 6.2.1",
                             "update the server; if it is right, somebody in between changes what it says",
                             "more came in the clear behind the agreement to STARTTLS, which a client might take for "
                             "protected",
                             CHECK_ERROR},
    [MAIL_PROBE_NO_HANDSHAKE] = {"tls-no-handshake", "RFC 9325 section 3.1.1", NULL,
                                 "TLS cannot be agreed on with the server", CHECK_ERROR},
};

static void tell_starttls_missing(const struct tls_subject *subject) {
  const bool mx = subject->kind == SERVER_MX, masked = subject->probe->masked;
  finding_add(subject->findings, CHECK_ERROR, subject->subject, masked ? "starttls-masked" : "starttls-missing",
              subject->kind == SERVER_MX || subject->kind == SERVER_SUBMISSION ? "RFC 3207 section 4"
                                                                               : "RFC 8314 section 4.1",
              subject->probe->greeting,
              masked ? "turn off the inspection of SMTP in the firewall between here and the server"
                     : SETTING(subject, MAIL_SETTING_STARTTLS),
              masked ? "something between here and the server has overwritten an extension with XXXX, as firewalls do "
                       "with STARTTLS, so mail goes in the clear"
              : mx   ? "the server does not offer STARTTLS, or somebody on the way takes it out, so mail comes in the "
                       "clear"
                     : "the server does not offer STARTTLS, or somebody on the way takes it out, so passwords and mail "
                       "go in the clear or not at all");
}

/* One's own network often keeps its computers from port 25 of others. */
static void tell_silent_smtp(const struct tls_subject *subject, enum servers_smtp smtp) {
  finding_add(subject->findings, CHECK_UNKNOWN, subject->subject,
              smtp == SERVERS_SMTP_BLOCKED ? "smtp-blocked-here" : "smtp-silent", NULL, subject->probe->trouble,
              "check from a computer that may use port 25, as the mail server may",
              smtp == SERVERS_SMTP_BLOCKED
                  ? "no server of any domain answers on port 25, so the network of this computer blocks it; that says "
                    "nothing of the server"
                  : "the server does not answer on port 25: either it is down, or the network of this computer blocks "
                    "that port, as many do");
}

static void tell_state(const struct tls_subject *subject, struct servers *servers) {
  const enum mail_probe_state state = subject->probe->state;
  const enum servers_smtp smtp = servers_smtp(servers);
  const char *evidence = subject->probe->said ? subject->probe->said : subject->probe->trouble;
  if (state == MAIL_PROBE_NO_STARTTLS)
    tell_starttls_missing(subject);
  else if (state == MAIL_PROBE_TIMED_OUT && subject->kind == SERVER_MX && smtp != SERVERS_SMTP_WORKS)
    tell_silent_smtp(subject, smtp);
  else if (state == MAIL_PROBE_NO_ROUTE && subject->reached)
    finding_add(subject->findings, CHECK_NOTE, subject->subject, states[state].rule, NULL, evidence, NULL,
                "this computer has no way to this address of the server; it was looked at by another");
  else if (state != MAIL_PROBE_SHOWN)
    finding_add(subject->findings, states[state].result, subject->subject, states[state].rule, states[state].reference,
                evidence,
                state == MAIL_PROBE_NO_HANDSHAKE ? SETTING(subject, MAIL_SETTING_VERSIONS) : states[state].advice, "%s",
                states[state].text);
}

static void tell_login(const struct tls_subject *subject) {
  if (subject->probe->preauth)
    finding_add(subject->findings, CHECK_ERROR, subject->subject, "imap-preauth", "RFC 9051 section 7.1.4",
                subject->probe->greeting, "let the server demand a login from everybody",
                "the server takes everybody who connects for a known user, and leaves no room for STARTTLS");
  if (subject->probe->clear_login)
    finding_add(subject->findings, subject->kind == SERVER_MX ? CHECK_WARNING : CHECK_ERROR, subject->subject,
                "login-in-the-clear",
                server_protocol(subject->kind) == MAIL_PROBE_IMAP ? "RFC 9051 section 6.2.3" : "RFC 8314 section 4.1",
                subject->probe->greeting, SETTING(subject, MAIL_SETTING_CLEAR_LOGIN),
                "the server takes passwords before TLS has begun, so everybody on the way can read them");
}

static void tell(const struct tls_subject *subject, struct servers *servers) {
  const enum mail_probe_state state = subject->probe->state;
  tell_state(subject, servers);
  tell_login(subject);
  if (state == MAIL_PROBE_SHOWN)
    tls_findings_certificate(subject);
  if (state == MAIL_PROBE_SHOWN || state == MAIL_PROBE_NO_HANDSHAKE)
    tls_findings_offers(subject);
}

/* -- all servers --------------------------------------------------------------------------------------------------- */

/* One that is visited. */
struct begun {
  struct visit *visit; /* NULL: it has no address */
  enum dns_status status;
  enum server_kind kind;
  char *host, *subject;
};

static void clear_begun(void *data) {
  struct begun *begun = data;
  g_free(begun->host);
  g_free(begun->subject);
}

static void begin(struct check_context *context, GArray *all, const struct mail_host *host, uint16_t port,
                  enum server_kind kind) {
  struct begun begun = {.visit = servers_visit(context->options->servers, host, port, kind),
                        .status = host->status,
                        .kind = kind,
                        .host = g_strdup(host->name)};
  begun.subject = strchr(host->name, ':') ? g_strdup_printf("[%s]:%u", host->name, port)
                                          : g_strdup_printf("%s:%u", host->name, port);
  g_array_append_val(all, begun);
}

static void begin_mx(struct check_context *context, GArray *all) {
  g_autoptr(mail_hosts) hosts = mail_hosts_find(context->resolver, context->domain);
  if (hosts->kind == MAIL_HOSTS_FAILED)
    finding_add(context->findings, CHECK_UNKNOWN, context->domain, "tls-no-answer", NULL, NULL, NULL, "%s for MX",
                check_failure_words(hosts->status));
  if (hosts->kind == MAIL_HOSTS_NULL || hosts->kind == MAIL_HOSTS_NONE)
    finding_add(context->findings, CHECK_OK, context->domain, "tls-no-servers", "RFC 7505 section 3", NULL, NULL,
                "no server takes mail for the domain, so there is none to look at");
  for (unsigned int i = 0; i < hosts->list->len; i++) {
    const struct mail_host *host = hosts->list->pdata[i];
    if (host->valid)
      begin(context, all, host, server_port(SERVER_MX), SERVER_MX);
  }
}

static void begin_named(struct check_context *context, GArray *all) {
  for (const struct server *const *named = context->options->named; named && *named; named++) {
    struct mail_host *host = mail_host_find(context->resolver, (*named)->host);
    begin(context, all, host, (*named)->port, (*named)->kind);
    mail_host_free(host);
  }
}

struct telling {
  const struct begun *begun;
  struct servers *servers;
  bool reached;
};

static void tell_probe(void *user, struct findings *findings, const struct mail_probe *probe) {
  const struct telling *telling = user;
  const struct tls_subject subject = {.findings = findings,
                                      .subject = telling->begun->subject,
                                      .host = telling->begun->host,
                                      .kind = telling->begun->kind,
                                      .probe = probe,
                                      .reached = telling->reached,
                                      .software = mail_software_of(probe->greeting)};
  tell(&subject, telling->servers);
}

static void tell_of(struct check_context *context, const struct begun *begun) {
  struct servers *servers = context->options->servers;
  if (!begun->visit) {
    const bool failed = dns_has_failed(begun->status);
    finding_add(context->findings, failed ? CHECK_UNKNOWN : CHECK_ERROR, begun->subject, "server-no-address",
                "RFC 5321 section 5.1", NULL, failed ? NULL : states[MAIL_PROBE_NO_HOST].advice, "%s",
                failed ? check_failure_words(begun->status) : states[MAIL_PROBE_NO_HOST].text);
    return;
  }
  visit_tell(servers, begun->visit, context->findings, begun->subject, tell_probe,
             &(struct telling){begun, servers, visit_is_reached(servers, begun->visit)});
}

/* All are begun before the first is waited for. */
static void run(struct check_context *context) {
  g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct begun));
  g_array_set_clear_func(all, clear_begun);
  begin_mx(context, all);
  begin_named(context, all);
  for (unsigned int i = 0, n; i < all->len; i++)
    if (g_array_index(all, struct begun, i).visit)
      visit_wait(context->options->servers, g_array_index(all, struct begun, i).visit, &n);
  for (unsigned int i = 0; i < all->len; i++)
    tell_of(context, &g_array_index(all, struct begun, i));
}

const struct check check_tls = {.name = "tls",
                                .title = "TLS of the mail servers",
                                .summary = "Certificates, TLS versions and cipher suites of each MX and of --server "
                                           "(RFC 9325, RFC 8996, RFC 8314)",
                                .run = run};
