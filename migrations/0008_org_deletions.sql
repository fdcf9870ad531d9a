-- Orgs that are being deleted: their rows are gone, and what their objects have may still be there. The row stays until the object is
-- empty, so that a deletion that was cut off can be finished, with the org's name to confirm it.
CREATE TABLE org_deletions (
  org_id       TEXT PRIMARY KEY CHECK (length(org_id) = 36),
  name         TEXT NOT NULL,
  jurisdiction TEXT,                                                -- with the zone, where the object is
  zone         TEXT NOT NULL,
  began_at     INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

-- All mappings of an org, deleted ones too, for its export and its deletion.
CREATE INDEX phone_number_mapping_all ON phone_number_mapping (org_id, id);

-- The id of an org whose object is not empty yet must not be given to another.
CREATE TRIGGER orgs_not_deleted BEFORE INSERT ON orgs BEGIN
  SELECT RAISE(ABORT, 'org_being_deleted') WHERE EXISTS (SELECT 1 FROM org_deletions WHERE org_id = NEW.id);
END;
