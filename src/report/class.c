/* SPDX-License-Identifier: MIT */
#include "report/class.h"

/* Shares of a source's messages, in per cent. */
#define NEARLY_ALL 90
#define MOST 80
#define HALF 50
#define HARDLY_ANY 10

#define SMALL_PART 200 /* of the domain's mail, a source that sends less than one message in so many */

/* A sender that comes back: on one day in five, at least on three, with so many messages. */
#define REGULAR_DAYS 3
#define REGULAR_EVERY 5
#define REGULAR_MESSAGES 50

static bool at_least(uint64_t part, unsigned int percent, uint64_t whole) {
  return (double)part * 100 >= (double)whole * percent; /* counts may come near 2^63 */
}

static bool share(const struct class_evidence *e, uint64_t part, unsigned int percent) {
  return at_least(part, percent, e->messages);
}

static bool is_regular(const struct class_evidence *e) {
  return e->messages >= REGULAR_MESSAGES && e->days >= REGULAR_DAYS && e->days * REGULAR_EVERY >= e->period_days;
}

/* -- the rules, each with its reason ---------------------------------------------------------------------------------
 */

struct rule {
  bool (*holds)(const struct class_evidence *e);
  enum source_class class;
  const char *reason;
  const char *advice; /* NULL: nothing is to be done */
};

static bool both(const struct class_evidence *e) {
  return share(e, e->dmarc_pass, NEARLY_ALL) && share(e, e->dkim_aligned, MOST) && share(e, e->spf_aligned, MOST);
}

/* The signature survives, while SPF knows nothing of the source. */
static bool survives(const struct class_evidence *e) {
  const bool small = (double)e->messages * SMALL_PART < (double)e->domain_messages;
  return share(e, e->dkim_aligned, NEARLY_ALL) && !share(e, e->spf_aligned, HARDLY_ANY) &&
         (small || (!share(e, e->spf_pass, HALF) && !is_regular(e)));
}

static bool by_dkim_for_another(const struct class_evidence *e) {
  return share(e, e->dkim_aligned, NEARLY_ALL) && share(e, e->spf_pass, HALF) && !share(e, e->spf_aligned, HALF);
}

static bool by_dkim(const struct class_evidence *e) {
  return share(e, e->dkim_aligned, NEARLY_ALL) && !share(e, e->spf_aligned, MOST);
}

static bool by_spf(const struct class_evidence *e) {
  return share(e, e->spf_aligned, NEARLY_ALL) && !share(e, e->dkim_aligned, MOST);
}

static bool passes_somehow(const struct class_evidence *e) {
  return share(e, e->dmarc_pass, NEARLY_ALL);
}

static bool said_to_be_forwarded(const struct class_evidence *e) {
  const uint64_t failed = e->messages - e->dmarc_pass;
  return e->overridden > 0 && at_least(e->overridden, HALF, failed) && !share(e, e->spf_aligned, HARDLY_ANY);
}

static bool survives_in_part(const struct class_evidence *e) {
  return share(e, e->dkim_aligned, HARDLY_ANY) && !share(e, e->spf_aligned, HARDLY_ANY);
}

static bool passes_in_part(const struct class_evidence *e) {
  return share(e, e->dmarc_pass, HARDLY_ANY);
}

static bool passes_for_another(const struct class_evidence *e) {
  return share(e, e->dkim_pass, HALF) || share(e, e->spf_pass, HALF);
}

static bool regular_for_another(const struct class_evidence *e) {
  return passes_for_another(e) && is_regular(e);
}

static bool always(const struct class_evidence *e) {
  (void)e;
  return true;
}

#define LEAVE_FORWARDER                                                                                                \
  "Nothing to mend here. Do not add it to your SPF record; sign everything with DKIM, which survives most forwarding."
#define SIGN_AS_YOU                                                                                                    \
  "If it is yours, have it sign with DKIM as your domain; an envelope sender in your domain helps, too. If it is "     \
  "not, leave it: p=reject will stop it."
