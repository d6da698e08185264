/* SPDX-License-Identifier: MIT */
#include "record/tree_walk.h"
#include "base/organisation.h"
#include <string.h>

#define LABELS_AFTER_FIRST (TREE_WALK_QUESTIONS_MOST - 1)

enum tree_record tree_record_of(const struct dmarc_record *record) {
  if (!record->valid)
    return TREE_NO_RECORD;
  return record->psd == DMARC_PSD_YES ? TREE_RECORD_PSD : record->psd == DMARC_PSD_NO ? TREE_RECORD_ORG : TREE_RECORD;
}

enum tree_record tree_record_read(const char *const *texts, unsigned int n) {
  enum tree_record found = TREE_NO_RECORD;
  for (unsigned int i = 0; i < n; i++) {
    struct dmarc_record record;
    dmarc_record_parse(texts[i], &record);
    const enum tree_record other = tree_record_of(&record);
    dmarc_record_clear(&record);
    if (other != TREE_NO_RECORD && found != TREE_NO_RECORD)
      return TREE_NO_RECORD;
    if (other != TREE_NO_RECORD)
      found = other;
  }
  return found;
}

static unsigned int labels_of(const char *domain) {
  unsigned int labels = 1;
  for (const char *dot = domain; (dot = strchr(dot, '.')); dot++)
    labels++;
  return labels;
}

/* NULL for a single label. */
static const char *parent_of(const char *domain) {
  const char *dot = strchr(domain, '.');
  return dot ? dot + 1 : NULL;
}

/* The domain one label below `ancestor`, on the way down to the start. */
static const char *below(const struct tree_walk *walk, const char *ancestor) {
  const char *at = ancestor - 1; /* its dot */
  while (at > walk->domain && at[-1] != '.')
    at--;
  return at;
}

bool tree_walk_begin(struct tree_walk *walk, const char *domain) {
  *walk = (struct tree_walk){.domain = organisation_canonical(domain, strlen(domain))};
  walk->next = walk->domain;
  return walk->domain != NULL;
}

void tree_walk_clear(struct tree_walk *walk) {
  g_clear_pointer(&walk->domain, g_free);
}

const char *tree_walk_next(const struct tree_walk *walk) {
  return walk->next;
}

void tree_walk_answer(struct tree_walk *walk, enum tree_record found) {
  const char *at = walk->next;
  walk->asked[walk->n] = at;
  walk->found[walk->n++] = found;
  const bool decided = found == TREE_FAILED || found == TREE_RECORD_PSD || found == TREE_RECORD_ORG;
  walk->next = decided ? NULL : parent_of(at);
  while (walk->n == 1 && walk->next && labels_of(walk->next) > LABELS_AFTER_FIRST)
    walk->next = parent_of(walk->next);
}

/* The last that was asked; only there can be what ends a walk. */
static enum tree_record last(const struct tree_walk *walk) {
  return walk->n > 0 ? walk->found[walk->n - 1] : TREE_FAILED;
}

bool tree_walk_failed(const struct tree_walk *walk) {
  return last(walk) == TREE_FAILED;
}

const char *tree_walk_organisation(const struct tree_walk *walk) {
  if (tree_walk_failed(walk))
    return NULL;
  if (last(walk) == TREE_RECORD_PSD && walk->n > 1)
    return below(walk, walk->asked[walk->n - 1]);
  for (unsigned int i = walk->n; i > 0; i--)
    if (walk->found[i - 1] != TREE_NO_RECORD)
      return walk->asked[i - 1];
  return walk->domain;
}

const char *tree_walk_policy_domain(const struct tree_walk *walk) {
  const char *organisation = tree_walk_organisation(walk);
  if (!organisation)
    return NULL;
  if (walk->found[0] != TREE_NO_RECORD)
    return walk->domain;
  for (unsigned int i = 1; i < walk->n; i++)
    if (walk->asked[i] == organisation && walk->found[i] != TREE_NO_RECORD)
      return organisation;
  return last(walk) == TREE_RECORD_PSD ? walk->asked[walk->n - 1] : NULL;
}
