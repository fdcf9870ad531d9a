-- The calendar of a clinic is in the settings of its account, and can be changed alone. Its object is told of that too, so that it hears of
-- changes in that calendar and tries again what failed.
DROP TRIGGER integration_settings_poke_update;
CREATE TRIGGER integration_settings_poke_update AFTER UPDATE ON integration_settings
WHEN OLD.status IS NOT NEW.status OR OLD.credential_id IS NOT NEW.credential_id OR OLD.settings IS NOT NEW.settings
BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
