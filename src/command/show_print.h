/* SPDX-License-Identifier: MIT */
/* show_print: how `show` prints a report or a refusal, one printer a format. Memory is flat: records pass through. */
#ifndef DMARCSTAT_COMMAND_SHOW_PRINT_H
#define DMARCSTAT_COMMAND_SHOW_PRINT_H

#include "schema/frame.h"
#include "schema/report.h"

struct show_printer {
  void (*begin)(void);
  /* `nth` counts what has been printed before. False with *error: the stream broke. */
  bool (*report)(uint64_t nth, struct report_stream *stream, GError **error);
  void (*tls_report)(uint64_t nth, const struct tls_report *report);
  void (*failure_report)(uint64_t nth, const struct failure_report *report);
  void (*refusal)(uint64_t nth, const struct refusal *refusal);
  void (*end)(void);
};

extern const struct show_printer show_print_text, show_print_json, show_print_ndjson;

#endif
