//! Who wants no more texts of an org, and who wants them again.

use super::Texts;
use crate::{
    domain::{consent::Consent, phone::PhoneNumber},
    ports::Statement,
    store::{
        self, StoreError,
        audit::{Action, Actor, AuditEntry},
        clinic::{
            ClinicContext,
            opt_outs::{self, OptOutSource},
        },
    },
};

impl Texts {
    /// Does what somebody asked who texted the org, once for each text: a STOP that is delivered again after a START is of the past.
    /// `sid` is the provider's id of the text that asked.
    ///
    /// # Errors
    /// When the database did not answer.
    pub fn heed_consent(
        &self,
        context: &ClinicContext,
        number: &PhoneNumber,
        consent: Consent,
        sid: Option<&str>,
    ) -> Result<(), StoreError> {
        let now = self.ports.clock.now();
        let mut statements = self.audit_consent(number, consent);
        statements.push(match consent {
            Consent::Stop => opt_outs::add(number, OptOutSource::Inbound, now),
            Consent::Start => opt_outs::remove(number),
        });
        statements.extend(sid.map(|sid| opt_outs::heed(sid, now)));
        context.clinic.transact(|transaction| {
            if let Some(sid) = sid
                && !transaction.run(opt_outs::heeded(sid))?.rows.is_empty()
            {
                return Ok(());
            }
            Ok(statements.iter().try_for_each(|statement| transaction.run(statement.clone()).map(drop))?)
        })
    }

    /// The provider refuses to text a number that asked it not to: neither shall we.
    pub(super) fn opt_out(&self, number: &PhoneNumber) -> Vec<Statement> {
        let now = self.ports.clock.now();
        let mut statements = self.audit_consent(number, Consent::Stop);
        statements.push(opt_outs::add(number, OptOutSource::Twilio, now));
        statements
    }

    /// A line for the org, if this changes anything. Without randomness for its id the wish is still heeded.
    fn audit_consent(&self, number: &PhoneNumber, consent: Consent) -> Vec<Statement> {
        let Ok(id) = self.ports.new_id() else { return Vec::new() };
        let action = match consent {
            Consent::Stop => Action::OPTED_OUT,
            Consent::Start => Action::OPTED_IN,
        };
        let entry = AuditEntry {
            id: &id.to_string(),
            at: self.ports.clock.now(),
            actor: Actor::Recipient,
            principal: None,
            action,
            detail: serde_json::json!({"number": number.masked()}),
        };
        vec![store::clinic::audit::record_consent(&entry, number, consent == Consent::Start)]
    }
}
