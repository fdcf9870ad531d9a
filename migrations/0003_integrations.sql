-- Credentials of an org at another service. `settings` holds what is not secret; `credentials_sealed` is an AES-256-GCM
-- envelope, `v1.<key id>.<base64url>`, bound to org, service and column. The key id is read out of the envelope itself, so a
-- count per key can never drift from the rows.
--
-- Which vendors there are is the Worker's to know: a new one needs no new table. What an integration is for says which work waits for
-- it, so that a new vendor of the same purpose needs no new trigger either.
CREATE TABLE integration_settings (
  org_id             TEXT NOT NULL REFERENCES orgs (id),
  service_type       TEXT NOT NULL CHECK (service_type GLOB '[a-z]*' AND NOT service_type GLOB '*[^a-z0-9_]*'),
  purpose            TEXT CHECK (purpose IN ('calendar', 'texts', 'voice')), -- NULL: no work waits for it
  settings           TEXT NOT NULL CHECK (json_valid(settings)),
  credentials_sealed TEXT NOT NULL CHECK (credentials_sealed GLOB 'v1.?*.?*'),
  credential_id      TEXT NOT NULL CHECK (length(credential_id) = 36), -- new with every PUT; ties cached tokens to it
  status             TEXT NOT NULL DEFAULT 'connected' CHECK (status IN ('connected', 'needs_reconnect')),
  status_detail      TEXT,
  created_at         INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at         INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (org_id, service_type)
) STRICT;

-- Who sends texts from the same number of the same account.
CREATE INDEX integration_settings_by_sender ON integration_settings (service_type, settings);

-- Short-lived access tokens, sealed like credentials. A row counts only while its credential_id is the current one.
CREATE TABLE access_tokens (
  org_id        TEXT NOT NULL REFERENCES orgs (id),
  service_type  TEXT NOT NULL,
  credential_id TEXT NOT NULL,
  token_sealed  TEXT NOT NULL CHECK (token_sealed GLOB 'v1.?*.?*'),
  expires_at    INTEGER NOT NULL,
  PRIMARY KEY (org_id, service_type)
) STRICT;

-- A calendar that could not be read when somebody last asked for it, until it can be. It counts while its credential is the org's.
CREATE TABLE calendar_faults (
  org_id        TEXT NOT NULL REFERENCES orgs (id),
  calendar_id   TEXT NOT NULL,
  credential_id TEXT NOT NULL,
  detail        TEXT NOT NULL,
  since         INTEGER NOT NULL,
  PRIMARY KEY (org_id, calendar_id)
) STRICT;

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
