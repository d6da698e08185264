/* SPDX-License-Identifier: MIT */
/*
 * columns: what several questions show is named and explained the same everywhere. pass is what authentication said,
 * aligned is what policy_evaluated said (RFC 9990 sections 3.1.1.11 and 3.1.1.9).
 */
#ifndef DMARCSTAT_REPORT_COLUMNS_H
#define DMARCSTAT_REPORT_COLUMNS_H

#define COLUMN_DOMAIN(order_of_leaving)                                                                                \
  {                                                                                                                    \
    .key = "domain", .label = "Domain", .type = COLUMN_TEXT, .priority = (order_of_leaving),                           \
    .meaning = "policy domain: where the DMARC record was found"                                                       \
  }
#define COLUMN_SOURCE                                                                                                  \
  {                                                                                                                    \
    .key = "source_ip", .label = "Source", .type = COLUMN_ADDRESS,                                                     \
    .meaning = "IP address that the mail came from; none when the report gave no usable one"                           \
  }
#define COLUMN_NAME(order_of_leaving)                                                                                  \
  {                                                                                                                    \
    .key = "name", .label = "Name", .type = COLUMN_TEXT, .priority = (order_of_leaving), .late = true,                 \
    .meaning = "whose the source is, as `dmarcstat enrich` found it: the service, else the name that DNS confirms"     \
  }
/* For data only: what is behind the name. */
#define COLUMN_SERVICE                                                                                                 \
  {                                                                                                                    \
    .key = "service", .label = "Service", .type = COLUMN_TEXT, .data_only = true, .late = true,                        \
    .meaning = "well-known service that the source belongs to, by the sender catalogue"                                \
  }
#define COLUMN_COUNTRY                                                                                                 \
  {                                                                                                                    \
    .key = "country", .label = "Country", .type = COLUMN_TEXT, .data_only = true, .late = true,                        \
    .meaning = "two letters of the country that the source is in, by geo_database of the configuration"                \
  }
#define COLUMN_REASON                                                                                                  \
  {                                                                                                                    \
    .key = "reason", .label = "Reason", .type = COLUMN_TEXT, .data_only = true, .late = true,                          \
    .meaning = "why the source has its class"                                                                          \
  }
#define COLUMN_ASN                                                                                                     \
  {                                                                                                                    \
    .key = "asn", .label = "ASN", .type = COLUMN_ID, .data_only = true, .late = true,                                  \
    .meaning = "number of the autonomous system that the source is in, by asn_database of the configuration"           \
  }
#define COLUMN_MESSAGES                                                                                                \
  { .key = "messages", .label = "Messages", .type = COLUMN_COUNT, .meaning = "messages, as the reporters counted them" }
#define COLUMN_DMARC_PASS                                                                                              \
  {                                                                                                                    \
    .key = "dmarc_pass", .label = "DMARC", .note = "pass", .type = COLUMN_SHARE, .whole = "messages",                  \
    .meaning = "messages that passed DMARC: DKIM or SPF aligned"                                                       \
  }
#define COLUMN_DKIM_ALIGNED(order_of_leaving)                                                                          \
  {                                                                                                                    \
    .key = "dkim_aligned", .label = "DKIM", .note = "aligned", .type = COLUMN_SHARE, .whole = "messages",              \
    .priority = (order_of_leaving), .meaning = "messages with a DKIM signature that passed and was aligned"            \
  }
#define COLUMN_SPF_ALIGNED(order_of_leaving)                                                                           \
  {                                                                                                                    \
    .key = "spf_aligned", .label = "SPF", .note = "aligned", .type = COLUMN_SHARE, .whole = "messages",                \
    .priority = (order_of_leaving), .meaning = "messages for which SPF passed and was aligned"                         \
  }
#define COLUMN_DKIM_PASS(order_of_leaving, hide)                                                                       \
  {                                                                                                                    \
    .key = "dkim_pass", .label = "DKIM", .note = "pass", .type = COLUMN_SHARE, .whole = "messages",                    \
    .priority = (order_of_leaving), .data_only = (hide),                                                               \
    .meaning = "messages with a DKIM signature that passed, for whatever domain"                                       \
  }
