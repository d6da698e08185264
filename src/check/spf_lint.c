/* SPDX-License-Identifier: MIT */
#include "check/spf_lint.h"
#include "base/text.h"
#include <string.h>

#define WIDEST4 8 /* prefix lengths from which on a network is no longer anybody's own */
#define WIDEST6 19

static const struct spf_term *term_at(const struct spf_record *record, guint i) {
  return &g_array_index(record->terms, struct spf_term, i);
}

static char *term_text(const struct spf_term *term) {
  return text_printable_bytes(term->whole.at, term->whole.length);
}

void spf_lint_syntax(struct findings *findings, const char *domain, const struct spf_record *record) {
  for (guint i = 0; i < record->findings->len; i++) {
    const struct finding *found = record->findings->pdata[i];
    const bool error = found->severity == FINDING_ERROR;
    finding_add(findings, error ? CHECK_ERROR : CHECK_WARNING, domain, error ? "spf-syntax" : "spf-unknown-modifier",
                found->rule, record->text,
                error ? "mend it: until then every receiver ends in permerror, as if there was no SPF" : "leave it out",
                "at character %zu, %s", found->at + 1, found->text);
  }
}

const struct spf_term *spf_lint_all(const struct spf_record *record) {
  for (guint i = 0; i < record->terms->len; i++)
    if (term_at(record, i)->kind == SPF_ALL)
      return term_at(record, i);
  return NULL;
}

/* -- how it ends --------------------------------------------------------------------------------------------------- */

static void lint_unreachable(struct findings *findings, const char *domain, const struct spf_record *record,
                             const struct spf_term *all) {
  for (guint i = 0; i < record->terms->len; i++) {
    const struct spf_term *term = term_at(record, i);
    if (term <= all || term->kind >= SPF_EXP)
      continue;
    g_autofree char *text = term_text(term);
    if (term->kind != SPF_REDIRECT)
      finding_add(findings, CHECK_WARNING, domain, "spf-unreachable", "RFC 7208 section 5.1", record->text,
                  "move it before all, or leave it out", "%s stands behind all and is never looked at", text);
  }
  if (record->redirect)
    finding_add(findings, CHECK_WARNING, domain, "spf-redirect-with-all", "RFC 7208 section 6.1", record->text,
                "leave out one of the two", "redirect has no effect in a record with all");
}

static void lint_end(struct findings *findings, const char *domain, const struct spf_record *record) {
  const struct spf_term *all = spf_lint_all(record);
  if (!all && !record->redirect)
    finding_add(findings, CHECK_WARNING, domain, "spf-all-missing", "RFC 7208 section 4.7", record->text,
                "end it with -all, or with ~all while you are still looking for senders",
                "the record says nothing of mail from elsewhere, which is then neutral");
  if (!all)
    return;
  if (all->qualifier == '+')
    finding_add(findings, CHECK_ERROR, domain, "spf-all-pass", "RFC 7208 section 5.1", record->text,
                "end it with -all or ~all", "everybody may send for this domain: +all lets any address pass");
  else if (all->qualifier == '?')
    finding_add(findings, CHECK_WARNING, domain, "spf-all-neutral", "RFC 7208 section 5.1", record->text,
                "end it with -all or ~all",
                "mail from elsewhere is neither allowed nor forbidden: ?all is as no record");
  lint_unreachable(findings, domain, record, all);
}

/* -- single terms -------------------------------------------------------------------------------------------------- */

static bool has_host_bits(const struct spf_term *term) {
  const unsigned int size = term->kind == SPF_IP4 ? 32 : 128;
  for (unsigned int bit = term->kind == SPF_IP4 ? term->prefix4 : term->prefix6; bit < size; bit++)
    if (term->address[bit / 8] & (0x80u >> bit % 8))
      return true;
  return false;
}

static void lint_network(struct findings *findings, const char *domain, const struct spf_record *record,
                         const struct spf_term *term) {
  g_autofree char *text = term_text(term);
  const bool wide = term->kind == SPF_IP4 ? term->prefix4 <= WIDEST4 : term->prefix6 <= WIDEST6;
  if (wide && term->qualifier == '+')
    finding_add(findings, CHECK_WARNING, domain, "spf-wide-network", NULL, record->text,
                "name the addresses of your servers only", "%s lets a large part of the Internet send for this domain",
                text);
  if (has_host_bits(term))
    finding_add(findings, CHECK_NOTE, domain, "spf-host-bits", "RFC 7208 section 5.6", record->text,
                "write the network with zeros behind its prefix, or the address without a prefix",
                "%s has bits behind its prefix that mean nothing", text);
}

static void lint_duplicate(struct findings *findings, const char *domain, const struct spf_record *record, guint i) {
  const struct spf_term *term = term_at(record, i);
  g_autofree char *text = term_text(term);
  for (guint j = 0; j < i; j++) {
    g_autofree char *before = term_text(term_at(record, j));
    if (term->kind < SPF_REDIRECT && g_ascii_strcasecmp(before, text) == 0) {
      finding_add(findings, CHECK_WARNING, domain, "spf-duplicate", NULL, record->text, "leave out the second",
                  "%s is there twice%s", text, spf_kind_asks(term->kind) ? ", and counts twice as a lookup" : "");
      return;
    }
  }
}

void spf_lint_terms(struct findings *findings, const char *domain, const struct spf_record *record) {
  for (guint i = 0; i < record->terms->len; i++) {
    const struct spf_term *term = term_at(record, i);
    if (term->kind == SPF_IP4 || term->kind == SPF_IP6)
      lint_network(findings, domain, record, term);
    lint_duplicate(findings, domain, record, i);
  }
  lint_end(findings, domain, record);
}
