//! Clinics that send from one number of one account. What the provider lists of it may be any of theirs, and each keeps its texts in an
//! object of its own, so whoever looks for a lost text asks the others.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::{Deserialize, Serialize};

use super::Texts;
use crate::{
    clinic::ForwardedRequest,
    domain::phone::PhoneNumber,
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
/// More clinics than these are not asked: nobody can tell whose such a text is, but a report.
const MOST: usize = 20;

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

impl Texts {
    /// What this clinic has of them.
    ///
    /// # Errors
    /// When the object's database failed.
    pub(crate) fn known_here(&self, context: &ClinicContext, shared: &SharedTexts) -> Result<KnownTexts, StoreError> {
        let sids: Vec<&str> = shared.sids.iter().map(String::as_str).collect();
        context.clinic.read(|transaction| {
            let known = transaction.run(sending::known_sids(&shared.text_id, &sids))?;
            let unsettled = sending::unsettled(&shared.to, shared.words.as_deref(), shared.waiting_since);
            let unsettled = sending::found_unsettled(transaction.run(unsettled)?)?;
            Ok(KnownTexts { sids: sending::sids(known)?, unsettled })
        })
    }

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
        let mut known = self.known_here(context, shared)?;
        let select = store::integrations::sharing_a_sender(context.org_id, MOST + 1);
        let others = store::integrations::sharing(store::run_one(self.ports.database.as_ref(), select).await?)?;
        if others.len() > MOST {
            return Ok(None);
        }
        for address in others {
            let Ok(body) = serde_json::to_string(shared) else { return Ok(None) };
            let request = ForwardedRequest::internal(NEIGHBOUR_PATH, body, context.deadline.moment());
            let answer = self.clinics.serve(address, request).await;
            let answer = answer.ok().and_then(|answer| serde_json::from_str::<KnownTexts>(&answer.success()?).ok());
            let Some(theirs) = answer else {
                let fields = [("org_id", &*address.org_id().to_string())];
                log::write(self.ports.log.as_ref(), Level::Warn, "text.neighbour_not_asked", &fields);
                return Ok(None);
            };
            known.sids.extend(theirs.sids);
            known.unsettled.extend(theirs.unsettled);
        }
        known.unsettled.sort_unstable();
        Ok(Some(known))
    }
}
