-- How long an org keeps what happens at it. One document per org.
CREATE TABLE retention (
  org_id     TEXT PRIMARY KEY REFERENCES orgs (id),
  document   TEXT NOT NULL CHECK (json_valid(document)),
  updated_at INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

-- What is kept for a shorter time now goes at once. No call depends on it, so the org's version stays.
CREATE TRIGGER retention_poke_insert AFTER INSERT ON retention BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
CREATE TRIGGER retention_poke_update AFTER UPDATE ON retention WHEN OLD.document IS NOT NEW.document BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
CREATE TRIGGER retention_poke_delete AFTER DELETE ON retention BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (OLD.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
