//! The call log: who called, how it ended, what was done; and deleting a call on request.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{appointments::view::AppointmentDetail, line, local, orgs, period::Period, utc};
use crate::{
    app::App,
    domain::{
        appointment::Appointment,
        call::{CallOutcome, CallStatus, ToolOutcome},
        schedule::Zone,
    },
    http::{
        Error,
        auth::{Editor, Reader},
        body,
        error::Problem,
        numbers,
        page::{Page, Paging, Position, Window},
        query::{Query, Segment},
        trail::entry,
    },
    store::{
        audit::Action,
        clinic::{
            ClinicContext,
            appointments::listing,
            audit,
            calls::{self, CallFilter, CallRecord, ToolRecord},
            texts::StoredText,
        },
    },
};

const NO_CALL: Error = Error::NotFound("There is no such call. It may be older than calls are kept, or deleted.");

/// A call.
#[derive(Serialize, ToSchema)]
pub struct CallView {
    /// The platform's id of it.
    id: String,
    /// The platform that carried it, by the name in its addresses; `null` of calls from before that was kept.
    #[schema(example = "retell")]
    platform: Option<String>,
    /// Whether the carrier vouches for the caller's number; `null` where the platform does not say.
    caller_verified: Option<bool>,
    /// The platform's kind of call.
    #[schema(example = "inboundPhoneCall")]
    kind: Option<String>,
    /// Who called, unless the number was withheld.
    #[schema(example = "+15550188")]
    caller: Option<String>,
    /// The clinic's number.
    #[schema(example = "+15550100")]
    called: Option<String>,
    status: CallStatus,
    /// What came of it, in a word; `null` while it goes on and nothing has come of it yet.
    outcome: Option<CallOutcome>,
    /// When it started, or when it was first heard of: RFC 3339, UTC.
    started_at: String,
    /// The same in the org's zone.
    started_at_local: String,
    /// RFC 3339, UTC.
    ended_at: Option<String>,
    /// The platform's code of why it ended.
    #[schema(example = "customer-ended-call")]
    ended_reason: Option<String>,
    /// From its start to its end.
    duration_seconds: Option<i64>,
    /// What the platform charges for it, in US dollars.
    cost_usd: Option<f64>,
    /// The platform's summary, if the org keeps summaries.
    summary: Option<String>,
    /// How often the assistant stalled, up to 50.
    hangs: u32,
    /// When the first and the last message about it came: RFC 3339, UTC.
    first_seen_at: String,
    last_seen_at: String,
}

impl CallView {
    /// As it is shown at a clinic of this zone.
    pub(super) fn new(call: CallRecord, zone: Zone) -> Self {
        let seconds = call.ended.map(|end| (end - call.began_at).num_seconds());
        Self {
            id: call.call_id,
            platform: call.platform,
            caller_verified: call.caller_verified.map(|verified| verified == 1),
            kind: call.kind,
            caller: call.caller_number.map(|number| number.as_str().to_owned()),
            called: call.called_number.map(|number| number.as_str().to_owned()),
            status: call.status,
            outcome: call.outcome,
            started_at: utc(call.began_at),
            started_at_local: local(zone, call.began_at),
            ended_at: call.ended.map(utc),
            ended_reason: call.reason,
            duration_seconds: seconds.filter(|seconds| *seconds >= 0),
            cost_usd: call.cost_micros.map(|micros| f64::from(micros) / 1_000_000.0),
            summary: call.summary,
            hangs: call.hung,
            first_seen_at: utc(call.first_seen),
            last_seen_at: utc(call.heard_last),
        }
    }
}

/// A tool that was run in a call.
#[derive(Serialize, ToSchema)]
pub struct ToolRunView {
    /// Vapi's id of the tool call.
    tool_call_id: String,
    #[schema(example = "book_appointment")]
    tool: String,
    /// What came of it, at last if it was delivered more than once.
    outcome: ToolOutcome,
    /// When it was first asked for: RFC 3339, UTC.
    asked_at: String,
    /// How long the first answer took, in milliseconds.
    millis: i64,
    /// How often Vapi delivered it.
    attempts: u32,
    appointment_id: Option<String>,
    /// If it was answered from the copy of the busy times: how old that was, in seconds.
    copy_age_seconds: Option<i64>,
    /// Codes of what was odd.
    notes: Vec<String>,
}

impl From<ToolRecord> for ToolRunView {
    fn from(run: ToolRecord) -> Self {
        let ToolRecord { tool_call_id, tool, outcome, notes, attempts, asked_ms, millis, copy_age, appointment_id } =
            run;
        Self {
            tool_call_id,
            tool,
            outcome,
            asked_at: utc(asked_ms),
            millis,
            attempts,
            appointment_id,
            copy_age_seconds: copy_age,
            notes,
        }
    }
}

/// A call with the tools that were run in it, in order, and the appointments that were made in it or that its tools were about.
#[derive(Serialize, ToSchema)]
pub struct CallDetail {
    #[serde(flatten)]
    call: CallView,
    tools: Vec<ToolRunView>,
    appointments: Vec<AppointmentDetail>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    limit: Option<String>,
    cursor: Option<String>,
    from: Option<String>,
    to: Option<String>,
    caller: Option<String>,
    kind: Option<String>,
    outcome: Option<String>,
}

