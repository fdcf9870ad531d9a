-- Work that must follow a change, written in the same transaction as the change itself.
--
-- route.publish: the KV document of one number (or SIP address) is out of date. Triggers put it here, so that a mapping changed
-- with `wrangler d1 execute` is republished exactly as one changed through the API. One row per subject: a second change raises
-- `generation`, and a publisher deletes the row only if the generation is still the one it read. A statement that changes nothing
-- publishes nothing, since KV writes are scarce.
CREATE TABLE outbox (
  id           INTEGER PRIMARY KEY,
  kind         TEXT NOT NULL,
  org_id       TEXT NOT NULL,
  subject      TEXT NOT NULL,
  priority     INTEGER NOT NULL DEFAULT 0,               -- 0: a number changed hands; 1: an org's policy changed
  generation   INTEGER NOT NULL DEFAULT 1,
  attempts     INTEGER NOT NULL DEFAULT 0,
  due_at       INTEGER NOT NULL DEFAULT (unixepoch()),
  last_error   TEXT,
  created_at   INTEGER NOT NULL DEFAULT (unixepoch()),
  UNIQUE (kind, subject)
) STRICT;

CREATE INDEX outbox_due ON outbox (kind, priority, due_at);
CREATE INDEX outbox_of_org ON outbox (kind, org_id, id);

CREATE TRIGGER phone_number_mapping_insert AFTER INSERT ON phone_number_mapping BEGIN
  INSERT INTO outbox (kind, org_id, subject)
    SELECT 'route.publish', NEW.org_id, value FROM json_each(json_array(NEW.inbound_phone_number, NEW.sip_uri))
    WHERE value IS NOT NULL
    ON CONFLICT (kind, subject) DO UPDATE SET generation = generation + 1, attempts = 0, priority = 0,
      due_at = unixepoch(), org_id = excluded.org_id;
END;

CREATE TRIGGER phone_number_mapping_update AFTER UPDATE ON phone_number_mapping
WHEN OLD.org_id IS NOT NEW.org_id OR OLD.inbound_phone_number IS NOT NEW.inbound_phone_number
  OR OLD.sip_uri IS NOT NEW.sip_uri OR OLD.vapi_phone_number_id IS NOT NEW.vapi_phone_number_id
  OR OLD.clinic_name IS NOT NEW.clinic_name OR OLD.is_active IS NOT NEW.is_active
BEGIN
  INSERT INTO outbox (kind, org_id, subject)
    SELECT DISTINCT 'route.publish', NEW.org_id, value
    FROM json_each(json_array(OLD.inbound_phone_number, OLD.sip_uri, NEW.inbound_phone_number, NEW.sip_uri))
    WHERE value IS NOT NULL
    ON CONFLICT (kind, subject) DO UPDATE SET generation = generation + 1, attempts = 0, priority = 0,
      due_at = unixepoch(), org_id = excluded.org_id;
END;

CREATE TRIGGER phone_number_mapping_delete AFTER DELETE ON phone_number_mapping BEGIN
  INSERT INTO outbox (kind, org_id, subject)
    SELECT 'route.publish', OLD.org_id, value FROM json_each(json_array(OLD.inbound_phone_number, OLD.sip_uri))
    WHERE value IS NOT NULL
    ON CONFLICT (kind, subject) DO UPDATE SET generation = generation + 1, attempts = 0, priority = 0,
      due_at = unixepoch(), org_id = excluded.org_id;
END;

-- Whatever else a route document is made of bumps the org's version; the version republishes the org's numbers.
CREATE TRIGGER orgs_changed AFTER UPDATE OF name, zone, status ON orgs
WHEN OLD.name IS NOT NEW.name OR OLD.zone IS NOT NEW.zone OR OLD.status IS NOT NEW.status
BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.id;
END;

CREATE TRIGGER schedules_insert AFTER INSERT ON schedules BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.org_id;
END;

CREATE TRIGGER schedules_update AFTER UPDATE ON schedules
WHEN OLD.document IS NOT NEW.document OR OLD.org_id IS NOT NEW.org_id
BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id IN (OLD.org_id, NEW.org_id);
END;

CREATE TRIGGER schedules_delete AFTER DELETE ON schedules BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = OLD.org_id;
END;

CREATE TRIGGER integration_settings_insert AFTER INSERT ON integration_settings BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.org_id;
END;

CREATE TRIGGER integration_settings_update AFTER UPDATE ON integration_settings
WHEN OLD.org_id IS NOT NEW.org_id OR OLD.service_type IS NOT NEW.service_type OR OLD.settings IS NOT NEW.settings
  OR OLD.credentials_sealed IS NOT NEW.credentials_sealed OR OLD.credential_id IS NOT NEW.credential_id
  OR OLD.status IS NOT NEW.status
BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id IN (OLD.org_id, NEW.org_id);
END;

CREATE TRIGGER integration_settings_delete AFTER DELETE ON integration_settings BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = OLD.org_id;
END;

CREATE TRIGGER orgs_version AFTER UPDATE OF config_version ON orgs
WHEN OLD.config_version IS NOT NEW.config_version
BEGIN
  INSERT INTO outbox (kind, org_id, subject, priority)
    SELECT 'route.publish', m.org_id, value, 1
    FROM phone_number_mapping m, json_each(json_array(m.inbound_phone_number, m.sip_uri))
    WHERE m.org_id = NEW.id AND m.is_active = 1 AND value IS NOT NULL
    ON CONFLICT (kind, subject) DO UPDATE SET generation = generation + 1, attempts = 0, due_at = unixepoch();
END;
