-- Texts. One row is one logical notification: `occasion` names it, so that it can exist once.
--
-- status: queued (to be sent) -> sending (Twilio is being asked) -> unknown (asked, and no answer; reconciled by listing)
--   -> accepted, sent, delivered, undelivered, failed (as Twilio says; only forward)
--   suppressed, capped: decided when it was written, never sent (suppressed also by a STOP that came before it was sent).
--   cancelled: no longer wanted before it was sent.
CREATE TABLE messages (
  id             TEXT PRIMARY KEY CHECK (length(id) = 36),
  org_id         TEXT NOT NULL REFERENCES orgs (id),
  appointment_id TEXT,
  kind           TEXT NOT NULL CHECK (kind IN ('confirmation', 'change', 'cancellation', 'reminder')),
  occasion       TEXT NOT NULL,
  to_number      TEXT NOT NULL CHECK (
    to_number GLOB '+[1-9]*' AND length(to_number) BETWEEN 9 AND 16 AND substr(to_number, 2) NOT GLOB '*[^0-9]*'),
  body           TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 1600),
  encoding       TEXT NOT NULL CHECK (encoding IN ('gsm7', 'ucs2')),
  segments       INTEGER NOT NULL CHECK (segments >= 1),
  status         TEXT NOT NULL CHECK (status IN
    ('queued', 'sending', 'unknown', 'accepted', 'sent', 'delivered', 'undelivered', 'failed', 'suppressed', 'capped', 'cancelled')),
  sid            TEXT,
  error_code     INTEGER,
  detail         TEXT,
  starts_at      INTEGER,                                          -- the start that it speaks of; moved away from, it is not sent
  attempted_at   INTEGER,                                          -- when Twilio was last asked to send it
  missed_at      INTEGER,                                          -- when it was first not found at Twilio since then
  requeued       INTEGER NOT NULL DEFAULT 0,                       -- how often it was queued again for not being there
  created_at     INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at     INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

CREATE UNIQUE INDEX messages_occasion ON messages (org_id, occasion);
CREATE UNIQUE INDEX messages_sid ON messages (org_id, sid) WHERE sid IS NOT NULL;
CREATE INDEX messages_listing ON messages (org_id, id);
CREATE INDEX messages_of_appointment ON messages (org_id, appointment_id, id) WHERE appointment_id IS NOT NULL;
CREATE INDEX messages_of_day ON messages (org_id, created_at) WHERE status NOT IN ('suppressed', 'capped', 'cancelled');

-- Numbers that asked the org not to be texted.
CREATE TABLE opt_outs (
  org_id     TEXT NOT NULL REFERENCES orgs (id),
  number     TEXT NOT NULL CHECK (number GLOB '+[1-9]*' AND substr(number, 2) NOT GLOB '*[^0-9]*'),
  source     TEXT NOT NULL CHECK (source IN ('inbound', 'twilio')), -- a STOP that came in, or Twilio's refusal 21610
  created_at INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (org_id, number)
) STRICT;

-- The outbox gets leases and dead letters.
--   event.sync   subject: appointment id. Make Google's event what the appointment says, or delete it.
--   event.delete subject: calendar id, a line feed, event id. An event that an appointment left behind.
--   sms.send     subject: message id.
--   sms.remind   subject: appointment id; due when the reminder is.
ALTER TABLE outbox ADD COLUMN leased_until INTEGER;
ALTER TABLE outbox ADD COLUMN dead_at INTEGER;

CREATE INDEX outbox_work ON outbox (due_at) WHERE kind <> 'route.publish' AND dead_at IS NULL;
CREATE INDEX outbox_listing ON outbox (org_id, id);
