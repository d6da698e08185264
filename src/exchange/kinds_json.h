/* SPDX-License-Identifier: MIT */
/* kinds_json: TLS and failure reports as JSON objects, by the rules of report_json.h. */
#ifndef DMARCSTAT_EXCHANGE_KINDS_JSON_H
#define DMARCSTAT_EXCHANGE_KINDS_JSON_H

#include "schema/failure_report.h"
#include "schema/tls_report.h"
#include <jansson.h>

/* "mail_from", "mail_subject", "mail_message_id", "trust" */
void kinds_json_add_mail(json_t *object, const struct report_mail *mail);

/* One of failure-details without the number of its policy. Caller owns the reference. */
json_t *kinds_json_tls_failure(const struct tls_failure *failure);

/* What failed, and from where: "domain" to "header_from". */
void kinds_json_add_failure(json_t *object, const struct failure_report *report);
/* What is said of the message: the rest but "authentication_results", the sample, the mail and the warnings. */
void kinds_json_add_failed_message(json_t *object, const struct failure_report *report);

#endif