#define LEAVE_STRANGER "If you know nothing of it, it is what p=reject stops. Do not add it to your SPF record."

/* The first that holds. */
static const struct rule rules[] = {
    {both, CLASS_ALIGNED, "DKIM and SPF both pass for your domain", NULL},
    {survives, CLASS_FORWARDED,
     "your DKIM signature survives, SPF never aligns, and it is little: forwarded mail, as far as one can tell",
     LEAVE_FORWARDER},
    {by_dkim_for_another, CLASS_PARTLY_ALIGNED, "passes by DKIM only; SPF passes for another domain",
     "It works, as long as every message is signed. For SPF to count as well, the envelope sender must be in your "
     "domain."},
    {by_dkim, CLASS_PARTLY_ALIGNED, "passes by DKIM only; SPF fails",
     "If it is yours, add it to the SPF record of the envelope sender's domain, so that one lost signature loses no "
     "mail."},
    {by_spf, CLASS_PARTLY_ALIGNED, "passes by SPF only, which forwarding breaks; DKIM is missing or for another domain",
     "If it is yours, switch on DKIM as your domain before you go to p=reject: what is forwarded would be lost."},
    {passes_somehow, CLASS_PARTLY_ALIGNED, "now DKIM passes, now SPF, but seldom both",
     "If it is yours, find out why both do not always pass: a second server without the key is a frequent cause."},
    {said_to_be_forwarded, CLASS_FORWARDED, "reporters say that it was forwarded or went through a mailing list",
     LEAVE_FORWARDER},
    {survives_in_part, CLASS_FORWARDED,
     "your DKIM signature survives on a part of it and SPF never aligns: forwarded mail or a list, as far as one can "
     "tell",
     LEAVE_FORWARDER},
    {passes_in_part, CLASS_MISCONFIGURED, "only a part of it passes for your domain",
     "If it is yours, find out what sends the part that fails: `--failing` shows only that."},
    {regular_for_another, CLASS_MISCONFIGURED, "a regular sender that passes, but for another domain", SIGN_AS_YOU},
    {passes_for_another, CLASS_SUSPICIOUS, "passes only for a domain that is not yours, and is no regular sender",
     LEAVE_STRANGER},
    {always, CLASS_SUSPICIOUS, "neither DKIM nor SPF passes for anybody", LEAVE_STRANGER},
};

static const struct rule *rule_of(const struct class_evidence *evidence) {
  const struct rule *rule = rules;
  while (!rule->holds(evidence))
    rule++;
  return rule;
}

/* -- from outside ----------------------------------------------------------------------------------------------------
 */

enum source_class class_of(const struct class_evidence *evidence) {
  return rule_of(evidence)->class;
}

const char *class_reason(const struct class_evidence *evidence) {
  return rule_of(evidence)->reason;
}

const char *source_class_word(enum source_class value) {
  static const char *const words[SOURCE_CLASS_MAX] = {"aligned", "partly aligned", "misconfigured", "forwarded",
                                                      "suspicious"};
  return words[value];
}

const char *class_advice(const struct class_evidence *evidence) {
  return rule_of(evidence)->advice;
}

static int64_t sql_class(const int64_t *arguments, int n) {
  struct class_evidence evidence = {0};
  uint64_t *const into[] = {&evidence.messages,     &evidence.dmarc_pass,     &evidence.both_aligned,
                            &evidence.dkim_aligned, &evidence.spf_aligned,    &evidence.dkim_pass,
                            &evidence.spf_pass,     &evidence.overridden,     &evidence.days,
                            &evidence.period_days,  &evidence.domain_messages};
  for (int i = 0; i < n; i++)
    *into[i] = (uint64_t)arguments[i];
  return class_of(&evidence);
}

bool class_add_function(struct store *store, GError **error) {
  return query_add_function(store, "source_class", 11, sql_class, error);
}
