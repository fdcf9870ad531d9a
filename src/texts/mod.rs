//! Texts to patients and to staff: sent once, and known to have been.
//!
//! The provider has no key by which it would know a request again, so a text is marked as being sent before the provider is asked, and
//! one whose fate is not known is looked up there and not simply sent again:
//!
//! * a refusal, or too many requests, means that the provider has not taken it;
//! * no answer, a 5xx or an answer that cannot be read may mean either. A minute later, and after another one, the provider is asked
//!   for its texts to that number: it is there and is adopted, or it is not and is sent once more;
//! * so is a text that a run left behind as being sent, whatever cut the run off.
//!
//! Which vendor carries the texts is known to [`twilio`] alone, behind the port [`TextProvider`].

mod compose;
mod consent;
mod deliver;
mod erase;
mod neighbours;
mod on_request;
mod provider;
mod recipients;
mod reconcile;
mod refusal;
mod remind;
mod report;
mod staff;
pub mod twilio;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::{
    clinic::ClinicClient,
    domain::route::Route,
    outbox::{WorkHandler, WorkOutcome},
    ports::{Ports, Statement},
    store::{
        self, StoreError,
        clinic::{
            ClinicContext,
            outbox::{Work, WorkKind},
        },
    },
};
pub(crate) use neighbours::{NEIGHBOUR_PATH, SharedTexts, known_here};

pub use compose::{ComposedText, NoText, TextOccasion, TextSender};
pub use provider::{
    AccountUnusable, FoundText, LookupError, LostText, OutgoingText, SendError, TextAccount, TextProvider, TextRefusal,
    TextReport,
};
pub use recipients::RecipientCounts;
pub use staff::StaffText;

/// Texts to the patients of all orgs, and to their staff.
pub struct Texts {
    ports: Arc<Ports>,
    provider: Arc<dyn TextProvider>,
    /// Other clinics, which may send from the same number.
    clinics: ClinicClient,
    recipients: RecipientCounts,
}

impl Texts {
    /// Texts that go out through `provider`, no more to a number than `recipients` admits.
    pub fn new(ports: Arc<Ports>, provider: Arc<dyn TextProvider>, recipients: RecipientCounts) -> Self {
        let clinics = ClinicClient::new(Arc::clone(&ports.clinics));
        Self { ports, provider, clinics, recipients }
    }

    /// The clinic's account at the provider.
    fn open(&self, route: &Route) -> Result<Box<dyn TextAccount>, AccountUnusable> {
        Arc::clone(&self.provider).open(route)
    }
}

#[async_trait]
impl WorkHandler for Texts {
    fn kinds(&self) -> &'static [WorkKind] {
        &[WorkKind::SendText, WorkKind::Remind, WorkKind::EraseText]
    }

    async fn perform(&self, context: &ClinicContext, work: &Work) -> Result<WorkOutcome, StoreError> {
        match work.kind {
            WorkKind::Remind => self.remind(context, work).await,
            WorkKind::EraseText => self.erase(context, work).await,
            _ => self.send(context, work).await,
        }
    }

    fn given_up(&self, work: &Work, reason: &str, now: DateTime<Utc>) -> Option<Statement> {
        (work.kind == WorkKind::SendText).then(|| store::clinic::sending::given_up(work, reason, now))
    }
}
