/* SPDX-License-Identifier: MIT */
/* filter_options: what help says of the options that narrow what is read, in questions and in export. */
#ifndef DMARCSTAT_COMMAND_FILTER_OPTIONS_H
#define DMARCSTAT_COMMAND_FILTER_OPTIONS_H

#define FILTER_DOMAIN_HELP "Only this policy domain"
#define FILTER_REPORTER_HELP "Only reports of this organisation"
#define FILTER_SINCE_HELP "From this day: 7d, yesterday, 2026-11, ..."
#define FILTER_UNTIL_HELP "Up to and with this day"
#define FILTER_TRUST_HELP "Only reports whose mail is this: verified, authenticated (or verified), unverified, failed"

#endif
