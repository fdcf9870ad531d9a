//! Work for the vendors, the texts to patients and staff, and who wants none.

use super::number::canonical_number;

/// Work that follows from changes. A row says that something is to be done; what, is read from the appointment or text when it is done.
pub(super) const OUTBOX: &str = "CREATE TABLE outbox (
  id           INTEGER PRIMARY KEY,
  kind         TEXT NOT NULL,
  subject      TEXT NOT NULL,
  generation   INTEGER NOT NULL DEFAULT 1,                               -- raised when it is asked for again
  attempts     INTEGER NOT NULL DEFAULT 0,
  due_at       INTEGER NOT NULL DEFAULT (unixepoch()),
  leased_until INTEGER,                                                  -- somebody is at it until then
  dead_at      INTEGER,                                                  -- when it was given up
  last_error   TEXT,
  created_at   INTEGER NOT NULL DEFAULT (unixepoch()),
  UNIQUE (kind, subject)
) STRICT";

pub(super) const OUTBOX_DUE: &str = "CREATE INDEX outbox_due ON outbox (due_at) WHERE dead_at IS NULL";
pub(super) const OUTBOX_FAILED: &str = "CREATE INDEX outbox_failed ON outbox (attempts) WHERE attempts > 0";
pub(super) const OUTBOX_DEAD: &str = "CREATE INDEX outbox_dead ON outbox (dead_at) WHERE dead_at IS NOT NULL";

/// Ids are in the order in which they were made, so that the texts of a day are found by a range of them, and those of an appointment, or
/// of a message in the inbox, are a range of occasions.
pub(super) const MESSAGES: &str = concat!(
    "CREATE TABLE messages (
  id             TEXT PRIMARY KEY CHECK (length(id) = 36),
  occasion       TEXT NOT NULL CHECK (substr(occasion, 37, 1) = ':'),    -- what it is about by its id, a colon, and what of it; one text for each
  appointment_id TEXT GENERATED ALWAYS AS (CASE WHEN kind <> 'staff' THEN substr(occasion, 1, 36) END) VIRTUAL,
  inbox_id       TEXT GENERATED ALWAYS AS (CASE WHEN kind = 'staff' THEN substr(occasion, 1, 36) END) VIRTUAL,
  kind           TEXT NOT NULL CHECK (kind IN ('confirmation', 'change', 'cancellation', 'reminder', 'staff')),
  to_number      TEXT NOT NULL ",
    canonical_number!("to_number"),
    ",
  body           TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 1600),
  encoding       TEXT NOT NULL CHECK (encoding IN ('gsm7', 'ucs2')),
  segments       INTEGER NOT NULL CHECK (segments >= 1),
  status         TEXT NOT NULL CHECK (status IN
    ('queued', 'sending', 'unknown', 'accepted', 'sent', 'delivered', 'undelivered', 'failed', 'suppressed', 'capped', 'cancelled')),
  sid            TEXT,                                                   -- the vendor's id of it
  error_code     INTEGER,
  detail         TEXT,
  starts_at      INTEGER,                                                -- the start that it speaks of; moved away from, it is not sent
  attempted_at   INTEGER,                                                -- when the vendor was last asked to send it
  missed_at      INTEGER,                                                -- when it was first not found there since then
  requeued       INTEGER NOT NULL DEFAULT 0,                             -- how often it was queued again for not being there
  created_at     INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at     INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT, WITHOUT ROWID"
);

/// The account and the sender at the vendor that were last asked to send it; NULL of what was asked for before this was kept.
pub(super) const MESSAGES_ASKED_ACCOUNT: &str = "ALTER TABLE messages ADD COLUMN asked_account TEXT";

pub(super) const MESSAGES_OCCASION: &str = "CREATE UNIQUE INDEX messages_occasion ON messages (occasion)";
pub(super) const MESSAGES_SID: &str = "CREATE UNIQUE INDEX messages_sid ON messages (sid) WHERE sid IS NOT NULL";

/// Texts that their recipients did not get.
pub(super) const MESSAGES_LOST: &str =
    "CREATE INDEX messages_lost ON messages (created_at) WHERE status IN ('undelivered', 'failed', 'capped')";

pub(super) const OPT_OUTS: &str = concat!(
    "CREATE TABLE opt_outs (
  number     TEXT PRIMARY KEY ",
    canonical_number!("number"),
    ",
  source     TEXT NOT NULL CHECK (source IN ('inbound', 'twilio')),      -- a STOP that came in, or the vendor's refusal
  created_at INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT, WITHOUT ROWID"
);

/// Texts of patients that were heeded: one that is delivered again is of the past.
pub(super) const HEEDED_TEXTS: &str = "CREATE TABLE heeded_texts (
  sid        TEXT PRIMARY KEY CHECK (length(sid) BETWEEN 1 AND 64),
  created_at INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT, WITHOUT ROWID";
