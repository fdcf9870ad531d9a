//! What at a clinic needs a person: callers hear something wrong, or something is lost if nobody looks. It is computed whenever it is
//! asked for and never stored, but for what an object tells D1 of itself.

mod clinic_facts;

use chrono::{
    DateTime, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use clinic_facts::{ClinicFacts, ReportedFacts, SettingFault};

use crate::domain::integration::Vendor;

/// How much depends on it. The worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Callers notice it now, or somebody may be in danger.
    Critical,
    /// Something is lost if nobody acts soon.
    Warning,
    /// Something is not set up, or could be better.
    Notice,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttentionCode {
    /// Callers have left messages of emergencies that are open.
    UrgentMessages,
    Suspended,
    CalendarNeedsReconnect,
    CalendarUnreadable,
    CalendarNotConnected,
    NoHours,
    /// The platform got no answer to the question who takes the last call.
    CallNotAnswered,
    /// There is a schedule, and it opens on no day of the week.
    NeverOpen,
    TextsNeedReconnect,
    VoiceNeedsReconnect,
    /// Work for a vendor was given up.
    WorkGivenUp,
    /// Texts about what is still to come did not arrive.
    TextsUndelivered,
    /// Texts about what is still to come were not sent, since the day's were used up.
    TextsCapped,
    /// Another clinic has proof that a number of this one, which has none, is theirs. The operator decides.
    NumberDisputed,
    /// The month's budget of texts is used up, or nearly.
    TextsBudgetSpent,
    CallsBudgetSpent,
    TextsBudgetNear,
    CallsBudgetNear,
    /// Another system of the clinic is told nothing any more, since it took nothing.
    WebhookDisabled,
    NumberWithoutAssistant,
    /// Services that no practitioner does.
    ServiceWithoutPractitioner,
    /// Practitioners who do none of the services.
    PractitionerWithoutService,
    /// The last alarm of the clinic's object failed. The operator's affair.
    AlarmFailed,
    /// The clinic's object did not wake up when it said it would. The operator's affair.
    Asleep,
    NoNumber,
    TextsNotConnected,
    NobodyTakesOver,
    /// Nobody of the staff is texted of messages that callers leave.
    NobodyIsToldOfMessages,
}

/// What a person does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttentionAction {
    CallBack,
    /// Look at the last calls.
    ReadCalls,
    /// Only the operator can.
    Activate,
    Reconnect,
    TestCalendars,
    ConnectCalendar,
    SetHours,
    RetryWork,
    ReadTexts,
    RaiseDailyCap,
    /// Connect the account that has the number; else the operator decides whose it is.
    ProveNumbers,
    /// Look at what was used, and at the budget.
    ReadUsage,
    /// Look at what was sent to webhooks, and turn them on again.
    ReadDeliveries,
    ChooseAssistant,
    AssignServices,
    /// Only the operator can.
    ReadLog,
    AddNumber,
    ConnectTexts,
    NameWhoTakesOver,
    NameStaff,
}

/// Something that needs a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attention {
    pub code: AttentionCode,
    pub severity: Severity,
    /// Since when, if that is known.
    pub since: Option<DateTime<Utc>>,
    /// Of how many things it is true.
    pub count: i64,
    /// The vendor whose account it is about.
    pub vendor: Option<Vendor>,
}

/// What a clinic's object tells of what happened there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    pub code: AttentionCode,
    #[serde(with = "ts_seconds")]
    pub since: DateTime<Utc>,
    pub count: i64,
    /// From when on it matters to nobody; never if absent. So what an object told before it fell asleep does not stay for good.
    #[serde(default, with = "ts_seconds_option")]
    pub until: Option<DateTime<Utc>>,
}

impl Attention {
    fn of(code: AttentionCode) -> Self {
        Self { code, severity: code.severity(), since: None, count: 1, vendor: None }
    }

    fn since(code: AttentionCode, since: DateTime<Utc>) -> Self {
        Self { since: Some(since), ..Self::of(code) }
    }

    /// The worst comes first.
    fn rank(&self) -> (Severity, AttentionCode) {
        (self.severity, self.code)
    }
}

impl From<&Trouble> for Attention {
    fn from(trouble: &Trouble) -> Self {
        Self { count: trouble.count, ..Self::since(trouble.code, trouble.since) }
    }
}

