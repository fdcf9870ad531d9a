-- Credentials of an org at another service. `settings` holds what is not secret; `credentials_sealed` is an AES-256-GCM
-- envelope, `v1.<key id>.<base64url>`, bound to org, service and column. The key id is read out of the envelope itself, so a
-- count per key can never drift from the rows.
CREATE TABLE integration_settings (
  org_id             TEXT NOT NULL REFERENCES orgs (id),
  service_type       TEXT NOT NULL CHECK (service_type IN ('google', 'twilio', 'vapi')),
  settings           TEXT NOT NULL CHECK (json_valid(settings)),
  credentials_sealed TEXT NOT NULL CHECK (credentials_sealed GLOB 'v1.?*.?*'),
  credential_id      TEXT NOT NULL CHECK (length(credential_id) = 36), -- new with every PUT; ties cached tokens to it
  status             TEXT NOT NULL DEFAULT 'connected' CHECK (status IN ('connected', 'needs_reconnect')),
  status_detail      TEXT,
  created_at         INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at         INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (org_id, service_type)
) STRICT;

-- Short-lived access tokens, sealed like credentials. A row counts only while its credential_id is the current one.
CREATE TABLE access_tokens (
  org_id        TEXT NOT NULL REFERENCES orgs (id),
  service_type  TEXT NOT NULL CHECK (service_type IN ('google')),
  credential_id TEXT NOT NULL,
  token_sealed  TEXT NOT NULL CHECK (token_sealed GLOB 'v1.?*.?*'),
  expires_at    INTEGER NOT NULL,
  PRIMARY KEY (org_id, service_type)
) STRICT;
