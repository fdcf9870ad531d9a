//! What other systems of the clinic are told. The triggers write it in the transaction of the change, whoever makes it.
//!
//! No patient's name, number or words are in these rows: an endpoint that is to get them gets them as they are when it is told.

/// The endpoints that D1 had when it was last looked at, and how each does. D1 says where they are.
pub(super) const ENDPOINTS: &str = "CREATE TABLE webhook_endpoints (
  id            TEXT PRIMARY KEY CHECK (length(id) = 36),
  paused_until  INTEGER,                                                 -- Unix seconds; nothing is sent before
  failing_since INTEGER                                                  -- of the first failure since it took something
) STRICT, WITHOUT ROWID";

/// Which endpoint is told of what.
pub(super) const SUBSCRIPTIONS: &str = "CREATE TABLE webhook_subscriptions (
  type        TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  PRIMARY KEY (type, endpoint_id)
) STRICT, WITHOUT ROWID";

/// One row for each event and endpoint. The work of telling it is in the outbox, by its id.
pub(super) const DELIVERIES: &str = "CREATE TABLE webhook_deliveries (
  id             INTEGER PRIMARY KEY,
  endpoint_id    TEXT NOT NULL CHECK (length(endpoint_id) = 36),
  event_id       TEXT NOT NULL CHECK (length(event_id) BETWEEN 1 AND 250 AND event_id NOT GLOB '*[^a-zA-Z0-9_-]*'),
  type           TEXT NOT NULL,
  at             INTEGER NOT NULL,                                       -- when it happened
  appointment_id TEXT,
  call_id        TEXT,
  message_id     TEXT,
  data           TEXT NOT NULL CHECK (json_valid(data) AND length(data) <= 8000), -- ids, times and names of the clinic's own
  state          TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
  tried_since    INTEGER NOT NULL,                                       -- from which its attempts are reckoned
  attempts       INTEGER NOT NULL DEFAULT 0,
  attempted_at   INTEGER,
  status_code    INTEGER,                                                -- of the last answer, if there was one
  reason         TEXT,                                                   -- why the last attempt failed
  UNIQUE (event_id, endpoint_id)
) STRICT";

pub(super) const DELIVERIES_OF_ENDPOINT: &str =
    "CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (endpoint_id)";

/// Telling it is work.
pub(super) const DELIVERY_IS_WORK: &str =
    "CREATE TRIGGER webhook_deliveries_work AFTER INSERT ON webhook_deliveries BEGIN
  INSERT INTO outbox (kind, subject, due_at) VALUES ('webhook.deliver', NEW.id, NEW.tried_since)
    ON CONFLICT (kind, subject) DO NOTHING;
END";

/// What is no longer to be told is no work. Numbers of rows come again.
pub(super) const NO_DELIVERY_IS_NO_WORK: &str =
    "CREATE TRIGGER webhook_deliveries_no_work AFTER DELETE ON webhook_deliveries BEGIN
  DELETE FROM outbox WHERE kind = 'webhook.deliver' AND subject = CAST(OLD.id AS TEXT);
END";

/// The deliveries of an event about the new row, to whoever is told of `$type`.
macro_rules! deliveries {
    ($type:literal, $event_id:literal, $at:literal, $ids:literal, $data:expr) => {
        concat!(
            " BEGIN
               INSERT INTO webhook_deliveries (endpoint_id, event_id, type, at, tried_since, appointment_id, call_id, message_id, data)
               SELECT s.endpoint_id, ",
            $event_id,
            ", s.type, ",
            $at,
            ", ",
            $at,
            ", ",
            $ids,
            ", ",
            $data,
            " FROM webhook_subscriptions s WHERE s.type = ",
            $type,
            " ON CONFLICT (event_id, endpoint_id) DO NOTHING;
             END"
        )
    };
}

/// A column of Unix seconds in RFC 3339.
macro_rules! rfc3339 {
    ($column:literal) => {
        concat!("strftime('%Y-%m-%dT%H:%M:%SZ', ", $column, ", 'unixepoch')")
    };
}

