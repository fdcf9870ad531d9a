//! A text that a caller asks for while on the phone.

use chrono::TimeDelta;

use super::{NoText, TextOccasion, Texts};
use crate::{
    context::RequestContext,
    domain::{
        appointment::Appointment,
        caller::Caller,
        route::Route,
        texts::{TextKind, TextStatus},
    },
    store::{self, Batch, StoreError},
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
        context: &RequestContext,
        route: &Route,
        appointment: &Appointment,
        kind: TextKind,
        caller: &Caller,
        tool_call_id: &str,
    ) -> Result<Result<TextStatus, NoText>, StoreError> {
        let call_id = caller.call_id.as_deref().unwrap_or(tool_call_id);
        let recipient = appointment.recipient().asked_for_by(caller.number.as_ref());
        let compose = if context.rehearsal { Self::rehearse } else { Self::compose };
        let text = match compose(self, route, kind, appointment.summary(), recipient) {
            Ok(text) => text,
            Err(reason) => return Ok(Err(reason)),
        };
        let (database, now) = (self.ports.database.as_ref(), self.ports.clock.now());
        let recent = store::texts::recent(appointment, kind, now - RECENT);
        if let Some(text) = store::texts::found(store::run_one(database, recent).await?)? {
            return Ok(Ok(text.status));
        }
        if context.rehearsal {
            return Ok(Ok(TextStatus::Queued));
        }
        let key = format!("{}:{}:{}:{call_id}", appointment.id, kind.as_str(), appointment.revision);
        let occasion = TextOccasion { appointment_id: &appointment.id, change_id: None, key: &key, send_at: now, now };
        let mut batch = Batch::default();
        self.write(&mut batch, &text, &occasion)?;
        let present = batch.add(store::texts::of_occasion(route.org_id, &key));
        let mut results = batch.run(database).await?;
        // Asked for twice in one call, it is the text that is there already, as far as that one came.
        match store::texts::found(results.take(present))? {
            Some(text) if text.status == TextStatus::Queued => {
                let sent = self.send_now(context, route.org_id, &text.id).await?;
                Ok(Ok(sent.unwrap_or(TextStatus::Queued)))
            }
            Some(text) if text.is_number_capped() => Ok(Err(NoText::NumberCapped)),
            Some(text) => Ok(Ok(text.status)),
            None => Ok(Ok(TextStatus::Cancelled)),
        }
    }
}
