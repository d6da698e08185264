/* SPDX-License-Identifier: MIT */
#include "net/dns_tree.h"
#include "base/organisation.h"
#include "net/txt.h"
#include <string.h>

struct dns_tree {
  struct dns *dns;
  GHashTable *nodes; /* domain, which the node owns -> struct node */
};

struct node {
  struct dns_tree *tree;
  char *domain;
  bool known;
  enum tree_record found;
  GSList *waiting; /* of struct climber, while a question is under way */
};

/* One walk. */
struct climber {
  struct dns_tree *tree;
  struct tree_walk walk;
  dns_tree_done done;
  void *user;
};

static void node_free(void *data) {
  struct node *node = data;
  g_free(node->domain);
  g_free(node);
}

struct dns_tree *dns_tree_new(struct dns *dns) {
  struct dns_tree *tree = g_new(struct dns_tree, 1);
  *tree = (struct dns_tree){dns, g_hash_table_new_full(g_str_hash, g_str_equal, NULL, node_free)};
  return tree;
}

void dns_tree_free(struct dns_tree *tree) {
  if (!tree)
    return;
  g_hash_table_unref(tree->nodes);
  g_free(tree);
}

/* *fresh: it was not there before, so nothing is known of it. */
static struct node *node_of(struct dns_tree *tree, const char *domain, bool *fresh) {
  struct node *node = g_hash_table_lookup(tree->nodes, domain);
  *fresh = node == NULL;
  if (node)
    return node;
  node = g_new0(struct node, 1);
  node->tree = tree;
  node->domain = g_strdup(domain);
  g_hash_table_insert(tree->nodes, node->domain, node);
  return node;
}

void dns_tree_set(struct dns_tree *tree, const char *domain, enum tree_record found) {
  g_autofree char *canonical = organisation_canonical(domain, strlen(domain));
  if (!canonical)
    return;
  bool fresh;
  struct node *node = node_of(tree, canonical, &fresh);
  g_assert(fresh || node->known);
  node->known = true;
  node->found = found;
}

enum tree_record dns_tree_at(const struct dns_tree *tree, const char *domain) {
  const struct node *node = g_hash_table_lookup(tree->nodes, domain);
  return node && node->known ? node->found : TREE_FAILED;
}

/* -- climbing ------------------------------------------------------------------------------------------------------ */

static void climb(struct climber *climber);

static enum tree_record read_answer(const struct dns_answer *answer) {
  if (answer->status != DNS_FOUND)
    return dns_has_failed(answer->status) ? TREE_FAILED : TREE_NO_RECORD;
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
  for (unsigned int i = 0; i < answer->n; i++) {
    char *text = txt_from_wire(answer->records[i].bytes, answer->records[i].length);
    if (text)
      g_ptr_array_add(texts, text);
  }
  return tree_record_read((const char *const *)texts->pdata, texts->len);
}

static void on_answer(void *user, const struct dns_answer *answer) {
  struct node *node = user;
  GSList *waiting = g_slist_reverse(g_steal_pointer(&node->waiting));
  node->known = true;
  node->found = read_answer(answer);
  for (GSList *link = waiting; link; link = link->next)
    climb(link->data);
  g_slist_free(waiting);
}

static void ask(struct node *node) {
  g_autofree char *name = g_strconcat("_dmarc.", node->domain, NULL);
  dns_ask(node->tree->dns, name, DNS_TXT, on_answer, node);
}

/* Takes over the climber. */
static void arrive(struct climber *climber) {
  climber->done(climber->user, &climber->walk);
  tree_walk_clear(&climber->walk);
  g_free(climber);
}

/* As far up as is known; then it waits for an answer. */
static void climb(struct climber *climber) {
  for (const char *at; (at = tree_walk_next(&climber->walk));) {
    bool fresh;
    struct node *node = node_of(climber->tree, at, &fresh);
    if (!node->known) {
      node->waiting = g_slist_prepend(node->waiting, climber);
      if (fresh)
        ask(node);
      return;
    }
    tree_walk_answer(&climber->walk, node->found);
  }
  arrive(climber);
}

void dns_tree_walk(struct dns_tree *tree, const char *domain, dns_tree_done done, void *user) {
  struct climber *climber = g_new0(struct climber, 1);
  *climber = (struct climber){.tree = tree, .done = done, .user = user};
  if (tree_walk_begin(&climber->walk, domain)) {
    climb(climber);
    return;
  }
  g_free(climber);
  done(user, NULL);
}
