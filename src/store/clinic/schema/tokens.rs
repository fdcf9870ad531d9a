//! Call tokens that are in use.

/// Which call of the platform's a token belongs to that was handed out before the platform had named the call.
pub(super) const CALL_TOKENS: &str = "CREATE TABLE call_tokens (
  call_id          TEXT PRIMARY KEY CHECK (length(call_id) BETWEEN 1 AND 100),
  platform_call_id TEXT NOT NULL CHECK (length(platform_call_id) BETWEEN 1 AND 100),
  bound_at         INTEGER NOT NULL                                      -- Unix seconds
) STRICT, WITHOUT ROWID";
