/* SPDX-License-Identifier: MIT */
/* html_document: a document that stands alone, to be mailed or kept: it asks for no other file; and how any begins. */
#ifndef DMARCSTAT_REPORT_HTML_DOCUMENT_H
#define DMARCSTAT_REPORT_HTML_DOCUMENT_H

#include "report/html.h"

/* <head> with what all documents say; the title and the style sheet come next, then html_close(html, "head"). */
void html_head_begin(struct html *html);

/* Up to and with <main>; the title may be hostile. */
struct html *html_document_begin(FILE *out, const char *title);
void html_document_end(struct html *html);

#endif
