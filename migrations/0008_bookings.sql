-- What happens at a clinic: appointments, what was answered to whom, the work that follows, and texts. A booking is one batch:
-- appointment, receipt, outbox rows, message and audit line, or nothing of it.

-- [starts_at, ends_at) is what the patient hears; [blocked_from, blocked_until) adds the buffers and is what may not overlap. A hold is
-- an appointment with status 'held' that stops counting at hold_expires_at by itself, without a job.
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
  practitioner_id TEXT CHECK (length(practitioner_id) = 36),
  practitioner_name TEXT,
  service_id      TEXT CHECK (length(service_id) = 36),
  service_name    TEXT,
  zone            TEXT NOT NULL DEFAULT 'UTC',                     -- in which the times were said
  patient_name    TEXT CHECK (length(patient_name) BETWEEN 1 AND 120),
  -- The number that the signalling named as the caller's; NULL when it was withheld, or when an admin booked.
  caller_number   TEXT CHECK (
    caller_number GLOB '+[1-9]*' AND length(caller_number) BETWEEN 9 AND 16 AND substr(caller_number, 2) NOT GLOB '*[^0-9]*'),
  -- Where texts go: what the caller said, else the caller's number.
  phone           TEXT CHECK (
    phone GLOB '+[1-9]*' AND length(phone) BETWEEN 9 AND 16 AND substr(phone, 2) NOT GLOB '*[^0-9]*'),
  email           TEXT CHECK (email GLOB '?*@?*' AND length(email) <= 254),
  notes           TEXT CHECK (length(notes) <= 1000),
  source          TEXT NOT NULL DEFAULT 'voice' CHECK (source IN ('voice', 'admin')),
  -- Vapi's id of the call that made it; a hold belongs to its call.
  call_id         TEXT CHECK (length(call_id) BETWEEN 1 AND 100),
  -- Raised by every change of time, calendar, status or wording.
  revision        INTEGER NOT NULL DEFAULT 1,
  -- The change that made the row what it is. What belongs to a change (receipt, work, audit line) is written in its batch on condition
  -- that the row carries it, so that a change which did not happen leaves nothing behind.
  change_id       TEXT NOT NULL DEFAULT '',
  -- The revision that the calendar is known to show; NULL while the event is not known to exist.
  event_written   INTEGER,
  cancelled_by    TEXT CHECK (cancelled_by IN ('caller', 'admin', 'calendar', 'refused')),
  -- The revision that brought the appointment to its time and place. Where the calendar shows that one already, later revisions changed
  -- only words, and writing those leaves a time to which a person moved the event as it is, to be followed.
  placed_revision INTEGER NOT NULL DEFAULT 1,
  -- The event in the calendar: its id, made of the appointment's id and the revision that first needed it.
  event_id        TEXT CHECK (length(event_id) BETWEEN 1 AND 1024),
  -- The name as it is compared: without case, accents, punctuation and titles. The program folds it.
  folded_name     TEXT,
  CHECK (blocked_from <= starts_at AND starts_at < ends_at AND ends_at <= blocked_until),
  CHECK (blocked_until - blocked_from <= 172800), -- two days: how far back the index has to be read
  CHECK ((status = 'held') = (hold_expires_at IS NOT NULL))
) STRICT;

CREATE INDEX appointments_by_time ON appointments (org_id, blocked_from) WHERE status <> 'cancelled';
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

-- Exclusivity is a property of this table and of nothing else: whoever writes, two active appointments of one calendar or of one
-- practitioner never overlap, buffers included. An expired hold does not count, so it needs no job to free its time.
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

-- For whoever moves an appointment without saying so.
CREATE TRIGGER appointments_placed AFTER UPDATE OF starts_at, ends_at, calendar_id ON appointments
WHEN NEW.placed_revision = OLD.placed_revision AND NEW.placed_revision < NEW.revision
  AND (NEW.starts_at <> OLD.starts_at OR NEW.ends_at <> OLD.ends_at OR NEW.calendar_id <> OLD.calendar_id)
BEGIN
  UPDATE appointments SET placed_revision = NEW.revision WHERE id = NEW.id;
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

-- Lines of the audit trail about an appointment.
ALTER TABLE audit ADD COLUMN appointment_id TEXT;
CREATE INDEX audit_of_appointment ON audit (org_id, appointment_id, id) WHERE appointment_id IS NOT NULL;

-- When a calendar was last compared with our appointments. A provider goes on listing changes from a cursor of its own.
CREATE TABLE calendar_follow (
  org_id      TEXT NOT NULL REFERENCES orgs (id),
  calendar_id TEXT NOT NULL,
  seen_until  INTEGER NOT NULL,                          -- changes up to here were taken over; where a provider's first listing begins
  due_at      INTEGER NOT NULL,
  failures    INTEGER NOT NULL DEFAULT 0,
  cursor      TEXT,                                      -- from where the provider goes on listing changes
  -- How far the search for a deleted event came in the clinic's other calendars, where one sweep could not ask them all.
  search      TEXT CHECK (json_valid(search)),
  PRIMARY KEY (org_id, calendar_id)
) STRICT;

CREATE INDEX calendar_follow_due ON calendar_follow (due_at);

