/* SPDX-License-Identifier: MIT */
/* BIMI: the record only. */
#include "check/record_texts.h"
#include "record/bimi_record.h"
#include <string.h>

extern const struct check check_bimi;

#define RULE "draft-brand-indicators-for-message-identification section 4.2"

static const struct record_kind kind = {
    .prefix = "default._bimi",
    .rule = "bimi",
    .reference = RULE,
    .is = bimi_record_is,
    .missing = "there is no BIMI record, so no image of the domain's own is shown beside its mail, which is fine",
    .advice = NULL,
};

static void run(struct check_context *context) {
  g_autofree char *name = NULL, *text = record_text_find(context, &kind, &name);
  struct bimi_record record;
  if (!text)
    return;
  bimi_record_parse(text, &record);
  record_text_tell(context, &kind, name, text, strlen(text), record.findings);
  if (record.valid && record.declines)
    finding_add(context->findings, CHECK_OK, name, "bimi-declined", RULE, text, NULL,
                "the domain wants no image shown beside its mail");
  else if (record.valid)
    finding_add(context->findings, CHECK_OK, name, "bimi-record", RULE, text, NULL,
                "the record is well-formed; receivers show the image only with DMARC at p=quarantine or p=reject");
  if (record.valid && !record.declines && (!record.a || !*record.a))
    finding_add(context->findings, CHECK_NOTE, name, "bimi-no-evidence", RULE, text,
                "get a mark certificate and name it with a=, if the image matters",
                "no document vouches for the image, and most receivers show none without one");
  bimi_record_clear(&record);
}

const struct check check_bimi = {
    .name = "bimi", .title = "BIMI", .summary = "The image that is shown beside mail (draft)", .run = run};
