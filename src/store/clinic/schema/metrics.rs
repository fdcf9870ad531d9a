//! Of which days D1 has not been told everything, and what is counted that nothing else keeps.
//!
//! Days are those of UTC, as days since 1970. What belongs to a call is counted on the day on which the call began.

/// Days of which something has changed since D1 was told. A change of a day that is on the list already costs no write.
pub(super) const CHANGED_DAYS: &str = "CREATE TABLE changed_days (
  day INTEGER PRIMARY KEY
) STRICT";

/// What vendors of calendars refused or did not answer, by what can be done about it.
pub(super) const CALENDAR_ERRORS: &str = "CREATE TABLE calendar_errors (
  day    INTEGER NOT NULL,
  vendor TEXT NOT NULL CHECK (length(vendor) BETWEEN 1 AND 40),
  kind   TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
  count  INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (day, vendor, kind)
) STRICT, WITHOUT ROWID";

/// How long each tool took as the platform saw it, where its report at the end says so: milliseconds, a JSON list of at most 50.
pub(super) const CALLS_TOOL_TIMES: &str =
    "ALTER TABLE calls ADD COLUMN tool_times TEXT CHECK (tool_times IS NULL OR json_valid(tool_times))";

/// Puts the day of a moment in Unix seconds on the list after a change.
macro_rules! marks {
    ($name:literal, $when:literal, $seconds:literal) => {
        concat!(
            "CREATE TRIGGER ",
            $name,
            " AFTER ",
            $when,
            " BEGIN
               INSERT INTO changed_days (day) SELECT CAST(",
            $seconds,
            " AS INTEGER) / 86400 WHERE true ON CONFLICT DO NOTHING;
             END"
        )
    };
}

/// The same of the moment at which the call of a tool began.
macro_rules! marks_of_tool {
    ($name:literal, $event:literal) => {
        concat!(
            "CREATE TRIGGER ",
            $name,
            " AFTER ",
            $event,
            " ON call_tools BEGIN
               INSERT INTO changed_days (day) SELECT began_at / 86400 FROM calls WHERE call_id = NEW.call_id
                 ON CONFLICT DO NOTHING;
             END"
        )
    };
}

pub(super) const MARKED_BY_NEW_CALL: &str =
    marks!("calls_counted", "INSERT ON calls", "coalesce(NEW.started_at, NEW.first_seen)");
pub(super) const MARKED_BY_CALL: &str = "CREATE TRIGGER calls_recounted AFTER UPDATE ON calls WHEN NEW.erased_at IS NULL AND (
       NEW.status IS NOT OLD.status OR NEW.cost_micros IS NOT OLD.cost_micros OR NEW.tool_times IS NOT OLD.tool_times
       OR NEW.ended_reason IS NOT OLD.ended_reason OR NEW.status_ended_reason IS NOT OLD.status_ended_reason
       OR NEW.started_at IS NOT OLD.started_at OR NEW.platform IS NOT OLD.platform)
     BEGIN
       INSERT INTO changed_days (day) SELECT coalesce(NEW.started_at, NEW.first_seen) / 86400 WHERE true ON CONFLICT DO NOTHING;
     END";
pub(super) const MARKED_BY_NEW_TOOL: &str = marks_of_tool!("call_tools_counted", "INSERT");
pub(super) const MARKED_BY_TOOL: &str = marks_of_tool!("call_tools_recounted", "UPDATE");
pub(super) const MARKED_BY_NEW_TEXT: &str = marks!("messages_counted", "INSERT ON messages", "NEW.created_at");
pub(super) const MARKED_BY_TEXT: &str =
    marks!("messages_recounted", "UPDATE OF status ON messages WHEN NEW.status <> OLD.status", "NEW.created_at");
pub(super) const MARKED_BY_NEW_ERROR: &str =
    marks!("calendar_errors_counted", "INSERT ON calendar_errors", "NEW.day * 86400");
pub(super) const MARKED_BY_ERROR: &str =
    marks!("calendar_errors_recounted", "UPDATE ON calendar_errors", "NEW.day * 86400");
