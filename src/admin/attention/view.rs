//! What is shown of what needs a person.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    admin::{local, utc},
    domain::{
        attention::{Attention, AttentionAction, AttentionCode, ClinicFacts, Severity},
        clinic_summary::Usage,
        org::OrgStatus,
        schedule::Zone,
    },
};

/// Something that needs a person.
#[derive(Serialize, ToSchema)]
pub struct AttentionItem {
    code: AttentionCode,
    severity: Severity,
    /// Since when, if that is known: RFC 3339, UTC.
    since: Option<String>,
    /// The same in the org's zone.
    since_local: Option<String>,
    /// Of how many things it is true.
    count: i64,
    /// The vendor whose account it is about.
    #[schema(example = "google")]
    vendor: Option<String>,
    /// What is wrong, and what it means for callers.
    #[schema(
        example = "Google refuses the stored credentials, so callers hear that the calendar cannot be checked. Connect it again."
    )]
    detail: &'static str,
    /// What to do.
    action: AttentionAction,
}

impl AttentionItem {
    /// As it is shown at a clinic of this zone.
    pub(crate) fn new(attention: Attention, zone: Zone) -> Self {
        let Attention { code, severity, since, count, vendor } = attention;
        Self {
            code,
            severity,
            since: since.map(utc),
            since_local: since.map(|since| local(zone, since)),
            count,
            vendor: vendor.map(|vendor| vendor.as_str().to_owned()),
            detail: detail(code),
            action: code.action(),
        }
    }
}

/// What needs a person at the clinic, the worst first.
#[derive(Serialize, ToSchema)]
pub struct AttentionList {
    items: Vec<AttentionItem>,
}

impl AttentionList {
    /// These, as they are shown at a clinic of this zone.
    pub(super) fn new(found: Vec<Attention>, zone: Zone) -> Self {
        Self { items: found.into_iter().map(|attention| AttentionItem::new(attention, zone)).collect() }
    }
}

/// What happened in some time.
#[derive(Serialize, ToSchema)]
pub struct UsageView {
    calls: i64,
    /// Appointments that were booked, whether they still stand or not.
    booked: i64,
    /// Texts that left or may leave.
    texts: i64,
    /// What the calls cost, in US dollars.
    cost_usd: f64,
}

impl From<Usage> for UsageView {
    fn from(Usage { calls, booked, texts, cost_micros, .. }: Usage) -> Self {
        // No clinic's calls cost so much that a double could not count it.
        #[expect(clippy::cast_precision_loss, reason = "the cost of a month is far below 2^53 millionths of a dollar")]
        let cost_usd = cost_micros as f64 / 1_000_000.0;
        Self { calls, booked, texts, cost_usd }
    }
}

/// A clinic as the operator sees it.
#[derive(Serialize, ToSchema)]
pub struct ClinicHealth {
    org_id: String,
    name: String,
    zone: Zone,
    status: OrgStatus,
    /// How bad the worst of it is; `null` if nothing needs a person.
    severity: Option<Severity>,
    /// What needs a person there, the worst first.
    attention: Vec<AttentionItem>,
    /// On the clinic's local day, up to `reported_at`.
    today: UsageView,
    /// In the clinic's local month, up to `reported_at`.
    month: UsageView,
    /// When the clinic's object last told of what happened there: RFC 3339, UTC. `null` if nothing ever did.
    reported_at: Option<String>,
}

impl ClinicHealth {
    /// As it is now.
    pub(super) fn new(facts: ClinicFacts, now: DateTime<Utc>) -> Self {
        let (found, [today, month]) = (facts.attention_of_operator(now), facts.usage(now));
        Self {
            severity: found.first().map(|worst| worst.severity),
            attention: AttentionList::new(found, facts.zone).items,
            today: today.into(),
            month: month.into(),
            reported_at: facts.reported.map(|reported| utc(reported.at)),
            org_id: facts.org_id.to_string(),
            name: facts.name,
            zone: facts.zone,
            status: facts.status,
        }
    }
}

const NUMBER_DISPUTED: &str = "Another clinic has shown that a number of this one, which is not proven, is theirs. The platform's operator was told and decides; connect the account that has the number to prove it.";
const NUMBER_WITHOUT_ASSISTANT: &str =
    "No assistant is chosen, so a number that has none of its own at the voice platform is not answered. Choose one.";
