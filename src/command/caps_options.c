/* SPDX-License-Identifier: MIT */
#include "command/caps_options.h"
#include "base/fault.h"
#include "base/text.h"
#include <string.h>

static bool refuse(const char *option, const char *text, const char *wanted, GError **error) {
  g_autofree char *shown = text_printable(text);
  return fault(error, FAULT_USAGE, "--%s: '%s' is not %s", option, shown, wanted);
}

static bool apply_size(const char *option, const char *text, uint64_t most, uint64_t *size, GError **error) {
  static const char units[] = "KMG";
  char *end;
  if (!text)
    return true;
  uint64_t number = g_ascii_isdigit(*text) ? g_ascii_strtoull(text, &end, 10) : 0;
  const char *unit = number > 0 && *end ? strchr(units, g_ascii_toupper(*end)) : NULL;
  const unsigned int shift = unit ? 10 * (unsigned int)(unit - units + 1) : 0;
  if (number == 0 || (*end && !unit) || (unit && end[1]) || number > most >> shift)
    return refuse(option, text, "a size such as 500000, 64M or 2G", error);
  *size = number << shift;
  return true;
}

static bool apply_number(const char *option, const char *text, uint64_t most, uint64_t *number, GError **error) {
  if (!text || g_ascii_string_to_unsigned(text, 10, 1, most, number, NULL))
    return true;
  g_autofree char *wanted = g_strdup_printf("a whole number from 1 to %" G_GUINT64_FORMAT, most);
  return refuse(option, text, wanted, error);
}

static bool apply_number32(const char *option, const char *text, uint32_t most, uint32_t *to, GError **error) {
  uint64_t number = *to;
  const bool good = apply_number(option, text, most, &number, error);
  *to = (uint32_t)number;
  return good;
}

bool caps_options_apply(const struct caps_options *options, struct caps *caps, GError **error) {
  const uint64_t most = UINT64_C(1) << 50;
  uint64_t text = caps->text;
  const bool good = apply_size("max-message", options->message, most, &caps->message, error) &&
                    apply_size("max-expanded", options->expanded, most, &caps->expanded, error) &&
                    apply_number32("max-ratio", options->ratio, 1000000, &caps->ratio, error) &&
                    apply_number32("max-members", options->members, 1000000, &caps->members, error) &&
                    apply_number32("max-nesting", options->nesting, 64, &caps->nesting, error) &&
                    apply_number("max-records", options->records, UINT64_C(1) << 40, &caps->records, error) &&
                    apply_number32("max-xml-depth", options->xml_depth, 200, &caps->xml_depth, error) &&
                    apply_size("max-text", options->text, 1u << 20, &text, error) &&
                    apply_number32("max-seconds", options->seconds, 86400, &caps->seconds, error);
  caps->text = (uint32_t)text;
  return good;
}

void caps_options_clear(struct caps_options *options) {
  char *texts[] = {options->message, options->expanded,  options->ratio, options->members, options->nesting,
                   options->records, options->xml_depth, options->text,  options->seconds};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  *options = (struct caps_options){0};
}
