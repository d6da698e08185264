/* SPDX-License-Identifier: MIT */
/*
 * respond: from a request of HTTP to its response; the one handler behind the CGI and `dmarcstat serve`. It opens the
 * database for reading only, for each request anew, and sees it as it was at one moment.
 *
 * Everything in an inquiry is hostile but `script`. Responses tell nothing of this computer: what is wrong with the
 * database is for the log.
 */
#ifndef DMARCSTAT_WEB_RESPOND_H
#define DMARCSTAT_WEB_RESPOND_H

#include "web/web.h"

struct submission;

/* What is the same for all requests. */
struct service {
  const char *database; /* its path */
  const char *version;  /* of the program: what it makes of the same data may change */
  struct web_options web;
  unsigned int seconds;                /* that a request may take */
  const struct submission *submission; /* what may be posted (web/submission.h); NULL: nothing */
};

/* Texts may be NULL where they are not there. */
struct inquiry {
  const char *method;        /* "GET" */
  const char *script;        /* where the program hangs: "/cgi-bin/dmarcstat.cgi"; "" at the root */
  const char *path;          /* what follows, decoded: "/sources" */
  const char *query;         /* after the ?, as it stands */
  const char *if_none_match; /* headers */
  const char *if_modified_since;
  const char *content_type, *content_length;
  const char *sender; /* the address that asks */
};

enum header {
  HEADER_CONTENT_TYPE,
  HEADER_CONTENT_DISPOSITION,
  HEADER_CACHE_CONTROL,
  HEADER_ETAG,
  HEADER_LAST_MODIFIED,
  HEADER_ALLOW,
  HEADER_RETRY_AFTER,
  HEADER_SECURITY_POLICY,
  HEADER_CONTENT_TYPE_OPTIONS,
  HEADER_REFERRER_POLICY,
  HEADER_RESOURCE_POLICY,
  HEADER_MAX
};

struct response {
  unsigned int status;
  char *headers[HEADER_MAX]; /* NULL: not sent */
  char *body;                /* of a HEAD request, too: it says the length; free() */
  size_t length;
  char *trouble; /* a sentence for the log; NULL: none */
};

const char *header_name(enum header header);
/* "Not Found" */
const char *status_words(unsigned int status);

/* response_clear() it. */
void respond(const struct service *service, const struct inquiry *inquiry, struct response *response);
/* A page that says no, with one sentence. */
void respond_with_refusal(const struct inquiry *inquiry, unsigned int status, const char *sentence,
                          struct response *response);
void response_clear(struct response *response);

#endif
