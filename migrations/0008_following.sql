-- Calendars that have appointments are compared with Google. The first confirmed appointment puts its calendar on the list, whoever
-- writes it; the sweep takes it off when nothing is to come. Google's clock may differ from ours by two minutes.
CREATE TRIGGER appointments_followed_insert AFTER INSERT ON appointments WHEN NEW.status = 'confirmed' BEGIN
  INSERT INTO calendar_follow (org_id, calendar_id, seen_until, due_at)
    VALUES (NEW.org_id, NEW.calendar_id, unixepoch() - 120, unixepoch() + 120)
    ON CONFLICT (org_id, calendar_id) DO NOTHING;
END;

CREATE TRIGGER appointments_followed_update AFTER UPDATE OF status, calendar_id ON appointments
WHEN NEW.status = 'confirmed' AND (OLD.status IS NOT NEW.status OR OLD.calendar_id IS NOT NEW.calendar_id)
BEGIN
  INSERT INTO calendar_follow (org_id, calendar_id, seen_until, due_at)
    VALUES (NEW.org_id, NEW.calendar_id, unixepoch() - 120, unixepoch() + 120)
    ON CONFLICT (org_id, calendar_id) DO NOTHING;
END;

INSERT INTO calendar_follow (org_id, calendar_id, seen_until, due_at)
  SELECT DISTINCT org_id, calendar_id, unixepoch() - 120, unixepoch() FROM appointments
  WHERE status = 'confirmed' AND starts_at > unixepoch()
  ON CONFLICT (org_id, calendar_id) DO NOTHING;
