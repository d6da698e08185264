/* SPDX-License-Identifier: MIT */
/*
 * cgi: dmarcstat as a CGI program (RFC 3875). It is one when it is called dmarcstat.cgi, mostly by a link, or when a web
 * server runs it as its script by whatever name. Then arguments are not read at all: servers make them of what visitors
 * type.
 */
#ifndef DMARCSTAT_COMMAND_CGI_H
#define DMARCSTAT_COMMAND_CGI_H

#include <stdbool.h>

bool cgi_is_called(const char *name);

/* One request from the environment, its response on stdout, and what is wrong on stderr. Gives the exit code. */
int cgi_run(void);

#endif
