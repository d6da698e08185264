-- SPDX-License-Identifier: MIT
-- How the service of a source is known: by its name, network, envelope or dkim (schema/source.h). Services from before
-- are by name or network.
ALTER TABLE source ADD COLUMN known_by TEXT;
