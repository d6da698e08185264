/* SPDX-License-Identifier: MIT */
/* DMARC, RFC 9989: which record holds, what it asks for, and whether reports arrive. */
#include "check/check.h"
#include "check/dmarc_destinations.h"
#include "check/dmarc_discovery.h"
#include "check/record_texts.h"
#include <string.h>

extern const struct check check_dmarc;

/* For record_text_tell(); the record itself is found otherwise. */
static const struct record_kind kind = {.prefix = "_dmarc", .rule = "dmarc", .reference = "RFC 9989 section 4.7"};

/* -- what is there ------------------------------------------------------------------------------------------------- */

static void check_place(struct check_context *context, const struct dmarc_place *place) {
  for (guint i = 0; i < place->others->len; i++)
    finding_add(context->findings, CHECK_ERROR, place->domain, "dmarc-not-read", "RFC 9989 section 4.7",
                place->others->pdata[i], "let it begin with exactly v=DMARC1; and remove what stands before",
                "receivers pass over this record, because it does not begin with v=DMARC1");
  if (place->records->len > 1)
    finding_add(context->findings, CHECK_ERROR, place->domain, "dmarc-multiple", "RFC 9989 section 4.10",
                place->records->pdata[1], "keep one of them",
                "there are %u DMARC records, of which receivers take none", place->records->len);
}

static bool same(const char *one, const char *other) {
  return g_strcmp0(one, other) == 0;
}

/* What receivers see that still use the Public Suffix List. */
static void check_difference(struct check_context *context, const struct dmarc_discovery *discovery) {
  if (discovery->suffix_organisation && discovery->organisation &&
      !same(discovery->organisation, discovery->suffix_organisation))
    finding_add(context->findings, CHECK_NOTE, context->domain, "dmarc-organisation-differs", "RFC 9989 appendix C.3",
                NULL, "look at alignment in relaxed mode, which goes by the organisational domain",
                "the organisational domain is %s by the tree walk, and %s by the Public Suffix List",
                discovery->organisation, discovery->suffix_organisation);
  if (same(discovery->policy_domain, discovery->suffix_policy_domain))
    return;
  finding_add(
      context->findings, CHECK_WARNING, context->domain, "dmarc-discovery-differs", "RFC 9989 appendix C.3", NULL,
      "publish a record at the domain itself",
      "receivers do not agree on the record that holds: by the tree walk it is at %s, by the Public Suffix List "
      "at %s",
      discovery->policy_domain ? discovery->policy_domain : "no place",
      discovery->suffix_policy_domain ? discovery->suffix_policy_domain : "no place");
}

/* -- what it asks for ---------------------------------------------------------------------------------------------- */

/* The number of pct, 100 when it is not there or none. */
static int percentage(const struct dmarc_record *record) {
  const struct tag *tag = &record->tags[DMARC_TAG_PCT];
  g_autofree char *text = tag->name.at ? g_strndup(tag->value.at, tag->value.length) : NULL;
  guint64 pct;
  return text && g_ascii_string_to_unsigned(text, 10, 0, 100, &pct, NULL) ? (int)pct : 100;
}

static const char *policy_of(enum policy policy) {
  return policy == POLICY_ABSENT ? "none" : policy_word(policy);
}

static void check_strength(struct check_context *context, const struct dmarc_record *record) {
  const enum policy p = record->p == POLICY_ABSENT ? POLICY_NONE : record->p;
  const int pct = percentage(record);
  if (record->p == POLICY_ABSENT && !record->rua)
    finding_add(context->findings, CHECK_ERROR, context->domain, "dmarc-no-policy", "RFC 9989 section 4.10.1",
                record->text,
                "add p= and rua=", "with neither a good p nor a good rua, receivers do without the record");
  if (p == POLICY_NONE)
    finding_add(context->findings, CHECK_WARNING, context->domain, "dmarc-p-none", "RFC 9989 section 4.7", record->text,
                "watch the reports (dmarcstat advise), then publish p=quarantine or p=reject",
                "nothing happens to mail that fails: p=none only asks for reports");
  else if (record->testing)
    finding_add(context->findings, CHECK_WARNING, context->domain, "dmarc-testing", "RFC 9989 section 4.7",
                record->text, "take t=y out when the reports look well", "t=y asks receivers to do less than p=%s says",
                policy_of(p));
  if (p != POLICY_NONE && pct < 100)
    finding_add(context->findings, CHECK_WARNING, context->domain, "dmarc-pct", "RFC 9989 appendix A.6", record->text,
                "take pct out, or use t=y while you are testing",
                "pct=%d is for old receivers only; others apply p=%s to all mail", pct, policy_of(p));
}

static void check_subdomains(struct check_context *context, const struct dmarc_record *record) {
  const enum policy p = record->p == POLICY_ABSENT ? POLICY_NONE : record->p;
  const enum policy sp = record->sp == POLICY_ABSENT ? p : record->sp,
                    np = record->np == POLICY_ABSENT ? sp : record->np;
  if (sp < p)
    finding_add(context->findings, CHECK_WARNING, context->domain, "dmarc-sp-weaker", "RFC 9989 section 4.7",
                record->text, "give subdomains that send mail records of their own, and take sp out",
                "subdomains are less protected than the domain: sp=%s, p=%s", policy_of(sp), policy_of(p));
  if (np < p && np <= sp)
    finding_add(context->findings, record->np == POLICY_ABSENT ? CHECK_NOTE : CHECK_WARNING, context->domain,
                "dmarc-np-weaker", "RFC 9989 section 4.7", record->text, "publish np=reject",
                "names that do not exist may be made up: for them %s holds, for the domain %s", policy_of(np),
                policy_of(p));
}

