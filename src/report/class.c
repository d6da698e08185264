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
  return share(e, e->dkim_aligned, NEARLY_ALL) && !share(e, e->spf_aligned, HARDLY_ANY) && e->known != KNOWN_SENDER &&
         e->known != KNOWN_OWN && (small || (!share(e, e->spf_pass, HALF) && !is_regular(e)));
}

static bool known_to_forward(const struct class_evidence *e) {
  return e->known == KNOWN_FORWARDER && !share(e, e->spf_aligned, HARDLY_ANY);
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

/* SPF alone also passes for a mailbox provider that forwards, with an envelope of its own. */
static bool known_for_another(const struct class_evidence *e) {
  return !passes_in_part(e) && ((e->known == KNOWN_SENDER && passes_for_another(e)) ||
                                (e->known == KNOWN_MAILBOX && share(e, e->dkim_pass, HALF)));
}

static bool own_without(const struct class_evidence *e) {
  return e->known == KNOWN_OWN;
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
    {known_to_forward, CLASS_FORWARDED, "known as a forwarder or mailing list, which passes on what others wrote",
     LEAVE_FORWARDER},
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
    {known_for_another, CLASS_MISCONFIGURED, "a known sender that passes, but for another domain", SIGN_AS_YOU},
    {said_to_be_forwarded, CLASS_FORWARDED, "reporters say that it was forwarded or went through a mailing list",
     LEAVE_FORWARDER},
    {survives_in_part, CLASS_FORWARDED,
     "your DKIM signature survives on a part of it and SPF never aligns: forwarded mail or a list, as far as one can "
     "tell",
     LEAVE_FORWARDER},
    {passes_in_part, CLASS_MISCONFIGURED, "only a part of it passes for your domain",
     "If it is yours, find out what sends the part that fails: `--failing` shows only that."},
    {own_without, CLASS_MISCONFIGURED, "a server of yours by its name, and nothing passes for your domain",
     "If it is to send mail as you, have it sign with DKIM as your domain, and name it in your SPF record."},
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

unsigned int source_rules(void) {
  return G_N_ELEMENTS(rules);
}

const char *source_rule_word(unsigned int rule) {
  return rules[rule].reason;
}

const char *class_known_word(enum class_known value) {
  static const char *const words[CLASS_KNOWN_MAX] = {"unknown", "sender for its customers", "mailbox provider",
                                                     "forwarder or mailing list", "server of yours, by its name"};
  return words[value];
}

const char *class_advice(const struct class_evidence *evidence) {
  return rule_of(evidence)->advice;
}

bool class_wants_setting(const struct class_evidence *evidence) {
  const struct rule *rule = rule_of(evidence);
  return rule->class == CLASS_MISCONFIGURED && rule->advice && g_str_equal(rule->advice, SIGN_AS_YOU);
}

static int64_t sql_rule(const int64_t *arguments, int n) {
  struct class_evidence evidence = {0};
  uint64_t *const into[] = {&evidence.messages,     &evidence.dmarc_pass,      &evidence.both_aligned,
                            &evidence.dkim_aligned, &evidence.spf_aligned,     &evidence.dkim_pass,
                            &evidence.spf_pass,     &evidence.overridden,      &evidence.days,
                            &evidence.period_days,  &evidence.domain_messages, &evidence.known};
  for (int i = 0; i < n; i++)
    *into[i] = (uint64_t)arguments[i];
  return rule_of(&evidence) - rules;
}

static int64_t sql_class(const int64_t *arguments, int n) {
  (void)n;
  return arguments[0] >= 0 && arguments[0] < (int64_t)G_N_ELEMENTS(rules) ? rules[arguments[0]].class
                                                                          : CLASS_SUSPICIOUS;
}

bool class_add_functions(struct store *store, GError **error) {
  return query_add_function(store, "source_rule", 12, sql_rule, error) &&
         query_add_function(store, "rule_class", 1, sql_class, error);
}
