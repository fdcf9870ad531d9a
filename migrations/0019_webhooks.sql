-- Where other systems of a clinic want to be told what happens there. What is sent and how it went is in the clinic's object, which learns
-- by a poke which endpoints there are. The secrets are sealed, and bound to `save_id` and to what the envelope's reader checks beside it:
-- the id, the address, and whether patients' data may go there. Whoever changes these in SQL alone gets an endpoint that sends nothing.
CREATE TABLE webhooks (
  org_id                TEXT NOT NULL REFERENCES orgs (id),
  id                    TEXT PRIMARY KEY CHECK (length(id) = 36),
  url                   TEXT NOT NULL CHECK (length(url) BETWEEN 1 AND 500),
  events                TEXT NOT NULL CHECK (json_valid(events)),
  is_full               INTEGER NOT NULL DEFAULT 0 CHECK (is_full IN (0, 1)),
  description           TEXT CHECK (length(description) BETWEEN 1 AND 200),
  secrets_sealed        TEXT NOT NULL CHECK (secrets_sealed GLOB 'v2.?*.?*'),
  save_id               TEXT NOT NULL CHECK (length(save_id) = 36),   -- new with every save; ties the envelope to it
  previous_secret_until INTEGER,                                      -- until when the secret before this one signs too
  disabled_at           INTEGER,
  disabled_reason       TEXT CHECK (disabled_reason IN ('admin', 'gone', 'failing')),
  created_at            INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at            INTEGER NOT NULL DEFAULT (unixepoch()),
  CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL))
) STRICT;

CREATE INDEX webhooks_of_org ON webhooks (org_id, id);

-- The clinic's object writes deliveries for the endpoints that it knows.
CREATE TRIGGER webhooks_poke_insert AFTER INSERT ON webhooks BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
CREATE TRIGGER webhooks_poke_update AFTER UPDATE ON webhooks
WHEN OLD.events IS NOT NEW.events OR OLD.disabled_at IS NOT NEW.disabled_at
BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (NEW.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;
CREATE TRIGGER webhooks_poke_delete AFTER DELETE ON webhooks BEGIN
  INSERT INTO clinic_pokes (org_id) VALUES (OLD.org_id)
    ON CONFLICT (org_id) DO UPDATE SET generation = generation + 1, due_at = unixepoch();
END;

-- What the operator was told of what needs a person at a clinic, by ALERT_WEBHOOK, so that it is told once.
CREATE TABLE alerts (
  org_id      TEXT NOT NULL REFERENCES orgs (id),
  code        TEXT NOT NULL,
  appeared_at INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL,                                       -- by the last look that found it
  told_at     INTEGER,
  PRIMARY KEY (org_id, code)
) STRICT;

CREATE INDEX alerts_seen ON alerts (seen_at);
