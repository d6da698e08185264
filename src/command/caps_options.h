/* SPDX-License-Identifier: MIT */
/* caps_options: the --max-... options of every command that reads reports; one for each field of struct caps. */
#ifndef DMARCSTAT_COMMAND_CAPS_OPTIONS_H
#define DMARCSTAT_COMMAND_CAPS_OPTIONS_H

#include "base/config.h"
#include "ingest/caps.h"
#include <glib.h>
#include <stdbool.h>

/* What was typed; NULL: not given. Make it {0}, free with caps_options_clear. */
struct caps_options {
  char *message, *expanded, *ratio, *members, *nesting, *records, *xml_depth, *text, *json, *seconds;
};

/* For a command's table of options. */
#define CAPS_OPTION(name, options, field, help, argument)                                                              \
  { name, 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &(options)->field, help, argument }
#define CAPS_OPTIONS(options)                                                                                          \
  CAPS_OPTION("max-message", options, message, "Most bytes of one mail or file (64M)", "SIZE"),                        \
      CAPS_OPTION("max-expanded", options, expanded, "Most bytes unpacked from it (1G)", "SIZE"),                      \
      CAPS_OPTION("max-ratio", options, ratio, "Most times that unpacking may grow it (200)", "N"),                    \
      CAPS_OPTION("max-members", options, members, "Most parts and archive members in it (1000)", "N"),                \
      CAPS_OPTION("max-nesting", options, nesting, "Most containers in containers (8)", "N"),                          \
      CAPS_OPTION("max-records", options, records, "Most records of a report (5000000)", "N"),                         \
      CAPS_OPTION("max-xml-depth", options, xml_depth, "Most XML elements in elements (32)", "N"),                     \
      CAPS_OPTION("max-text", options, text, "Most bytes of a text in it (64K)", "SIZE"),                              \
      CAPS_OPTION("max-json", options, json, "Most bytes of a TLS report (4M)", "SIZE"),                               \
      CAPS_OPTION("max-seconds", options, seconds, "Longest silence of the parser (60)", "N")

/* Changes of *caps what was typed or is configured. What is wrong with what was typed is a FAULT_USAGE. */
bool caps_options_apply(const struct caps_options *typed, const struct config *config, struct caps *caps,
                        GError **error);
void caps_options_clear(struct caps_options *options);

#endif
