//! What the provider says of texts: how far they have come.

use super::{TextReport, Texts};
use crate::{
    domain::phone::PhoneNumber,
    log::{self, Level},
    store::{
        self, StoreError,
        clinic::{ClinicContext, sending::Report, texts::StoredText},
    },
};

impl Texts {
    /// Takes over what the provider says of a text, which went to the number `to`: in answer to the request to send it, in a report, or
    /// when a lost text was looked for. Says whether that led any further; it does not if the provider's text is known to be another.
    ///
    /// # Errors
    /// When the database did not answer.
    pub async fn report(
        &self,
        context: &ClinicContext,
        text_id: &str,
        report: &TextReport,
        to: Option<&PhoneNumber>,
    ) -> Result<bool, StoreError> {
        let TextReport { sid, status, error_code, detail, opted_out } = report;
        let row = Report { sid, status: *status, error_code: *error_code, detail: *detail };
        let mut statements = Vec::from(store::clinic::sending::advance(text_id, &row, self.ports.clock.now()));
        statements.push(store::clinic::texts::by_id(text_id));
        // The provider may hear of it only after it has taken the text.
        if let Some(number) = to.filter(|_| *opted_out) {
            statements.extend(self.opt_out(number));
        }
        let mut results = store::run(context.clinic.as_ref(), statements).await?.into_iter();
        let mut next_happened = || store::clinic::sending::happened(results.next().unwrap_or_default());
        let advanced = next_happened()? | next_happened()?;
        let text = store::clinic::texts::found(results.next().unwrap_or_default())?;
        if let Some(other) = text.filter(|text| text.sid.as_ref().is_some_and(|known| known != sid)) {
            self.log_sent_twice(context, &other);
        }
        Ok(advanced)
    }

    fn log_sent_twice(&self, context: &ClinicContext, text: &StoredText) {
        let (org_id, number) = (context.org_id.to_string(), text.to_number.masked());
        let fields = [("org_id", org_id.as_str()), ("number", &number), ("message", &text.id)];
        log::write(self.ports.log.as_ref(), Level::Error, "text.sent_twice", &fields);
    }
}
