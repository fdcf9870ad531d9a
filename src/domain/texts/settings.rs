//! What an org has set of its texts: a document, as `/api/messaging` exchanges it and D1 stores it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{StaffMember, fields::TemplateFields, segments::TextContent, template::Template, wording::TextWording};
use crate::domain::document::ignored;

/// What a text is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextKind {
    /// An appointment was booked.
    Confirmation,
    /// It was moved.
    Change,
    /// It was cancelled.
    Cancellation,
    /// It is coming.
    Reminder,
}

impl TextKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Confirmation, Self::Change, Self::Cancellation, Self::Reminder];

    /// The word that is stored and shown, and the name of its settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Change => "change",
            Self::Cancellation => "cancellation",
            Self::Reminder => "reminder",
        }
    }
}

/// One kind of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TextSetting)]
pub struct TextKindSettings {
    /// Whether such texts are sent.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// What they say; our own words when absent. Fields: `{clinic}`, `{name}`, `{date}`, `{time}`, `{service}`, `{practitioner}` and
    /// `{phone}`, the clinic's number. A part in brackets, such as `[ with {practitioner}]`, is left out when a field in it has no
    /// value; the last three fields can only stand in one.
    #[serde(default)]
    pub template: Option<String>,
    /// How it reads. Answered, and ignored when it is sent back.
    #[serde(default, deserialize_with = "ignored", skip_serializing_if = "Option::is_none")]
    #[schema(read_only)]
    pub preview: Option<TextPreview>,
}

/// How a text reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Preview)]
pub struct TextPreview {
    /// The template in use.
    pub template: String,
    /// What it makes of a sample appointment.
    #[serde(flatten)]
    pub text: TextContent,
}

/// Our own words, switched on.
impl Default for TextKindSettings {
    fn default() -> Self {
        Self { enabled: true, template: None, preview: None }
    }
}

// A document that was deserialised is well-formed, not yet sensible: check it before it is stored.
/// What an org's patients are texted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Messaging)]
pub struct TextSettings {
    /// When an appointment was booked.
    #[serde(default)]
    pub confirmation: TextKindSettings,
    /// When it was moved.
    #[serde(default)]
    pub change: TextKindSettings,
    /// When it was cancelled.
    #[serde(default)]
    pub cancellation: TextKindSettings,
    /// Before it; only with `reminder_hours`.
    #[serde(default)]
    pub reminder: TextKindSettings,
    /// How many hours before an appointment its reminder goes out, 1 to 168; no reminders when absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 168)]
    pub reminder_hours: Option<u16>,
    /// The most texts to patients that leave on one local day, 0 to 10,000, and as many to staff.
    #[serde(default = "default_daily_cap")]
    #[schema(minimum = 0, maximum = 10_000)]
    pub daily_cap: u32,
    /// The most texts that leave to one number on one local day about appointments that were booked by phone, 1 to 1,000. Texts about
    /// what the clinic itself booked leave all the same.
    #[serde(default = "default_number_daily_cap")]
    #[schema(minimum = 1, maximum = 1000)]
    pub number_daily_cap: u32,
    /// Whether a caller may have texts sent to a number abroad that is not the one that they call from.
    #[serde(default)]
    pub other_countries: bool,
    /// Whether patients are texted when the clinic itself moves or deletes their appointment in Google Calendar.
    #[serde(default = "yes")]
    pub follow_calendar: bool,
    /// Who of the staff is texted when a caller leaves a message, up to 10 people.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub staff: Vec<StaffMember>,
    /// Whether texts to staff say who called and what about, which may be about somebody's health.
    #[serde(default)]
    pub include_text: bool,
}

const fn yes() -> bool {
    true
}

const fn default_daily_cap() -> u32 {
    200
}

const fn default_number_daily_cap() -> u32 {
    8
}

/// Our own words for everything, no reminders, 200 texts a day, 8 of them to one number, and none to staff.
impl Default for TextSettings {
    fn default() -> Self {
        Self {
            confirmation: TextKindSettings::default(),
            change: TextKindSettings::default(),
            cancellation: TextKindSettings::default(),
            reminder: TextKindSettings::default(),
            reminder_hours: None,
            daily_cap: default_daily_cap(),
            number_daily_cap: default_number_daily_cap(),
            other_countries: false,
            follow_calendar: yes(),
            staff: Vec::new(),
            include_text: false,
        }
    }
}

impl TextSettings {
    /// The settings of one kind of text.
    pub const fn setting(&self, kind: TextKind) -> &TextKindSettings {
        match kind {
            TextKind::Confirmation => &self.confirmation,
            TextKind::Change => &self.change,
            TextKind::Cancellation => &self.cancellation,
            TextKind::Reminder => &self.reminder,
        }
    }

    /// The text of a kind about an appointment; `None` when such texts are switched off.
    pub fn text(&self, kind: TextKind, fields: &TemplateFields<'_>, wording: &dyn TextWording) -> Option<TextContent> {
        let switched_off = !self.setting(kind).enabled || (kind == TextKind::Reminder && self.reminder_hours.is_none());
        (!switched_off).then(|| self.worded(kind, fields, wording).text)
    }

    /// The same document with a preview of every kind, switched on or not.
    #[must_use]
    pub fn with_previews(mut self, clinic: &str, wording: &dyn TextWording) -> Self {
        let fields = TemplateFields::sample(clinic);
        let [confirmation, change, cancellation, reminder] =
            TextKind::ALL.map(|kind| Some(self.worded(kind, &fields, wording)));
        self.confirmation.preview = confirmation;
        self.change.preview = change;
        self.cancellation.preview = cancellation;
        self.reminder.preview = reminder;
        self
    }

    /// The text in the org's words. A stored template that would be refused today gives way to our own.
    fn worded(&self, kind: TextKind, fields: &TemplateFields<'_>, wording: &dyn TextWording) -> TextPreview {
        let own = self.setting(kind).template.as_deref().filter(|template| Template::read(template, wording).is_ok());
        let template = own.unwrap_or(wording.template(kind));
        let body = Template::read(template, wording).map(|template| template.fill(fields, wording)).unwrap_or_default();
        TextPreview { template: template.to_owned(), text: TextContent::new(body) }
    }
}
