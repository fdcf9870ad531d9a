//! The words of a line: who did what.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Somebody on the phone, through the agent.
    Caller,
    /// The clinic or the platform's operator, through the API.
    Admin,
    /// Somebody in Google's calendar.
    Calendar,
    /// Frontdesk itself.
    System,
    /// Whoever a text went to.
    Recipient,
}

impl Actor {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Caller, Self::Admin, Self::Calendar, Self::System, Self::Recipient];

    /// The one that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|actor| actor.as_str() == word)
    }

    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Admin => "admin",
            Self::Calendar => "calendar",
            Self::System => "system",
            Self::Recipient => "recipient",
        }
    }
}

/// What was done, as it is stored and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action(&'static str);

impl Action {
    /// A time was held for a caller.
    pub const HELD: Self = Self("appointment.held");
    /// An appointment was booked, with or without a hold.
    pub const BOOKED: Self = Self("appointment.booked");
    /// Its time was changed through Frontdesk.
    pub const RESCHEDULED: Self = Self("appointment.rescheduled");
    /// Its words were changed, and not its time.
    pub const CHANGED: Self = Self("appointment.changed");
    /// It was cancelled, or a hold was given up.
    pub const CANCELLED: Self = Self("appointment.cancelled");
    /// Whether the patient came was noted, or taken back.
    pub const ATTENDANCE_NOTED: Self = Self("appointment.attendance_noted");
    /// Its event was moved in the calendar, and the appointment with it.
    pub const MOVED: Self = Self("appointment.moved");
    /// Its event was moved in the calendar to where the appointment cannot be.
    pub const MOVE_REFUSED: Self = Self("appointment.move_refused");
    /// It was cancelled because its event was deleted in the calendar, and the event is back there.
    pub const RESTORED: Self = Self("appointment.restored_in_calendar");
    /// Google refused its event.
    pub const REFUSED: Self = Self("appointment.refused");
    /// A number asked not to be texted.
    pub const OPTED_OUT: Self = Self("text.opted_out");
    /// It asked to be texted again.
    pub const OPTED_IN: Self = Self("text.opted_in");
    /// A caller left a message for the staff.
    pub const MESSAGE_TAKEN: Self = Self("inbox.taken");
    /// The caller added something to it in the same call, or put something right.
    pub const MESSAGE_AMENDED: Self = Self("inbox.amended");
    /// It was done.
    pub const MESSAGE_DONE: Self = Self("inbox.done");
    /// It was not done after all.
    pub const MESSAGE_REOPENED: Self = Self("inbox.reopened");
    /// What was kept of a call was deleted on request.
    pub const CALL_DELETED: Self = Self("call.deleted");
    /// What there is of one number was given out.
    pub const PATIENT_EXPORTED: Self = Self("patient.exported");
    /// What there was of one number was erased.
    pub const PATIENT_ERASED: Self = Self("patient.erased");
    /// The operator added the org.
    pub const ORG_CREATED: Self = Self("org.created");
    /// Its name, zone, country or status was changed.
    pub const ORG_CHANGED: Self = Self("org.changed");
    /// The operator queried what it has at its own object.
    pub const ORG_QUERIED: Self = Self("org.queried");
    /// Everything that it has was given out.
    pub const ORG_EXPORTED: Self = Self("org.exported");
    /// Its opening hours and booking rules were replaced.
    pub const SCHEDULE_REPLACED: Self = Self("schedule.replaced");
    /// What its patients are texted was replaced.
    pub const MESSAGING_REPLACED: Self = Self("messaging.replaced");
    /// How long it keeps what was replaced.
    pub const RETENTION_REPLACED: Self = Self("retention.replaced");
    pub const BUDGET_REPLACED: Self = Self("budget.replaced");
    /// How its calls are answered was replaced.
    pub const ASSISTANT_REPLACED: Self = Self("assistant.replaced");
    /// What it has written down for its callers was replaced.
    pub const KNOWLEDGE_REPLACED: Self = Self("knowledge.replaced");
    /// A number was mapped to it, or the mapping was changed.
    pub const MAPPING_SAVED: Self = Self("phone_mapping.saved");
    /// Numbers were mapped to it by the file, or mappings changed.
    pub const MAPPINGS_IMPORTED: Self = Self("phone_mapping.imported");
    /// It was looked for what of its numbers its accounts prove, and something was found or missed.
    pub const MAPPINGS_PROVEN: Self = Self("phone_mapping.proven");
    /// The operator approved numbers as its own.
    pub const MAPPINGS_APPROVED: Self = Self("phone_mapping.approved");
    /// The operator decided about a number that it and another clinic want.
    pub const DISPUTE_DECIDED: Self = Self("phone_mapping.dispute_decided");
    /// A mapping was deleted.
    pub const MAPPING_DELETED: Self = Self("phone_mapping.deleted");
    /// Credentials at another service were stored, in place of those that there were.
    pub const CREDENTIALS_STORED: Self = Self("credentials.stored");
    /// Somebody has allowed the use of an account at another service, which waits for a calendar to be chosen.
    pub const ACCOUNT_CONSENTED: Self = Self("credentials.consented");
    /// An account that waited for that was put away.
    pub const ACCOUNT_PUT_AWAY: Self = Self("credentials.put_away");
    /// Credentials were forgotten.
    pub const CREDENTIALS_DELETED: Self = Self("credentials.deleted");
    /// Credentials were tried, which can tell that they have to be renewed.
    pub const CREDENTIALS_TESTED: Self = Self("credentials.tested");
    /// Where replies to its texts go was changed at the vendor that carries them.
    pub const REPLIES_DIRECTED: Self = Self("texts.replies_directed");
    /// Its account at Vapi was set up.
    pub const PROVISIONED: Self = Self("vapi.provisioned");
    /// Somebody signed in, or went to the org from another one.
    pub const SESSION_BEGUN: Self = Self("session.begun");
    /// Somebody signed out.
    pub const SESSION_ENDED: Self = Self("session.ended");
    /// Work that had failed was made due again.
    pub const WORK_RETRIED: Self = Self("work.retried");

    /// An action of a resource that other files define, such as `service.created`.
    pub const fn named(action: &'static str) -> Self {
        Self(action)
    }

    pub(in crate::store) const fn as_str(self) -> &'static str {
        self.0
    }
}
