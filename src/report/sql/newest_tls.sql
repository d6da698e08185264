-- SPDX-License-Identifier: MIT
-- The newest day with a TLS report, not later than :latest.
SELECT max(day) FROM tls_report WHERE day <= :latest
