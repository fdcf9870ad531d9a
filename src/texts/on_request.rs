//! A text that a caller asks for while on the phone.

use chrono::TimeDelta;

use super::{NoText, TextOccasion, TextSender, Texts};
use crate::{
    domain::{
        appointment::Appointment,
        caller::Caller,
        route::Route,
        texts::{TextKind, TextStatus},
    },
    store::{
        self, StoreError,
        clinic::{ClinicContext, appointments, texts},
    },
};

/// A text of the same kind that is younger than this is the one that is asked for.
const RECENT: TimeDelta = TimeDelta::minutes(10);

impl Texts {
    /// Sends a text about an appointment, at most once for each call that asks for it, and says how far it came.
    ///
    /// # Errors
    /// When nothing is known of the text.
    pub async fn send_on_request(
        &self,
        context: &ClinicContext,
        route: &Route,
        appointment: &Appointment,
        kind: TextKind,
        caller: &Caller,
        tool_call_id: &str,
    ) -> Result<Result<TextStatus, NoText>, StoreError> {
        let named = caller.call_id.as_deref().unwrap_or(tool_call_id);
        let recipient = appointment.recipient().asked_for_by(caller.number.as_ref());
        let compose = if context.rehearsal { Self::rehearse } else { Self::compose };
        let text = match compose(self, route, kind, appointment.summary(), recipient) {
            Ok(text) => text,
            Err(reason) => return Ok(Err(reason)),
        };
        let now = self.ports.clock.now();
        let recent = texts::recent(appointment, kind, now - RECENT);
        if let Some(text) = texts::found(store::run_one(context.clinic.as_ref(), recent).await?)? {
            return Ok(Ok(text.status));
        }
        if context.rehearsal {
            return Ok(Ok(TextStatus::Queued));
        }
        // Whoever asks in a call that nobody names may ask again some other time.
        let call_id =
            if named.is_empty() { format!("at-{}", now.timestamp() / RECENT.num_seconds()) } else { named.to_owned() };
        let key = format!("{}:{}:{}:{call_id}", appointment.id, kind.as_str(), appointment.revision);
        // Asked for twice in one call, it is the text that is there already, as far as that one came.
        let present = context.clinic.transact(|transaction| {
            let present = transaction.run(appointments::by_id(&appointment.id))?;
            if let Some(appointment) = &appointments::one(present)? {
                self.write(
                    transaction,
                    &text,
                    &TextOccasion { appointment, key: &key, sender: TextSender::Outbox, is_caused_by_call: true, now },
                )?;
            }
            texts::found(transaction.run(texts::of_occasion(&key))?)
        })?;
        match present {
            Some(text) if text.status == TextStatus::Queued => {
                let sent = self.send_now(context, &text.id).await?;
                Ok(Ok(sent.unwrap_or(TextStatus::Queued)))
            }
            Some(text) if text.is_number_capped() => Ok(Err(NoText::NumberCapped)),
            Some(text) => Ok(Ok(text.status)),
            None => Ok(Ok(TextStatus::Cancelled)),
        }
    }
}
