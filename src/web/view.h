/* SPDX-License-Identifier: MIT */
/*
 * view: one page being made: what it asked, and its markup. Every answer is asked for once and kept, so that the page
 * and its data files say the same.
 */
#ifndef DMARCSTAT_WEB_VIEW_H
#define DMARCSTAT_WEB_VIEW_H

#include "report/html_answer.h"
#include "web/web.h"

struct view {
  const struct web *web;
  const struct page *page;
  struct filter filter;      /* with a period; its texts are the caller's and outlive the view */
  GPtrArray *kept;           /* of struct kept (view.c): the answers */
  const struct answer *main; /* the answer that the page is about, whose rows can be put into another order; or NULL */
  bool stands_alone;         /* no mail is reported of the domain, so only pages of other reports are about it */
  FILE *out;
  struct html *html; /* between view_begin() and view_end() */
};

struct view *view_new(const struct web *web, const struct page *page, const struct filter *filter);
void view_free(struct view *view); /* NULL is fine */

/* The whole document. Faults are those of question_ask(); then nothing has been written. `out` is to be looked at. */
bool view_write(struct view *view, FILE *out, GError **error);

/* After view_write(): calls `each` with the name and the answer of every table that is on the page. */
void view_each_table(const struct view *view, void (*each)(void *user, const char *name, const struct answer *answer),
                     void *user);
/* One of them; NULL: there is none of that name. */
const struct answer *view_table_named(const struct view *view, const char *name);

/*
 * One table of the page, without writing it; `name` NULL: the main one. Nothing else is asked where the page is made of
 * parts. FAULT_NO_INPUT: there is none of that name.
 */
const struct answer *view_ask_table(struct view *view, const char *name, GError **error);

/* The name of an answer of the page. */
const char *view_name_of(const struct view *view, const struct answer *answer);

/* -- for pages: asking, all before view_begin() -------------------------------------------------------------------- */

/*
 * Asks with the page's filter, as far as the question takes it, and for at most `limit` rows (0: its own default). The
 * answer belongs to the view. NULL with *error.
 */
const struct answer *view_ask(struct view *view, const char *question, int64_t limit, GError **error);

/* The same under another name than the question's id, with another filter; what the question does not take is left out.
 */
const struct answer *view_ask_as(struct view *view, const char *name, const char *question, struct filter filter,
                                 GError **error);

/*
 * The same for reports that are not of mail, under the question's id: when none is about the page's domain, of which
 * there is mail, *answer is NULL, and that is no fault.
 */
bool view_ask_beside(struct view *view, const char *question, struct filter filter, const struct answer **answer,
                     GError **error);

/* Whether reports of mail are about the page's domain, or it is about all. False with *error. */
bool view_has_mail(const struct view *view, bool *has, GError **error);
/* Whether TLS reports of the usual period are about it. */
bool view_has_tls(const struct view *view);

/* -- for pages: writing -------------------------------------------------------------------------------------------- */

/* Up to and with the heading; and the foot. */
void view_begin(struct view *view, const char *heading);
void view_end(struct view *view);

void view_section_begin(struct view *view, const char *title);
void view_section_end(struct view *view);

struct view_table {
  const char *caption;      /* NULL: the question's summary */
  const char *const *leave; /* keys of columns that are not shown; NULL ends */
  const char *all;          /* id of the page that has all rows; NULL: this one */
};
/* A table whose cells are links, and below it where its data is, and the command that gives the same. */
void view_table(struct view *view, const struct answer *answer, const struct view_table *look);

/* Where a page leads with this filter; NULL: nowhere. url_free(). */
struct url *view_url(const struct view *view, const char *page, const struct filter *filter);

/* "30 days to 23 November 2026". Caller frees. */
char *view_period_words(const struct view *view);

/* Whether a visitor can ask for pages with other filters: they are made when asked for. */
bool view_can_filter(const struct view *view);

/* Whether there are any reports at all. */
bool view_has_data(const struct view *view);

/* For all files of the room: the link of a cell or heading, as struct html_table wants it; `user` is the view. */
struct url *view_link_cell(void *user, const struct answer *answer, size_t row, unsigned int column);
struct url *view_link_order(void *user, const struct answer *answer, unsigned int column);

#endif
