/* SPDX-License-Identifier: MIT */
/* A DMARC record, and the walk up the tree from a domain: the domain, a zero byte, the record. */
#include "findings_check.h"
#include "record/tree_walk.h"

static void walk_from(const char *domain, enum tree_record found) {
  struct tree_walk walk;
  if (!tree_walk_begin(&walk, domain))
    return;
  unsigned int questions = 0;
  while (tree_walk_next(&walk)) {
    FUZZ_CHECK(++questions <= TREE_WALK_QUESTIONS_MOST);
    tree_walk_answer(&walk, questions % 2 == 0 ? TREE_NO_RECORD : found);
  }
  FUZZ_CHECK(tree_walk_failed(&walk) || tree_walk_organisation(&walk));
  tree_walk_policy_domain(&walk);
  tree_walk_clear(&walk);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct fuzz_input input = {bytes, length};
  g_autofree char *domain = fuzz_text(&input), *text = fuzz_text(&input);
  struct dmarc_record record;
  dmarc_record_parse(text, &record);
  findings_check(record.findings, strlen(text), false);
  const enum policy policy = dmarc_record_policy(&record, true);
  FUZZ_CHECK(policy == POLICY_NONE || policy == POLICY_QUARANTINE || policy == POLICY_REJECT);
  g_autofree char *again = dmarc_record_text(&record);
  fuzz_check_sentence(again);
  walk_from(domain, record.valid ? tree_record_of(&record) : TREE_NO_RECORD);
  dmarc_record_clear(&record);
  return 0;
}
