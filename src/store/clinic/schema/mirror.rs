//! The copy of when the calendars are busy, and the channels by which providers say that it may have changed.

/// Intervals and nothing else of the events. `changes` grows whenever something that we did makes the copy out of date; what was asked
/// before that counts no longer.
pub(super) const BUSY_MIRROR: &str = "CREATE TABLE busy_mirror (
  calendar_id   TEXT PRIMARY KEY,
  credential_id TEXT NOT NULL,                                           -- by which account it was read
  asked_at      INTEGER NOT NULL,                                        -- Unix seconds, before the provider was asked
  busy_from     INTEGER NOT NULL,
  busy_until    INTEGER NOT NULL,
  busy          TEXT NOT NULL CHECK (json_valid(busy)),                  -- [[from, until], ...], half-open, Unix seconds
  changes       INTEGER NOT NULL DEFAULT 0,
  seen_changes  INTEGER NOT NULL DEFAULT 0                               -- of those, before the provider was asked
) STRICT, WITHOUT ROWID";

/// Time that an appointment gave up is free, and its event may stand in the copy until the provider is asked again: when the appointment
/// is cancelled or moved, and once more when the calendar shows it. A new appointment is known here, whatever the copy says.
pub(super) const BUSY_MIRROR_OUTDATED: &str = "CREATE TRIGGER busy_mirror_outdated
AFTER UPDATE OF status, starts_at, ends_at, calendar_id, event_written ON appointments
WHEN OLD.status = 'confirmed' AND (NEW.status <> 'confirmed' OR NEW.starts_at <> OLD.starts_at OR NEW.ends_at <> OLD.ends_at
     OR NEW.calendar_id <> OLD.calendar_id)
  OR NEW.event_written IS NOT OLD.event_written AND (OLD.event_written IS NOT NULL OR NEW.status = 'cancelled')
BEGIN
  UPDATE busy_mirror SET changes = changes + 1 WHERE calendar_id IN (OLD.calendar_id, NEW.calendar_id);
END";

/// Channels of a provider: what it has opened, what it may have opened without saying so, and what it refuses to open.
pub(super) const CALENDAR_CHANNELS: &str = "CREATE TABLE calendar_channels (
  id            TEXT PRIMARY KEY CHECK (length(id) = 36),                -- ours
  calendar_id   TEXT NOT NULL,
  credential_id TEXT NOT NULL,                                           -- by which account it was opened
  resource_id   TEXT,                                                    -- the provider's word, once it has said it
  expires_at    INTEGER NOT NULL,                                        -- if refused: when it is asked again
  key_id        TEXT NOT NULL,                                           -- with which its token is sealed
  heard_at      INTEGER,                                                 -- when something first came, which shows that it does
  retry_at      INTEGER,                                                 -- if the provider did not say that it is open: when another one is tried
  refusal       TEXT                                                     -- why the provider opens none
) STRICT, WITHOUT ROWID";
