//! What the provider says of texts: how far they have come.

use super::{TextReport, Texts};
use crate::{
    domain::{id::OrgId, phone::PhoneNumber},
    log::{self, Level},
    store::{self, StoreError, sending::Report, texts::StoredText},
};

impl Texts {
    /// Takes over that the provider has taken a text, as it answers to the request to send it.
    pub(super) async fn taken(&self, text: &StoredText, report: &TextReport) -> Result<bool, StoreError> {
        self.take_over((text.org_id, &text.id), report, Some(&text.to_number), false).await
    }

    /// Takes a text that was found at the provider for a lost one, unless it is known to be another. Says whether that was done.
    pub(super) async fn adopt(&self, text: &StoredText, report: &TextReport) -> Result<bool, StoreError> {
        self.take_over((text.org_id, &text.id), report, Some(&text.to_number), true).await
    }

    /// Takes over what the provider says of a text of the org, which went to the number `to`. Says whether that led any further.
    ///
    /// # Errors
    /// When the database did not answer.
    pub async fn report(
        &self,
        org_id: OrgId,
        text_id: &str,
        report: &TextReport,
        to: Option<&PhoneNumber>,
    ) -> Result<bool, StoreError> {
        self.take_over((org_id, text_id), report, to, false).await
    }

    async fn take_over(
        &self,
        (org_id, text_id): (OrgId, &str),
        report: &TextReport,
        to: Option<&PhoneNumber>,
        found_by_looking: bool,
    ) -> Result<bool, StoreError> {
        let TextReport { sid, status, error_code, detail, opted_out } = report;
        let row = Report { sid, status: *status, error_code: *error_code, detail: *detail, found_by_looking };
        let mut statements = vec![
            store::sending::advance(org_id, text_id, &row, self.ports.clock.now()),
            store::texts::by_id(org_id, text_id),
        ];
        // The provider may hear of it only after it has taken the text.
        if let Some(number) = to.filter(|_| *opted_out) {
            statements.extend(self.opt_out(org_id, number));
        }
        let mut results = store::run(self.ports.database.as_ref(), statements).await?.into_iter();
        let advanced = store::sending::happened(results.next().unwrap_or_default())?;
        let text = store::texts::found(results.next().unwrap_or_default())?;
        if let Some(other) = text.filter(|text| text.sid.as_ref().is_some_and(|known| known != sid)) {
            self.log_sent_twice(&other);
        }
        Ok(advanced)
    }

    fn log_sent_twice(&self, text: &StoredText) {
        let (org_id, number) = (text.org_id.to_string(), text.to_number.masked());
        let fields = [("org_id", org_id.as_str()), ("number", &number), ("message", &text.id)];
        log::write(self.ports.log.as_ref(), Level::Error, "text.sent_twice", &fields);
    }
}
