//! Erasing what a clinic has of a patient (GDPR article 17). Whether it may, the clinic decides: the law on medical records may forbid it.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    admin::{line, orgs},
    app::App,
    domain::{call::CallStatus, phone::PhoneNumber, texts::TextStatus},
    http::{
        Error,
        auth::Editor,
        body::{JsonBody, json as answer},
        error::Problem,
        numbers,
        trail::entry,
    },
    store::{
        StoreError,
        audit::Action,
        clinic::{
            ClinicContext, audit,
            calls::CallRecord,
            opt_outs,
            patients::{self, Erasure, Holdings, Shared, is_upcoming},
        },
    },
};

/// A text that was given to its carrier so short a time ago may still be on its way there.
const UNDER_WAY: TimeDelta = TimeDelta::minutes(10);
/// A call of which nothing is heard for so long is over, whether its platform says so or not.
const LONGEST_SILENCE: TimeDelta = TimeDelta::hours(2);

/// Whom to erase, and how.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatientErasureRequest {
    /// The patient's number, in any usual form.
    #[schema(example = "+1-202-555-0188")]
    phone: String,
    /// Why, for the audit trail: 1 to 300 characters. Do not name the patient.
    #[schema(min_length = 1, max_length = 300, example = "Request no. 17 of 30 November")]
    reason: String,
    /// Whether it is only said what would be erased. It has to be given.
    dry_run: bool,
    /// Cancels the appointments to come, of which nobody is texted. Without it there may be none.
    #[serde(default)]
    cancel_upcoming: bool,
    /// What becomes of appointments and messages that name another number beside this one, such as those of a child: `erase`, or `keep`,
    /// which takes this number out of them. Without it there may be none.
    shared: Option<SharedChoice>,
    /// Erases appointments of more than one name, as of a family that has one number. Without it there may be one name only.
    #[serde(default)]
    several_people: bool,
}

/// What becomes of what may be another person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SharedChoice {
    Erase,
    Keep,
}

/// What was erased, or would be.
#[derive(Serialize, ToSchema)]
pub struct PatientErasure {
    dry_run: bool,
    /// How many appointments name the number.
    appointments: usize,
    /// The names that they have.
    names: Vec<String>,
    /// The ids of those that have not ended. They are cancelled, but for those that are kept.
    upcoming: Vec<String>,
    /// The ids of those that name another number, too.
    shared: Vec<String>,
    /// How many messages in the inbox, and the ids of those that name another number, too.
    messages: usize,
    shared_messages: Vec<String>,
    /// How many texts. Twilio is asked to delete those that it took.
    texts: usize,
    /// How many of them Twilio may have under an id that was never heard of, so that somebody has to look there.
    texts_elsewhere: usize,
    /// How many calls.
    calls: usize,
    /// The calls that have to be deleted at their platform by hand, since it cannot be asked to. They stand in the outbox, too.
    calls_elsewhere: Vec<CallElsewhere>,
    /// What is not erased, and why.
    stays: Vec<Staying>,
}

/// A call at a platform.
#[derive(Serialize, ToSchema)]
pub struct CallElsewhere {
    /// The platform; `null` of calls from before that was kept.
    platform: Option<String>,
    id: String,
}

/// Something that is not erased.
#[derive(Clone, Serialize, ToSchema)]
pub struct Staying {
    #[schema(value_type = String, example = "opt_out")]
    what: &'static str,
    #[schema(value_type = String)]
    why: &'static str,
}

const STAYING: [Staying; 5] = [
    Staying {
        what: "appointment_times",
        why: "When an appointment was, with whom and for what. The time was used, and counts in the statistics. It names nobody.",
    },
    Staying {
        what: "ids",
        why: "The platforms' ids of the calls, and that there was a message or a request, so that what is said of them late brings \
              nothing back. They go when their time is over (GET /api/retention).",
    },
    Staying { what: "audit", why: "Lines of the audit trail. They name no patient." },
    Staying {
        what: "backups",
        why: "Cloudflare keeps earlier states of the clinic's database for 30 days. Whoever restores one has to erase again, so keep a list of \
              whom you erased.",
    },
    Staying {
        what: "vendors",
        why: "Google keeps deleted events in its bin for about 30 days, and Twilio what patients texted to you.",
    },
];
const OPT_OUT: Staying = Staying {
    what: "opt_out",
    why: "The number asked not to be texted. It is kept for that alone, so that it is not texted again.",
};

