/* SPDX-License-Identifier: MIT */
/* post: how mail leaves, by [mail] of the configuration: a server by SMTP (net/smtp.h), or the program sendmail. */
#ifndef DMARCSTAT_TELL_POST_H
#define DMARCSTAT_TELL_POST_H

#include "base/config.h"

/* Whether the configuration says how. */
bool post_is_configured(const struct config *config);

/* Whom mail is from; belongs to `config`. */
const char *post_from(const struct config *config);

/*
 * Sends a message (tell/message.h) to all of `to`, or to nobody. True when it was accepted. Faults as of smtp_send();
 * of sendmail FAULT_CONFIG when it cannot be run, and FAULT_TRY_LATER when it fails.
 */
bool post_send(const struct config *config, const char *const *to, const GString *message, GError **error);

#endif
