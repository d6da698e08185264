/* SPDX-License-Identifier: MIT */
/*
 * https: one small file from a web server over verified HTTPS, or a text for it to take.
 *
 * The certificate must be for the host by its subject alternative names, as with net/connection.h. No redirect is
 * followed, nothing is cached, no proxy of the environment is used. The server is HOSTILE: size and time are capped.
 */
#ifndef DMARCSTAT_NET_HTTPS_H
#define DMARCSTAT_NET_HTTPS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct https_request {
  const char *host;             /* in ASCII */
  const char *const *addresses; /* to connect to; NULL: those that the system knows for the host */
  uint16_t port;                /* 443 but for tests and the like */
  bool clear;                   /* http instead, only for a loopback address */
  const char *path;             /* "/.well-known/mta-sts.txt" */
  const char *ca_file;          /* as in net/connection.h */
  unsigned int seconds;         /* for all of it; not 0 */
  size_t most;                  /* bytes of the file */
  const char *body;             /* POST this, not GET; NULL: GET */
  const char *const *headers;   /* "Name: value" of our own, NULL ends; or NULL */
};

struct https_answer {
  unsigned int status;  /* 200 */
  char *type, *goes_to; /* Content-Type, Location, printable; NULL: none */
  GByteArray *body;
};

/*
 * The answer, whatever its status; NULL with *error when there is none: FAULT_REFUSED for the certificate or TLS,
 * FAULT_DATA for a file that is too large, FAULT_UNAVAILABLE and FAULT_TRY_LATER as in net/connection.h. The sentence
 * opens with host and port. Free with https_answer_free. Blocks; for any thread.
 */
struct https_answer *https_get(const struct https_request *request, GError **error);
void https_answer_free(struct https_answer *answer); /* NULL is fine */

#endif
