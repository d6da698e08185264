/* SPDX-License-Identifier: MIT */
/* page: what is made of the registries, as mdoc. */
#ifndef DMARCSTAT_MANUAL_PAGE_H
#define DMARCSTAT_MANUAL_PAGE_H

#include "manual/told.h"

/* The whole page dmarcstat-NAME(1) of a command. Caller frees. */
char *page_command(const struct told *told, const char *date);

/* Parts of pages, appended. The lists are of struct told. */
void page_append_questions(GString *page, const GPtrArray *all); /* a list, a line each */
void page_append_commands(GString *page, const GPtrArray *all);
void page_append_answers(GString *page, const GPtrArray *all); /* all about each question */
void page_append_keys(GString *page);                          /* of the configuration */
void page_append_tables(GString *page);                        /* of the database */
void page_append_keys_of(GString *page, const char *section);  /* those of one section */
void page_append_pages(GString *page);                         /* of the web */
void page_append_parameters(GString *page);                    /* what narrows them */

/* -- pieces that pages share -- */

void page_append_options(GString *page, const GPtrArray *options);

/*
 * Copies `frame` (mdoc) and puts in what a line "%%NAME%%" stands for: questions, commands, answers, keys, tables,
 * pages, parameters, web (the keys of that section); and
 * %%DATE%% within a line. NULL with *error when there is no such part. Caller frees.
 */
char *frame_fill(const char *frame, const GPtrArray *all, const char *date, GError **error);

#endif