const CALENDAR_NEEDS_RECONNECT: &str = "The calendar's vendor refuses the stored credentials, so callers hear that the calendar cannot be checked. Connect it again.";
const CALENDAR_UNREADABLE: &str = "A calendar in use cannot be read, so callers cannot book with whom it belongs to. Test the calendars, and share it with the connected account.";
const CALL_NOT_ANSWERED: &str = "The voice platform got no answer for the last call, so the caller was not answered. Look at why it ended, and call the number.";
const WORK_GIVEN_UP: &str = "Work for the calendar or for texts was given up after many tries, so an event or a text is missing. Look at it and try it again.";
const TEXTS_CAPPED: &str = "Texts about appointments to come were not sent: too many for a day or for one place. See why, and call the patients.";
const TEXTS_BUDGET_SPENT: &str =
    "The month's budget of texts is used up, so patients get no texts until it is over. Raise text_segments, or wait.";
const CALLS_BUDGET_SPENT: &str = "The month's budget of calls is used up. If it says so, calls are forwarded until the month is over. Raise calls_usd, or wait.";
const TEXTS_BUDGET_NEAR: &str =
    "Four fifths of the month's budget of texts are used. When all of it is, patients get no texts.";
const CALLS_BUDGET_NEAR: &str =
    "Four fifths of the month's budget of calls are used. Look at who calls, and whether it is enough.";
const WEBHOOK_DISABLED: &str = "Another system of the clinic is told nothing any more: it wants nothing, or took nothing for five days. See why, and turn it on again.";

/// What is wrong, what it means, and what to do.
const fn detail(code: AttentionCode) -> &'static str {
    match code {
        AttentionCode::UrgentMessages => "A caller left a message about an emergency that is still open. Call back.",
        AttentionCode::Suspended => {
            "The clinic is suspended, so callers hear that it cannot take bookings now. The platform's operator activates it."
        }
        AttentionCode::CalendarNeedsReconnect => CALENDAR_NEEDS_RECONNECT,
        AttentionCode::CalendarUnreadable => CALENDAR_UNREADABLE,
        AttentionCode::CalendarNotConnected => {
            "No calendar is connected, so callers cannot be told what is free. Connect one."
        }
        AttentionCode::CallNotAnswered => CALL_NOT_ANSWERED,
        AttentionCode::NoHours => "No opening hours are set, so callers cannot book. Set them.",
        AttentionCode::NeverOpen => {
            "The schedule opens on no day of the week, so callers cannot book. Set opening hours."
        }
        AttentionCode::TextsNeedReconnect => {
            "The vendor of texts refuses the stored credentials, so no text leaves. Connect it again; what waits is sent then."
        }
        AttentionCode::VoiceNeedsReconnect => {
            "The voice platform refuses the stored key. Calls go on, and the account cannot be set up. Connect it again."
        }
        AttentionCode::WorkGivenUp => WORK_GIVEN_UP,
        AttentionCode::TextsUndelivered => {
            "Texts about appointments to come did not arrive. Look at why, and call the patients."
        }
        AttentionCode::TextsCapped => TEXTS_CAPPED,
        AttentionCode::NumberDisputed => NUMBER_DISPUTED,
        AttentionCode::TextsBudgetSpent => TEXTS_BUDGET_SPENT,
        AttentionCode::CallsBudgetSpent => CALLS_BUDGET_SPENT,
        AttentionCode::TextsBudgetNear => TEXTS_BUDGET_NEAR,
        AttentionCode::CallsBudgetNear => CALLS_BUDGET_NEAR,
        AttentionCode::WebhookDisabled => WEBHOOK_DISABLED,
        AttentionCode::NumberWithoutAssistant => NUMBER_WITHOUT_ASSISTANT,
        AttentionCode::ServiceWithoutPractitioner => {
            "A service is done by no practitioner, so callers cannot book it. Assign it to somebody."
        }
        AttentionCode::PractitionerWithoutService => {
            "A practitioner does none of the services, so nobody is booked with them. Assign them services."
        }
        AttentionCode::AlarmFailed => {
            "The clinic's own work failed when it was last due. It is tried again every minute; the log says why it failed."
        }
        AttentionCode::Asleep => {
            "The clinic's object did not wake up when it said it would, so texts and events may be late. The log says why."
        }
        AttentionCode::NoNumber => "No phone number is the clinic's yet, so nobody can call. Add one.",
        AttentionCode::TextsNotConnected => "No account for texts is connected, so patients get no texts. Connect one.",
        AttentionCode::NobodyTakesOver => {
            "Nobody takes over calls, so a caller who wants a person leaves a message. Name a number."
        }
        AttentionCode::NobodyIsToldOfMessages => {
            "Nobody of the staff is texted when a caller leaves a message, so somebody has to look at the inbox. Name a number."
        }
    }
}
