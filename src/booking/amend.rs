//! Changing what is known of a patient, without moving the appointment.

use super::{
    BookingOutcome, Bookings, Declined, Requester, Target,
    change::{ChangeRequest, ChangeResult},
    consequences::{Consequences, TextPlan},
    request::request_hash,
};
use crate::{
    directory::Routed,
    domain::{
        appointment::{Appointment, Operation},
        phone::PhoneNumber,
        route::Route,
        texts::{TextKind, TextRecipient},
    },
    store::{
        audit::Action,
        clinic::{
            ClinicContext,
            appointments::{self, ChangeMark, Patient},
        },
    },
};

/// What changes about a patient: what is absent stays, and `Some(None)` is removed.
#[derive(Clone, Debug, Default)]
pub struct PatientChanges {
    /// The patient's name, which cannot be removed.
    pub name: Option<String>,
    /// Where texts go.
    pub phone: Option<Option<PhoneNumber>>,
    /// Whom to invite.
    pub email: Option<Option<String>>,
    pub notes: Option<Option<String>>,
}

impl Bookings {
    /// Changes what is known of the patient of the appointment with this id.
    ///
    /// # Errors
    /// Why not; nothing has changed then.
    pub async fn amend(
        &self,
        context: &ClinicContext,
        routed: &mut Routed,
        requester: &Requester,
        (id, changes): (&str, &PatientChanges),
    ) -> Result<BookingOutcome, Declined> {
        self.directory.confirm(context, routed).await?;
        let (route, target) = (&routed.route, Target::Id(id.to_owned()));
        let request = ChangeRequest::new(self, context, requester, Operation::Amend, changes.hash(id))?;
        let lookup = request.look_up(&target, route)?;
        if let Some(answer) = lookup.answered_before(&request) {
            return answer;
        }
        let was = lookup.only()?;
        match commit(&request, route, &was, changes)? {
            ChangeResult::Changed(change) => request.conclude(route, *change, None).await,
            ChangeResult::AnsweredBefore(outcome) => Ok(*outcome),
        }
    }
}

fn commit(
    request: &ChangeRequest<'_>,
    route: &Route,
    was: &Appointment,
    changes: &PatientChanges,
) -> Result<ChangeResult, Declined> {
    let (change_id, now) = (request.new_id()?, request.now());
    let change = ChangeMark { id: &change_id, at: now };
    let patient = changes.applied_to(&Patient::of(was));
    // A number that is put right is told what the wrong one was told, or was about to be.
    let corrected = patient.phone.as_ref().filter(|phone| was.phone.as_ref() != Some(*phone) && was.starts_at > now);
    let consequences = Consequences {
        outcome: BookingOutcome { name: patient.name.clone(), ..BookingOutcome::of(was) },
        audit: (Action::CHANGED, serde_json::json!({ "changed": changes.changed_fields() })),
        text: corrected.map(|phone| TextPlan {
            kind: TextKind::Confirmation,
            occasion: format!("{}:confirmation:{}", was.id, was.revision + 1),
            to: TextRecipient::given_by_clinic(phone),
        }),
        left_behind: None,
    };
    request.change_one(route, &consequences, now, |transaction| {
        Ok(appointments::amend(transaction, change, was, &patient)?.ok_or(Declined::ChangedMeanwhile))
    })
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

    /// The names of the fields that change; the audit trail holds no values.
    fn changed_fields(&self) -> Vec<&'static str> {
        let fields = [
            ("patient_name", self.name.is_some()),
            ("phone", self.phone.is_some()),
            ("email", self.email.is_some()),
            ("notes", self.notes.is_some()),
        ];
        fields.into_iter().filter_map(|(name, changes)| changes.then_some(name)).collect()
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
