//! Reminders: written and sent when they are due, by the settings and the appointment as they are then.

use chrono::TimeDelta;

use super::{AccountUnusable, NoText, TextOccasion, TextSender, Texts};
use crate::{
    domain::{
        appointment::{Appointment, AppointmentStatus},
        org::OrgStatus,
        route::Route,
        texts::TextKind,
    },
    log::{self, Level},
    outbox::WorkOutcome,
    store::{
        self, StoreError,
        clinic::{ClinicContext, appointments, outbox::Work, reminders},
    },
};

/// When it is looked again whether a clinic is served.
const LOOK: TimeDelta = TimeDelta::minutes(15);

impl Texts {
    /// Writes and sends the reminder of the appointment that `work` names, if it is still wanted. One whose appointment has begun is
    /// written too, as a text that failed: the clinic is to see that a patient was not reminded.
    pub(super) async fn remind(&self, context: &ClinicContext, work: &Work) -> Result<WorkOutcome, StoreError> {
        let Some((appointment, route)) = self.load_reminded(context, work).await? else { return Ok(WorkOutcome::Done) };
        let (now, start) = (self.ports.clock.now(), appointment.starts_at);
        if route.status != OrgStatus::Active {
            // It may be served again in time.
            let is_over = start <= now || route.status == OrgStatus::Closed;
            return Ok(if is_over {
                self.not_reminded(context, "The clinic is not served.")
            } else {
                WorkOutcome::At(now + LOOK)
            });
        }
        match route.text_settings.reminder_lead(context.org_id) {
            Some(lead) if start - lead > now => Ok(WorkOutcome::At(start - lead)),
            Some(_) => self.send_reminder(context, &appointment, &route).await,
            None => Ok(WorkOutcome::Done),
        }
    }

    /// The appointment and its clinic, under the number and name that patients know; `None` when there is nothing to remind anybody of.
    async fn load_reminded(
        &self,
        context: &ClinicContext,
        work: &Work,
    ) -> Result<Option<(Appointment, Route)>, StoreError> {
        let appointment = store::run_one(context.clinic.as_ref(), appointments::by_id(&work.subject)).await?;
        let appointment = appointments::one(appointment)?.filter(|found| found.status == AppointmentStatus::Confirmed);
        let Some(appointment) = appointment else { return Ok(None) };
        let route = store::routes::of_org_as_called(self.ports.database.as_ref(), context.org_id).await?;
        Ok(route.map(|route| (appointment, route)))
    }

    /// The text and the work of sending it, in one transaction, and then that work, which is left to the outbox if this is cut off. A second
    /// reminder of the same start finds the first one there.
    async fn send_reminder(
        &self,
        context: &ClinicContext,
        appointment: &Appointment,
        route: &Route,
    ) -> Result<WorkOutcome, StoreError> {
        let text = match self.compose(route, TextKind::Reminder, appointment.summary(), appointment.recipient()) {
            Ok(text) => text,
            Err(NoText::NotConnected) => return Ok(self.wait_for_account(context, route)),
            Err(_) => return Ok(WorkOutcome::Done),
        };
        let (now, key) = (self.ports.clock.now(), reminders::occasion(appointment));
        let occasion =
            TextOccasion { appointment, key: &key, sender: TextSender::Writer, is_caused_by_call: false, now };
        let written = context.clinic.transact(|transaction| self.write(transaction, &text, &occasion))?;
        if let Some(work) = written.and_then(|(_, work)| work) {
            self.send_claimed(context, &work).await?;
        }
        Ok(WorkOutcome::Done)
    }

    /// A reminder waits for an account that has to be connected again, and not for one that nobody has connected.
    fn wait_for_account(&self, context: &ClinicContext, route: &Route) -> WorkOutcome {
        match self.open(route) {
            Err(error @ AccountUnusable::NeedsCredentials(_)) => WorkOutcome::Retry(error.to_string()),
            Ok(_) | Err(AccountUnusable::NotConnected(_)) => {
                self.not_reminded(context, "No account that sends texts is connected.")
            }
        }
    }

    /// Nobody is reminded, and the operator hears of it.
    fn not_reminded(&self, context: &ClinicContext, reason: &str) -> WorkOutcome {
        let org_id = context.org_id.to_string();
        let fields = [("org_id", org_id.as_str()), ("detail", reason)];
        log::write(self.ports.log.as_ref(), Level::Warn, "reminder.not_sent", &fields);
        WorkOutcome::Done
    }
}
