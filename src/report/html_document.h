/* SPDX-License-Identifier: MIT */
/* html_document: a document that stands alone, to be mailed or kept: it asks for no other file. */
#ifndef DMARCSTAT_REPORT_HTML_DOCUMENT_H
#define DMARCSTAT_REPORT_HTML_DOCUMENT_H

#include "report/html.h"

/* Up to and with <main>; the title may be hostile. */
struct html *html_document_begin(FILE *out, const char *title);
void html_document_end(struct html *html);

#endif
