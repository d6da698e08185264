/* SPDX-License-Identifier: MIT */
/* The mechanisms of RFC 7208 section 5, but for include. */
#include "check/spf_parts.h"
#include "net/dns_data.h"
#include <string.h>

/* -- addresses ----------------------------------------------------------------------------------------------------- */

static bool is_within(const uint8_t *address, const uint8_t *network, unsigned int prefix) {
  const unsigned int bytes = prefix / 8, bits = prefix % 8;
  if (memcmp(address, network, bytes) != 0)
    return false;
  return bits == 0 || ((address[bytes] ^ network[bytes]) >> (8 - bits)) == 0;
}

/* Whether an address record is, within the prefix of the term, that of the client. */
static bool has_address(const struct spf_evaluation *evaluation, const struct dns_answer *answer,
                        const struct spf_term *term) {
  const struct spf_question *question = evaluation->question;
  const unsigned int prefix = question->address_length == 4 ? term->prefix4 : term->prefix6;
  for (unsigned int i = 0; i < answer->n; i++)
    if (answer->records[i].length == question->address_length &&
        is_within(question->address, answer->records[i].bytes, prefix))
      return true;
  return false;
}

static enum dns_type address_type(const struct spf_evaluation *evaluation) {
  return evaluation->question->address_length == 4 ? DNS_A : DNS_AAAA;
}

static enum spf_match match_addresses(struct spf_evaluation *evaluation, const struct spf_term *term,
                                      const char *name) {
  g_autoptr(dns_reply) reply = NULL;
  enum spf_match error = SPF_NO_MATCH;
  if (!spf_ask(evaluation, name, address_type(evaluation), &reply, &error))
    return error;
  return reply && has_address(evaluation, &reply->answer, term) ? SPF_MATCH : SPF_NO_MATCH;
}

/* -- mx ------------------------------------------------------------------------------------------------------------ */

static int by_preference(const void *one, const void *other) {
  return (int)((const struct dns_mx *)one)->preference - (int)((const struct dns_mx *)other)->preference;
}

static void clear_mx(void *mx) {
  g_free(((struct dns_mx *)mx)->host);
}

/* Of struct dns_mx, in the order in which mail tries them; without a null MX, which has no address. */
static GArray *sorted_servers(const struct dns_answer *answer) {
  GArray *servers = g_array_new(FALSE, FALSE, sizeof(struct dns_mx));
  g_array_set_clear_func(servers, clear_mx);
  for (unsigned int i = 0; i < answer->n; i++) {
    struct dns_mx mx;
    if (!dns_mx_read(&answer->records[i], &mx))
      continue;
    if (strcmp(mx.host, ".") == 0)
      clear_mx(&mx);
    else
      g_array_append_val(servers, mx);
  }
  g_array_sort(servers, by_preference);
  return servers;
}

/* The addresses of a server, whose name is escaped already. */
static enum spf_match match_server(struct spf_evaluation *evaluation, const struct spf_term *term, const char *host) {
  return strchr(host, '\\') ? SPF_NO_MATCH : match_addresses(evaluation, term, host);
}

static enum spf_match match_mx(struct spf_evaluation *evaluation, const struct spf_term *term, const char *target) {
  g_autoptr(dns_reply) reply = NULL;
  enum spf_match matched = SPF_NO_MATCH;
  if (!spf_ask(evaluation, target, DNS_MX, &reply, &matched) || !reply)
    return matched;
  g_autoptr(GArray) servers = sorted_servers(&reply->answer);
  if (servers->len > SPF_NAMES_MOST) {
    spf_note(evaluation, "%s has %u mail servers; %d are allowed", target, servers->len, SPF_NAMES_MOST);
    return SPF_MATCH_PERMERROR;
  }
  for (guint i = 0; i < servers->len && matched == SPF_NO_MATCH; i++)
    matched = match_server(evaluation, term, g_array_index(servers, struct dns_mx, i).host);
  return matched;
}

