//! Changing what is known of a patient, without moving the appointment.

use std::sync::Arc;

use super::{
    BookingOutcome, Declined, Requester, Target,
    consequences::{Consequences, TextPlan},
    event,
    request::request_hash,
    retry::retry_unanswered,
    target::{self, ChangeRequest},
};
use crate::{
    app::App,
    context::RequestContext,
    directory::Routed,
    domain::{
        appointment::{Appointment, Operation},
        phone::PhoneNumber,
        route::Route,
        texts::TextKind,
    },
    store::{
        self, Batch,
        appointments::{Amendment, Patient},
        audit::Action,
        outbox::Change,
    },
};

/// New words for an appointment; what is absent stays, what is empty is removed.
#[derive(Clone, Debug, Default)]
pub struct PatientChanges {
    /// The patient's name, which cannot be removed.
    pub name: Option<String>,
    /// Where texts go.
    pub phone: Option<Option<PhoneNumber>>,
    /// Whom to invite.
    pub email: Option<Option<String>>,
    /// Notes.
    pub notes: Option<Option<String>>,
}

/// Changes the words of the appointment with this id.
///
/// # Errors
/// Why not; nothing has changed then.
pub async fn amend(
    app: &Arc<App>,
    context: &RequestContext,
    routed: &mut Routed,
    requester: &Requester,
    (id, words): (&str, &PatientChanges),
) -> Result<BookingOutcome, Declined> {
    app.directory.confirm(context, routed).await?;
    let (target, hash) = (&Target::Id(id.to_owned()), words.hash(id));
    let request =
        ChangeRequest { app, org_id: routed.route.org_id, requester, target, operation: Operation::Amend, hash };
    let aim = request.aim().await?;
    if let Some(answer) = aim.repeated(&request) {
        return answer;
    }
    let (was, key) = (aim.only()?, target::key(app, requester)?);
    retry_unanswered(|| commit(app, context, &routed.route, requester, (&key, &request.hash), (&was, words))).await
}

async fn commit(
    app: &Arc<App>,
    context: &RequestContext,
    route: &Route,
    requester: &Requester,
    (key, hash): (&str, &str),
    (was, words): (&Appointment, &PatientChanges),
) -> Result<BookingOutcome, Declined> {
    let (change_id, now) = (app.ports.new_id()?.to_string(), app.ports.clock.now());
    let mut batch = Batch::default();
    let receipt = batch.add(store::receipts::of_key(route.org_id, key));
    let patient = words.applied_to(&Patient::of(was));
    let amendment = Amendment { was, patient: &patient, change_id: &change_id, key, now };
    let amended = batch.add(store::appointments::amend(&amendment));
    let change = Change { org_id: route.org_id, appointment_id: &was.id, change_id: &change_id };
    let consequences = Consequences { app, route, requester, key, hash, change, now };
    let detail = serde_json::json!({ "changed": words.named() });
    let told = BookingOutcome { name: patient.name.clone(), ..BookingOutcome::of(was) };
    // A number that is put right is told what the wrong one was, or was about to be.
    let corrected = patient.phone.as_ref().filter(|phone| was.phone.as_ref() != Some(*phone) && was.starts_at > now);
    let occasion = format!("{}:confirmation:{}", was.id, was.revision + 1);
    let text = corrected.map(|phone| TextPlan { kind: TextKind::Confirmation, occasion, phone: Some(phone) });
    let written = consequences.add(&mut batch, Operation::Amend, (Action::CHANGED, detail), told, text.as_ref())?;
    let mut results = target::run(app, route.org_id, batch).await?;
    let Some(after) = store::appointments::changed(results.take(amended))? else {
        return target::lost(results.take(receipt), Operation::Amend, hash);
    };
    let todo = written.read(&mut results)?;
    event::write_or_leave(app, context, route, &after, todo.work.clone()).await;
    todo.send_text(app, context, route.org_id);
    Ok(todo.told.unwrap_or_else(|| BookingOutcome::of(&after)))
}

impl PatientChanges {
    fn applied_to(&self, patient: &Patient) -> Patient {
        Patient {
            name: self.name.clone().or_else(|| patient.name.clone()),
            phone: self.phone.clone().unwrap_or_else(|| patient.phone.clone()),
            email: self.email.clone().unwrap_or_else(|| patient.email.clone()),
            notes: self.notes.clone().unwrap_or_else(|| patient.notes.clone()),
        }
    }

    /// Which of them change; the audit trail names them without their values.
    fn named(&self) -> Vec<&'static str> {
        let said = [
            ("patient_name", self.name.is_some()),
            ("phone", self.phone.is_some()),
            ("email", self.email.is_some()),
            ("notes", self.notes.is_some()),
        ];
        said.into_iter().filter_map(|(name, said)| said.then_some(name)).collect()
    }

    fn hash(&self, id: &str) -> String {
        // Absent, removed and given differ.
        let part =
            |said: Option<Option<&str>>| said.map(|value| value.map_or_else(|| "-".to_owned(), |v| format!("={v}")));
        let phone = part(self.phone.as_ref().map(|phone| phone.as_ref().map(PhoneNumber::as_str)));
        let email = part(self.email.as_ref().map(Option::as_deref));
        let notes = part(self.notes.as_ref().map(Option::as_deref));
        let parts = [Some(id), self.name.as_deref(), phone.as_deref(), email.as_deref(), notes.as_deref()];
        request_hash(Operation::Amend, &parts)
    }
}