/// A start and Vapi's id of a call.
struct Place(calls::CallPosition);

impl Position for Place {
    fn write(&self) -> String {
        format!("{} {}", self.0.0, self.0.1)
    }

    fn read(text: &str) -> Option<Self> {
        let (start, id) = text.split_once(' ')?;
        let usable = (1..=100).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
        Some(Self((i64::read(start)?, usable.then(|| id.to_owned())?)))
    }
}

/// Lists calls.
#[utoipa::path(get, path = "/api/calls", tag = "calls", security(("token" = [])),
    params(
        Paging,
        ("from" = Option<String>, Query, description = "Those that started on this date of the clinic's calendar or later, or at \
            this RFC 3339 time or later"),
        ("to" = Option<String>, Query, description = "Those that started on this date of the clinic's calendar or earlier, or \
            before this RFC 3339 time"),
        ("caller" = Option<String>, Query, description = "Those from this number; national forms need the org's country"),
        ("kind" = Option<String>, Query, description = "Those of Vapi's kind, such as `inboundPhoneCall`"),
        ("outcome" = Option<CallOutcome>, Query, description = "Those of which this came")),
    responses((status = 200, body = Page<CallView>, description = "Latest first"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let window = Window::<Place>::by(query.limit.as_deref(), query.cursor.as_deref())?;
    let org = orgs::existing(&app, reader.org_id).await?;
    let period = Period::read(query.from.as_deref(), query.to.as_deref(), org.zone)?;
    let caller = query.caller.as_deref().map(|text| numbers::searched("caller", text, org.country)).transpose()?;
    let kind = query.kind.as_deref().map(|text| line("kind", text, 40)).transpose()?;
    let outcome = query.outcome.as_deref().map(outcome).transpose()?;
    let filter = CallFilter { from: period.from, until: period.until, caller, kind, outcome };
    let after = window.after.as_ref().map(|place| place.0.clone());
    let rows = context
        .clinic
        .read(|transaction| calls::found(transaction.run(calls::list(&filter, after.as_ref(), window.rows()))?))?;
    let page = window.page(rows, |call| Place(calls::place(call)), |call| CallView::new(call, org.zone));
    Ok(body::json(StatusCode::OK, &page))
}

fn outcome(word: &str) -> Result<CallOutcome, Error> {
    CallOutcome::named(word).ok_or_else(|| {
        let words = CallOutcome::ALL.map(CallOutcome::as_str).join(", ");
        Error::invalid("outcome", format!("This must be one of {words}."))
    })
}

/// Shows a call with its tools and appointments.
#[utoipa::path(get, path = "/api/calls/{id}", tag = "calls", params(("id" = String, Path, description = "Vapi's id of the call")),
    security(("token" = [])),
    responses((status = 200, body = CallDetail, description = "The call"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
    Segment(id): Segment,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, reader.org_id).await?;
    let found = context.clinic.read(|transaction| {
        let tools = calls::found_tools(transaction.run(calls::tools_of(&id))?)?;
        Ok(calls::found_one(transaction.run(calls::by_id(&id))?)?.map(|call| (call, tools)))
    })?;
    let (record, tools) = found.ok_or(NO_CALL)?;
    let about: Vec<&str> = tools.iter().filter_map(|tool| tool.appointment_id.as_deref()).collect();
    let (appointments, mut texts) = listing::of_call(context.clinic.as_ref(), &id, &about).await?;
    let with_texts = |appointment: Appointment| {
        let is_about = |text: &StoredText| text.appointment_id.as_deref() == Some(appointment.id.as_str());
        let (about, others) = std::mem::take(&mut texts).into_iter().partition(is_about);
        texts = others;
        AppointmentDetail::new(appointment, about, context.now)
    };
    let detail = CallDetail {
        call: CallView::new(record, org.zone),
        tools: tools.into_iter().map(ToolRunView::from).collect(),
        appointments: appointments.into_iter().map(with_texts).collect(),
    };
    Ok(body::json(StatusCode::OK, &detail))
}

/// Deletes what is kept of a call.
#[utoipa::path(delete, path = "/api/calls/{id}", tag = "calls", params(("id" = String, Path, description = "Vapi's id of the call")),
    security(("token" = ["admin"])),
    responses((status = 204, description = "Deleted, with its tools; what is still heard of it is not recorded. Appointments stay, \
        messages in the inbox do too, and so does what Vapi keeps."), (status = "4XX", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    editor: Editor,
    Segment(id): Segment,
) -> Result<Response, Error> {
    let line = app.ports.new_id()?.to_string();
    let author = (&editor).into();
    let entry = entry(&line, &context, &author, Action::CALL_DELETED, json!({"call_id": id}));
    let is_erased = context.clinic.transact(|transaction| {
        let is_erased = calls::erase(transaction, &id, context.now)?;
        if is_erased {
            transaction.run(audit::record(&entry, None))?;
        }
        Ok(is_erased)
    })?;
    if is_erased { Ok(StatusCode::NO_CONTENT.into_response()) } else { Err(NO_CALL) }
}
