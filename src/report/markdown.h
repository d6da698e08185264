/* SPDX-License-Identifier: MIT */
/* markdown: text that stays text in GitHub-flavoured Markdown. */
#ifndef DMARCSTAT_REPORT_MARKDOWN_H
#define DMARCSTAT_REPORT_MARKDOWN_H

#include <stdio.h>

/* `text` is one safe line (base/text.h). No HTML, link, emphasis or table cell comes out of it. */
void markdown_text(const char *text, FILE *out);

#endif
