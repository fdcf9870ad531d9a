//! What came of each line, as it is answered and as it is written down.

use std::{collections::BTreeMap, iter::once};

use serde::Serialize;
use serde_json::json;

use crate::{
    admin::{claims::TOO_MANY_UNPROVEN, phone_mappings::TRANSFER_TARGET},
    domain::claim::Identifier,
    http::Error,
};

/// What came of a row, or would come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Created,
    Updated,
    Unchanged,
    Conflict(Obstacle),
    /// Its own form is wrong; the file says how.
    Invalid,
    /// There is no org with the id that it names.
    NoSuchOrg,
    /// It looked right and the database does not take it.
    Refused,
}

/// What stands in the way of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// Another mapping has this, maybe one of the same org.
    Taken { identifier: Identifier, by_themselves: bool },
    /// The org's calls are handed to the number.
    TransferTarget,
    /// It is not proven to be the org's, which has as many of these as it may have.
    Unproven,
}

const NO_SUCH_ORG: &str = "There is no such org. The operator adds orgs with POST /api/orgs.";
const REFUSED: &str = "The database does not take this row. Check its number.";

/// Each outcome and the letter by which it is written down.
const LETTERS: [(char, Outcome); 14] = [
    ('c', Outcome::Created),
    ('u', Outcome::Updated),
    ('=', Outcome::Unchanged),
    ('i', Outcome::Invalid),
    ('o', Outcome::NoSuchOrg),
    ('r', Outcome::Refused),
    ('t', Outcome::Conflict(Obstacle::TransferTarget)),
    ('p', Outcome::Conflict(Obstacle::Unproven)),
    ('n', taken(Identifier::Number, false)),
    ('s', taken(Identifier::SipUri, false)),
    ('v', taken(Identifier::VapiId, false)),
    ('N', taken(Identifier::Number, true)),
    ('S', taken(Identifier::SipUri, true)),
    ('V', taken(Identifier::VapiId, true)),
];

pub(super) const fn taken(identifier: Identifier, by_themselves: bool) -> Outcome {
    Outcome::Conflict(Obstacle::Taken { identifier, by_themselves })
}

impl Outcome {
    pub(super) fn letter(self) -> char {
        LETTERS.into_iter().find(|(_, outcome)| *outcome == self).map_or('i', |(letter, _)| letter)
    }

    pub(super) fn of_letter(letter: char) -> Option<Self> {
        LETTERS.into_iter().find(|(known, _)| *known == letter).map(|(_, outcome)| outcome)
    }

    /// Whether another org has a part of it.
    pub(super) const fn is_taken_by_others(self) -> bool {
        matches!(self, Self::Conflict(Obstacle::Taken { by_themselves: false, .. }))
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Conflict(_) => "conflict",
            Self::Invalid | Self::NoSuchOrg | Self::Refused => "invalid",
        }
    }

    /// Why it failed, if it did. `form` is what is wrong with the row's own form.
    fn reason(self, form: Option<&Error>) -> Option<(&'static str, Option<String>, String)> {
        match self {
            Self::Created | Self::Updated | Self::Unchanged => None,
            Self::Conflict(Obstacle::TransferTarget) => Some(TRANSFER_TARGET.told()),
            Self::Conflict(Obstacle::Unproven) => Some(TOO_MANY_UNPROVEN.told()),
            Self::Conflict(Obstacle::Taken { identifier, by_themselves }) => {
                Some(identifier.taken(by_themselves).told())
            }
            Self::Invalid => form.map(Error::told).or(Some(("invalid", None, REFUSED.to_owned()))),
            Self::NoSuchOrg => Some(("not_found", Some("org_id".to_owned()), NO_SUCH_ORG.to_owned())),
            Self::Refused => Some(("invalid", None, REFUSED.to_owned())),
        }
    }
}

/// One line of the answer.
#[derive(Serialize)]
struct ReportLine<'a> {
    line: u64,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    inbound_phone_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sip_uri: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// What is told of a row beside its outcome.
pub(super) struct Told<'a> {
    pub(super) line: u64,
    pub(super) number: Option<&'a str>,
    pub(super) sip_uri: Option<&'a str>,
    pub(super) form: Option<&'a Error>,
    pub(super) outcome: Outcome,
}

/// The answer: a JSON object for each row, and the sums at the end.
pub(super) fn text<'a>(rows: impl Iterator<Item = Told<'a>>, dry_run: bool) -> String {
    let words = ["created", "updated", "unchanged", "conflict", "invalid"];
    let mut sums: BTreeMap<&str, u64> = words.into_iter().map(|word| (word, 0)).collect();
    let mut lines: Vec<String> = Vec::new();
    for told in rows {
        *sums.entry(told.outcome.word()).or_default() += 1;
        lines.push(serde_json::to_string(&line(&told)).unwrap_or_default());
    }
    let summary = json!({"summary": {"dry_run": dry_run, "rows": lines.len(), "outcomes": sums}});
    lines.into_iter().chain(once(summary.to_string())).fold(String::new(), |text, line| text + &line + "\n")
}

fn line<'a>(told: &Told<'a>) -> ReportLine<'a> {
    let (code, field, reason) = match told.outcome.reason(told.form) {
        Some((code, field, reason)) => (Some(code), field, Some(reason)),
        None => (None, None, None),
    };
    let (inbound_phone_number, sip_uri) = (told.number, told.sip_uri.filter(|_| told.number.is_none()));
    ReportLine { line: told.line, outcome: told.outcome.word(), inbound_phone_number, sip_uri, code, field, reason }
}
