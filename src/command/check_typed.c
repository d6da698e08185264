/* SPDX-License-Identifier: MIT */
#include "command/check_typed.h"
#include "base/fault.h"
#include "base/ip_address.h"
#include "base/text.h"
#include <string.h>

#define NAME_MOST 253 /* characters, RFC 1035 section 3.1 */
#define LABEL_MOST 63
#define IPV4_MAPPED "\0\0\0\0\0\0\0\0\0\0\xff\xff" /* RFC 4291 section 2.5.5.2; 12 bytes */

void check_typed_clear(struct check_typed *typed) {
  char *texts[] = {typed->db,   typed->only,   typed->ip,         typed->sender,
                   typed->helo, typed->format, typed->nameserver, typed->trust_anchor};
  for (unsigned int i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  g_strfreev(typed->selectors);
  check_servers_end(&typed->servers);
  settings_options_clear(&typed->settings);
}

/* -- which checks -------------------------------------------------------------------------------------------------- */

static bool unknown_check(const char *name, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const struct check *const *check = checks; *check; check++)
    g_ptr_array_add(names, (gpointer)(uintptr_t)(*check)->name);
  g_ptr_array_add(names, NULL);
  g_autofree char *shown = text_printable(name), *all = g_strjoinv(", ", (char **)names->pdata);
  return fault(error, FAULT_USAGE, "--only: there is no check '%s'; there are %s", shown, all);
}

const struct check **check_typed_chosen(const struct check_typed *typed, GError **error) {
  g_autoptr(GPtrArray) chosen = g_ptr_array_new();
  g_auto(GStrv) names = typed->only ? g_strsplit(typed->only, ",", -1) : NULL;
  for (char **name = names; name && *name; name++)
    if (!check_find(g_strstrip(*name))) {
      unknown_check(*name, error);
      return NULL;
    }
  for (const struct check *const *check = checks; *check; check++)
    if (!names || g_strv_contains((const char *const *)names, (*check)->name))
      g_ptr_array_add(chosen, (gpointer)(uintptr_t)*check);
  if (chosen->len == 0) {
    fault(error, FAULT_USAGE, "--only names no check");
    return NULL;
  }
  g_ptr_array_add(chosen, NULL);
  return (const struct check **)g_ptr_array_free(g_steal_pointer(&chosen), FALSE);
}

/* -- what they are told -------------------------------------------------------------------------------------------- */

/* An IPv4 address that came as an IPv6 one is an IPv4 address (RFC 7208 section 5). */
static bool read_address(const char *text, struct check_options *options, GError **error) {
  g_autofree char *shown = text_printable(text);
  options->address_length = ip_address_parse(text, options->address);
  if (options->address_length == 0)
    return fault(error, FAULT_USAGE, "--ip: '%s' is no IP address", shown);
  if (options->address_length == 16 && memcmp(options->address, IPV4_MAPPED, 12) == 0) {
    memmove(options->address, options->address + 12, 4);
    options->address_length = 4;
  }
  options->has_address = true;
  return true;
}

bool check_typed_options(const struct check_typed *typed, struct check_options *options, GError **error) {
  *options = (struct check_options){
      .sender = typed->sender, .helo = typed->helo, .selectors = (const char *const *)typed->selectors};
  if (!typed->ip && (typed->sender || typed->helo))
    return fault(error, FAULT_USAGE, "%s says nothing without --ip ADDRESS, the address that the mail comes from",
                 typed->sender ? "--sender" : "--helo");
  return !typed->ip || read_address(typed->ip, options, error);
}

check_printer check_typed_printer(const struct check_typed *typed, GError **error) {
  static const struct {
    const char *name;
    check_printer printer;
  } known[] = {{"text", check_print_text},
               {"json", check_print_json},
               {"markdown", check_print_markdown},
               {"html", check_print_html}};
  for (unsigned int i = 0; i < G_N_ELEMENTS(known); i++)
    if (!typed->format || strcmp(typed->format, known[i].name) == 0)
      return known[i].printer;
  g_autofree char *shown = text_printable(typed->format);
  fault(error, FAULT_USAGE, "--format: '%s' is not text, json, markdown or html", shown);
  return NULL;
}

/* -- domains ------------------------------------------------------------------------------------------------------- */

/* Letters, digits, inner hyphens, and the underscores of _dmarc and its like. */
static bool is_label(const char *label) {
  const size_t length = strlen(label);
  for (const char *at = label; *at; at++)
    if (!g_ascii_isalnum(*at) && !strchr("-_", *at))
      return false;
  return length > 0 && length <= LABEL_MOST && label[0] != '-' && label[length - 1] != '-';
}

/* What looks like an IPv4 address is none. */
static bool is_domain(const char *name) {
  g_auto(GStrv) labels = g_strsplit(name, ".", -1);
  const char *top = NULL;
  for (char **label = labels; *label; label++) {
    if (!is_label(*label))
      return false;
    top = *label;
  }
  return top && strlen(name) <= NAME_MOST && top[strspn(top, "0123456789")] != '\0';
}

char *check_typed_domain(const char *text, bool any, GError **error) {
  g_autofree char *ascii = g_hostname_is_non_ascii(text) ? g_hostname_to_ascii(text) : NULL;
  g_autofree char *lower = g_ascii_strdown(ascii ? ascii : text, -1);
  const size_t length = strlen(lower);
  if (length > 1 && lower[length - 1] == '.')
    lower[length - 1] = '\0';
  if (any || is_domain(lower))
    return g_steal_pointer(&lower);
  g_autofree char *shown = text_printable(text);
  fault(error, FAULT_USAGE, "'%s' is no domain name%s", shown,
        strchr(text, '@') ? "; type only what is behind the @" : "; one looks like example.com");
  return NULL;
}

/* -- DNS ----------------------------------------------------------------------------------------------------------- */

struct resolver *check_typed_resolver(const struct check_typed *typed, const struct config *config, GError **error) {
  g_auto(GStrv) configured = config_list(config, "report", "dns_server");
  const char *const named[] = {typed->nameserver, NULL};
  const struct dns_options options = {.servers = typed->nameserver ? named : (const char *const *)configured,
                                      .seconds = (unsigned int)config_number(config, "report", "dns_timeout"),
                                      .trust_anchor = typed->trust_anchor};
  return resolver_new(&options, typed->trust_anchor ? RESOLVER_VALIDATE_ALWAYS : RESOLVER_VALIDATE_IF_POSSIBLE, error);
}
