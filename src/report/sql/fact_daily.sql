-- SPDX-License-Identifier: MIT
-- fact from the daily roll-up: one stretch of its primary key for each domain.
fact AS NOT MATERIALIZED (
  SELECT d.domain, d.day, d.source, d.messages, d.dmarc_pass, d.both_aligned, d.dkim_aligned, d.spf_aligned,
         d.dkim_pass, d.spf_pass, d.quarantine, d.reject, d.overridden
  FROM scope CROSS JOIN daily AS d
  WHERE d.domain = scope.domain AND d.day >= :since AND d.day < :until AND d.messages > 0
    AND (:source_first IS NULL
         OR (d.source BETWEEN :source_first AND :source_last AND length(d.source) = length(:source_first)))
    AND (:source_name IS NULL OR d.source IN wanted_source)
)
