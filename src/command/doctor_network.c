/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "check/run.h"
#include "command/check_known.h"
#include "command/check_typed.h"
#include "command/doctor.h"
#include "command/mailbox_settings.h"

#define DAY 86400
#define CERTIFICATE_DAYS 14 /* whoever renews it by a program has done so by then */

/* -- mailboxes ----------------------------------------------------------------------------------------------------- */

static void look_at_certificate(struct doctor *doctor, const struct mailbox_settings *mailbox,
                                const struct peer_certificate *certificate) {
  g_autofree char *subject = g_strdup_printf("certificate of %s", mailbox->imap.target.host);
  g_autofree char *mend = g_strdup_printf("dmarcstat mailbox test %s", mailbox->name);
  if (!certificate->fingerprint || certificate->ends < 0) /* without TLS, on this machine */
    return;
  g_autofree char *day = text_day(certificate->ends);
  const bool soon = certificate->ends - g_get_real_time() / G_USEC_PER_SEC < CERTIFICATE_DAYS * DAY;
  if (soon)
    doctor_say(doctor, DOCTOR_BAD, subject, mend, "it ends on %s; whoever runs the server must renew it", day);
  else
    doctor_say(doctor, DOCTOR_GOOD, subject, NULL, "valid until %s", day);
}

static void look_at_mailbox(struct doctor *doctor, const struct mailbox_settings *mailbox) {
  g_autofree char *subject = g_strdup_printf("mailbox %s", mailbox->name);
  g_autofree char *mend = g_strdup_printf("dmarcstat mailbox test %s", mailbox->name);
  GError *trouble = NULL;
  struct imap_folder folder;
  struct imap_session *session = imap_session_open(&mailbox->imap, &trouble);
  if (session)
    look_at_certificate(doctor, mailbox, &connection_peer(imap_session_connection(session))->certificate);
  for (char **name = mailbox->folders; session && *name && !trouble; name++)
    imap_session_select(session, *name, &folder, &trouble);
  imap_session_close(session);
  if (trouble)
    doctor_say(doctor, DOCTOR_BAD, subject, mend, "%s", trouble->message);
  else
    doctor_say(doctor, DOCTOR_GOOD, subject, NULL, "logged in, its folders are there");
  g_clear_error(&trouble);
}

void doctor_look_at_mailboxes(struct doctor *doctor) {
  static const char *const all[] = {NULL};
  if (!doctor->config)
    return;
  if (!*config_mailboxes(doctor->config)) {
    doctor_say(doctor, DOCTOR_NOTE, "mailboxes", "dmarcstat init", "none is configured");
    return;
  }
  g_autoptr(GPtrArray) mailboxes = mailbox_settings_chosen(doctor->config, all, NULL);
  for (guint i = 0; mailboxes && i < mailboxes->len; i++)
    look_at_mailbox(doctor, mailboxes->pdata[i]);
}

/* -- DNS ----------------------------------------------------------------------------------------------------------- */

/* The first that is to be looked at. */
static const struct check_finding *worst(const struct check_domain *domain) {
  for (unsigned int i = 0; i < domain->n; i++)
    for (guint k = 0; k < domain->findings[i]->list->len; k++) {
      const struct check_finding *finding = domain->findings[i]->list->pdata[k];
      if (finding->result == domain->result)
        return finding;
    }
  return NULL;
}

static void tell(struct doctor *doctor, const struct check_domain *domain) {
  g_autofree char *subject = g_strdup_printf("DMARC record of %s", domain->domain);
  g_autofree char *mend = g_strdup_printf("dmarcstat check %s", domain->domain);
  const struct check_finding *finding = worst(domain);
  if (!check_result_alarms(domain->result) || !finding)
    doctor_say(doctor, DOCTOR_GOOD, subject, NULL, "it is there");
  else
    doctor_say(doctor, DOCTOR_BAD, subject, mend, "%s", finding->text);
}

void doctor_look_at_dns(struct doctor *doctor) {
  const struct check *const chosen[] = {check_find("dmarc"), NULL};
  const struct check_typed typed = {0};
  if (!doctor->config || !doctor->store)
    return;
  g_autoptr(GPtrArray) domains = g_ptr_array_new_with_free_func((GDestroyNotify)check_domain_free);
  for (guint i = 0; i < doctor->health.domains->len; i++) {
    char *domain = check_typed_domain(doctor->health.domains->pdata[i], false, NULL);
    if (domain) /* a report may be about what is none */
      g_ptr_array_add(domains, check_domain_new(domain, &(struct check_known){0}, chosen));
  }
  GError *trouble = NULL;
  g_auto(GStrv) mailboxes = check_known_mailboxes(doctor->config);
  const struct check_options options = {.mailboxes = (const char *const *)mailboxes};
  struct resolver *resolver = domains->len > 0 ? check_typed_resolver(&typed, doctor->config, &trouble) : NULL;
  if (resolver && check_run(&(struct check_run){.resolver = resolver, .options = &options}, domains))
    for (guint i = 0; i < domains->len; i++)
      tell(doctor, domains->pdata[i]);
  else if (trouble)
    doctor_say(doctor, DOCTOR_BAD, "DNS", NULL, "%s", trouble->message);
  g_clear_error(&trouble);
  resolver_free(resolver);
}
