//! Setting up an org's account at a platform: what every platform's set-up has in common.
//!
//! Everything is read before anything is written, only what differs is written, and what a run has made is found again by the next one. So
//! a run that was cut off anywhere is finished by another.

mod difference;
mod outcome;

use std::fmt;

use serde_json::{Map, Value};

pub(crate) use difference::difference;
pub use outcome::{ProvisionAction, ProvisionStep, Provisioned};

/// What a run has come to so far.
pub(crate) struct Progress {
    /// Whether nothing is written.
    pub(crate) dry_run: bool,
    steps: Vec<ProvisionStep>,
    /// What was left as it is, and what that means.
    pub(crate) notes: Vec<String>,
}

/// What was done with something, and what a dry run says in its place.
pub(crate) type Done = [ProvisionAction; 2];

pub(crate) const CREATED: Done = [ProvisionAction::Created, ProvisionAction::WouldCreate];
pub(crate) const UPDATED: Done = [ProvisionAction::Updated, ProvisionAction::WouldUpdate];
pub(crate) const UNCHANGED: Done = [ProvisionAction::Unchanged; 2];

impl Progress {
    pub(crate) fn new(dry_run: bool) -> Self {
        Self { dry_run, steps: Vec::new(), notes: Vec::new() }
    }

    /// Notes what was done with one thing.
    pub(crate) fn note(&mut self, what: &str, id: Option<&str>, [done, would]: Done, changes: Vec<String>) {
        let action = if self.dry_run { would } else { done };
        self.steps.push(ProvisionStep { what: what.to_owned(), id: id.map(str::to_owned), action, changes });
    }

    /// Why a run ends here, and what that leaves.
    pub(crate) fn halted(&self, what: &str, error: impl fmt::Display) -> String {
        let is_change =
            |step: &&ProvisionStep| matches!(step.action, ProvisionAction::Created | ProvisionAction::Updated);
        let is_untouched = self.steps.iter().filter(is_change).count() == 0;
        let so_far =
            if is_untouched { "Nothing that is listed here was changed" } else { "What is listed here is done" };
        format!("Stopped at {what}: {error} {so_far}; it is safe to run this again, and that goes on from here.")
    }

    /// Refuses to undo what somebody else has changed since a resource was read: the fields to write must be what the change was made from.
    pub(crate) fn refuse_edited(
        &self,
        what: &str,
        before: &Value,
        now: &Value,
        fields: &Map<String, Value>,
    ) -> Result<(), String> {
        let is_edited = fields.keys().any(|field| now.get(field) != before.get(field));
        let edited = "It was changed by somebody else in the meantime, so it was left as it is now.";
        if is_edited { Err(self.halted(what, edited)) } else { Ok(()) }
    }

    /// The run's outcome.
    pub(crate) fn finished(self, result: Result<(), String>) -> Provisioned {
        let (ok, detail) = match result {
            Ok(()) => (true, self.summary().to_owned()),
            Err(detail) => (false, detail),
        };
        Provisioned { ok, detail, steps: self.steps, notes: self.notes }
    }

    fn summary(&self) -> &'static str {
        let is_unchanged = self.steps.iter().all(|step| matches!(step.action, ProvisionAction::Unchanged));
        match (is_unchanged, self.dry_run) {
            (true, _) => "Everything is set up. Nothing had to be changed.",
            (false, true) => "Nothing was changed. This is what would be.",
            (false, false) => "Everything is set up now.",
        }
    }
}
