//! What makes a clinic's knowledge acceptable.

use std::collections::{HashMap, HashSet};

use super::{
    Fact, Insurance, Knowledge,
    question::{InsuranceWord, QuestionWords, naming, words},
};
use crate::domain::{document::DocumentError, line::single_line_limited, plain_words::has_words};

const MOST_BYTES: usize = 16 * 1024;
const MOST_FACTS: usize = 200;
const MOST_ASKS: usize = 8;
const MOST_ASK_CHARS: usize = 120;
const MOST_SAY_CHARS: usize = 400;
const MOST_ID_CHARS: usize = 40;
const MOST_PLANS: usize = 100;
const MOST_PLAN_CHARS: usize = 80;
const OF_ANY_PLAN: &str = "has only words that callers say of any plan. Give the insurer's full name";
const MOST_NEVER: usize = 20;
const MOST_NEVER_CHARS: usize = 60;

impl Knowledge {
    /// Checks ids, words, plans and the limits, for callers who speak `language`. Reports the first thing wrong.
    ///
    /// # Errors
    /// Which field is wrong, and what would be right.
    pub fn check(&self, language: &dyn QuestionWords) -> Result<(), DocumentError> {
        at_most("facts", self.facts.len(), MOST_FACTS)?;
        let mut ids = HashSet::new();
        for (index, fact) in self.facts.iter().enumerate() {
            let at = format!("facts[{index}]");
            fact.check(&at)?;
            if !fact.id.is_empty() && !ids.insert(fact.id.as_str()) {
                return Err(DocumentError::new(format_args!("{at}.id"), "must be unlike the ids of the other facts"));
            }
        }
        self.insurance.check(language)?;
        at_most("never", self.never.len(), MOST_NEVER)?;
        for (index, topic) in self.never.iter().enumerate() {
            spoken(&format!("never[{index}]"), topic, MOST_NEVER_CHARS)?;
        }
        self.check_size()
    }

    fn check_size(&self) -> Result<(), DocumentError> {
        let size = serde_json::to_vec(self).map_or(usize::MAX, |bytes| bytes.len());
        if size <= MOST_BYTES {
            return Ok(());
        }
        let reason = format!("make the document too large: it may have {MOST_BYTES} bytes in all and has {size}");
        Err(DocumentError::new("facts", reason))
    }
}

impl Fact {
    fn check(&self, at: &str) -> Result<(), DocumentError> {
        let is_id = |id: &str| {
            id.len() <= MOST_ID_CHARS
                && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        if !is_id(&self.id) {
            let reason = format!("must be 1 to {MOST_ID_CHARS} small letters, digits and dashes");
            return Err(DocumentError::new(format_args!("{at}.id"), reason));
        }
        if self.ask.is_empty() {
            return Err(DocumentError::new(format_args!("{at}.ask"), "must have at least one way of asking"));
        }
        at_most(&format!("{at}.ask"), self.ask.len(), MOST_ASKS)?;
        for (index, ask) in self.ask.iter().enumerate() {
            spoken(&format!("{at}.ask[{index}]"), ask, MOST_ASK_CHARS)?;
        }
        spoken(&format!("{at}.say"), &self.say, MOST_SAY_CHARS)
    }
}

impl Insurance {
    /// A plan stands once, in one list: what was written in capitals and in small letters is the same plan, and so are two names of which
    /// callers would say the same words.
    fn check(&self, language: &dyn QuestionWords) -> Result<(), DocumentError> {
        let mut known: HashMap<String, &str> = HashMap::new();
        for (list, plans) in [("accepted", &self.accepted), ("not_accepted", &self.not_accepted)] {
            let at = format!("insurance.{list}");
            at_most(&at, plans.len(), MOST_PLANS)?;
            for (index, plan) in plans.iter().enumerate() {
                let at = format!("{at}[{index}]");
                spoken(&at, plan, MOST_PLAN_CHARS)?;
                if plan.chars().count() < 2 {
                    return Err(DocumentError::new(at, "must have at least 2 characters"));
                }
                if words(plan).iter().all(|word| is_said_of_any(word, language)) {
                    return Err(DocumentError::new(at, OF_ANY_PLAN));
                }
                if let Some(other) = known.insert(naming(words(plan), language).concat(), plan) {
                    return Err(DocumentError::new(at, same_plan(plan, other)));
                }
            }
        }
        Ok(())
    }
}

/// Whether callers say a word of whatever plan they have.
fn is_said_of_any(word: &str, language: &dyn QuestionWords) -> bool {
    !matches!(language.insurance(word), None | Some(InsuranceWord::OfPlan))
}

/// Why a plan cannot stand beside another one.
fn same_plan(plan: &str, other: &str) -> String {
    if words(plan).concat() == words(other).concat() {
        return "is there already: a plan stands once in one of the lists".to_owned();
    }
    format!("cannot be told from {other}: only words differ that callers also say around a name. Leave one of them out")
}

fn at_most(field: &str, count: usize, most: usize) -> Result<(), DocumentError> {
    if count <= most { Ok(()) } else { Err(DocumentError::new(field, format!("must have at most {most} items"))) }
}

/// One line that can be said, of which words are left when it is compared with what somebody says.
fn spoken(field: &str, text: &str, most: usize) -> Result<(), DocumentError> {
    if text.is_empty() || single_line_limited(text, most) != text {
        let reason = format!("must be one line of 1 to {most} characters, with single spaces between words");
        return Err(DocumentError::new(field, reason));
    }
    if has_words(text) {
        return Ok(());
    }
    Err(DocumentError::new(field, "must have a letter or a digit: marks and apostrophes alone are not spoken"))
}
