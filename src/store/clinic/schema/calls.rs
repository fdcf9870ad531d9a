//! What is kept of calls.

use super::number::canonical_number;

/// What is kept of calls: who called when, how it ended, and which tools were run. No transcript, no recording, no arguments of tools.
///
/// Platforms repeat messages and do not keep their order, so every column is merged by a rule for which neither matters: the earliest,
/// the latest, the furthest, or the one that is there.
pub(super) const CALLS: &str = concat!(
    "CREATE TABLE calls (
  call_id             TEXT PRIMARY KEY CHECK (length(call_id) BETWEEN 1 AND 100 AND call_id NOT GLOB '*[^!-~]*'), -- the platform's
  kind                TEXT CHECK (length(kind) BETWEEN 1 AND 40),        -- such as inboundPhoneCall
  caller_number       TEXT ",
    canonical_number!("caller_number"),
    ",
  called_number       TEXT ",
    canonical_number!("called_number"),
    ",
  status              TEXT NOT NULL CHECK (status IN ('scheduled', 'queued', 'ringing', 'in_progress', 'forwarding', 'ended')),
  first_seen          INTEGER NOT NULL,                                  -- the first that was heard of it, and the last that was not of tools, which have rows of their own
  last_seen           INTEGER NOT NULL,
  started_at          INTEGER,                                           -- as the report at its end says
  ended_at            INTEGER,
  ended_reason        TEXT CHECK (length(ended_reason) <= 200),
  status_ended_at     INTEGER,                                           -- as a status-update said; the report is believed first
  status_ended_reason TEXT CHECK (length(status_ended_reason) <= 200),
  cost_micros         INTEGER CHECK (cost_micros BETWEEN 0 AND 4294967295), -- millionths of a US dollar
  summary             TEXT CHECK (length(summary) <= 2000),              -- only if the org wants it kept
  hangs               TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(hangs)), -- when the assistant stalled, Unix milliseconds, at most 50
  -- Deleted on request. What is left is that there was such a call, so that what is still said of it does not bring it back.
  erased_at           INTEGER,
  began_at            INTEGER NOT NULL GENERATED ALWAYS AS (coalesce(started_at, first_seen)) VIRTUAL,
  CHECK (erased_at IS NULL OR (coalesce(kind, caller_number, called_number, started_at, ended_at, ended_reason, status_ended_at,
    status_ended_reason, cost_micros, summary) IS NULL AND hangs = '[]'))
) STRICT, WITHOUT ROWID"
);

/// Which platform carried the call, by the name in its addresses.
pub(super) const CALLS_PLATFORM: &str =
    "ALTER TABLE calls ADD COLUMN platform TEXT CHECK (length(platform) BETWEEN 1 AND 40)";

/// Whether the carrier vouches for the caller's number, where the platform says so.
pub(super) const CALLS_CALLER_VERIFIED: &str =
    "ALTER TABLE calls ADD COLUMN caller_verified INTEGER CHECK (caller_verified IN (0, 1))";

pub(super) const CALLS_BY_START: &str = "CREATE INDEX calls_by_start ON calls (began_at, call_id)";

pub(super) const CALLS_BY_CALLER: &str =
    "CREATE INDEX calls_by_caller ON calls (caller_number, began_at, call_id) WHERE caller_number IS NOT NULL";

pub(super) const CALLS_WITH_SUMMARY: &str =
    "CREATE INDEX calls_with_summary ON calls (call_id) WHERE summary IS NOT NULL";

/// The tools that were run in a call, one row for each tool call, however often it was delivered. The outcome is that of the last
/// delivery, which is what the agent heard; the time that it took is that of the first, when there was nothing to repeat.
pub(super) const CALL_TOOLS: &str = "CREATE TABLE call_tools (
  call_id        TEXT NOT NULL REFERENCES calls (call_id) ON DELETE CASCADE,
  tool_call_id   TEXT NOT NULL CHECK (length(tool_call_id) BETWEEN 1 AND 100),
  tool           TEXT NOT NULL CHECK (length(tool) <= 60),
  outcome        TEXT NOT NULL CHECK (outcome IN ('done', 'declined', 'failed')),
  notes          TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(notes)),   -- codes of what was odd in the request, a JSON list
  attempts       INTEGER NOT NULL DEFAULT 1,                             -- deliveries
  asked_ms       INTEGER NOT NULL,                                       -- the first of them, Unix milliseconds: they lie close together
  millis         INTEGER NOT NULL CHECK (millis >= 0),
  last_asked_ms  INTEGER NOT NULL,
  copy_age       INTEGER CHECK (copy_age >= 0),                          -- seconds, if the copy of the busy times answered
  appointment_id TEXT CHECK (length(appointment_id) = 36),
  place          INTEGER NOT NULL DEFAULT 0,                             -- in the delivery that it first came with
  PRIMARY KEY (call_id, tool_call_id)
) STRICT, WITHOUT ROWID";