impl From<&SettingFault> for Attention {
    fn from(fault: &SettingFault) -> Self {
        let SettingFault { code, since, count, vendor } = fault;
        Self { since: *since, count: *count, vendor: vendor.clone(), ..Self::of(*code) }
    }
}

impl Trouble {
    /// Whether it still matters.
    pub fn lasts(&self, now: DateTime<Utc>) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

impl AttentionCode {
    /// All of them, the worst first.
    pub const ALL: [Self; 28] = [
        Self::UrgentMessages,
        Self::Suspended,
        Self::CalendarNeedsReconnect,
        Self::CalendarUnreadable,
        Self::CalendarNotConnected,
        Self::NoHours,
        Self::CallNotAnswered,
        Self::NeverOpen,
        Self::TextsNeedReconnect,
        Self::VoiceNeedsReconnect,
        Self::WorkGivenUp,
        Self::TextsUndelivered,
        Self::TextsCapped,
        Self::NumberDisputed,
        Self::TextsBudgetSpent,
        Self::CallsBudgetSpent,
        Self::TextsBudgetNear,
        Self::CallsBudgetNear,
        Self::WebhookDisabled,
        Self::NumberWithoutAssistant,
        Self::ServiceWithoutPractitioner,
        Self::PractitionerWithoutService,
        Self::AlarmFailed,
        Self::Asleep,
        Self::NoNumber,
        Self::TextsNotConnected,
        Self::NobodyTakesOver,
        Self::NobodyIsToldOfMessages,
    ];

    /// How much depends on it.
    pub const fn severity(self) -> Severity {
        match self {
            Self::UrgentMessages
            | Self::Suspended
            | Self::CalendarNeedsReconnect
            | Self::CalendarUnreadable
            | Self::CalendarNotConnected
            | Self::NoHours
            | Self::CallNotAnswered
            | Self::NeverOpen => Severity::Critical,
            Self::TextsNeedReconnect
            | Self::VoiceNeedsReconnect
            | Self::WorkGivenUp
            | Self::TextsUndelivered
            | Self::TextsCapped
            | Self::NumberDisputed
            | Self::TextsBudgetSpent
            | Self::CallsBudgetSpent
            | Self::TextsBudgetNear
            | Self::CallsBudgetNear
            | Self::WebhookDisabled
            | Self::NumberWithoutAssistant
            | Self::ServiceWithoutPractitioner
            | Self::PractitionerWithoutService
            | Self::AlarmFailed
            | Self::Asleep => Severity::Warning,
            Self::NoNumber | Self::TextsNotConnected | Self::NobodyTakesOver | Self::NobodyIsToldOfMessages => {
                Severity::Notice
            }
        }
    }

    /// What to do about it.
    pub const fn action(self) -> AttentionAction {
        match self {
            Self::UrgentMessages => AttentionAction::CallBack,
            Self::Suspended => AttentionAction::Activate,
            Self::CallNotAnswered => AttentionAction::ReadCalls,
            Self::CalendarNeedsReconnect | Self::TextsNeedReconnect | Self::VoiceNeedsReconnect => {
                AttentionAction::Reconnect
            }
            Self::CalendarUnreadable => AttentionAction::TestCalendars,
            Self::CalendarNotConnected => AttentionAction::ConnectCalendar,
            Self::NoHours | Self::NeverOpen => AttentionAction::SetHours,
            Self::WorkGivenUp => AttentionAction::RetryWork,
            Self::TextsUndelivered => AttentionAction::ReadTexts,
            Self::TextsCapped => AttentionAction::RaiseDailyCap,
            Self::NumberDisputed => AttentionAction::ProveNumbers,
            Self::TextsBudgetSpent | Self::CallsBudgetSpent | Self::TextsBudgetNear | Self::CallsBudgetNear => {
                AttentionAction::ReadUsage
            }
            Self::WebhookDisabled => AttentionAction::ReadDeliveries,
            Self::NumberWithoutAssistant => AttentionAction::ChooseAssistant,
            Self::ServiceWithoutPractitioner | Self::PractitionerWithoutService => AttentionAction::AssignServices,
            Self::AlarmFailed | Self::Asleep => AttentionAction::ReadLog,
            Self::NoNumber => AttentionAction::AddNumber,
            Self::TextsNotConnected => AttentionAction::ConnectTexts,
            Self::NobodyTakesOver => AttentionAction::NameWhoTakesOver,
            Self::NobodyIsToldOfMessages => AttentionAction::NameStaff,
        }
    }
}
