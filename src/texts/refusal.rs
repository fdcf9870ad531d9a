//! What becomes of a text that the provider did not take.

use chrono::{DateTime, Utc};

use super::{
    SendError, TextRefusal, Texts,
    deliver::{SETTLING, TextProgress},
};
use crate::{
    domain::texts::TextStatus,
    log::{self, Level},
    store::{
        self, StoreError,
        clinic::{ClinicContext, sending::SendAttempt, texts::StoredText},
    },
};

impl Texts {
    /// What an answer other than "taken" makes of the text.
    pub(super) async fn refused(
        &self,
        context: &ClinicContext,
        text: &StoredText,
        at: DateTime<Utc>,
        error: SendError,
    ) -> Result<TextProgress, StoreError> {
        let now = self.ports.clock.now();
        let attempt = SendAttempt { id: &text.id, at };
        let settle = |status, code, detail| store::clinic::sending::settle(&attempt, status, code, detail, now);
        let (statements, progress) = match error {
            SendError::Recipient(TextRefusal { code, detail })
            | SendError::Setup(TextRefusal { code, detail })
            | SendError::Other(TextRefusal { code, detail }) => {
                self.log_refusal(context, text, code, detail);
                (vec![settle(TextStatus::Failed, code, detail)], TextProgress::done(TextStatus::Failed))
            }
            SendError::OptedOut(TextRefusal { code, detail }) => {
                let mut statements = self.opt_out(&text.to_number);
                statements.push(settle(TextStatus::Suppressed, code, detail));
                (statements, TextProgress::done(TextStatus::Suppressed))
            }
            SendError::Credentials(reason) | SendError::TooMany(reason) => {
                (vec![settle(TextStatus::Queued, None, reason)], TextProgress::retry(TextStatus::Queued, &reason))
            }
            SendError::Ambiguous(reason) => {
                let looked_up = TextProgress::at(TextStatus::Unknown, at + SETTLING);
                (vec![settle(TextStatus::Unknown, None, reason)], looked_up)
            }
        };
        store::run(context.clinic.as_ref(), statements).await?;
        Ok(progress)
    }

    fn log_refusal(&self, context: &ClinicContext, text: &StoredText, code: Option<i64>, detail: &str) {
        let org_id = context.org_id.to_string();
        let code = code.map(|code| code.to_string()).unwrap_or_default();
        let number = text.to_number.masked();
        let fields = [("org_id", org_id.as_str()), ("code", &code), ("number", &number), ("detail", detail)];
        log::write(self.ports.log.as_ref(), Level::Warn, "text.refused", &fields);
    }
}
