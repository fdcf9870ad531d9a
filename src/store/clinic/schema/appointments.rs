//! Appointments and holds, the requests that made them, and who changed what.

use super::number::canonical_number;

/// What takes time. A row is an appointment or a hold; what it was changed by last is its `change_id`.
pub(super) const APPOINTMENTS: &str = concat!(
    "CREATE TABLE appointments (
  id                TEXT PRIMARY KEY CHECK (length(id) = 36),
  calendar_id       TEXT NOT NULL CHECK (length(calendar_id) > 0),
  practitioner_id   TEXT CHECK (length(practitioner_id) = 36),
  practitioner_name TEXT,                                                -- names as they were when it was booked
  service_id        TEXT CHECK (length(service_id) = 36),
  service_name      TEXT,
  status            TEXT NOT NULL CHECK (status IN ('held', 'confirmed', 'cancelled')),
  starts_at         INTEGER NOT NULL,                                    -- times are Unix seconds
  ends_at           INTEGER NOT NULL,
  blocked_from      INTEGER NOT NULL,                                    -- with buffers
  blocked_until     INTEGER NOT NULL,
  hold_expires_at   INTEGER,
  zone              TEXT NOT NULL DEFAULT 'UTC',                         -- in which its times were said
  patient_name      TEXT CHECK (length(patient_name) BETWEEN 1 AND 120),
  folded_name       TEXT,                                                -- by which spellings of one name are the same
  caller_number     TEXT ",
    canonical_number!("caller_number"),
    ",  -- as the signalling named it
  phone             TEXT ",
    canonical_number!("phone"),
    ",  -- where texts go
  email             TEXT CHECK (email GLOB '?*@?*' AND length(email) <= 254),
  notes             TEXT CHECK (length(notes) <= 1000),
  source            TEXT NOT NULL DEFAULT 'voice' CHECK (source IN ('voice', 'admin')),
  call_id           TEXT CHECK (length(call_id) BETWEEN 1 AND 100),
  revision          INTEGER NOT NULL DEFAULT 1,                          -- raised by every change
  placed_revision   INTEGER NOT NULL DEFAULT 1,                          -- of the last change of its time or calendar
  change_id         TEXT NOT NULL DEFAULT '',
  event_id          TEXT CHECK (length(event_id) BETWEEN 1 AND 1024),
  event_written     INTEGER,                                             -- the revision that the calendar is known to show
  attendance        TEXT CHECK (attendance IN ('arrived', 'no_show', 'completed')), -- what became of it on its day, if that was noted
  attended_at       INTEGER,                                             -- when that was noted
  cancelled_by      TEXT CHECK (cancelled_by IN ('caller', 'admin', 'calendar', 'refused')),
  created_at        INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at        INTEGER NOT NULL DEFAULT (unixepoch()),
  CHECK (blocked_from <= starts_at AND starts_at < ends_at AND ends_at <= blocked_until),
  CHECK (blocked_until - blocked_from <= 172800),                        -- two days: how far back the index has to be read
  CHECK ((status = 'held') = (hold_expires_at IS NOT NULL)),
  CHECK ((attendance IS NULL) = (attended_at IS NULL))
) STRICT, WITHOUT ROWID"
);

pub(super) const APPOINTMENTS_BY_TIME: &str =
    "CREATE INDEX appointments_by_time ON appointments (blocked_from) WHERE status <> 'cancelled'";
pub(super) const APPOINTMENTS_BY_START: &str = "CREATE INDEX appointments_by_start ON appointments (starts_at, id)";
pub(super) const APPOINTMENTS_BY_CALLER: &str =
    "CREATE INDEX appointments_by_caller ON appointments (caller_number, starts_at) WHERE caller_number IS NOT NULL";
/// Most callers leave the number that they call from, which the index above has.
pub(super) const APPOINTMENTS_BY_PHONE: &str = "CREATE INDEX appointments_by_phone ON appointments (phone, starts_at)
  WHERE phone IS NOT NULL AND phone IS NOT caller_number";
pub(super) const APPOINTMENTS_BY_CALL: &str =
    "CREATE INDEX appointments_by_call ON appointments (call_id) WHERE call_id IS NOT NULL";
pub(super) const APPOINTMENTS_HELD: &str =
    "CREATE INDEX appointments_held ON appointments (hold_expires_at) WHERE status = 'held'";

