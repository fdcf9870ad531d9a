-- Work that failed for want of a vendor's account is due again as soon as the org has connected one, dead or not, whoever writes the
-- row. The raised generation keeps whoever is at it with the old credentials from putting it off or giving it up once more.
CREATE INDEX outbox_failed ON outbox (org_id, attempts) WHERE attempts > 0;

CREATE TRIGGER integration_settings_reconnected_insert AFTER INSERT ON integration_settings WHEN NEW.status = 'connected' BEGIN
  UPDATE outbox SET generation = generation + 1, attempts = 0, dead_at = NULL, due_at = unixepoch()
    WHERE org_id = NEW.org_id AND attempts > 0
      AND ((NEW.service_type = 'google' AND kind IN ('event.sync', 'event.delete'))
        OR (NEW.service_type = 'twilio' AND kind IN ('sms.send', 'sms.remind')));
END;

CREATE TRIGGER integration_settings_reconnected_update AFTER UPDATE ON integration_settings
WHEN NEW.status = 'connected' AND (OLD.status IS NOT NEW.status OR OLD.credential_id IS NOT NEW.credential_id)
BEGIN
  UPDATE outbox SET generation = generation + 1, attempts = 0, dead_at = NULL, due_at = unixepoch()
    WHERE org_id = NEW.org_id AND attempts > 0
      AND ((NEW.service_type = 'google' AND kind IN ('event.sync', 'event.delete'))
        OR (NEW.service_type = 'twilio' AND kind IN ('sms.send', 'sms.remind')));
END;
