/* SPDX-License-Identifier: MIT */
/*
 * server: the pages over HTTP without a web server, for a look. It answers one request after the other in a thread of
 * its own. No TLS, no authentication: that is what web servers are for.
 */
#ifndef DMARCSTAT_WEB_SERVER_H
#define DMARCSTAT_WEB_SERVER_H

#include "web/respond.h"

#define SERVER_USUAL "127.0.0.1:8080"

struct server;

/*
 * Listens at `where` ("127.0.0.1:8080", "[::1]:8080", "8080", which is of 127.0.0.1; port 0: any free one). Faults:
 * FAULT_USAGE: that is no address; FAULT_UNAVAILABLE: it is taken, or not of this computer.
 */
struct server *server_open(const char *where, GError **error);

/* "http://127.0.0.1:8080/". Belongs to the server. */
const char *server_url(const struct server *server);
/* Only this computer can reach it. Then requests by another host name are refused (403): they come from a page of a
 * stranger whose name leads here. */
bool server_is_local(const struct server *server);

/* Begins to answer. `service` must outlive the server, and `log` gets a sentence for each thing that is wrong. */
bool server_start(struct server *server, const struct service *service, void (*log)(const char *sentence),
                  GError **error);

/* Ends the requests that are being answered. NULL is fine. */
void server_close(struct server *server);

#endif
