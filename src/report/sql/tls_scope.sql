-- SPDX-License-Identifier: MIT
-- The policies of the TLS reports of the period. Reports without the signature that they must have are ignored unless
-- they are asked for (RFC 8460 section 3).
tls_part AS NOT MATERIALIZED (
  SELECT p.report, p.seq, p.domain, coalesce(p.raw, type.word) AS policy_type, p.sessions_ok, p.sessions_failed, r.day,
         r.reporter, r.trust
  FROM tls_report AS r CROSS JOIN tls_policy AS p JOIN tls_policy_type_word AS type ON type.value = p.type
  WHERE r.day >= :since AND r.day < :until AND p.report = r.id
    AND (:domain IS NULL OR p.domain = :domain)
    AND (:reporter IS NULL OR r.reporter IN wanted_reporter)
    AND (iif(:trust IS NULL, r.trust <> 1, r.trust = :trust) OR (:trust = 2 AND r.trust = 3))
)
