-- Envelopes of the second form, `v2`, are bound to the settings and the credential_id beside them. Those of the first open until
-- POST /api/admin/rewrap has moved them. A CHECK cannot be changed, so the three tables are made anew, with their rows and their triggers.
-- No trigger sees the copying.
-- contract: it cannot open envelopes of the second form, which the newer code writes with every save
CREATE TABLE new_integration_settings (
  org_id             TEXT NOT NULL REFERENCES orgs (id),
  service_type       TEXT NOT NULL CHECK (service_type GLOB '[a-z]*' AND NOT service_type GLOB '*[^a-z0-9_]*'),
  purpose            TEXT CHECK (purpose IN ('calendar', 'texts', 'voice')), -- NULL: no work waits for it
  settings           TEXT NOT NULL CHECK (json_valid(settings)),
  credentials_sealed TEXT NOT NULL CHECK (credentials_sealed GLOB 'v[12].?*.?*'),
  credential_id      TEXT NOT NULL CHECK (length(credential_id) = 36), -- new with every save; ties cached tokens and the envelope to it
  status             TEXT NOT NULL DEFAULT 'connected' CHECK (status IN ('connected', 'needs_reconnect')),
  status_detail      TEXT,
  created_at         INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at         INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (org_id, service_type)
) STRICT;

INSERT INTO new_integration_settings
  (org_id, service_type, purpose, settings, credentials_sealed, credential_id, status, status_detail, created_at, updated_at)
SELECT org_id, service_type, purpose, settings, credentials_sealed, credential_id, status, status_detail, created_at, updated_at
FROM integration_settings;
DROP TABLE integration_settings;
ALTER TABLE new_integration_settings RENAME TO integration_settings;

-- Who sends texts from the same number of the same account.
CREATE INDEX integration_settings_by_sender ON integration_settings (service_type, settings);

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

-- Work that failed for want of an account is due again as soon as the org has connected one, or one works again. The calendar of a clinic
-- is in the settings.
CREATE TRIGGER integration_settings_poke_insert AFTER INSERT ON integration_settings WHEN NEW.status = 'connected' BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;

CREATE TRIGGER integration_settings_poke_update AFTER UPDATE ON integration_settings
WHEN OLD.status IS NOT NEW.status OR OLD.credential_id IS NOT NEW.credential_id OR OLD.settings IS NOT NEW.settings
BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;

CREATE TRIGGER integration_settings_poke_delete AFTER DELETE ON integration_settings BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (OLD.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;

-- Short-lived access tokens, sealed like credentials. A row counts only while its credential_id is the current one. Those that there are
-- are not taken along: new ones are made when they are needed.
DROP TABLE access_tokens;
CREATE TABLE access_tokens (
  org_id        TEXT NOT NULL REFERENCES orgs (id),
  service_type  TEXT NOT NULL,
  credential_id TEXT NOT NULL,
  token_sealed  TEXT NOT NULL CHECK (token_sealed GLOB 'v[12].?*.?*'),
  expires_at    INTEGER NOT NULL,
  PRIMARY KEY (org_id, service_type)
) STRICT;

-- Accounts at vendors that somebody has consented to, until a calendar of theirs is chosen. Nothing uses them before that, and what was
-- connected goes on. They are of no use after an hour.
CREATE TABLE new_pending_connections (
  org_id             TEXT NOT NULL REFERENCES orgs (id),
  service_type       TEXT NOT NULL CHECK (service_type GLOB '[a-z]*' AND NOT service_type GLOB '*[^a-z0-9_]*'),
  id                 TEXT NOT NULL CHECK (length(id) = 36),            -- new with every consent: whoever chooses says for which
  settings           TEXT NOT NULL CHECK (json_valid(settings)),
  credentials_sealed TEXT NOT NULL CHECK (credentials_sealed GLOB 'v[12].?*.?*'), -- bound to this id and these settings
  created_at         INTEGER NOT NULL,
  expires_at         INTEGER NOT NULL,
  PRIMARY KEY (org_id, service_type)
) STRICT;

INSERT INTO new_pending_connections (org_id, service_type, id, settings, credentials_sealed, created_at, expires_at)
SELECT org_id, service_type, id, settings, credentials_sealed, created_at, expires_at FROM pending_connections;
DROP TABLE pending_connections;
ALTER TABLE new_pending_connections RENAME TO pending_connections;

CREATE INDEX pending_connections_ending ON pending_connections (expires_at);

-- Tokens that are believed no more although they have not ended: one by its `jti`, or all of a bearer by their `sub`. A row that is lifted
-- stays, so that it can be seen who took back what, and when.
CREATE TABLE token_revocations (
  id         TEXT PRIMARY KEY CHECK (length(id) = 36),
  provider   TEXT NOT NULL,                                          -- whose tokens: `token` for those of JWT_SECRET
  claim      TEXT NOT NULL CHECK (claim IN ('jti', 'sub')),
  value      TEXT NOT NULL CHECK (length(value) BETWEEN 1 AND 255),
  reason     TEXT CHECK (length(reason) <= 300),
  revoked_at INTEGER NOT NULL,
  revoked_by TEXT,                                                   -- the `sub` of the operator who did it
  lifted_at  INTEGER,
  lifted_by  TEXT
) STRICT;

CREATE UNIQUE INDEX token_revocations_in_force ON token_revocations (provider, claim, value) WHERE lifted_at IS NULL;
