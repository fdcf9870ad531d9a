//! What callers leave for the staff.

use super::number::canonical_number;

/// Messages of callers. Ids are in the order in which they were made, so that those of a day are found by a range of them.
pub(super) const INBOX: &str = concat!(
    "CREATE TABLE inbox (
  id                TEXT PRIMARY KEY CHECK (length(id) = 36),
  call_id           TEXT CHECK (length(call_id) BETWEEN 1 AND 100),      -- the platform's
  tool_call_id      TEXT CHECK (length(tool_call_id) BETWEEN 1 AND 128), -- the platform's; of a long one its hash
  caller_number     TEXT ",
    canonical_number!("caller_number"),
    ",
  callback_number   TEXT ",
    canonical_number!("callback_number"),
    ",                                                                     -- the one that was said, or else the caller's, if there is any
  name              TEXT CHECK (length(name) BETWEEN 1 AND 100),
  about             TEXT NOT NULL CHECK (length(about) BETWEEN 1 AND 500),
  addressee         TEXT CHECK (length(addressee) BETWEEN 1 AND 100),    -- whom it is for, as it was said
  practitioner_id   TEXT CHECK (length(practitioner_id) = 36),           -- whom that means
  practitioner_name TEXT,
  urgency           TEXT NOT NULL CHECK (urgency IN ('routine', 'soon', 'emergency')),
  best_time         TEXT CHECK (length(best_time) BETWEEN 1 AND 100),    -- as it was said
  status            TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done')),
  created_at        INTEGER NOT NULL,
  done_at           INTEGER,
  done_by           TEXT,                                                -- the `sub` of the token by which it was done
  CHECK ((status = 'done') = (done_at IS NOT NULL)),
  CHECK (done_by IS NULL OR status = 'done')
) STRICT, WITHOUT ROWID"
);

pub(super) const INBOX_OF_CALL: &str = "CREATE INDEX inbox_of_call ON inbox (call_id) WHERE call_id IS NOT NULL";
pub(super) const INBOX_OPEN: &str = "CREATE INDEX inbox_open ON inbox (urgency, created_at) WHERE status = 'open'";
pub(super) const INBOX_DONE: &str = "CREATE INDEX inbox_done ON inbox (done_at) WHERE done_at IS NOT NULL";

/// Which requests took a message, or added to it: the same one again adds nothing.
pub(super) const INBOX_RECEIPTS: &str = "CREATE TABLE inbox_receipts (
  key          TEXT PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 300),   -- the ids of call and tool call
  request_hash TEXT NOT NULL CHECK (length(request_hash) = 64),
  message_id   TEXT NOT NULL REFERENCES inbox (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID";

pub(super) const INBOX_RECEIPTS_OF_MESSAGE: &str =
    "CREATE INDEX inbox_receipts_of_message ON inbox_receipts (message_id)";

/// Who was asked for a number to call back: one caller is asked once.
pub(super) const INBOX_QUESTIONS: &str = "CREATE TABLE inbox_questions (
  key          TEXT PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 100),   -- the id of the call, or a hash of the words
  tool_call_id TEXT CHECK (length(tool_call_id) BETWEEN 1 AND 128),      -- the platform's; of a long one its hash
  asked_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID";
