//! A clinic's day at a glance, in one answer: who comes to whom, what needs a person, and who called.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    appointments::view::AppointmentView,
    attention::view::{AttentionItem, UsageView},
    calls::CallView,
    local, utc,
};
use crate::{
    app::App,
    domain::{
        appointment::Appointment,
        attention::{ClinicFacts, Trouble},
        clinic_summary::Usage,
        id::OrgId,
        schedule::{Interval, Schedule, TimeRange, Zone},
    },
    http::{
        Error,
        auth::Reader,
        body::json as answer,
        error::{NO_ORG, Problem},
    },
    ports::ClinicTransaction,
    store::{
        self, Batch, StoreError,
        clinic::{
            ClinicContext,
            appointments::listing,
            calls::{self, CallFilter, CallRecord},
            inbox, summary, troubles,
        },
        practitioners::NamedPractitioner,
    },
};

/// How many calls are shown.
const LAST_CALLS: i64 = 10;

/// A clinic's day at a glance.
#[derive(Serialize, ToSchema)]
pub struct Overview {
    org_id: String,
    name: String,
    zone: Zone,
    /// The clinic's local date.
    #[schema(format = Date, example = "2026-12-01")]
    date: String,
    /// RFC 3339, UTC.
    now: String,
    /// The same in the org's zone.
    now_local: String,
    /// The clinic's hours of the date; none when it is closed, `null` until a schedule is set.
    hours: Option<Vec<TimeRange>>,
    /// Today's appointments and the holds that count, by practitioner: first those of nobody in particular, if there are any, then each
    /// practitioner, also those who have none.
    columns: Vec<DayColumn>,
    /// Whether today has more appointments than the 1,000 that are shown.
    has_more_appointments: bool,
    /// What needs a person, the worst first.
    attention: Vec<AttentionItem>,
    /// The last calls, latest first.
    calls: Vec<CallView>,
    counts: OverviewCounts,
    /// What happened today up to now.
    today: UsageView,
    /// What happened on the same weekday of the week before, up to the same time.
    week_before: UsageView,
}

/// Who comes to one practitioner.
#[derive(Serialize, ToSchema)]
pub struct DayColumn {
    /// `null` for those of nobody in particular.
    practitioner_id: Option<String>,
    practitioner: Option<String>,
    /// In order of their starts.
    appointments: Vec<AppointmentView>,
}

/// How many there are.
#[derive(Serialize, ToSchema)]
pub struct OverviewCounts {
    /// Appointments and holds of today.
    appointments: usize,
    attention: usize,
    /// Open messages of callers, up to 1,000.
    inbox: i64,
}

/// What D1 has for it.
struct Settings {
    facts: ClinicFacts,
    schedule: Option<Schedule>,
    practitioners: Vec<NamedPractitioner>,
}

/// What the clinic's object has for it.
struct Happened {
    appointments: Vec<Appointment>,
    calls: Vec<CallRecord>,
    inbox: i64,
    troubles: Vec<Trouble>,
    today: Usage,
    week_before: Usage,
}

/// Shows a clinic's day at a glance.
#[utoipa::path(get, path = "/api/overview", tag = "overview", security(("token" = [])),
    responses((status = 200, body = Overview, description = "The clinic's day so far, and what is to come of it"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
) -> Result<Response, Error> {
    let settings = settings(&app, reader.org_id).await?;
    let (zone, now) = (settings.facts.zone, context.now);
    let happened = context.clinic.read(|transaction| happened(transaction, zone, now))?;
    Ok(answer(StatusCode::OK, &overview(settings, happened, now)))
}

async fn settings(app: &App, org_id: OrgId) -> Result<Settings, Error> {
    let mut batch = Batch::default();
    let facts = batch.add(store::attention::of_org(org_id));
    let schedule = batch.add(store::schedules::select(org_id));
    let practitioners = batch.add(store::practitioners::names(org_id));
    let mut results = batch.run(app.ports.database.as_ref()).await?;
    Ok(Settings {
        facts: store::attention::found(results.take(facts))?.ok_or(NO_ORG)?,
        schedule: store::schedules::found(results.take(schedule))?,
        practitioners: store::practitioners::found_names(results.take(practitioners))?,
    })
}

fn happened(transaction: &dyn ClinicTransaction, zone: Zone, now: DateTime<Utc>) -> Result<Happened, StoreError> {
    let day = zone.day_of(now);
    let week_ago = now - TimeDelta::weeks(1);
    let week_before = Interval { start: zone.day_of(week_ago).start, end: week_ago };
    Ok(Happened {
        appointments: listing::of_day(transaction, day, now)?,
        calls: calls::found(transaction.run(calls::list(&CallFilter::default(), None, LAST_CALLS))?)?,
        inbox: inbox::count_open(transaction)?,
        troubles: troubles::all(transaction, now)?,
        today: summary::between(transaction, day)?,
        week_before: summary::between(transaction, week_before)?,
    })
}

fn overview(settings: Settings, happened: Happened, now: DateTime<Utc>) -> Overview {
    let Settings { facts, schedule, practitioners } = settings;
    let (zone, mut appointments) = (facts.zone, happened.appointments);
    let date = zone.date(now);
    let has_more_appointments = appointments.len() > listing::MOST_OF_DAY;
    appointments.truncate(listing::MOST_OF_DAY);
    let attention = facts.attention(&happened.troubles, now);
    Overview {
        org_id: facts.org_id.to_string(),
        name: facts.name,
        zone,
        date: date.to_string(),
        now: utc(now),
        now_local: local(zone, now),
        hours: schedule.map(|schedule| schedule.hours_on(date).to_vec()),
        counts: OverviewCounts { appointments: appointments.len(), attention: attention.len(), inbox: happened.inbox },
        columns: columns(practitioners, appointments, now),
        has_more_appointments,
        attention: attention.into_iter().map(|item| AttentionItem::new(item, zone)).collect(),
        calls: happened.calls.into_iter().map(|call| CallView::new(call, zone)).collect(),
        today: happened.today.into(),
        week_before: happened.week_before.into(),
    }
}

/// A column for each practitioner. One who is the clinic's no longer has one while somebody comes to them today.
fn columns(
    practitioners: Vec<NamedPractitioner>,
    appointments: Vec<Appointment>,
    now: DateTime<Utc>,
) -> Vec<DayColumn> {
    let named = practitioners.into_iter().map(|NamedPractitioner { id, name }| (Some(id), Some(name)));
    let nobody = DayColumn { practitioner_id: None, practitioner: None, appointments: Vec::new() };
    let mut columns = vec![nobody];
    columns.extend(named.map(|(practitioner_id, practitioner)| DayColumn {
        practitioner_id,
        practitioner,
        appointments: Vec::new(),
    }));
    for appointment in appointments {
        let (id, name) = (appointment.practitioner_id.clone(), appointment.practitioner_name.clone());
        let view = AppointmentView::new(appointment, now);
        match columns.iter_mut().find(|column| column.practitioner_id == id) {
            Some(column) => column.appointments.push(view),
            None => columns.push(DayColumn { practitioner_id: id, practitioner: name, appointments: vec![view] }),
        }
    }
    let is_only_one = columns.len() == 1;
    columns.retain(|column| is_only_one || column.practitioner_id.is_some() || !column.appointments.is_empty());
    columns
}
