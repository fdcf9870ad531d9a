-- Booking. A booking is one batch: appointment, receipt, outbox rows, message and audit line, or nothing of it.
--
-- Exclusivity is a property of this table and of nothing else: whoever writes, two active appointments of one calendar or of one
-- practitioner never overlap, buffers included. An expired hold does not count, so it needs no job to free its time.

ALTER TABLE appointments ADD COLUMN practitioner_id TEXT CHECK (length(practitioner_id) = 36);
ALTER TABLE appointments ADD COLUMN practitioner_name TEXT;
ALTER TABLE appointments ADD COLUMN service_id TEXT CHECK (length(service_id) = 36);
ALTER TABLE appointments ADD COLUMN service_name TEXT;
-- The zone in which the times were said.
ALTER TABLE appointments ADD COLUMN zone TEXT NOT NULL DEFAULT 'UTC';
ALTER TABLE appointments ADD COLUMN patient_name TEXT CHECK (length(patient_name) BETWEEN 1 AND 120);
-- The number that the signalling named as the caller's; NULL when it was withheld, or when an admin booked.
ALTER TABLE appointments ADD COLUMN caller_number TEXT CHECK (
  caller_number GLOB '+[1-9]*' AND length(caller_number) BETWEEN 9 AND 16 AND substr(caller_number, 2) NOT GLOB '*[^0-9]*');
-- Where texts go: what the caller said, else the caller's number.
ALTER TABLE appointments ADD COLUMN phone TEXT CHECK (
  phone GLOB '+[1-9]*' AND length(phone) BETWEEN 9 AND 16 AND substr(phone, 2) NOT GLOB '*[^0-9]*');
ALTER TABLE appointments ADD COLUMN email TEXT CHECK (email GLOB '?*@?*' AND length(email) <= 254);
ALTER TABLE appointments ADD COLUMN notes TEXT CHECK (length(notes) <= 1000);
ALTER TABLE appointments ADD COLUMN source TEXT NOT NULL DEFAULT 'voice' CHECK (source IN ('voice', 'admin'));
-- Vapi's id of the call that made it; a hold belongs to its call.
ALTER TABLE appointments ADD COLUMN call_id TEXT CHECK (length(call_id) BETWEEN 1 AND 100);
-- Raised by every change of time, calendar, status or wording.
ALTER TABLE appointments ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
-- The change that made the row what it is. What belongs to a change (receipt, work, audit line) is written in its batch on condition
-- that the row carries it, so that a change which did not happen leaves nothing behind.
ALTER TABLE appointments ADD COLUMN change_id TEXT NOT NULL DEFAULT '';
-- The event in Google's calendar: its id, made of the appointment's id and the revision that first needed it, and the revision
-- that Google is known to show; NULL while it is not known to exist.
ALTER TABLE appointments ADD COLUMN event_id TEXT CHECK (length(event_id) BETWEEN 5 AND 100);
ALTER TABLE appointments ADD COLUMN event_written INTEGER;
ALTER TABLE appointments ADD COLUMN cancelled_by TEXT CHECK (cancelled_by IN ('caller', 'admin', 'calendar', 'refused'));

-- A caller's own appointments.
CREATE INDEX appointments_by_caller ON appointments (org_id, caller_number, starts_at) WHERE caller_number IS NOT NULL;
CREATE INDEX appointments_by_phone ON appointments (org_id, phone, starts_at) WHERE phone IS NOT NULL;
-- The admin's list, the daily cap, and what comes next.
CREATE INDEX appointments_by_start ON appointments (org_id, starts_at, id);
CREATE INDEX appointments_by_call ON appointments (org_id, call_id) WHERE call_id IS NOT NULL;
CREATE INDEX appointments_by_event ON appointments (org_id, event_id) WHERE event_id IS NOT NULL;
-- A caller's hold, among the few that a clinic has; and what has expired, whosever it is.
CREATE INDEX appointments_held ON appointments (org_id, hold_expires_at) WHERE status = 'held';
CREATE INDEX appointments_expired_holds ON appointments (hold_expires_at) WHERE status = 'held';

