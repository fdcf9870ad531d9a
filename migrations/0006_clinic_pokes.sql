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

-- What is texted and when.
CREATE TRIGGER messaging_poke_insert AFTER INSERT ON messaging BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
CREATE TRIGGER messaging_poke_update AFTER UPDATE ON messaging WHEN OLD.document IS NOT NEW.document BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
CREATE TRIGGER messaging_poke_delete AFTER DELETE ON messaging BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (OLD.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;

-- Whether the clinic works at all, and by which clock.
CREATE TRIGGER orgs_poke_update AFTER UPDATE OF status, zone ON orgs
WHEN OLD.status IS NOT NEW.status OR OLD.zone IS NOT NEW.zone
BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;

-- Work that failed for want of an account is due again as soon as the org has connected one, or one works again. To notice the latter
-- an object has to hear of one that no longer does.
CREATE TRIGGER integration_settings_poke_insert AFTER INSERT ON integration_settings WHEN NEW.status = 'connected' BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
CREATE TRIGGER integration_settings_poke_update AFTER UPDATE ON integration_settings
WHEN OLD.status IS NOT NEW.status OR OLD.credential_id IS NOT NEW.credential_id
BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
CREATE TRIGGER integration_settings_poke_delete AFTER DELETE ON integration_settings BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (OLD.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
