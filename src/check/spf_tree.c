/* SPDX-License-Identifier: MIT */
#include "check/spf_tree.h"
#include "base/text.h"
#include "check/spf_evaluate.h"
#include "check/spf_lint.h"
#include "check/spf_parts.h"
#include "check/txt_joints.h"
#include "net/dns_data.h"
#include "net/txt.h"
#include <string.h>

#define TERMS_MOST 200  /* that ask DNS; behind so many nobody needs to know more */
#define SECONDS_MOST 20 /* for the whole tree: names of strangers may be as slow as they like */
#define DEPTH_MOST 20   /* of includes */
#define UDP_BYTES 512   /* of an answer, RFC 7208 section 3.4 */

struct tree {
  struct check_context *context;
  const char *path[DEPTH_MOST]; /* the domains that lead to where we are */
  unsigned int depth;
  gint64 until;
  unsigned int lookups, voids4, voids6; /* voids for clients of IPv4 and of IPv6 */
  GString *indent;                      /* of the drawing */
};

GPtrArray *spf_records_of(struct check_context *context, const char *domain, size_t *size, enum dns_status *status) {
  g_autofree char *escaped = dns_name_escaped(domain);
  g_autoptr(dns_reply) reply = resolver_ask(context->resolver, escaped ? escaped : "", DNS_TXT);
  GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
  *status = escaped ? reply->answer.status : DNS_NO_NAME;
  if (dns_has_failed(*status)) {
    g_ptr_array_unref(found);
    return NULL;
  }
  for (unsigned int i = 0; i < reply->answer.n; i++) {
    txt_joints_spf(context->findings, domain, &reply->answer.records[i]);
    char *text = txt_from_wire(reply->answer.records[i].bytes, reply->answer.records[i].length);
    if (text && spf_record_is(text))
      g_ptr_array_add(found, text);
    else
      g_free(text);
  }
  if (size)
    *size = dns_answer_size(domain, reply->answer.records, reply->answer.n);
  return found;
}

/* -- names that terms ask for -------------------------------------------------------------------------------------- */

static bool is_late(const struct tree *tree) {
  return g_get_monotonic_time() > tree->until;
}

/* Records of a type at a name; -1 when nobody knows. */
static int number_of(struct tree *tree, const char *name, enum dns_type type) {
  if (is_late(tree))
    return -1;
  g_autofree char *escaped = dns_name_escaped(name);
  g_autoptr(dns_reply) reply = escaped ? resolver_ask(tree->context->resolver, escaped, type) : NULL;
  return !reply ? 0 : dns_has_failed(reply->answer.status) ? -1 : (int)reply->answer.n;
}

/* Counts the answers without addresses that clients would cause, and says when there is none at all. */
static void look_at_addresses(struct tree *tree, const char *name, const char *term) {
  const int four = number_of(tree, name, DNS_A), six = number_of(tree, name, DNS_AAAA);
  g_autofree char *shown = text_printable(name);
  tree->voids4 += four == 0;
  tree->voids6 += six == 0;
  if (four == 0 && six == 0)
    finding_add(tree->context->findings, CHECK_WARNING, tree->path[tree->depth - 1], "spf-void",
                "RFC 7208 section 4.6.4", term, "leave it out, or give the name an address",
                "%s has no address, so that the term matches nothing and wastes a lookup", shown);
  else if (four < 0 || six < 0)
    finding_add(tree->context->findings, CHECK_UNKNOWN, tree->path[tree->depth - 1], "spf-no-answer",
                "RFC 7208 section 4.4", term, NULL, "DNS gives no answer for %s; mail that comes now gets temperror",
                shown);
}

static void look_at_servers(struct tree *tree, const char *name, const char *term) {
  g_autofree char *escaped = dns_name_escaped(name), *shown = text_printable(name);
  g_autoptr(dns_reply) reply = resolver_ask(tree->context->resolver, escaped ? escaped : "", DNS_MX);
  const char *where = tree->path[tree->depth - 1];
  if (dns_has_failed(reply->answer.status)) {
    finding_add(tree->context->findings, CHECK_UNKNOWN, where, "spf-no-answer", "RFC 7208 section 4.4", term, NULL,
                "DNS gives no answer for the mail servers of %s", shown);
    return;
  }
  if (reply->answer.n == 0) {
    tree->voids4++;
    tree->voids6++;
    finding_add(tree->context->findings, CHECK_WARNING, where, "spf-void", "RFC 7208 section 4.6.4", term,
                "leave it out", "%s has no mail servers, so that the term matches nothing and wastes a lookup", shown);
  }
  if (reply->answer.n > SPF_NAMES_MOST)
    finding_add(tree->context->findings, CHECK_ERROR, where, "spf-too-many-mx", "RFC 7208 section 4.6.4", term,
                "name the networks with ip4 and ip6 instead",
                "%s has %u mail servers; with more than %d, mx ends in permerror", shown, reply->answer.n,
                SPF_NAMES_MOST);
  for (unsigned int i = 0; i < reply->answer.n && i < SPF_NAMES_MOST; i++) {
    struct dns_mx mx;
    if (!dns_mx_read(&reply->answer.records[i], &mx))
      continue;
    if (strcmp(mx.host, ".") != 0 && !strchr(mx.host, '\\'))
      look_at_addresses(tree, mx.host, term);
    g_free(mx.host);
  }
}

