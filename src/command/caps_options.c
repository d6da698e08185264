/* SPDX-License-Identifier: MIT */
#include "command/caps_options.h"
#include "base/fault.h"

/* An option, its key in [ingest], and the cap, which is either of 32 or of 64 bits. */
struct row {
  const char *option, *key, *typed;
  uint32_t *small;
  uint64_t *large;
};

/* What was typed goes before what is configured, and that before the default, which is in the cap already. */
static bool apply(const struct row *row, const struct config *config, GError **error) {
  uint64_t number = 0;
  g_autofree char *why = NULL;
  if (row->typed && !config_parse_number("ingest", row->key, row->typed, &number, &why))
    return fault(error, FAULT_USAGE, "--%s: %s", row->option, why);
  if (!row->typed && !config_given(config, "ingest", row->key))
    return true;
  if (!row->typed)
    number = config_number(config, "ingest", row->key);
  if (row->small)
    *row->small = (uint32_t)number; /* the registry has no more for it */
  else
    *row->large = number;
  return true;
}

bool caps_options_apply(const struct caps_options *typed, const struct config *config, struct caps *caps,
                        GError **error) {
  const struct row rows[] = {
      {"max-message", "max_message", typed->message, NULL, &caps->message},
      {"max-expanded", "max_expanded", typed->expanded, NULL, &caps->expanded},
      {"max-ratio", "max_ratio", typed->ratio, &caps->ratio, NULL},
      {"max-members", "max_members", typed->members, &caps->members, NULL},
      {"max-nesting", "max_nesting", typed->nesting, &caps->nesting, NULL},
      {"max-records", "max_records", typed->records, NULL, &caps->records},
      {"max-xml-depth", "max_xml_depth", typed->xml_depth, &caps->xml_depth, NULL},
      {"max-text", "max_text", typed->text, &caps->text, NULL},
      {"max-json", "max_json", typed->json, NULL, &caps->json},
      {"max-seconds", "max_seconds", typed->seconds, &caps->seconds, NULL},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (!apply(&rows[i], config, error))
      return false;
  return true;
}

void caps_options_clear(struct caps_options *options) {
  char *texts[] = {options->message, options->expanded,  options->ratio, options->members, options->nesting,
                   options->records, options->xml_depth, options->text,  options->json,    options->seconds};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  *options = (struct caps_options){0};
}