/* sp and np in a record that is not that of an organisation are never read. */
static void check_place_of_tags(struct check_context *context, const struct dmarc_discovery *discovery,
                                const struct dmarc_record *record) {
  if (!discovery->organisation || same(discovery->policy_domain, discovery->organisation) ||
      record->psd == DMARC_PSD_YES)
    return;
  if (record->tags[DMARC_TAG_SP].name.at || record->tags[DMARC_TAG_NP].name.at)
    finding_add(context->findings, CHECK_NOTE, context->domain, "dmarc-sp-ignored", "RFC 9989 section 4.7",
                record->text, "take it out, or publish it at the organisational domain",
                "sp and np count only at the organisational domain, which is %s", discovery->organisation);
}

static void check_psd(struct check_context *context, const struct dmarc_record *record) {
  if (record->psd == DMARC_PSD_YES)
    finding_add(context->findings, CHECK_NOTE, context->domain, "dmarc-psd", "RFC 9989 section 4.7", record->text,
                "only registries publish psd=y",
                "the domain says that it is a public suffix, so names below it are organisations of their own");
  if (record->psd == DMARC_PSD_YES && record->ruf)
    finding_add(context->findings, CHECK_WARNING, context->domain, "dmarc-psd-ruf", "RFC 9989 section 10.2",
                record->text, "take ruf out",
                "a public suffix must not ask for failure reports of other organisations");
}

static void tell_record(struct check_context *context, const struct dmarc_discovery *discovery,
                        const struct dmarc_record *record) {
  const bool own = same(discovery->policy_domain, context->domain);
  findings_add_fact(context->findings, "policy_domain", discovery->policy_domain);
  if (discovery->organisation)
    findings_add_fact(context->findings, "organizational_domain", discovery->organisation);
  findings_add_fact(context->findings, "policy", policy_word(dmarc_record_policy(record, !own)));
  if (own)
    finding_add(context->findings, CHECK_OK, context->domain, "dmarc-record", "RFC 9989 section 4.10.1", record->text,
                NULL, "there is one DMARC record");
  else
    finding_add(context->findings, CHECK_OK, context->domain, "dmarc-inherited", "RFC 9989 section 4.10.1",
                record->text, NULL, "the domain has no record of its own, and that of %s holds",
                discovery->policy_domain);
}

/* What a record of its own is held against, at the domain where it is. */
static void check_own(struct check_context *context, const struct dmarc_discovery *discovery,
                      const struct dmarc_record *record) {
  record_text_tell(context, &kind, discovery->policy_domain, record->text, strlen(record->text), record->findings);
  check_strength(context, record);
  if (!discovery->organisation || same(discovery->policy_domain, discovery->organisation))
    check_subdomains(context, record);
  check_place_of_tags(context, discovery, record);
  check_psd(context, record);
  dmarc_destinations_check(context, discovery->policy_domain, record);
}

/* Of a record further up, only what it means here. */
static void check_inherited(struct check_context *context, const struct dmarc_discovery *discovery,
                            const struct dmarc_record *record) {
  if (dmarc_record_policy(record, true) == POLICY_NONE)
    finding_add(context->findings, CHECK_WARNING, context->domain, "dmarc-p-none", "RFC 9989 section 4.7", record->text,
                "publish a record at the domain itself, or mend sp there",
                "nothing happens to mail that fails, by the record of %s", discovery->policy_domain);
}

static void check_record(struct check_context *context, const struct dmarc_discovery *discovery) {
  struct dmarc_record record;
  dmarc_record_parse(discovery->policy, &record);
  tell_record(context, discovery, &record);
  if (same(discovery->policy_domain, context->domain))
    check_own(context, discovery, &record);
  else
    check_inherited(context, discovery, &record);
  dmarc_record_clear(&record);
}

static void tell_unanswered(struct check_context *context, const struct dmarc_discovery *discovery) {
  if (dns_has_failed(discovery->status))
    finding_add(context->findings, discovery->policy ? CHECK_NOTE : CHECK_UNKNOWN, context->domain, "dmarc-no-answer",
                "RFC 9989 section 4.10", NULL, NULL, "%s, so %s is not known", check_failure_words(discovery->status),
                discovery->policy ? "the organisational domain" : "which DMARC record holds");
  if (discovery->unanswered)
    finding_add(context->findings, CHECK_NOTE, context->domain, "dmarc-no-answer-above", "RFC 9989 section 4.10", NULL,
                NULL, "DNS gives no answer for _dmarc.%s; it is taken to have no record", discovery->unanswered);
}

static void run(struct check_context *context) {
  struct dmarc_discovery discovery;
  dmarc_discover(context->resolver, context->domain, &discovery);
  check_place(context, &discovery.own);
  if (discovery.policy)
    check_record(context, &discovery);
  else if (!dns_has_failed(discovery.status))
    finding_add(context->findings, CHECK_ERROR, context->domain, "dmarc-missing", "RFC 9989 section 4.10", NULL,
                "publish \"v=DMARC1; p=none; rua=mailto:\" with your address as TXT at _dmarc, and read the reports",
                "no DMARC record holds for the domain, so anybody may write in its name and nobody tells you");
  tell_unanswered(context, &discovery);
  if (!dns_has_failed(discovery.status))
    check_difference(context, &discovery);
  dmarc_discovery_clear(&discovery);
}

const struct check check_dmarc = {.name = "dmarc",
                                  .title = "DMARC",
                                  .summary = "What becomes of mail that fails, and who is told (RFC 9989)",
                                  .run = run};
