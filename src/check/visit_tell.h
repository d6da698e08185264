/* SPDX-License-Identifier: MIT */
/*
 * visit_tell: what is found of a server at each of its addresses, said once where it is the same for all, and else with
 * the addresses that it is about: "mx.example.com:25 [192.0.2.1, 2001:db8::1]".
 */
#ifndef DMARCSTAT_CHECK_VISIT_TELL_H
#define DMARCSTAT_CHECK_VISIT_TELL_H

#include "check/finding.h"
#include "check/servers.h"

/* Adds what is found at one address to `findings`; every subject in it becomes the one that visit_tell() has. */
typedef void (*visit_teller)(void *user, struct findings *findings, const struct mail_probe *probe);

/* Waits for the visit. */
void visit_tell(struct servers *servers, struct visit *visit, struct findings *findings, const char *subject,
                visit_teller tell, void *user);

/* Whether this computer has a way to one of its addresses. Waits for the visit. */
bool visit_is_reached(struct servers *servers, struct visit *visit);

#endif
