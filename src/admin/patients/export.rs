//! Giving a patient what the clinic has of them (GDPR articles 15 and 20; 45 CFR 164.524).

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    admin::{
        appointments::view::AppointmentView,
        audit::AuditView,
        calls::{CallView, ToolRunView},
        inbox::InboxItem,
        messages::MessageView,
        orgs, utc,
    },
    app::App,
    domain::appointment::Appointment,
    http::{
        Error,
        auth::Editor,
        body::{JsonBody, json as answer},
        error::Problem,
        numbers,
        trail::entry,
    },
    store::{
        audit::Action,
        clinic::{
            ClinicContext, audit, calls,
            opt_outs::{self, OptOut},
            patients::{Holdings, ids},
        },
    },
};

/// Whose data.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatientExportRequest {
    /// The patient's number, in any usual form.
    #[schema(example = "+1-202-555-0188")]
    phone: String,
}

/// What the clinic has of a number, oldest first.
#[derive(Serialize, ToSchema)]
pub struct PatientExport {
    #[schema(example = "+12025550188")]
    phone: String,
    /// RFC 3339, UTC.
    exported_at: String,
    /// Those that the number booked, and those that it is texted about. Cancelled ones and holds too.
    appointments: Vec<PatientAppointment>,
    /// To the number, about those appointments, or to the staff about those messages.
    texts: Vec<MessageView>,
    calls: Vec<PatientCall>,
    /// What was left for the staff.
    messages: Vec<InboxItem>,
    /// Since when the number is not to be texted.
    opted_out: Option<OptOutView>,
    /// Who did what with the appointments.
    audit: Vec<AuditView>,
}

/// An appointment, and whose number booked it.
#[derive(Serialize, ToSchema)]
pub struct PatientAppointment {
    #[serde(flatten)]
    appointment: AppointmentView,
    /// Who called to book it. Where `phone` is another number, it may be for another person, such as a child.
    #[schema(example = "+12025550188")]
    caller: Option<String>,
}

/// A call with what the agent did in it.
#[derive(Serialize, ToSchema)]
pub struct PatientCall {
    #[serde(flatten)]
    call: CallView,
    tools: Vec<ToolRunView>,
}

/// The wish not to be texted.
#[derive(Serialize, ToSchema)]
pub struct OptOutView {
    /// RFC 3339, UTC.
    since: String,
    /// `inbound`, a text such as STOP, or `twilio`, a refusal of Twilio's.
    source: String,
}

impl From<OptOut> for OptOutView {
    fn from(OptOut { created_at, source }: OptOut) -> Self {
        Self { since: utc(created_at), source }
    }
}

/// Gives out all that the clinic has of one number. The audit trail notes who asked, with the number masked.
#[utoipa::path(post, path = "/api/patients/export", tag = "patients", security(("token" = ["admin"])),
    request_body(content = PatientExportRequest, example = json!({"phone": "+1-202-555-0188"})),
    responses((status = 200, body = PatientExport, description = "All of it; empty lists where there is nothing"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    editor: Editor,
    JsonBody(request): JsonBody<PatientExportRequest>,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, editor.org_id).await?;
    let phone = numbers::searched("phone", &request.phone, org.country)?;
    let line = app.ports.new_id()?.to_string();
    let author = (&editor).into();
    let entry = entry(&line, &context, &author, Action::PATIENT_EXPORTED, json!({"phone": phone.masked()}));
    let found = context.clinic.transact(|transaction| {
        let held = Holdings::read(transaction, &phone)?;
        let tools = held.calls.iter().map(|call| calls::found_tools(transaction.run(calls::tools_of(&call.call_id))?));
        let tools: Vec<_> = tools.collect::<Result<_, _>>()?;
        let trail = audit::of_appointments(transaction, &ids(held.appointments.iter().map(|it| &it.id)))?;
        let opted_out = opt_outs::of(transaction, &phone)?;
        transaction.run(audit::record(&entry, None))?;
        Ok((held, tools, trail, opted_out))
    })?;
    let (held, tools, trail, opted_out) = found;
    let appointment = |it: Appointment| PatientAppointment {
        caller: it.caller_number.as_ref().map(|number| number.as_str().to_owned()),
        appointment: AppointmentView::new(it, context.now),
    };
    let call = |(call, tools): (_, Vec<_>)| PatientCall {
        call: CallView::new(call, org.zone),
        tools: tools.into_iter().map(ToolRunView::from).collect(),
    };
    let export = PatientExport {
        phone: phone.as_str().to_owned(),
        exported_at: utc(context.now),
        appointments: held.appointments.into_iter().map(appointment).collect(),
        texts: held.texts.into_iter().map(|text| MessageView::new(text, org.zone).without_staff()).collect(),
        calls: held.calls.into_iter().zip(tools).map(call).collect(),
        messages: held.messages.into_iter().map(|message| InboxItem::new(message, org.zone)).collect(),
        opted_out: opted_out.map(OptOutView::from),
        audit: trail.into_iter().map(AuditView::from).collect(),
    };
    Ok(answer(StatusCode::OK, &export))
}
