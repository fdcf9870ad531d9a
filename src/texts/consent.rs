//! Who wants no more texts of an org, and who wants them again.

use super::Texts;
use crate::{
    domain::{consent::Consent, id::OrgId, phone::PhoneNumber},
    ports::Statement,
    store::{
        self, StoreError,
        audit::{Action, Actor, AuditEntry},
        opt_outs::OptOutSource,
    },
};

impl Texts {
    /// Does what somebody asked who texted the org, once for each text: a STOP that is delivered again after a START is of the past.
    /// `sid` is the provider's id of the text that asked.
    ///
    /// # Errors
    /// When the database did not answer.
    pub async fn heed_consent(
        &self,
        org_id: OrgId,
        number: &PhoneNumber,
        consent: Consent,
        sid: Option<&str>,
    ) -> Result<(), StoreError> {
        let (database, now) = (self.ports.database.as_ref(), self.ports.clock.now());
        if let Some(sid) = sid
            && !store::run_one(database, store::opt_outs::heeded(org_id, sid)).await?.rows.is_empty()
        {
            return Ok(());
        }
        let mut statements = self.audit_consent(org_id, number, consent);
        statements.push(match consent {
            Consent::Stop => store::opt_outs::add(org_id, number, OptOutSource::Inbound, now),
            Consent::Start => store::opt_outs::remove(org_id, number),
        });
        statements.extend(sid.map(|sid| store::opt_outs::heed(org_id, sid, now)));
        store::run(database, statements).await.map(|_| ())
    }

    /// The provider refuses to text a number that asked it not to: neither shall we.
    pub(super) fn opt_out(&self, org_id: OrgId, number: &PhoneNumber) -> Vec<Statement> {
        let now = self.ports.clock.now();
        let mut statements = self.audit_consent(org_id, number, Consent::Stop);
        statements.push(store::opt_outs::add(org_id, number, OptOutSource::Twilio, now));
        statements
    }

    /// A line for the org, if this changes anything. Without randomness for its id the wish is still heeded.
    fn audit_consent(&self, org_id: OrgId, number: &PhoneNumber, consent: Consent) -> Vec<Statement> {
        let Ok(id) = self.ports.new_id() else { return Vec::new() };
        let action = match consent {
            Consent::Stop => Action::OPTED_OUT,
            Consent::Start => Action::OPTED_IN,
        };
        let entry = AuditEntry {
            id: &id.to_string(),
            org_id,
            at: self.ports.clock.now(),
            actor: Actor::Recipient,
            actor_id: None,
            action,
            detail: serde_json::json!({"number": number.masked()}),
        };
        vec![store::audit::record_consent(&entry, number, consent == Consent::Start)]
    }
}