/* -- the walk ------------------------------------------------------------------------------------------------------ */

static void walk(struct tree *tree, const char *domain, const struct spf_record *record);

static void draw(struct tree *tree, bool last, const char *text, const char *rest) {
  findings_draw(tree->context->findings, "%s%s%s%s", tree->indent->str, last ? "└─ " : "├─ ", text, rest);
}

static bool is_in_path(const struct tree *tree, const char *domain) {
  for (unsigned int i = 0; i < tree->depth; i++)
    if (g_ascii_strcasecmp(tree->path[i], domain) == 0)
      return true;
  return false;
}

/* What an include or a redirect leads to; false with a finding when it leads to no one record. */
static char *find_target(struct tree *tree, const char *target, const char *term) {
  struct findings *findings = tree->context->findings;
  enum dns_status status;
  size_t size = 0;
  g_autofree char *shown = text_printable(target);
  g_autoptr(GPtrArray) found = spf_records_of(tree->context, target, &size, &status);
  if (!found)
    finding_add(findings, CHECK_UNKNOWN, target, "spf-no-answer", "RFC 7208 section 4.4", term, NULL,
                "%s; mail that comes now gets temperror", check_failure_words(status));
  else if (found->len == 0)
    finding_add(findings, CHECK_ERROR, target, "spf-include-missing", "RFC 7208 section 5.2", term,
                "leave the term out, or have the record published",
                "%s has no SPF record, which is permerror for the whole", shown);
  else if (found->len > 1)
    finding_add(findings, CHECK_ERROR, target, "spf-multiple", "RFC 7208 section 4.5", term,
                "tell whoever runs it; until then leave the term out",
                "%s has %u SPF records, which is permerror for the whole", shown, found->len);
  if (found && size > UDP_BYTES)
    finding_add(findings, CHECK_NOTE, target, "spf-size", "RFC 7208 section 3.4", NULL, NULL,
                "the answer has about %zu bytes; more than %d may need TCP", size, UDP_BYTES);
  return found && found->len == 1 ? g_strdup(found->pdata[0]) : NULL;
}

static void enter(struct tree *tree, const char *target, const char *term, bool last) {
  struct findings *findings = tree->context->findings;
  if (is_in_path(tree, target)) {
    finding_add(findings, CHECK_ERROR, target, "spf-loop", "RFC 7208 section 4.6.4", term, "break the circle",
                "the record leads back to itself, until the lookups are used up: permerror");
    return;
  }
  if (tree->depth == DEPTH_MOST || tree->lookups > TERMS_MOST)
    return;
  g_autofree char *text = find_target(tree, target, term);
  if (!text)
    return;
  struct spf_record record;
  const size_t before = tree->indent->len;
  spf_record_parse(text, &record);
  spf_lint_syntax(findings, target, &record);
  const struct spf_term *all = spf_lint_all(&record);
  if (all && all->qualifier == '+')
    finding_add(findings, CHECK_ERROR, target, "spf-all-pass", "RFC 7208 section 5.1", text,
                "leave the term out, or have the record mended", "everybody may send: what is included ends in +all");
  g_string_append(tree->indent, last ? "   " : "│  ");
  if (!record.broken)
    walk(tree, target, &record);
  g_string_truncate(tree->indent, before);
  spf_record_clear(&record);
}

char *spf_plain_target(const struct spf_term *term, const char *domain) {
  if (!term->domain.at)
    return g_strdup(domain);
  if (memchr(term->domain.at, '%', term->domain.length))
    return NULL;
  char *target = g_ascii_strdown(term->domain.at, (gssize)term->domain.length);
  const size_t length = strlen(target);
  if (length > 0 && target[length - 1] == '.')
    target[length - 1] = '\0';
  return target;
}

static void look_at_ptr(struct tree *tree, const char *domain, const char *term) {
  finding_add(tree->context->findings, CHECK_WARNING, domain, "spf-ptr", "RFC 7208 section 5.5", term,
              "name the servers with a, mx, ip4 or ip6", "ptr is slow, unreliable, and should not be published");
}

