/* SPDX-License-Identifier: MIT */
/*
 * DKIM keys, RFC 6376. DNS cannot list selectors, so they come from what reports have seen and from the command line.
 */
#include "base/text.h"
#include "check/check.h"
#include "check/record_texts.h"
#include "check/txt_joints.h"
#include "net/dns_data.h"
#include "net/public_key.h"
#include "net/txt.h"
#include "record/dkim_record.h"
#include <string.h>

extern const struct check check_dkim;

#define ED25519_BYTES 32 /* RFC 8463 section 4.2 */
#define RSA_LEAST 1024   /* RFC 8301 section 3.2, as the next two */
#define RSA_GOOD 2048
#define RSA_SURELY 4096 /* that every verifier can handle */
#define SELECTORS_MOST 200
#define MESSAGES_TELLING 20 /* of which a share says something */
#define GOOD_SHARE 90       /* per cent that pass */

/* For record_text_tell(); the record itself is found otherwise. */
static const struct record_kind kind = {.rule = "dkim", .reference = "RFC 6376 section 3.6.1"};

struct looking {
  struct check_context *context;
  const char *selector;
  const struct check_selector *seen; /* NULL: it was only asked for */
  char *name;                        /* of its record */
};

/* "; 1,204 messages in reports, 98.1 % of them passed", "" without any. Caller frees. */
static char *seen_words(const struct check_selector *seen) {
  if (!seen || seen->messages == 0)
    return g_strdup("");
  g_autofree char *messages = text_plural(seen->messages, "message", "messages");
  g_autofree char *share = text_share(seen->passed, seen->messages);
  return g_strdup_printf("; %s in reports, %s passed", messages, share);
}

/* -- the key ------------------------------------------------------------------------------------------------------- */

static void judge_rsa(struct looking *looking, const struct dkim_record *record) {
  struct findings *findings = looking->context->findings;
  const unsigned int bits = public_key_rsa_bits(record->key->data, record->key->len);
  g_autofree char *seen = seen_words(looking->seen);
  if (bits == 0)
    finding_add(findings, CHECK_ERROR, looking->name, "dkim-no-key", "RFC 6376 section 3.6.1", record->text,
                "publish the key anew; it was cut or mistyped", "p holds no RSA key, so every signature fails");
  else if (bits < RSA_LEAST)
    finding_add(findings, CHECK_ERROR, looking->name, "dkim-key-too-short", "RFC 8301 section 3.2", record->text,
                "make a key of 2048 bits under a new selector",
                "the key has %u bits; verifiers must not accept less than %d", bits, RSA_LEAST);
  else if (bits < RSA_GOOD)
    finding_add(findings, CHECK_WARNING, looking->name, "dkim-key-short", "RFC 8301 section 3.2", record->text,
                "make a key of 2048 bits under a new selector", "the key has %u bits; it should have at least %d%s",
                bits, RSA_GOOD, seen);
  else
    finding_add(findings, bits > RSA_SURELY ? CHECK_NOTE : CHECK_OK, looking->name, "dkim-key", "RFC 8301 section 3.2",
                record->text, NULL, "an RSA key of %u bits%s%s", bits,
                bits > RSA_SURELY ? ", which not every verifier can handle" : "", seen);
}

static void judge_ed25519(struct looking *looking, const struct dkim_record *record) {
  g_autofree char *seen = seen_words(looking->seen);
  if (record->key->len != ED25519_BYTES)
    finding_add(looking->context->findings, CHECK_ERROR, looking->name, "dkim-no-key", "RFC 8463 section 4.2",
                record->text, "publish the 32 bytes of the key itself, without anything around them",
                "p has %u bytes; an Ed25519 key has %d", record->key->len, ED25519_BYTES);
  else
    finding_add(looking->context->findings, CHECK_OK, looking->name, "dkim-key", "RFC 8463 section 4.2", record->text,
                NULL, "an Ed25519 key; sign with RSA too, as not every verifier knows it%s", seen);
}

static void judge_key(struct looking *looking, const struct dkim_record *record) {
  struct findings *findings = looking->context->findings;
  g_autofree char *seen = seen_words(looking->seen);
  if (record->revoked)
    finding_add(findings, looking->seen && looking->seen->messages > 0 ? CHECK_WARNING : CHECK_NOTE, looking->name,
                "dkim-revoked", "RFC 6376 section 3.6.1", record->text,
                "see that nothing signs with this selector any more", "the key is revoked%s", seen);
  if (record->key && record->type == DKIM_RSA)
    judge_rsa(looking, record);
  if (record->key && record->type == DKIM_ED25519)
    judge_ed25519(looking, record);
}

/* -- the record ---------------------------------------------------------------------------------------------------- */

