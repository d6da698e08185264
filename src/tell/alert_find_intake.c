/* SPDX-License-Identifier: MIT */
/* What one SELECT tells: of how reports come in, of mail that passed and was rejected, and of certificates. */
#include "base/text.h"
#include "store/query.h"
#include "tell/alert_find.h"

bool alert_find_mailbox(struct finding_alerts *finding, GError **error) {
  int64_t newest = 0;
  const bool good = query_number(finding->store, "SELECT max(received) FROM report", &newest, error);
  if (!good || newest == 0 || finding->now - newest < (int64_t)finding->rule->days * PERIOD_DAY_SECONDS)
    return good;
  g_autofree char *day = text_day(newest);
  alert_found(finding, "mailbox", "", "",
              g_strdup_printf("no report has come in since %s; `dmarcstat doctor` tells what is wrong", day));
  return true;
}

bool alert_find_unread(struct finding_alerts *finding, GError **error) {
  struct query *query =
      query_open(finding->store, "SELECT count(*), max(reason) FROM quarantine WHERE at >= :since", error);
  if (query)
    query_bind_int(query, ":since", finding->now - (int64_t)finding->rule->days * PERIOD_DAY_SECONDS);
  const bool good = query && query_step(query, error) == 1;
  if (good && (uint64_t)query_int(query, 0) > finding->rule->above) {
    g_autofree char *items = text_plural((uint64_t)query_int(query, 0), "item", "items");
    g_autofree char *days = text_plural((uint64_t)finding->rule->days, "day", "days");
    alert_found(finding, "quarantine", "", "",
                g_strdup_printf("%s could not be read in the last %s, as: %s; `dmarcstat quarantine list` shows all",
                                items, days, query_text(query, 1)));
  }
  query_close(query);
  return good;
}

/* By the reporters' own account: policy_evaluated says that DKIM or SPF passed, and that the mail was rejected. */
bool alert_find_rejected(struct finding_alerts *finding, GError **error) {
  static const char sql[] =
      "SELECT d.text, sum(record.count) AS messages, count(DISTINCT report.reporter), min(o.text)"
      " FROM report JOIN record ON record.report = report.id JOIN name AS d ON d.id = report.domain"
      " JOIN name AS o ON o.id = report.reporter"
      " WHERE report.first_day + report.days > :since AND report.first_day < :until"
      " AND record.disposition = :reject AND (record.dkim = 1 OR record.spf = 1)"
      " GROUP BY report.domain HAVING messages > :above ORDER BY messages DESC";
  const struct period period = alert_period(finding);
  struct query *query = query_open(finding->store, sql, error);
  if (!query)
    return false;
  query_bind_int(query, ":since", period.since);
  query_bind_int(query, ":until", period.until);
  query_bind_int(query, ":reject", DISPOSITION_REJECT);
  query_bind_int(query, ":above", (int64_t)MIN(finding->rule->above, INT64_MAX));
  int step;
  while ((step = query_step(query, error)) == 1) {
    const char *domain = query_text(query, 0);
    const int64_t reporters = query_int(query, 2);
    g_autofree char *messages = text_plural((uint64_t)query_int(query, 1), "message", "messages");
    g_autofree char *more =
        reporters > 1 ? g_strdup_printf(" and %" G_GINT64_FORMAT " more", reporters - 1) : g_strdup("");
    if (alert_is_about(finding, domain))
      alert_found(finding, domain, "", domain,
                  g_strdup_printf("%s as %s passed DMARC and were rejected because of it all the same, by %s%s; "
                                  "`dmarcstat audit` tells more",
                                  messages, domain, query_text(query, 3), more));
  }
  query_close(query);
  return step == 0;
}

/* What the newest stored check of a server says; how soon is soon is for the check to tell. */
bool alert_find_certificates(struct finding_alerts *finding, GError **error) {
  static const char sql[] =
      "SELECT DISTINCT c.domain, f.value ->> 'subject', f.value ->> 'rule', f.value ->> 'text'"
      " FROM domain_check AS c JOIN json_each(c.details, '$.findings') AS f"
      " WHERE json_valid(c.details)"
      " AND c.id = (SELECT max(id) FROM domain_check WHERE domain = c.domain AND name = c.name AND result <> 'unknown')"
      " AND f.value ->> 'rule' IN ('tls-certificate-expires-soon', 'tls-certificate-expired')"
      " AND f.value ->> 'subject' IS NOT NULL ORDER BY 1, 2";
  struct query *query = query_open(finding->store, sql, error);
  int step = -1;
  while (query && (step = query_step(query, error)) == 1) {
    const char *domain = query_text(query, 0), *server = query_text(query, 1), *rule = query_text(query, 2);
    g_autofree char *subject = g_strdup_printf("%s %s", domain, server);
    if (alert_is_about(finding, domain))
      alert_found(finding, subject, rule, domain,
                  g_strdup_printf("%s, a mail server of %s: %s", server, domain, query_text(query, 3)));
  }
  query_close(query);
  return step == 0;
}
