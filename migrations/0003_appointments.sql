-- Appointments as the availability check reads them. [starts_at, ends_at) is what the patient hears; [blocked_from,
-- blocked_until) adds the buffers and is what may not overlap. A hold is an appointment with status 'held' that stops counting
-- at hold_expires_at by itself, without a job.
CREATE TABLE appointments (
  id              TEXT PRIMARY KEY CHECK (length(id) = 36),
  org_id          TEXT NOT NULL REFERENCES orgs (id),
  calendar_id     TEXT NOT NULL CHECK (length(calendar_id) > 0),
  status          TEXT NOT NULL CHECK (status IN ('held', 'confirmed', 'cancelled')),
  starts_at       INTEGER NOT NULL,
  ends_at         INTEGER NOT NULL,
  blocked_from    INTEGER NOT NULL,
  blocked_until   INTEGER NOT NULL,
  hold_expires_at INTEGER,
  created_at      INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at      INTEGER NOT NULL DEFAULT (unixepoch()),
  CHECK (blocked_from <= starts_at AND starts_at < ends_at AND ends_at <= blocked_until),
  CHECK (blocked_until - blocked_from <= 172800), -- two days: how far back the index has to be read
  CHECK ((status = 'held') = (hold_expires_at IS NOT NULL))
) STRICT;

CREATE INDEX appointments_by_time ON appointments (org_id, blocked_from) WHERE status <> 'cancelled';