#define COLUMN_SPF_PASS(order_of_leaving, hide)                                                                        \
  {                                                                                                                    \
    .key = "spf_pass", .label = "SPF", .note = "pass", .type = COLUMN_SHARE, .whole = "messages",                      \
    .priority = (order_of_leaving), .data_only = (hide),                                                               \
    .meaning = "messages for which SPF passed, for whatever domain"                                                    \
  }
#define COLUMN_NONE(order_of_leaving, hide)                                                                            \
  {                                                                                                                    \
    .key = "none", .label = "None", .type = COLUMN_COUNT, .priority = (order_of_leaving), .data_only = (hide),         \
    .meaning = "messages to which nothing was done because of DMARC"                                                   \
  }
#define COLUMN_QUARANTINE(order_of_leaving)                                                                            \
  {                                                                                                                    \
    .key = "quarantine", .label = "Quarantined", .type = COLUMN_COUNT, .priority = (order_of_leaving),                 \
    .meaning = "messages put into quarantine because of DMARC"                                                         \
  }
#define COLUMN_REJECT(order_of_leaving)                                                                                \
  {                                                                                                                    \
    .key = "reject", .label = "Rejected", .type = COLUMN_COUNT, .priority = (order_of_leaving),                        \
    .meaning = "messages rejected because of DMARC"                                                                    \
  }
/* The reporter's verdict on one kind of mail, not a sum. */
#define COLUMN_DKIM_EVALUATED                                                                                          \
  {                                                                                                                    \
    .key = "dkim", .label = "DKIM", .note = "aligned", .type = COLUMN_TEXT, .verdict = true,                           \
    .meaning = "pass when DKIM passed and was aligned (policy_evaluated/dkim)"                                         \
  }
#define COLUMN_SPF_EVALUATED                                                                                           \
  {                                                                                                                    \
    .key = "spf", .label = "SPF", .note = "aligned", .type = COLUMN_TEXT, .verdict = true,                             \
    .meaning = "pass when SPF passed and was aligned (policy_evaluated/spf)"                                           \
  }
#define COLUMN_HEADER_FROM(order_of_leaving)                                                                           \
  {                                                                                                                    \
    .key = "header_from", .label = "From", .type = COLUMN_TEXT, .priority = (order_of_leaving),                        \
    .meaning = "domain of the From address"                                                                            \
  }
#define COLUMN_FIRST_SEEN(order_of_leaving, hide)                                                                      \
  {                                                                                                                    \
    .key = "first_seen", .label = "First seen", .type = COLUMN_DAY, .priority = (order_of_leaving),                    \
    .data_only = (hide), .meaning = "first day of the period with such mail, UTC"                                      \
  }
#define COLUMN_LAST_SEEN(order_of_leaving, hide)                                                                       \
  {                                                                                                                    \
    .key = "last_seen", .label = "Last seen", .type = COLUMN_DAY, .priority = (order_of_leaving), .data_only = (hide), \
    .meaning = "last day of the period with such mail, UTC"                                                            \
  }
#define COLUMN_TRUST_MEANING "how its mail authenticated: verified, authenticated, unverified or failed"
#define COLUMN_CLASS(order_of_leaving) COLUMN_CLASS_WHEN(order_of_leaving, false)
#define COLUMN_LATE_CLASS(order_of_leaving) COLUMN_CLASS_WHEN(order_of_leaving, true)
#define COLUMN_CLASS_WHEN(order_of_leaving, is_late)                                                                   \
  {                                                                                                                    \
    .key = "class", .label = "Class", .type = COLUMN_TEXT, .priority = (order_of_leaving), .verdict = true,            \
    .late = (is_late),                                                                                                 \
    .meaning = "what the source is, told from all of its mail: aligned, partly aligned, misconfigured, forwarded or "  \
               "suspicious"                                                                                            \
  }
/* A line of what is told above the table. */
#define COLUMN_DETAIL(the_key, the_label, the_type, the_meaning)                                                       \
  { .key = the_key, .label = the_label, .type = the_type, .meaning = the_meaning }
#define COLUMN_END                                                                                                     \
  { .key = NULL }

#endif
