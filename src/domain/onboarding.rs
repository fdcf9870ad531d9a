//! How far a clinic is set up: six steps, from a number to a call. It is computed whenever it is asked for and never stored, so a step that
//! was done can break again.

use serde::Serialize;
use utoipa::ToSchema;

use super::attention::{AttentionCode, ClinicFacts, Trouble};

/// A step, in the order in which they are mostly taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnboardingStep {
    Number,
    Hours,
    Calendar,
    Texts,
    /// The voice platform answers the number by an assistant.
    Voice,
    TestCall,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    Done,
    Todo,
    /// It was done, and does not work.
    Broken(AttentionCode),
}

impl OnboardingStep {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [Self::Number, Self::Hours, Self::Calendar, Self::Texts, Self::Voice, Self::TestCall];

    /// What says that it is to be done, if anything in what is set does.
    const fn missing(self) -> Option<AttentionCode> {
        match self {
            Self::Number => Some(AttentionCode::NoNumber),
            Self::Hours => Some(AttentionCode::NoHours),
            Self::Calendar => Some(AttentionCode::CalendarNotConnected),
            Self::Texts => Some(AttentionCode::TextsNotConnected),
            Self::Voice => Some(AttentionCode::NumberWithoutAssistant),
            Self::TestCall => None,
        }
    }

    /// What says that it does not work.
    const fn broken(self) -> &'static [AttentionCode] {
        match self {
            Self::Number => &[],
            Self::Hours => &[AttentionCode::NeverOpen],
            Self::Calendar => &[AttentionCode::CalendarNeedsReconnect, AttentionCode::CalendarUnreadable],
            Self::Texts => &[AttentionCode::TextsNeedReconnect],
            Self::Voice => &[AttentionCode::VoiceNeedsReconnect],
            Self::TestCall => &[AttentionCode::CallNotAnswered],
        }
    }
}

/// How each step stands, by what needs a person at the clinic and by whether an agent has ever taken a call there.
pub fn steps(facts: &ClinicFacts, troubles: &[Trouble], was_called: bool) -> [(OnboardingStep, StepState); 6] {
    let has = |code: AttentionCode| {
        facts.faults.iter().any(|fault| fault.code == code) || troubles.iter().any(|trouble| trouble.code == code)
    };
    OnboardingStep::ALL.map(|step| {
        let is_missing = match step {
            // A number that has an assistant of its own at the platform needs none here, as a call shows.
            OnboardingStep::Voice => !was_called && (!facts.has_number || has(AttentionCode::NumberWithoutAssistant)),
            OnboardingStep::TestCall => !was_called,
            _ => step.missing().is_some_and(has),
        };
        let broken = step.broken().iter().copied().find(|code| has(*code));
        let state = match (broken, is_missing) {
            (Some(code), _) => StepState::Broken(code),
            (None, true) => StepState::Todo,
            (None, false) => StepState::Done,
        };
        (step, state)
    })
}
