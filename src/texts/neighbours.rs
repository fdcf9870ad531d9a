//! Clinics that send from one number of one account. What the provider lists of it may be any of theirs, and each keeps its texts in an
//! object of its own, so whoever looks for a lost text asks the others.

use std::{pin::pin, time::Duration};

use chrono::{DateTime, Utc, serde::ts_seconds};
use futures_util::future::{Either, join_all, select};
use serde::{Deserialize, Serialize};

use super::Texts;
use crate::{
    clinic::ForwardedRequest,
    domain::{clinic_address::ClinicAddress, phone::PhoneNumber},
    log::{self, Level},
    store::{
        self, StoreError,
        clinic::{
            ClinicContext,
            sending::{self, UnsettledText},
        },
    },
};

/// Where an object takes the question. No request from outside gets there.
pub(crate) const NEIGHBOUR_PATH: &str = "/texts/neighbour";
/// More clinics than these are not asked, since each is a request of a piece of work: nobody can tell then whose such a text is, but a
/// report.
const MOST: usize = 5;
/// Nobody waits longer for them.
const PATIENCE: Duration = Duration::from_secs(3);

/// Texts that a provider lists, and who looks for one among them.
#[derive(Serialize, Deserialize)]
pub(crate) struct SharedTexts {
    /// Whose text is looked for; its own row is none of the others.
    pub(super) text_id: String,
    pub(super) to: PhoneNumber,
    /// What they say, if the provider shows it.
    pub(super) words: Option<String>,
    /// Queued texts that are older count as texts in doubt.
    #[serde(with = "ts_seconds")]
    pub(super) waiting_since: DateTime<Utc>,
    /// The provider's ids of them.
    pub(super) sids: Vec<String>,
}

/// What a clinic has of them.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct KnownTexts {
    /// Those that are known to be its own.
    pub(super) sids: Vec<String>,
    /// Its texts to that number of which nobody knows whether they were sent.
    pub(super) unsettled: Vec<UnsettledText>,
}

/// What this clinic has of them.
///
/// # Errors
/// When the object's database failed.
pub(crate) fn known_here(context: &ClinicContext, shared: &SharedTexts) -> Result<KnownTexts, StoreError> {
    let sids: Vec<&str> = shared.sids.iter().map(String::as_str).collect();
    context.clinic.read(|transaction| {
        let known = transaction.run(sending::known_sids(&shared.text_id, &sids))?;
        let unsettled = sending::unsettled(&shared.to, shared.words.as_deref(), shared.waiting_since);
        let unsettled = sending::found_unsettled(transaction.run(unsettled)?)?;
        Ok(KnownTexts { sids: sending::sids(known)?, unsettled })
    })
}

impl Texts {
    /// What this clinic and all that share its sender have of them, the texts in doubt in the order in which they were sent. `None` if one
    /// of the others could not be asked, or there are too many.
    ///
    /// # Errors
    /// When a database did not answer.
    pub(super) async fn known_anywhere(
        &self,
        context: &ClinicContext,
        shared: &SharedTexts,
    ) -> Result<Option<KnownTexts>, StoreError> {
        let mut known = known_here(context, shared)?;
        let select = store::integrations::sharing_a_sender(context.org_id, MOST + 1);
        let others = store::integrations::sharing(store::run_one(self.ports.database.as_ref(), select).await?)?;
        if others.len() > MOST {
            return Ok(None);
        }
        let Some(answers) = self.ask_all(context, shared, &others).await else { return Ok(None) };
        for theirs in answers {
            known.sids.extend(theirs.sids);
            known.unsettled.extend(theirs.unsettled);
        }
        known.unsettled.sort_unstable();
        Ok(Some(known))
    }

    /// All at once, for as long as there is time. `None` if one of them does not answer.
    async fn ask_all(
        &self,
        context: &ClinicContext,
        shared: &SharedTexts,
        others: &[ClinicAddress],
    ) -> Option<Vec<KnownTexts>> {
        let body = serde_json::to_string(shared).ok()?;
        let now = self.ports.clock.now();
        let limit = context.deadline.remaining(now).min(PATIENCE);
        let answers = pin!(join_all(others.iter().map(|address| async {
            let request = ForwardedRequest::internal(NEIGHBOUR_PATH, body.clone(), now + PATIENCE);
            let answer = self.clinics.serve(*address, request).await.ok()?;
            serde_json::from_str(&answer.success()?).ok()
        })));
        let answers = match select(answers, pin!(self.ports.clock.sleep(limit))).await {
            Either::Left((answers, _)) => answers.into_iter().collect::<Option<Vec<KnownTexts>>>(),
            Either::Right(_) => None,
        };
        if answers.is_none() {
            let org_id = context.org_id.to_string();
            log::write(self.ports.log.as_ref(), Level::Warn, "text.neighbour_not_asked", &[("org_id", &org_id)]);
        }
        answers
    }
}
