/* SPDX-License-Identifier: MIT */
/* words: the canonical words of the enumerations in *report.h, each in the order of its numbers. */
#ifndef DMARCSTAT_SCHEMA_WORDS_H
#define DMARCSTAT_SCHEMA_WORDS_H

struct words {
  const char *const *list;
  unsigned int n;
};

/* "other" for a number that is none of theirs, as in a database that somebody else has made. */
const char *words_at(const struct words *words, unsigned int value);

extern const struct words auth_result_words, alignment_result_words, disposition_words, policy_words,
    alignment_mode_words, discovery_method_words, spf_scope_words, override_type_words, trust_words,
    tls_policy_type_words, tls_result_type_words, auth_failure_words, delivery_result_words;

#endif
