//! Reminders: written and sent when they are due, by the settings and the appointment as they are then.

use chrono::{DateTime, Utc};

use super::{AccountUnusable, NoText, TextOccasion, Texts};
use crate::{
    context::RequestContext,
    domain::{
        appointment::{Appointment, AppointmentStatus},
        id::OrgId,
        org::OrgStatus,
        route::{Route, RouteKey},
        texts::{TextKind, TextSettings},
    },
    outbox::{LEASE, WorkOutcome},
    ports::Statement,
    store::{
        self, Batch, StoreError,
        outbox::{Work, WorkKind},
    },
};

/// What has to be done when an org has changed its text settings: the reminders of its appointments get the moments that follow
/// from it. Reminders that were switched off find that out themselves.
pub fn reschedule_reminders(org_id: OrgId, settings: &TextSettings, now: DateTime<Utc>) -> Option<Statement> {
    settings.reminder_lead().map(|lead| store::reminders::reschedule(org_id, lead, now))
}

impl Texts {
    /// Writes and sends the reminder of the appointment that `work` names, if it is still wanted.
    pub(super) async fn remind(&self, context: &RequestContext, work: &Work) -> Result<WorkOutcome, StoreError> {
        let Some((appointment, route)) = self.load_reminded(work).await? else { return Ok(WorkOutcome::Done) };
        let (now, start) = (self.ports.clock.now(), appointment.starts_at);
        match route.text_settings.reminder_lead() {
            Some(_) if start <= now => Ok(WorkOutcome::Done),
            Some(lead) if start - lead > now => Ok(WorkOutcome::At(start - lead)),
            Some(_) => self.send_reminder(context, &appointment, &route).await,
            None => Ok(WorkOutcome::Done),
        }
    }

    /// The appointment and its clinic, under the number and name that patients know; `None` when there is nothing to remind anybody of.
    async fn load_reminded(&self, work: &Work) -> Result<Option<(Appointment, Route)>, StoreError> {
        let mut batch = Batch::default();
        let appointment = batch.add(store::appointments::by_id(work.org_id, &work.subject));
        let route = batch.add(store::routes::select(&RouteKey::Org(work.org_id)));
        let mapping = batch.add(store::mappings::with_number(work.org_id));
        let mut results = batch.run(self.ports.database.as_ref()).await?;
        let appointment = store::appointments::changed(results.take(appointment))?;
        let route = store::routes::found(results.take(route))?;
        let Some((appointment, mut route)) = appointment.zip(route) else { return Ok(None) };
        if let Some(mapping) = store::mappings::found(results.take(mapping))? {
            (route.clinic_name, route.number) = (mapping.clinic_name, mapping.inbound_phone_number);
        }
        let wanted = appointment.status == AppointmentStatus::Confirmed && route.status == OrgStatus::Active;
        Ok(wanted.then_some((appointment, route)))
    }

    /// The text and the work of sending it, in one batch, and then that work, which is left to the outbox if this is cut off. A second
    /// reminder of the same start finds the first one there.
    async fn send_reminder(
        &self,
        context: &RequestContext,
        appointment: &Appointment,
        route: &Route,
    ) -> Result<WorkOutcome, StoreError> {
        let text = match self.compose(route, TextKind::Reminder, appointment.summary(), appointment.recipient()) {
            Ok(text) => text,
            Err(NoText::NotConnected) => return Ok(self.wait_for_account(route)),
            Err(NoText::NoNumber | NoText::Off | NoText::OtherCountry | NoText::NumberCapped) => {
                return Ok(WorkOutcome::Done);
            }
        };
        let (org_id, now) = (appointment.org_id, self.ports.clock.now());
        let key = store::reminders::occasion(appointment);
        let occasion = TextOccasion { appointment_id: &appointment.id, change_id: None, key: &key, send_at: now, now };
        let mut batch = Batch::default();
        let Ok(id) = self.write(&mut batch, &text, &occasion) else {
            return Ok(WorkOutcome::Retry("no id could be made".into()));
        };
        let claim = batch.add(store::outbox::claim_one(org_id, WorkKind::SendText, &id, now, now + LEASE));
        let mut results = batch.run(self.ports.database.as_ref()).await?;
        if let Some(work) = store::outbox::claimed(results.take(claim))? {
            self.send_claimed(context, &work).await?;
        }
        Ok(WorkOutcome::Done)
    }

    /// A reminder waits for an account that has to be connected again, and not for one that nobody has connected.
    fn wait_for_account(&self, route: &Route) -> WorkOutcome {
        match self.open(route) {
            Err(error @ AccountUnusable::NeedsCredentials(_)) => WorkOutcome::Retry(error.to_string()),
            Ok(_) | Err(AccountUnusable::NotConnected(_)) => WorkOutcome::Done,
        }
    }
}
