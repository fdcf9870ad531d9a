-- Which vendors there are is the Worker's to know: a new one needs no new table. What an integration is for says which work waits for
-- it, so that a new vendor of the same purpose needs no new trigger either.
PRAGMA defer_foreign_keys = ON;

CREATE TABLE integration_settings_by_vendor (
  org_id             TEXT NOT NULL REFERENCES orgs (id),
  service_type       TEXT NOT NULL CHECK (service_type GLOB '[a-z]*' AND NOT service_type GLOB '*[^a-z0-9_]*'),
  purpose            TEXT CHECK (purpose IN ('calendar', 'texts', 'voice')), -- NULL: stored by a Worker from before this migration
  settings           TEXT NOT NULL CHECK (json_valid(settings)),
  credentials_sealed TEXT NOT NULL CHECK (credentials_sealed GLOB 'v1.?*.?*'),
  credential_id      TEXT NOT NULL CHECK (length(credential_id) = 36), -- new with every PUT; ties cached tokens to it
  status             TEXT NOT NULL DEFAULT 'connected' CHECK (status IN ('connected', 'needs_reconnect')),
  status_detail      TEXT,
  created_at         INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at         INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (org_id, service_type)
) STRICT;

INSERT INTO integration_settings_by_vendor
  SELECT org_id, service_type, CASE service_type WHEN 'google' THEN 'calendar' WHEN 'twilio' THEN 'texts' ELSE 'voice' END,
    settings, credentials_sealed, credential_id, status, status_detail, created_at, updated_at
  FROM integration_settings;
DROP TABLE integration_settings; -- and its triggers
ALTER TABLE integration_settings_by_vendor RENAME TO integration_settings;

CREATE TABLE access_tokens_by_vendor (
  org_id        TEXT NOT NULL REFERENCES orgs (id),
  service_type  TEXT NOT NULL,
  credential_id TEXT NOT NULL,
  token_sealed  TEXT NOT NULL CHECK (token_sealed GLOB 'v1.?*.?*'),
  expires_at    INTEGER NOT NULL,
  PRIMARY KEY (org_id, service_type)
) STRICT;
INSERT INTO access_tokens_by_vendor SELECT org_id, service_type, credential_id, token_sealed, expires_at FROM access_tokens;
DROP TABLE access_tokens;
ALTER TABLE access_tokens_by_vendor RENAME TO access_tokens;

-- A change of credentials raises the org's version.
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

-- Work that failed for want of an account is due again as soon as the org has connected one of the same purpose.
CREATE TRIGGER integration_settings_reconnected_insert AFTER INSERT ON integration_settings WHEN NEW.status = 'connected' BEGIN
  UPDATE outbox SET generation = generation + 1, attempts = 0, dead_at = NULL, due_at = unixepoch()
    WHERE org_id = NEW.org_id AND attempts > 0
      AND ((NEW.purpose = 'calendar' AND kind IN ('event.sync', 'event.delete'))
        OR (NEW.purpose = 'texts' AND kind IN ('sms.send', 'sms.remind')));
END;

CREATE TRIGGER integration_settings_reconnected_update AFTER UPDATE ON integration_settings
WHEN NEW.status = 'connected' AND (OLD.status IS NOT NEW.status OR OLD.credential_id IS NOT NEW.credential_id)
BEGIN
  UPDATE outbox SET generation = generation + 1, attempts = 0, dead_at = NULL, due_at = unixepoch()
    WHERE org_id = NEW.org_id AND attempts > 0
      AND ((NEW.purpose = 'calendar' AND kind IN ('event.sync', 'event.delete'))
        OR (NEW.purpose = 'texts' AND kind IN ('sms.send', 'sms.remind')));
END;
