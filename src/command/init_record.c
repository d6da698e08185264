/* SPDX-License-Identifier: MIT */
#include "base/organisation.h"
#include "base/text.h"
#include "command/check_typed.h"
#include "command/init.h"
#include "net/resolver.h"
#include "net/txt.h"
#include "record/dmarc_record.h"
#include <stdio.h>
#include <string.h>

/* -- the record ---------------------------------------------------------------------------------------------------- */

char *init_record_with(const char *text, const char *address) {
  struct dmarc_record record;
  dmarc_record_parse(text, &record);
  g_autofree char *uri = g_strconcat("mailto:", address, NULL);
  char *changed = NULL;
  bool there = false;
  for (guint i = 0; record.rua && i < record.rua->len; i++)
    there = there || g_ascii_strcasecmp(record.rua->pdata[i], uri) == 0;
  const struct span *value = &record.tags[DMARC_TAG_RUA].value;
  const char *end = record.tags[DMARC_TAG_RUA].name.at && value->at ? value->at + value->length : NULL;
  g_autofree char *trimmed = g_strdup(record.text);
  if (there)
    changed = NULL;
  else if (end && value->length > 0)
    changed = g_strdup_printf("%.*s,%s%s", (int)(end - record.text), record.text, uri, end);
  else
    changed = g_strdup_printf("%s%s rua=%s", g_strchomp(trimmed), g_str_has_suffix(trimmed, ";") ? "" : ";", uri);
  dmarc_record_clear(&record);
  return changed;
}

/* -- DNS ----------------------------------------------------------------------------------------------------------- */

static bool is_dmarc(const char *text) {
  struct dmarc_record record;
  dmarc_record_parse(text, &record);
  const bool valid = record.valid;
  dmarc_record_clear(&record);
  return valid;
}

/* The first DMARC record among the answers, or NULL. Caller frees. */
static char *find_record(const struct dns_answer *answer) {
  for (unsigned int i = 0; i < answer->n; i++) {
    char *text = txt_from_wire(answer->records[i].bytes, answer->records[i].length);
    if (text && is_dmarc(text))
      return text;
    g_free(text);
  }
  return NULL;
}

static void propose(const char *words, const char *name, const char *text) {
  g_autofree char *shown = text_printable(text);
  printf("%s\n  %s. TXT \"%s\"\n", words, name, shown);
}

static void show_permission(const struct init_typed *typed) {
  const char *at = strrchr(typed->address, '@');
  if (!at || organisation_aligns(at + 1, typed->domain, false))
    return;
  g_autofree char *name = g_strdup_printf("%s._report._dmarc.%s", typed->domain, at + 1);
  propose("The address is of another domain, which must say that it takes these reports (RFC 9990 section 4):", name,
          "v=DMARC1");
}

bool init_show_record(const struct init_typed *typed, const struct config *config, GError **error) {
  const struct check_typed asked = {.nameserver = typed->dns_server};
  struct resolver *resolver = check_typed_resolver(&asked, config, error);
  if (!resolver)
    return false;
  g_autofree char *name = g_strconcat("_dmarc.", typed->domain, NULL);
  struct dns_reply *reply = resolver_ask(resolver, name, DNS_TXT);
  g_autofree char *found = find_record(&reply->answer);
  g_autofree char *fresh = g_strdup_printf("v=DMARC1; p=none; rua=mailto:%s", typed->address);
  g_autofree char *changed = found ? init_record_with(found, typed->address) : NULL;
  putchar('\n');
  if (found && !changed)
    printf("DNS          %s asks for reports to %s already\n", name, typed->address);
  else if (found)
    propose("DNS          reports go elsewhere; to have them come here too, publish this instead of what is there:",
            name, changed);
  else if (dns_has_failed(reply->answer.status))
    propose("DNS          gave no answer; if nothing is published yet, publish this:", name, fresh);
  else
    propose("DNS          nobody is asked for reports yet; publish this, which does nothing else:", name, fresh);
  if (!found || changed)
    show_permission(typed);
  resolver_done(reply);
  resolver_free(resolver);
  return true;
}
