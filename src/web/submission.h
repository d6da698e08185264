/* SPDX-License-Identifier: MIT */
/*
 * submission: TLS reports that are posted (RFC 8460 section 5.4), at one path beside the pages. Who answers requests
 * asks first whether the body is wanted, so that no body is read in vain, and has it taken then. What it is taken into
 * is up to others: this room only reads the database.
 */
#ifndef DMARCSTAT_WEB_SUBMISSION_H
#define DMARCSTAT_WEB_SUBMISSION_H

#include "web/respond.h"

enum submission_result {
  SUBMISSION_TAKEN,   /* it is in the database now, or was before */
  SUBMISSION_REFUSED, /* it is no TLS report that can be read */
  SUBMISSION_LATER,   /* the sender may try again */
};

struct submission {
  const char *path;                        /* "/tlsrpt", below the place where the pages are */
  uint64_t most;                           /* bytes of a body */
  bool (*takes)(const char *content_type); /* NULL is none */
  /*
   * Takes a body. *reason, in case of SUBMISSION_REFUSED, is for the sender, and may be hostile; in case of
   * SUBMISSION_LATER it is for the log. Caller frees it.
   */
  enum submission_result (*take)(void *user, const char *sender, const void *bytes, size_t length, char **reason);
  void *user;
};

/* Whether the path is one of a page or file, so that nothing could be posted there, or no path at all. */
bool submission_path_is_good(const char *path);

/* Whether the request is for that path. */
bool submission_is_meant(const struct service *service, const struct inquiry *inquiry);

/*
 * Of a request for it: whether its body is to be read, of *length bytes, for submission_respond(). False: the response
 * says why not.
 */
bool submission_begins(const struct service *service, const struct inquiry *inquiry, size_t *length,
                       struct response *response);

/* `length` is what came; less than was told is refused. */
void submission_respond(const struct service *service, const struct inquiry *inquiry, const void *bytes, size_t length,
                        struct response *response);

#endif
