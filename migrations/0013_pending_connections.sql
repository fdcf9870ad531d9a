-- Accounts at vendors that somebody has consented to, until a calendar of theirs is chosen. Nothing uses them before that, and what was
-- connected goes on. They are of no use after an hour.
CREATE TABLE pending_connections (
  org_id             TEXT NOT NULL REFERENCES orgs (id),
  service_type       TEXT NOT NULL CHECK (service_type GLOB '[a-z]*' AND NOT service_type GLOB '*[^a-z0-9_]*'),
  id                 TEXT NOT NULL CHECK (length(id) = 36),            -- new with every consent: whoever chooses says for which
  settings           TEXT NOT NULL CHECK (json_valid(settings)),
  credentials_sealed TEXT NOT NULL CHECK (credentials_sealed GLOB 'v1.?*.?*'), -- good for integration_settings as it is
  created_at         INTEGER NOT NULL,
  expires_at         INTEGER NOT NULL,
  PRIMARY KEY (org_id, service_type)
) STRICT;

CREATE INDEX pending_connections_ending ON pending_connections (expires_at);