CREATE TRIGGER appointments_no_overlap_insert BEFORE INSERT ON appointments
WHEN NEW.status = 'confirmed' OR (NEW.status = 'held' AND NEW.hold_expires_at > unixepoch())
BEGIN
  SELECT RAISE(ABORT, 'appointments_overlap') WHERE EXISTS (
    SELECT 1 FROM appointments a
    WHERE a.org_id = NEW.org_id AND a.status <> 'cancelled' AND a.id <> NEW.id
      AND a.blocked_from >= NEW.blocked_from - 172800 AND a.blocked_from < NEW.blocked_until
      AND a.blocked_until > NEW.blocked_from
      AND (a.calendar_id = NEW.calendar_id OR a.practitioner_id = NEW.practitioner_id)
      AND (a.status = 'confirmed' OR a.hold_expires_at > unixepoch()));
END;

CREATE TRIGGER appointments_no_overlap_update
BEFORE UPDATE OF id, org_id, calendar_id, practitioner_id, status, blocked_from, blocked_until, hold_expires_at ON appointments
WHEN NEW.status = 'confirmed' OR (NEW.status = 'held' AND NEW.hold_expires_at > unixepoch())
BEGIN
  SELECT RAISE(ABORT, 'appointments_overlap') WHERE EXISTS (
    SELECT 1 FROM appointments a
    WHERE a.org_id = NEW.org_id AND a.status <> 'cancelled' AND a.id NOT IN (OLD.id, NEW.id)
      AND a.blocked_from >= NEW.blocked_from - 172800 AND a.blocked_from < NEW.blocked_until
      AND a.blocked_until > NEW.blocked_from
      AND (a.calendar_id = NEW.calendar_id OR a.practitioner_id = NEW.practitioner_id)
      AND (a.status = 'confirmed' OR a.hold_expires_at > unixepoch()));
END;

-- What was answered to a request, by its key (a call's id with the tool call's, or an Idempotency-Key). The same request again gets
-- the same words and has no second effect; another request under the same key is refused.
CREATE TABLE receipts (
  org_id         TEXT NOT NULL REFERENCES orgs (id),
  key            TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 300),
  operation      TEXT NOT NULL CHECK (operation IN ('book', 'reschedule', 'amend', 'cancel')),
  request_hash   TEXT NOT NULL CHECK (length(request_hash) = 64),
  appointment_id TEXT NOT NULL,
  outcome        TEXT NOT NULL CHECK (json_valid(outcome)),
  created_at     INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (org_id, key)
) STRICT;

CREATE INDEX receipts_of_appointment ON receipts (org_id, appointment_id, created_at);
CREATE INDEX receipts_by_age ON receipts (created_at);

-- Who changed what, for the org to read.
CREATE TABLE audit (
  id             TEXT PRIMARY KEY CHECK (length(id) = 36),
  org_id         TEXT NOT NULL REFERENCES orgs (id),
  at             INTEGER NOT NULL,
  actor          TEXT NOT NULL CHECK (actor IN ('caller', 'admin', 'calendar', 'system', 'recipient')),
  action         TEXT NOT NULL,                                    -- such as appointment.booked
  appointment_id TEXT,
  detail         TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail))
) STRICT;

CREATE INDEX audit_listing ON audit (org_id, id);
CREATE INDEX audit_of_appointment ON audit (org_id, appointment_id, id) WHERE appointment_id IS NOT NULL;

-- When a calendar was last compared with our appointments.
CREATE TABLE calendar_follow (
  org_id      TEXT NOT NULL REFERENCES orgs (id),
  calendar_id TEXT NOT NULL,
  seen_until  INTEGER NOT NULL,                                    -- changes up to here were taken over
  due_at      INTEGER NOT NULL,
  failures    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (org_id, calendar_id)
) STRICT;

CREATE INDEX calendar_follow_due ON calendar_follow (due_at);
