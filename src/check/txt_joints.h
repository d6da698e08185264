/* SPDX-License-Identifier: MIT */
/*
 * txt_joints: words that became one because the strings of a TXT record are joined without anything between (RFC 7208
 * section 3.3, RFC 6376 section 3.6.2.2), where somebody thought of them as lines.
 */
#ifndef DMARCSTAT_CHECK_TXT_JOINTS_H
#define DMARCSTAT_CHECK_TXT_JOINTS_H

#include "check/finding.h"
#include "net/dns.h"

/* "spf-joined-strings": a term of SPF begins in the middle of a word. For a record that begins with v=spf1. */
void txt_joints_spf(struct findings *findings, const char *subject, const struct dns_record *record);

/* "dkim-joined-strings": a tag of a key record begins before the one ahead of it has ended. */
void txt_joints_dkim(struct findings *findings, const char *subject, const struct dns_record *record);

#endif
