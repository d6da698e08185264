/* SPDX-License-Identifier: MIT */
/* The values of macros, RFC 7208 section 7.3. */
#include "check/spf_parts.h"
#include "net/txt.h"
#include "record/spf_macro.h"
#include <arpa/inet.h>
#include <string.h>
#include <time.h>

#define NAME_MOST 253

struct expanding {
  struct spf_evaluation *evaluation;
  const char *domain; /* the current one */
};

static char *readable_address(const struct spf_question *question) {
  char text[INET6_ADDRSTRLEN];
  inet_ntop(question->address_length == 4 ? AF_INET : AF_INET6, question->address, text, sizeof text);
  return g_strdup(text);
}

/* Of IPv6, the nibbles with dots between. */
static char *dotted_address(const struct spf_question *question) {
  if (question->address_length == 4)
    return readable_address(question);
  GString *text = g_string_new(NULL);
  for (size_t i = 0; i < question->address_length; i++)
    g_string_append_printf(text, "%s%x.%x", i > 0 ? "." : "", question->address[i] >> 4, question->address[i] & 15u);
  return g_string_free(text, FALSE);
}

/* The domain itself before names below it, and those before others. */
static char *validated_name(struct spf_evaluation *evaluation, const char *domain) {
  enum spf_match error = SPF_NO_MATCH;
  g_autoptr(GPtrArray) names = spf_validated_names(evaluation, false, &error);
  const char *best = NULL;
  for (guint i = 0; i < names->len; i++) {
    const char *name = names->pdata[i];
    if (g_ascii_strcasecmp(name, domain) == 0)
      return g_strdup(name);
    if (!best || (!spf_is_below(best, domain) && spf_is_below(name, domain)))
      best = name;
  }
  return g_strdup(best ? best : "unknown");
}

static char *value(void *user, char letter) {
  const struct expanding *expanding = user;
  struct spf_evaluation *evaluation = expanding->evaluation;
  const struct spf_question *question = evaluation->question;
  switch (letter) {
  case 's':
    return g_strdup_printf("%s@%s", evaluation->local, evaluation->sender_domain);
  case 'l':
    return g_strdup(evaluation->local);
  case 'o':
    return g_strdup(evaluation->sender_domain);
  case 'd':
    return g_strdup(expanding->domain);
  case 'i':
    return dotted_address(question);
  case 'p':
    return validated_name(evaluation, expanding->domain);
  case 'v':
    return g_strdup(question->address_length == 4 ? "in-addr" : "ip6");
  case 'h':
    return g_strdup(question->helo ? question->helo : "unknown");
  case 'c':
    return readable_address(question);
  case 'r':
    return g_strdup("unknown");
  default:
    return g_strdup_printf("%lld", (long long)time(NULL));
  }
}

char *spf_target(struct spf_evaluation *evaluation, struct span spec, const char *domain) {
  struct expanding expanding = {evaluation, domain};
  if (!spec.at)
    return g_strdup(domain);
  g_autofree char *expanded = spf_macro_expand(spec, value, &expanding);
  const size_t length = strlen(expanded);
  if (length > 0 && expanded[length - 1] == '.')
    expanded[length - 1] = '\0';
  const char *from = expanded;
  while (strlen(from) > NAME_MOST) {
    const char *dot = strchr(from, '.');
    if (!dot)
      break;
    from = dot + 1;
  }
  return g_strdup(from);
}

/* Section 6.2: when anything is wrong with it, it is as if there was none. */
char *spf_explanation(struct spf_evaluation *evaluation, struct span spec, const char *domain) {
  struct expanding expanding = {evaluation, domain};
  const unsigned int before = evaluation->answer->voids;
  g_autofree char *target = spf_target(evaluation, spec, domain);
  g_autoptr(dns_reply) reply = NULL;
  enum spf_match error;
  const bool found = spf_ask(evaluation, target, DNS_TXT, &reply, &error) && reply && reply->answer.n == 1;
  evaluation->answer->voids = before;
  if (!found)
    return NULL;
  g_autofree char *text = txt_from_wire(reply->answer.records[0].bytes, reply->answer.records[0].length);
  const char *at;
  const struct span whole = {text, text ? strlen(text) : 0};
  g_autofree char *why = text ? spf_macro_wrong(whole, SPF_MACRO_EXPLANATION, &at) : g_strdup("broken");
  return why ? NULL : spf_macro_expand(whole, value, &expanding);
}