-- Calendars that have appointments are compared with the provider's. The first confirmed appointment puts its calendar on the list,
-- whoever writes it; the sweep takes it off when nothing is to come. The provider's clock may differ from ours by two minutes.
CREATE TRIGGER appointments_followed_insert AFTER INSERT ON appointments WHEN NEW.status = 'confirmed' BEGIN
  INSERT INTO calendar_follow (org_id, calendar_id, seen_until, due_at)
    VALUES (NEW.org_id, NEW.calendar_id, unixepoch() - 120, unixepoch() + 120)
    ON CONFLICT (org_id, calendar_id) DO NOTHING;
END;

CREATE TRIGGER appointments_followed_update AFTER UPDATE OF status, calendar_id ON appointments
WHEN NEW.status = 'confirmed' AND (OLD.status IS NOT NEW.status OR OLD.calendar_id IS NOT NEW.calendar_id)
BEGIN
  INSERT INTO calendar_follow (org_id, calendar_id, seen_until, due_at)
    VALUES (NEW.org_id, NEW.calendar_id, unixepoch() - 120, unixepoch() + 120)
    ON CONFLICT (org_id, calendar_id) DO NOTHING;
END;

-- Work that must follow a change, written in the same transaction as the change itself, with leases and dead letters.
--   event.sync   subject: appointment id. Make the event what the appointment says, or delete it.
--   event.delete subject: calendar id, a line feed, event id. An event that an appointment left behind.
--   sms.send     subject: message id.
--   sms.remind   subject: appointment id; due when the reminder is.
CREATE TABLE outbox (
  id           INTEGER PRIMARY KEY,
  kind         TEXT NOT NULL,
  org_id       TEXT NOT NULL,
  subject      TEXT NOT NULL,
  generation   INTEGER NOT NULL DEFAULT 1,
  attempts     INTEGER NOT NULL DEFAULT 0,
  due_at       INTEGER NOT NULL DEFAULT (unixepoch()),
  last_error   TEXT,
  created_at   INTEGER NOT NULL DEFAULT (unixepoch()),
  leased_until INTEGER,
  dead_at      INTEGER,
  UNIQUE (kind, subject)
) STRICT;

CREATE INDEX outbox_work ON outbox (due_at) WHERE dead_at IS NULL;
CREATE INDEX outbox_listing ON outbox (org_id, id);
CREATE INDEX outbox_failed ON outbox (org_id, attempts) WHERE attempts > 0;

-- Work that failed for want of an account is due again as soon as the org has connected one of the same purpose, dead or not, whoever
-- writes the row. The raised generation keeps whoever is at it with the old credentials from putting it off or giving it up once more.
CREATE TRIGGER integration_settings_reconnected_insert AFTER INSERT ON integration_settings WHEN NEW.status = 'connected' BEGIN
  UPDATE outbox SET generation = generation + 1, attempts = 0, dead_at = NULL, due_at = unixepoch()
    WHERE org_id = NEW.org_id AND attempts > 0
      AND ((NEW.purpose = 'calendar' AND kind IN ('event.sync', 'event.delete'))
        OR (NEW.purpose = 'texts' AND kind IN ('sms.send', 'sms.remind')));
END;

CREATE TRIGGER integration_settings_reconnected_update AFTER UPDATE ON integration_settings
WHEN NEW.status = 'connected' AND (OLD.status IS NOT NEW.status OR OLD.credential_id IS NOT NEW.credential_id)
BEGIN
  UPDATE outbox SET generation = generation + 1, attempts = 0, dead_at = NULL, due_at = unixepoch()
    WHERE org_id = NEW.org_id AND attempts > 0
      AND ((NEW.purpose = 'calendar' AND kind IN ('event.sync', 'event.delete'))
        OR (NEW.purpose = 'texts' AND kind IN ('sms.send', 'sms.remind')));
END;

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
-- Several orgs can share an account at the vendor of texts. A text in doubt is looked up among all that the account took, so it has to be
-- known which of those are whose, and which others may be among them.
CREATE INDEX messages_of_vendor ON messages (sid) WHERE sid IS NOT NULL;
CREATE INDEX messages_unsettled ON messages (to_number) WHERE status IN ('queued', 'sending', 'unknown');

-- Numbers that asked the org not to be texted.
CREATE TABLE opt_outs (
  org_id     TEXT NOT NULL REFERENCES orgs (id),
  number     TEXT NOT NULL CHECK (number GLOB '+[1-9]*' AND substr(number, 2) NOT GLOB '*[^0-9]*'),
  source     TEXT NOT NULL CHECK (source IN ('inbound', 'twilio')), -- a STOP that came in, or Twilio's refusal 21610
  created_at INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (org_id, number)
) STRICT;

-- Texts that asked for something (STOP, START) and were heeded, by Twilio's id: one that is delivered again, perhaps after a later one,
-- changes nothing any more.
CREATE TABLE heeded_texts (
  org_id     TEXT NOT NULL REFERENCES orgs (id),
  sid        TEXT NOT NULL CHECK (length(sid) BETWEEN 1 AND 64),
  created_at INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (org_id, sid)
) STRICT, WITHOUT ROWID;
CREATE INDEX heeded_texts_by_age ON heeded_texts (created_at);
