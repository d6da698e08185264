-- SPDX-License-Identifier: MIT
-- What the sources are called: services, and the organisational domains of names without one. `fits`: 2, exactly as
-- asked for; 1, it holds what was asked for.
SELECT called, max(fits) AS fits
FROM (SELECT coalesce(service, organisation(name), name) AS called,
             CASE WHEN service = :source_name COLLATE NOCASE OR name = :source_name COLLATE NOCASE
                       OR organisation(name) = lower(:source_name) THEN 2
                  WHEN instr(lower(service), lower(:source_name)) OR instr(name, lower(:source_name)) THEN 1
                  ELSE 0 END AS fits
      FROM source
      WHERE service IS NOT NULL OR name IS NOT NULL)
GROUP BY called
ORDER BY fits DESC, called