/* A term that asks DNS. */
static void visit(struct tree *tree, const char *domain, const struct spf_term *term, bool last) {
  g_autofree char *target = spf_plain_target(term, domain);
  g_autofree char *text = text_printable_bytes(term->whole.at, term->whole.length);
  g_autofree char *rest = g_strdup_printf("  (%u)%s", ++tree->lookups, target ? "" : "  depends on the mail");
  draw(tree, last, text, rest);
  if (term->kind == SPF_PTR)
    look_at_ptr(tree, domain, text);
  if (!target || tree->lookups > TERMS_MOST || is_late(tree))
    return;
  if (term->kind == SPF_INCLUDE || term->kind == SPF_REDIRECT)
    enter(tree, target, text, last);
  else if (term->kind == SPF_A)
    look_at_addresses(tree, target, text);
  else if (term->kind == SPF_MX)
    look_at_servers(tree, target, text);
}

/* Networks of their own lines would hide the tree. */
static void draw_networks(struct tree *tree, const struct spf_record *record, bool last) {
  unsigned int n = 0;
  for (guint i = 0; i < record->terms->len; i++) {
    const enum spf_kind kind = g_array_index(record->terms, struct spf_term, i).kind;
    n += kind == SPF_IP4 || kind == SPF_IP6;
  }
  g_autofree char *text = text_plural(n, "network", "networks");
  if (n > 0)
    draw(tree, last, text, " by ip4 and ip6");
}

static void walk(struct tree *tree, const char *domain, const struct spf_record *record) {
  const struct spf_term *all = spf_lint_all(record);
  g_autoptr(GPtrArray) asking = g_ptr_array_new();
  for (guint i = 0; i < record->terms->len; i++) {
    struct spf_term *term = &g_array_index(record->terms, struct spf_term, i);
    /* behind all nothing is looked at, and redirect only without it, and then at the end */
    if (spf_kind_asks(term->kind) && term->kind != SPF_REDIRECT && (!all || term < all))
      g_ptr_array_add(asking, term);
  }
  if (record->redirect && !all)
    g_ptr_array_add(asking, (gpointer)(uintptr_t)record->redirect);
  g_autofree char *end = all ? text_printable_bytes(all->whole.at, all->whole.length) : NULL;
  tree->path[tree->depth++] = domain;
  draw_networks(tree, record, asking->len == 0 && !end);
  for (guint i = 0; i < asking->len; i++)
    visit(tree, domain, asking->pdata[i], i + 1 == asking->len && !end);
  if (end)
    draw(tree, true, end, "");
  tree->depth--;
}

/* -- what it comes to ---------------------------------------------------------------------------------------------- */

static void judge_voids(struct tree *tree, const char *text) {
  const bool four = tree->voids4 > SPF_VOIDS_MOST, six = tree->voids6 > SPF_VOIDS_MOST;
  if (!four && !six)
    return;
  finding_add(tree->context->findings, four ? CHECK_ERROR : CHECK_NOTE, tree->context->domain, "spf-too-many-voids",
              "RFC 7208 section 4.6.4", text, "leave out names without addresses, or name networks by ip4 and ip6",
              "%u names have no address for clients of %s; after %d such answers receivers end in permerror",
              four ? tree->voids4 : tree->voids6, four ? "IPv4" : "IPv6", SPF_VOIDS_MOST);
}

static void judge(struct tree *tree, const char *text) {
  struct check_context *context = tree->context;
  findings_add_number(context->findings, "lookups", tree->lookups);
  findings_add_number(context->findings, "void_lookups", MAX(tree->voids4, tree->voids6));
  if (tree->lookups > SPF_LOOKUPS_MOST)
    finding_add(context->findings, CHECK_ERROR, context->domain, "spf-too-many-lookups", "RFC 7208 section 4.6.4", text,
                "replace includes and a or mx by ip4 and ip6, or give senders subdomains of their own",
                "%s%u terms ask DNS, and receivers end in permerror after %d",
                tree->lookups > TERMS_MOST ? "over " : "", MIN(tree->lookups, TERMS_MOST), SPF_LOOKUPS_MOST);
  else if (tree->lookups + 1 >= SPF_LOOKUPS_MOST)
    finding_add(context->findings, CHECK_NOTE, context->domain, "spf-many-lookups", "RFC 7208 section 4.6.4", text,
                NULL,
                "%u of the %d terms that may ask DNS are used; those who run what is included may add some at any time",
                tree->lookups, SPF_LOOKUPS_MOST);
  if (is_late(tree))
    finding_add(context->findings, CHECK_UNKNOWN, context->domain, "spf-slow", "RFC 7208 section 4.6.4", text, NULL,
                "the record takes more than %d seconds to follow, and receivers may give up, too", SECONDS_MOST);
  judge_voids(tree, text);
}

void spf_tree_check(struct check_context *context, const struct spf_record *record) {
  struct tree tree = {.context = context,
                      .indent = g_string_new(NULL),
                      .until = g_get_monotonic_time() + SECONDS_MOST * G_USEC_PER_SEC};
  findings_draw(context->findings, "%s", context->domain);
  walk(&tree, context->domain, record);
  judge(&tree, record->text);
  g_string_free(tree.indent, TRUE);
}