/// Two active appointments that take time from each other, as `$shared` has it, never overlap, whoever writes. Holds whose time is over
/// do not count.
macro_rules! no_overlap {
    ($name:literal, $event:literal, $itself:literal, $shared:literal) => {
        concat!(
            "CREATE TRIGGER ",
            $name,
            " BEFORE ",
            $event,
            " ON appointments WHEN NEW.status = 'confirmed' OR (NEW.status = 'held' AND NEW.hold_expires_at > unixepoch())
             BEGIN
               SELECT RAISE(ABORT, 'appointments_overlap') WHERE EXISTS (
                 SELECT 1 FROM appointments a
                 WHERE a.status <> 'cancelled' AND a.id NOT IN (",
            $itself,
            ")
                   AND a.blocked_from >= NEW.blocked_from - 172800 AND a.blocked_from < NEW.blocked_until
                   AND a.blocked_until > NEW.blocked_from
                   AND (",
            $shared,
            ")
                   AND (a.status = 'confirmed' OR a.hold_expires_at > unixepoch()));
             END"
        )
    };
}

/// As step 1 has them: those of one calendar or of one practitioner.
pub(super) const FIRST_NO_OVERLAP_ON_INSERT: &str = no_overlap!(
    "appointments_no_overlap_insert",
    "INSERT",
    "NEW.id",
    "a.calendar_id = NEW.calendar_id OR a.practitioner_id = NEW.practitioner_id"
);
pub(super) const FIRST_NO_OVERLAP_ON_UPDATE: &str = no_overlap!(
    "appointments_no_overlap_update",
    "UPDATE OF id, calendar_id, practitioner_id, status, blocked_from, blocked_until, hold_expires_at",
    "OLD.id, NEW.id",
    "a.calendar_id = NEW.calendar_id OR a.practitioner_id = NEW.practitioner_id"
);

pub(super) const DROP_FIRST_NO_OVERLAP_ON_INSERT: &str = "DROP TRIGGER appointments_no_overlap_insert";
pub(super) const DROP_FIRST_NO_OVERLAP_ON_UPDATE: &str = "DROP TRIGGER appointments_no_overlap_update";

/// Those of one calendar or of one practitioner, and those of nobody: they take the clinic's own time, whichever calendar was the
/// clinic's when they were booked.
pub(super) const NO_OVERLAP_ON_INSERT: &str = no_overlap!(
    "appointments_no_overlap_insert",
    "INSERT",
    "NEW.id",
    "a.calendar_id = NEW.calendar_id OR a.practitioner_id IS NEW.practitioner_id"
);
pub(super) const NO_OVERLAP_ON_UPDATE: &str = no_overlap!(
    "appointments_no_overlap_update",
    "UPDATE OF id, calendar_id, practitioner_id, status, blocked_from, blocked_until, hold_expires_at",
    "OLD.id, NEW.id",
    "a.calendar_id = NEW.calendar_id OR a.practitioner_id IS NEW.practitioner_id"
);

/// A move by whoever does not know the column.
pub(super) const APPOINTMENTS_PLACED: &str = "CREATE TRIGGER appointments_placed
  AFTER UPDATE OF starts_at, ends_at, calendar_id ON appointments
  WHEN NEW.placed_revision = OLD.placed_revision AND NEW.placed_revision < NEW.revision
    AND (NEW.starts_at <> OLD.starts_at OR NEW.ends_at <> OLD.ends_at OR NEW.calendar_id <> OLD.calendar_id)
  BEGIN
    UPDATE appointments SET placed_revision = NEW.revision WHERE id = NEW.id;
  END";

/// What was answered to which request.
pub(super) const RECEIPTS: &str = "CREATE TABLE receipts (
  key            TEXT PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 300), -- the ids of call and tool call, or an Idempotency-Key
  operation      TEXT NOT NULL CHECK (operation IN ('book', 'reschedule', 'amend', 'cancel')),
  request_hash   TEXT NOT NULL CHECK (length(request_hash) = 64),
  appointment_id TEXT NOT NULL,
  outcome        TEXT NOT NULL CHECK (json_valid(outcome)),
  created_at     INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT";

pub(super) const RECEIPTS_OF_APPOINTMENT: &str = "CREATE INDEX receipts_of_appointment ON receipts (appointment_id)";

/// Who changed what. Lines are listed in the order of their ids, which are UUIDs of version 7.
pub(super) const AUDIT: &str = "CREATE TABLE audit (
  id             TEXT PRIMARY KEY CHECK (length(id) = 36),
  at             INTEGER NOT NULL,
  actor          TEXT NOT NULL CHECK (actor IN ('caller', 'admin', 'calendar', 'system', 'recipient')),
  actor_id       TEXT,
  actor_name     TEXT,
  action         TEXT NOT NULL,                                          -- such as appointment.booked
  appointment_id TEXT,
  detail         TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail))
) STRICT, WITHOUT ROWID";

pub(super) const AUDIT_OF_APPOINTMENT: &str =
    "CREATE INDEX audit_of_appointment ON audit (appointment_id, id) WHERE appointment_id IS NOT NULL";

/// Which calendars are compared with the appointments, and how far. One whose last comparison went well has no time of its own: it is
/// compared with all others, so that a comparison that comes to nothing writes nothing here.
pub(super) const CALENDAR_FOLLOW: &str = "CREATE TABLE calendar_follow (
  calendar_id TEXT PRIMARY KEY,
  seen_until  INTEGER NOT NULL,                                          -- from when changes count, before the first listing
  due_at      INTEGER,                                                   -- none: with the round
  failures    INTEGER NOT NULL DEFAULT 0,
  cursor      TEXT,                                                      -- what the provider goes on from
  search      TEXT CHECK (json_valid(search))                            -- how far the search for a deleted event came
) STRICT, WITHOUT ROWID";

/// When the calendars are compared that have no time of their own: one row for all of them. Without it they are due.
pub(super) const FOLLOW_ROUND: &str = "CREATE TABLE follow_round (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  due_at  INTEGER NOT NULL,
  reached TEXT                                                           -- in this round those up to this one already were
) STRICT";

macro_rules! follow {
    ($name:literal, $event:literal) => {
        concat!(
            "CREATE TRIGGER ",
            $name,
            " AFTER ",
            $event,
            " BEGIN
               INSERT INTO calendar_follow (calendar_id, seen_until, due_at)
                 VALUES (NEW.calendar_id, unixepoch() - 120, unixepoch() + 120) ON CONFLICT (calendar_id) DO NOTHING;
             END"
        )
    };
}

pub(super) const FOLLOWED_ON_INSERT: &str =
    follow!("appointments_followed_insert", "INSERT ON appointments WHEN NEW.status = 'confirmed'");
pub(super) const FOLLOWED_ON_UPDATE: &str = follow!(
    "appointments_followed_update",
    "UPDATE OF status, calendar_id ON appointments
     WHEN NEW.status = 'confirmed' AND (OLD.status IS NOT NEW.status OR OLD.calendar_id IS NOT NEW.calendar_id)"
);