/* -- ptr ----------------------------------------------------------------------------------------------------------- */

bool spf_is_below(const char *name, const char *domain) {
  const size_t length = strlen(name), end = strlen(domain);
  return length >= end && g_ascii_strcasecmp(name + length - end, domain) == 0 &&
         (length == end || name[length - end - 1] == '.');
}

/* Whether the name leads back to the client; a failure of DNS is a no. */
static bool leads_back(struct spf_evaluation *evaluation, const char *name, enum spf_match *error) {
  static const struct spf_term whole = {.prefix4 = 32, .prefix6 = 128};
  const enum spf_match matched = match_addresses(evaluation, &whole, name);
  if (matched == SPF_MATCH_PERMERROR)
    *error = matched;
  return matched == SPF_MATCH;
}

GPtrArray *spf_validated_names(struct spf_evaluation *evaluation, bool counts, enum spf_match *error) {
  const struct spf_question *question = evaluation->question;
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *reverse = dns_reverse_name(question->address, question->address_length);
  g_autoptr(dns_reply) reply = NULL;
  const unsigned int before = evaluation->answer->voids;
  enum spf_match failed = SPF_NO_MATCH;
  if (!counts)
    evaluation->answer->voids = 0;
  if (spf_ask(evaluation, reverse, DNS_PTR, &reply, &failed))
    for (unsigned int i = 0; i < reply->answer.n && i < SPF_NAMES_MOST && failed == SPF_NO_MATCH; i++) {
      g_autofree char *name = dns_name_from_wire(reply->answer.records[i].bytes, reply->answer.records[i].length, NULL);
      if (name && !strchr(name, '\\') && leads_back(evaluation, name, &failed))
        g_ptr_array_add(names, g_steal_pointer(&name));
    }
  if (!counts)
    evaluation->answer->voids = before;
  else if (failed == SPF_MATCH_PERMERROR)
    *error = failed;
  return names;
}

static enum spf_match match_ptr(struct spf_evaluation *evaluation, const char *target) {
  enum spf_match matched = SPF_NO_MATCH;
  g_autoptr(GPtrArray) names = spf_validated_names(evaluation, true, &matched);
  for (guint i = 0; i < names->len && matched == SPF_NO_MATCH; i++)
    if (spf_is_below(names->pdata[i], target))
      matched = SPF_MATCH;
  return matched;
}

/* -- all of them --------------------------------------------------------------------------------------------------- */

/* Always an A record, whatever the client has (section 5.7). */
static enum spf_match match_exists(struct spf_evaluation *evaluation, const char *target) {
  g_autoptr(dns_reply) reply = NULL;
  enum spf_match error = SPF_NO_MATCH;
  if (!spf_ask(evaluation, target, DNS_A, &reply, &error))
    return error;
  return reply && reply->answer.status == DNS_FOUND ? SPF_MATCH : SPF_NO_MATCH;
}

static enum spf_match match_network(const struct spf_evaluation *evaluation, const struct spf_term *term) {
  const struct spf_question *question = evaluation->question;
  const bool six = term->kind == SPF_IP6;
  return question->address_length == (six ? 16 : 4) &&
                 is_within(question->address, term->address, six ? term->prefix6 : term->prefix4)
             ? SPF_MATCH
             : SPF_NO_MATCH;
}

enum spf_match spf_match_term(struct spf_evaluation *evaluation, const struct spf_term *term, const char *domain) {
  if (term->kind == SPF_ALL)
    return SPF_MATCH;
  if (term->kind == SPF_IP4 || term->kind == SPF_IP6)
    return match_network(evaluation, term);
  g_autofree char *target = spf_target(evaluation, term->domain, domain);
  switch (term->kind) {
  case SPF_A:
    return match_addresses(evaluation, term, target);
  case SPF_MX:
    return match_mx(evaluation, term, target);
  case SPF_PTR:
    return match_ptr(evaluation, target);
  default:
    return match_exists(evaluation, target);
  }
}
