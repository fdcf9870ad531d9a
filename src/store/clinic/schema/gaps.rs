//! Questions that were not answered.

/// By the clinic's day. No caller, no call, no number.
pub(super) const KNOWLEDGE_GAPS: &str = "CREATE TABLE knowledge_gaps (
  id       INTEGER PRIMARY KEY,
  day      TEXT NOT NULL CHECK (length(day) = 10),                       -- on the clinic's own clock
  question TEXT NOT NULL CHECK (length(question) BETWEEN 1 AND 120 AND question NOT GLOB '*[0-9]*'),
  times    INTEGER NOT NULL DEFAULT 1,
  asked_at INTEGER NOT NULL,                                             -- Unix seconds, of the last time
  UNIQUE (day, question)
) STRICT";
