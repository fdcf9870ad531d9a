//! Appointments as the clinic reads them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{
        appointment::{Appointment, AppointmentStatus},
        schedule::Interval,
    },
    ports::{ClinicTransaction, Database},
    store::{
        Batch, StoreError,
        clinic::texts::{self, StoredText},
        first, read, run, run_one, statement,
    },
};

/// A status as the clinic reads it: a hold whose time is over is neither held nor cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShownStatus {
    /// Held for a caller.
    Held,
    /// Was held, and not booked in time; its time is free.
    Expired,
    /// Booked.
    Confirmed,
    /// Given up; its time is free.
    Cancelled,
}

impl ShownStatus {
    /// The status of an appointment at a moment.
    pub fn of(appointment: &Appointment, now: DateTime<Utc>) -> Self {
        match appointment.status {
            AppointmentStatus::Held if appointment.hold_expires_at.is_some_and(|end| end <= now) => Self::Expired,
            AppointmentStatus::Held => Self::Held,
            AppointmentStatus::Confirmed => Self::Confirmed,
            AppointmentStatus::Cancelled => Self::Cancelled,
        }
    }

    const fn stored(self) -> &'static str {
        match self {
            Self::Held | Self::Expired => AppointmentStatus::Held.as_str(),
            Self::Confirmed => AppointmentStatus::Confirmed.as_str(),
            Self::Cancelled => AppointmentStatus::Cancelled.as_str(),
        }
    }
}

/// Which appointments.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Those that start then or later.
    pub from: DateTime<Utc>,
    /// Those that start before.
    pub until: Option<DateTime<Utc>>,
    /// Those of one status; all but expired holds if absent.
    pub status: Option<ShownStatus>,
    /// Those of one practitioner.
    pub practitioner_id: Option<String>,
}

/// A start in Unix seconds and an id: what the list is ordered by.
pub type AppointmentPosition = (i64, String);

/// Where an appointment stands in the list.
pub fn place(appointment: &Appointment) -> AppointmentPosition {
    (appointment.starts_at.timestamp(), appointment.id.clone())
}

/// The org's appointments after `cursor` in order of start and id, at most `limit`.
pub async fn list(
    database: &dyn Database,
    filter: &Filter,
    cursor: Option<&AppointmentPosition>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Appointment>, StoreError> {
    // No id sorts before the empty one, so a list without a cursor begins with the first of its range.
    let first = (filter.from.timestamp(), "");
    let (start, id) = cursor.map_or(first, |(start, id)| first.max((*start, id.as_str())));
    let select = statement!(
        "SELECT * FROM appointments WHERE (starts_at, id) > (:start, :id)
           AND (:until IS NULL OR starts_at < :until)
           AND (:status IS NULL OR status = :status) AND coalesce(hold_expires_at <= :now, 0) = :is_expired
           AND (:practitioner_id IS NULL OR practitioner_id = :practitioner_id)
         ORDER BY starts_at, id LIMIT :limit",
        start,
        id,
        until = filter.until,
        status = filter.status.map(ShownStatus::stored),
        now,
        is_expired = filter.status == Some(ShownStatus::Expired),
        practitioner_id = filter.practitioner_id.as_deref(),
        limit
    );
    read(run_one(database, select).await?)
}

/// Most appointments of one day that are shown.
pub const MOST_OF_DAY: usize = 1000;

/// The appointments that start in `day`, and the holds that count, in order of their starts: [`MOST_OF_DAY`], and one more if there are more.
///
/// # Errors
/// When the object's database failed.
pub fn of_day(
    transaction: &dyn ClinicTransaction,
    day: Interval,
    now: DateTime<Utc>,
) -> Result<Vec<Appointment>, StoreError> {
    let select = statement!(
        "SELECT * FROM appointments
         WHERE starts_at >= :start AND starts_at < :end AND status <> 'cancelled' AND coalesce(hold_expires_at > :now, 1)
         ORDER BY starts_at, id LIMIT :limit",
        start = day.start,
        end = day.end,
        now,
        limit = i64::try_from(MOST_OF_DAY + 1).unwrap_or(i64::MAX)
    );
    read(transaction.run(select)?)
}

/// The most appointments to come that are looked at together.
const MOST_UPCOMING: i64 = 5000;

/// The confirmed appointments to come, in order of their starts, at most [`MOST_UPCOMING`].
///
/// # Errors
/// When the object's database failed.
pub fn upcoming(transaction: &dyn ClinicTransaction, now: DateTime<Utc>) -> Result<Vec<Appointment>, StoreError> {
    let select = statement!(
        "SELECT * FROM appointments WHERE starts_at >= :now AND status = 'confirmed' ORDER BY starts_at, id LIMIT :limit",
        now,
        limit = MOST_UPCOMING
    );
    read(transaction.run(select)?)
}

/// Most appointments of one call that are shown.
const MOST_OF_CALL: i64 = 200;

/// Rows of the appointments that belong to a call. A cross join is done in the order it is written in.
macro_rules! of_call {
    ($table:literal, $belongs:literal, $order:literal) => {
        concat!(
            "SELECT x.* FROM (
               SELECT id AS appointment FROM appointments WHERE call_id = :call_id
               UNION
               SELECT value FROM json_each(:about)
               LIMIT :most)
             CROSS JOIN ",
            $table,
            " x ON ",
            $belongs,
            " ORDER BY ",
            $order
        )
    };
}

/// The org's appointments that were made in a call or that its tools were about, in order of their starts, and all texts about them,
/// oldest first.
///
/// # Errors
/// When the database did not answer.
pub async fn of_call(
    database: &dyn Database,
    call_id: &str,
    about: &[&str],
) -> Result<(Vec<Appointment>, Vec<StoredText>), StoreError> {
    let about = serde_json::to_string(about).map_err(|_| StoreError::Document("a list of ids"))?;
    let about = about.as_str();
    let mut batch = Batch::default();
    let appointments = batch.add(statement!(
        of_call!("appointments", "x.id = appointment", "x.starts_at, x.id"),
        call_id,
        about,
        most = MOST_OF_CALL
    ));
    let texts = batch.add(statement!(
        of_call!("messages", "x.occasion >= appointment || ':' AND x.occasion < appointment || ';'", "x.id"),
        call_id,
        about,
        most = MOST_OF_CALL
    ));
    let mut results = batch.run(database).await?;
    Ok((read(results.take(appointments))?, texts::all(results.take(texts))?))
}

/// One of the org's appointments with its texts, oldest first; `None` if the org has no such appointment.
pub async fn with_texts(
    database: &dyn Database,
    id: &str,
) -> Result<Option<(Appointment, Vec<StoredText>)>, StoreError> {
    let mut results = run(database, vec![super::by_id(id), texts::of_appointment(id)]).await?.into_iter();
    let appointment = first(results.next().unwrap_or_default())?;
    let texts = texts::all(results.next().unwrap_or_default())?;
    Ok(appointment.map(|appointment| (appointment, texts)))
}