/// What is told of an appointment. `$before` has further members of what it was.
macro_rules! of_appointment {
    ($before:expr) => {
        concat!(
            "json_object('appointment_id', NEW.id, 'revision', NEW.revision, 'status', NEW.status, 'starts_at', ",
            rfc3339!("NEW.starts_at"),
            ", 'ends_at', ",
            rfc3339!("NEW.ends_at"),
            ", 'zone', NEW.zone, 'practitioner', json(CASE WHEN NEW.practitioner_name IS NOT NULL THEN
                 json_object('id', NEW.practitioner_id, 'name', NEW.practitioner_name) END),
               'service', json(CASE WHEN NEW.service_name IS NOT NULL THEN
                 json_object('id', NEW.service_id, 'name', NEW.service_name) END),
               'source', NEW.source, 'cancelled_by', NEW.cancelled_by",
            $before,
            ")"
        )
    };
}

/// An appointment that was not held before.
pub(super) const OF_NEW_APPOINTMENT: &str = concat!(
    "CREATE TRIGGER webhooks_of_new_appointment AFTER INSERT ON appointments WHEN NEW.status = 'confirmed'",
    deliveries!("'appointment.booked'", "NEW.change_id", "NEW.updated_at", "NEW.id, NULL, NULL", of_appointment!(""))
);

/// A change of one, each of which raises its revision. A hold is nobody's affair. The calendar's moves park an appointment as cancelled
/// before they place it, without another revision.
pub(super) const OF_APPOINTMENT: &str = concat!(
    "CREATE TRIGGER webhooks_of_appointment AFTER UPDATE OF revision ON appointments
     WHEN NEW.revision > OLD.revision AND (NEW.status = 'confirmed' OR (NEW.status = 'cancelled' AND OLD.status = 'confirmed'))",
    deliveries!(
        "CASE WHEN NEW.status = 'cancelled' THEN 'appointment.cancelled'
           WHEN OLD.status = 'held' THEN 'appointment.booked'
           WHEN NEW.starts_at <> OLD.starts_at OR NEW.ends_at <> OLD.ends_at OR NEW.practitioner_id IS NOT OLD.practitioner_id
             OR NEW.service_id IS NOT OLD.service_id OR NEW.service_name IS NOT OLD.service_name THEN 'appointment.rescheduled'
           ELSE 'appointment.changed' END",
        "NEW.change_id",
        "NEW.updated_at",
        "NEW.id, NULL, NULL",
        of_appointment!(concat!(", 'previous_starts_at', ", rfc3339!("OLD.starts_at")))
    )
);

macro_rules! of_call {
    ($name:literal, $when:literal) => {
        concat!(
            "CREATE TRIGGER ",
            $name,
            $when,
            deliveries!(
                "'call.ended'",
                "'call_' || lower(hex(NEW.call_id))",
                "NEW.last_seen",
                "NULL, NEW.call_id, NULL",
                "json_object('call_id', NEW.call_id, 'platform', NEW.platform, 'kind', NEW.kind,
                   'ended_reason', coalesce(NEW.ended_reason, NEW.status_ended_reason))"
            )
        )
    };
}

/// A call that is over, told once, whatever is still said of it.
pub(super) const OF_NEW_CALL: &str =
    of_call!("webhooks_of_new_call", " AFTER INSERT ON calls WHEN NEW.status = 'ended' AND NEW.erased_at IS NULL");
pub(super) const OF_CALL: &str = of_call!(
    "webhooks_of_call",
    " AFTER UPDATE OF status ON calls WHEN NEW.status = 'ended' AND OLD.status <> 'ended' AND NEW.erased_at IS NULL"
);

/// A text that did not arrive, told once.
pub(super) const OF_MESSAGE: &str = concat!(
    "CREATE TRIGGER webhooks_of_message AFTER UPDATE OF status ON messages
     WHEN NEW.status IN ('undelivered', 'failed') AND OLD.status NOT IN ('undelivered', 'failed')",
    deliveries!(
        "'message.failed'",
        "'text_' || NEW.id",
        "NEW.updated_at",
        "NEW.appointment_id, NULL, NEW.id",
        "json_object('message_id', NEW.id, 'kind', NEW.kind, 'status', NEW.status, 'error_code', NEW.error_code,
           'appointment_id', NEW.appointment_id, 'inbox_id', NEW.inbox_id)"
    )
);
