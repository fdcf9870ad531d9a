//! What is understood and said, one folder a language.
//!
//! A language is an implementation of [`Recogniser`], [`UrgencyWords`], [`ShortForms`], [`QuestionWords`], [`Sentences`] and
//! [`TextWording`], reached through [`Language`] alone. To add one: a folder beside `english/`, and here its `mod` line, its variant and its line of
//! [`Language::parts`].

pub mod answer;
mod english;
pub mod recogniser;
pub mod sentences;
mod spread;
mod urgency_words;
pub mod variables;

pub use recogniser::{Recogniser, SaidName};
pub use sentences::Sentences;
pub use spread::{MAX_SLOTS_SPOKEN, spread};
pub use urgency_words::UrgencyWords;

#[cfg(test)]
mod tests;

use crate::domain::{
    consent::Consent, knowledge::QuestionWords, org::Org, patient_name::ShortForms, route::Route, texts::TextWording,
};

/// A language that clinics can have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
}

/// What a language is made of.
struct Parts {
    recogniser: &'static dyn Recogniser,
    urgency_words: &'static dyn UrgencyWords,
    short_forms: &'static dyn ShortForms,
    question_words: &'static dyn QuestionWords,
    sentences: &'static dyn Sentences,
    text_wording: &'static dyn TextWording,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 1] = [Self::English];

    const fn parts(self) -> Parts {
        match self {
            Self::English => Parts {
                recogniser: &english::English,
                urgency_words: &english::English,
                short_forms: &english::English,
                question_words: &english::English,
                sentences: &english::English,
                text_wording: &english::English,
            },
        }
    }

    /// How it is understood.
    pub fn recogniser(self) -> &'static dyn Recogniser {
        self.parts().recogniser
    }

    /// How it says that something is urgent.
    pub fn urgency_words(self) -> &'static dyn UrgencyWords {
        self.parts().urgency_words
    }

    /// Which first names are forms of one name, among patients of clinics that speak it.
    pub fn short_forms(self) -> &'static dyn ShortForms {
        self.parts().short_forms
    }

    /// What it knows of the words of questions.
    pub fn question_words(self) -> &'static dyn QuestionWords {
        self.parts().question_words
    }

    /// What is said in it.
    pub fn sentences(self) -> &'static dyn Sentences {
        self.parts().sentences
    }

    /// How texts to patients are worded in it.
    pub fn text_wording(self) -> &'static dyn TextWording {
        self.parts().text_wording
    }

    /// The wish about texts that a text expresses, in whichever language: patients need not write in their clinic's.
    pub fn consent(body: &str) -> Option<Consent> {
        Self::ALL.into_iter().find_map(|language| language.recogniser().consent(body))
    }
}

/// Where the language of a clinic comes from, and nowhere else. Every clinic speaks English until orgs can choose.
impl Route {
    /// The language of the clinic's calls and texts.
    pub fn language(&self) -> Language {
        Language::default()
    }
}

impl Org {
    /// The language of the org's calls and texts.
    pub fn language(&self) -> Language {
        Language::default()
    }
}