static void judge_flags(struct looking *looking, const struct dkim_record *record) {
  struct findings *findings = looking->context->findings;
  if (record->testing)
    finding_add(findings, CHECK_WARNING, looking->name, "dkim-testing", "RFC 6376 section 3.6.1", record->text,
                "take t=y out when signing works",
                "t=y says that the domain is testing DKIM; verifiers may treat the "
                "mail as unsigned");
  if (!record->mail)
    finding_add(findings, CHECK_NOTE, looking->name, "dkim-not-for-mail", "RFC 6376 section 3.6.1", record->text, NULL,
                "s does not allow the key to sign mail");
  if (record->strict)
    finding_add(findings, CHECK_NOTE, looking->name, "dkim-strict", "RFC 6376 section 3.6.1", record->text, NULL,
                "t=s: signatures must not be made for subdomains in i=");
}

static void judge_passes(struct looking *looking) {
  const struct check_selector *seen = looking->seen;
  if (!seen || seen->messages < MESSAGES_TELLING || seen->passed * 100 >= seen->messages * GOOD_SHARE)
    return;
  g_autofree char *failed = text_count(seen->messages - seen->passed), *all = text_count(seen->messages);
  finding_add(looking->context->findings, CHECK_WARNING, looking->name, "dkim-failing", NULL, NULL,
              "look at them with dmarcstat selectors", "in the reports %s of %s signatures with this key failed",
              failed, all);
}

static void check_text(struct looking *looking, const char *text) {
  struct dkim_record record;
  dkim_record_parse(text, &record);
  record_text_tell(looking->context, &kind, looking->name, text, strlen(text), record.findings);
  judge_key(looking, &record);
  judge_flags(looking, &record);
  judge_passes(looking);
  dkim_record_clear(&record);
}

static void tell_missing(struct looking *looking) {
  g_autofree char *seen = seen_words(looking->seen);
  finding_add(looking->context->findings, looking->seen ? CHECK_WARNING : CHECK_ERROR, looking->name, "dkim-missing",
              "RFC 6376 section 3.6.2.2", NULL,
              looking->seen ? "publish the key again if something still signs with it" : "publish the key there",
              "there is no key%s", seen);
}

static void check_selector(struct looking *looking) {
  struct findings *findings = looking->context->findings;
  g_autofree char *plain = g_strdup_printf("%s._domainkey.%s", looking->selector, looking->context->domain);
  g_autofree char *shown = text_printable(looking->selector);
  looking->name = dns_name_escaped(plain);
  if (!looking->name) {
    finding_add(findings, CHECK_ERROR, looking->context->domain, "dkim-selector", "RFC 6376 section 3.1", NULL, NULL,
                "'%s' cannot be a selector", shown);
    return;
  }
  g_autoptr(dns_reply) reply = resolver_ask(looking->context->resolver, looking->name, DNS_TXT);
  const struct dns_answer *answer = &reply->answer;
  g_autofree char *text = answer->n > 0 ? txt_from_wire(answer->records[0].bytes, answer->records[0].length) : NULL;
  if (dns_has_failed(answer->status))
    finding_add(findings, CHECK_UNKNOWN, looking->name, "dkim-no-answer", "RFC 6376 section 3.6.2.2", NULL, NULL, "%s",
                check_failure_words(answer->status));
  else if (!text)
    tell_missing(looking);
  else if (answer->n > 1)
    finding_add(findings, CHECK_ERROR, looking->name, "dkim-multiple", "RFC 6376 section 3.6.2.2", text,
                "leave one of them", "there are %u records, and which of them is taken is left to the verifier",
                answer->n);
  else {
    txt_joints_dkim(findings, looking->name, &answer->records[0]);
    check_text(looking, text);
  }
  g_free(looking->name);
}

static bool was_seen(const struct check_known *known, const char *selector) {
  for (guint i = 0; known->selectors && i < known->selectors->len; i++)
    if (g_ascii_strcasecmp(g_array_index(known->selectors, struct check_selector, i).selector, selector) == 0)
      return true;
  return false;
}

static void run(struct check_context *context) {
  const GArray *seen = context->known->selectors;
  const char *const *asked = context->options->selectors;
  unsigned int n = 0;
  for (guint i = 0; seen && i < seen->len && n < SELECTORS_MOST; i++, n++) {
    const struct check_selector *selector = &g_array_index(seen, struct check_selector, i);
    check_selector(&(struct looking){context, selector->selector, selector, NULL});
  }
  for (; asked && *asked; asked++, n++)
    if (!was_seen(context->known, *asked))
      check_selector(&(struct looking){context, *asked, NULL, NULL});
  if (n == 0)
    finding_add(context->findings, CHECK_NOTE, context->domain, "dkim-no-selectors", "RFC 6376 section 3.6.2.2", NULL,
                "name the selectors that you sign with: --selector",
                "DNS cannot list selectors, and no reports in the database name any for this domain");
}

const struct check check_dkim = {
    .name = "dkim", .title = "DKIM", .summary = "The keys that mail is signed with (RFC 6376)", .run = run};