/// Erases what the clinic has of one number, here and at the vendors, or says what that would be.
///
/// Google's events are rewritten without the patient, Twilio is asked to delete the texts and the platforms the calls; the outbox does it
/// and says what did not work. Done twice, it changes nothing more.
#[utoipa::path(post, path = "/api/patients/erase", tag = "patients", security(("token" = ["admin"])),
    request_body(content = PatientErasureRequest,
        example = json!({"phone": "+1-202-555-0188", "reason": "Request no. 17 of 30 November", "dry_run": true})),
    responses((status = 200, body = PatientErasure, description = "What was erased, or would be"),
        (status = 409, body = Problem, description = "Nothing was erased: upcoming_appointments, shared_with_another, \
            several_people, call_under_way or text_under_way"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn erase(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    editor: Editor,
    JsonBody(request): JsonBody<PatientErasureRequest>,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, editor.org_id).await?;
    let phone = numbers::searched("phone", &request.phone, org.country)?;
    let reason = line("reason", &request.reason, 300)?;
    let deletes_calls =
        |platform: &str| app.connectors.iter().any(|it| it.vendor().as_str() == platform && it.deletes_calls());
    let (id, author) = (app.ports.new_id()?.to_string(), (&editor).into());
    let erased = context.clinic.transact(|transaction| {
        let held = Holdings::read(transaction, &phone)?;
        let report =
            report(&held, (&phone, &request), opt_outs::of(transaction, &phone)?.is_some(), context.now, deletes_calls);
        if request.dry_run {
            return Ok(Ok(report));
        }
        if let Err(refusal) = refusal(&report, &held, (&phone, &request), context.now) {
            return Ok(Err(refusal));
        }
        let erasure = Erasure {
            number: &phone,
            shared: if request.shared == Some(SharedChoice::Keep) { Shared::Keep } else { Shared::Erase },
            by: editor.principal.as_ref().map(|principal| principal.id.as_ref()),
            now: context.now,
        };
        patients::erase(transaction, &held, &erasure)?;
        let detail = json!({"phone": phone.masked(), "reason": reason, "appointments": report.appointments,
            "messages": report.messages, "texts": report.texts, "calls": report.calls});
        transaction.run(audit::record(&entry(&id, &context, &author, Action::PATIENT_ERASED, detail), None))?;
        Ok::<_, StoreError>(Ok(report))
    })?;
    Ok(answer(StatusCode::OK, &erased?))
}

fn report(
    held: &Holdings,
    (phone, request): (&PhoneNumber, &PatientErasureRequest),
    is_opted_out: bool,
    now: DateTime<Utc>,
    deletes_calls: impl Fn(&str) -> bool,
) -> PatientErasure {
    let (shared, shared_messages) = held.shared(phone);
    let is_kept = request.shared == Some(SharedChoice::Keep);
    let stays_where_it_is = |platform: &Option<String>| !platform.as_deref().is_some_and(&deletes_calls);
    let elsewhere = held.calls.iter().filter(|call| stays_where_it_is(&call.platform));
    PatientErasure {
        dry_run: request.dry_run,
        appointments: held.appointments.len(),
        names: held.names().into_iter().map(str::to_owned).collect(),
        upcoming: held
            .appointments
            .iter()
            .filter(|it| is_upcoming(it, now) && !(is_kept && shared.iter().any(|other| other.id == it.id)))
            .map(|it| it.id.clone())
            .collect(),
        shared: shared.into_iter().map(|it| it.id.clone()).collect(),
        messages: held.messages.len(),
        shared_messages: shared_messages.into_iter().map(|it| it.id.clone()).collect(),
        texts: held.texts.len(),
        texts_elsewhere: held.texts.iter().filter(|text| text.sid.is_none() && text.attempted_at.is_some()).count(),
        calls: held.calls.len(),
        calls_elsewhere: elsewhere
            .map(|call| CallElsewhere { platform: call.platform.clone(), id: call.call_id.clone() })
            .chain(held.forgotten_calls.iter().map(|id| CallElsewhere { platform: None, id: id.clone() }))
            .collect(),
        stays: is_opted_out.then_some(OPT_OUT).into_iter().chain(STAYING).collect(),
    }
}

/// Why it is not done as it was asked for: a question is better than a wrong guess.
fn refusal(
    report: &PatientErasure,
    held: &Holdings,
    (phone, request): (&PhoneNumber, &PatientErasureRequest),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let declined = |code, field, detail: String| Err(Error::Declined { code, field: Some(field), detail });
    if !report.upcoming.is_empty() && !request.cancel_upcoming {
        let count = report.upcoming.len();
        return declined(
            "upcoming_appointments",
            "cancel_upcoming",
            format!(
                "There are {count} appointments to come. Send cancel_upcoming: true to cancel them, or erase after them."
            ),
        );
    }
    let shared = report.shared.len() + report.shared_messages.len();
    if shared > 0 && request.shared.is_none() {
        return declined(
            "shared_with_another",
            "shared",
            format!(
                "{shared} appointments or messages name another number beside this one, and may be another person's. Look at them with \
                 dry_run: true, and send shared: erase or shared: keep."
            ),
        );
    }
    if report.names.len() > 1 && !request.several_people {
        return declined(
            "several_people",
            "several_people",
            format!(
                "The appointments of this number are of {} names: look at them with dry_run: true. Send several_people: true to erase them all.",
                report.names.len()
            ),
        );
    }
    let goes_on = |call: &CallRecord| call.status != CallStatus::Ended && now - call.heard_last < LONGEST_SILENCE;
    if held.calls.iter().any(|call| call.caller_number.as_ref() == Some(phone) && goes_on(call)) {
        let detail = "A call from this number goes on, and its platform keeps it when it ends. Try again after it.";
        return declined("call_under_way", "phone", detail.to_owned());
    }
    let is_under_way = held.texts.iter().any(|text| {
        matches!(text.status, TextStatus::Sending | TextStatus::Unknown)
            && text.attempted_at.is_some_and(|attempted| now - attempted < UNDER_WAY)
    });
    if is_under_way {
        let detail = "A text is being sent, and could not be deleted at Twilio. Try again in ten minutes.";
        return declined("text_under_way", "phone", detail.to_owned());
    }
    Ok(())
}
