//! Telling the staff that a caller left a message.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    domain::{
        caller_message::{CallerMessage, InboxStatus, ending},
        org::OrgStatus,
        route::Route,
        texts::{StaffMember, StaffNotice},
    },
    log::{self, Level},
    outbox::{WorkHandler, WorkOutcome},
    ports::{ClinicTransaction, Ports},
    store::{
        self, StoreError,
        clinic::{
            ClinicContext, inbox,
            outbox::{Work, WorkKind},
        },
    },
    texts::{AccountUnusable, StaffText, Texts},
};

/// When it is looked again whether a clinic is served.
const LOOK: TimeDelta = TimeDelta::minutes(15);

/// Writes the texts to staff, and leaves sending them to the outbox. Who is told, and when, is read from the settings when it is done.
pub struct StaffNotices {
    ports: Arc<Ports>,
    texts: Arc<Texts>,
}

impl StaffNotices {
    /// Notices that go out by these texts.
    pub fn new(ports: Arc<Ports>, texts: Arc<Texts>) -> Self {
        Self { ports, texts }
    }

    async fn notify(&self, context: &ClinicContext, work: &Work) -> Result<WorkOutcome, StoreError> {
        let message = context.clinic.read(|transaction| open_message(transaction, &work.subject))?;
        let Some(message) = message else { return Ok(WorkOutcome::Done) };
        let route = store::routes::of_org_as_called(self.ports.database.as_ref(), context.org_id).await?;
        let route = route.filter(|route| route.status != OrgStatus::Closed).map(Arc::new);
        let Some(route) = route else { return Ok(WorkOutcome::Done) };
        let now = self.ports.clock.now();
        if route.status != OrgStatus::Active {
            return Ok(WorkOutcome::At(now + LOOK));
        }
        let reachable = self.reachable(context, &route).await?;
        let (told, next) = recipients(reachable, &route, &message, now);
        let again = next.map_or(WorkOutcome::Done, WorkOutcome::At);
        if told.is_empty() {
            return Ok(again);
        }
        match self.texts.check_account(&route) {
            Ok(()) => {}
            Err(error @ AccountUnusable::NeedsCredentials(_)) => return Ok(WorkOutcome::Retry(error.to_string())),
            Err(AccountUnusable::NotConnected(_)) => return Ok(self.not_told(context)),
        }
        context.clinic.transact(|transaction| self.write(transaction, &route, (&work.subject, &told), now))?;
        Ok(again)
    }

    /// One text to each, for which there is none yet, if the message is still open.
    fn write(
        &self,
        transaction: &dyn ClinicTransaction,
        route: &Route,
        (message_id, told): (&str, &[&StaffMember]),
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let Some(message) = open_message(transaction, message_id)? else { return Ok(()) };
        let words = route.text_settings.include_text.then_some((message.name.as_deref(), message.about.as_str()));
        let notice = StaffNotice {
            clinic: &route.clinic_name,
            urgency: message.urgency,
            ending: message.callback_number.as_ref().map(ending),
            words,
        };
        for member in told {
            // A message that becomes more urgent is told of again, and so is one to which a number to call back comes later.
            let callback = if message.callback_number.is_some() { "" } else { ":no-callback" };
            let urgency = message.urgency.as_str();
            let occasion = format!("{}:staff:{urgency}:{}{callback}", message.id, member.number.as_str());
            let text = StaffText { to: &member.number, notice, occasion: &occasion };
            self.texts.write_to_staff(transaction, route, &text, now)?;
        }
        Ok(())
    }

    /// The staff without those whom no text reaches, of whom the operator hears. Such a number is refused when it is set; it may have become
    /// one since.
    async fn reachable<'a>(
        &self,
        context: &ClinicContext,
        route: &'a Arc<Route>,
    ) -> Result<Vec<&'a StaffMember>, StoreError> {
        let mut reachable = Vec::new();
        for member in &route.text_settings.staff {
            if self.reaches(route, member).await? {
                reachable.push(member);
                continue;
            }
            let (org_id, number) = (context.org_id.to_string(), member.number.masked());
            let fields = [("org_id", org_id.as_str()), ("number", &number)];
            log::write(self.ports.log.as_ref(), Level::Warn, "inbox.staff_unreachable", &fields);
        }
        Ok(reachable)
    }

    async fn reaches(&self, route: &Arc<Route>, member: &StaffMember) -> Result<bool, StoreError> {
        let (database, route) = (self.ports.database.as_ref(), Arc::clone(route));
        let route = store::routes::naming_own(database, route, [Some(&member.number), None, None]).await?;
        Ok(route.reaches_staff(&member.number))
    }

    /// Nobody is told, and the operator hears of it. The message is in the inbox all the same.
    fn not_told(&self, context: &ClinicContext) -> WorkOutcome {
        let org_id = context.org_id.to_string();
        let fields = [("org_id", org_id.as_str()), ("detail", "No account that sends texts is connected.")];
        log::write(self.ports.log.as_ref(), Level::Warn, "inbox.staff_not_told", &fields);
        WorkOutcome::Done
    }
}

#[async_trait]
impl WorkHandler for StaffNotices {
    fn kinds(&self) -> &'static [WorkKind] {
        &[WorkKind::NotifyStaff]
    }

    async fn perform(&self, context: &ClinicContext, work: &Work) -> Result<WorkOutcome, StoreError> {
        self.notify(context, work).await
    }
}

fn open_message(transaction: &dyn ClinicTransaction, id: &str) -> Result<Option<CallerMessage>, StoreError> {
    let message = inbox::one(transaction.run(inbox::by_id(id))?)?;
    Ok(message.filter(|message| message.status == InboxStatus::Open))
}

/// Who is told of the message now, and when the next of the others are.
fn recipients<'a>(
    reachable: Vec<&'a StaffMember>,
    route: &Route,
    message: &CallerMessage,
    now: DateTime<Utc>,
) -> (Vec<&'a StaffMember>, Option<DateTime<Utc>>) {
    let (mut told, mut next) = (Vec::new(), None::<DateTime<Utc>>);
    for member in reachable {
        match member.told_from(message.urgency, route.rules(), now) {
            Some(at) if at <= now => told.push(member),
            Some(at) => next = Some(next.map_or(at, |next| next.min(at))),
            None => {}
        }
    }
    (told, next)
}
