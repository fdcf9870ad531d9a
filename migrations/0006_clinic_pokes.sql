-- Objects of clinics that are to act on a change of what their clinic has set are listed here by triggers, whoever makes the change. One
-- row for each org: a further change raises `generation`, and whoever has told the object removes the row only if the generation is
-- still the one that was read. What happens at a clinic, such as its calls, is in its own object.
CREATE TABLE clinic_pokes (
  org_id     TEXT PRIMARY KEY REFERENCES orgs (id),
  generation INTEGER NOT NULL DEFAULT 1,
  due_at     INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;
CREATE INDEX clinic_pokes_due ON clinic_pokes (due_at);

-- What is kept of calls.
CREATE TRIGGER assistants_poke_insert AFTER INSERT ON assistants BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
CREATE TRIGGER assistants_poke_update AFTER UPDATE ON assistants WHEN OLD.document IS NOT NEW.document BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
CREATE TRIGGER assistants_poke_delete AFTER DELETE ON assistants BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (OLD.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
