-- SPDX-License-Identifier: MIT
-- Who known_source is (enum class_known in report/class.h) to own_domain AS own.
CASE WHEN substr('.' || known_source.name, -1 - length(own.organisation)) = '.' || own.organisation THEN 4
     WHEN known_source.kind IN ('forwarder', 'list') THEN 3
     WHEN known_source.kind = 'mailbox' THEN 2
     WHEN known_source.kind NOT IN ('hosting', 'security') THEN 1
     ELSE 0 END
