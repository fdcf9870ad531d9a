//! What all requests of one isolate share.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::{
    booking::Bookings,
    calendars::{Calendars, google::connect::GoogleConnect},
    calls::CallLog,
    clinic::{self, ClinicClient, OverdueCount},
    config::Config,
    context::RequestContext,
    directory::{self, Directory},
    domain::{id::OrgId, route::RouteKey},
    http::Authenticator,
    identity::GoogleSignIn,
    inbox::Inbox,
    integrations::{Accounts, Connector},
    outbox::Outbox,
    ports::Ports,
    rate_limits::RateLimits,
    texts::Texts,
    webhooks::Webhooks,
};

/// What all requests of one isolate share.
pub struct App {
    /// The deployment's configuration.
    pub config: Config,
    /// The outside.
    pub ports: Arc<Ports>,
    /// Who asks too often.
    pub rate_limits: Arc<RateLimits>,
    /// Verifies admin tokens.
    pub authenticator: Authenticator,
    /// How people sign in with Google, where the deployment can.
    pub google_sign_in: Option<GoogleSignIn>,
    /// How they connect a clinic's calendar there, where it can.
    pub google_connect: Option<GoogleConnect>,
    /// Which clinic owns a number.
    pub directory: Arc<Directory>,
    /// Accounts of orgs at vendors.
    pub accounts: Arc<Accounts>,
    /// The vendors at which orgs can have accounts.
    pub connectors: Vec<Arc<dyn Connector>>,
    /// The clinics' calendars.
    pub calendars: Arc<Calendars>,
    /// Texts to patients and to staff.
    pub texts: Arc<Texts>,
    /// What callers leave for the staff.
    pub inbox: Arc<Inbox>,
    /// Work that follows from changes.
    pub outbox: Arc<Outbox>,
    /// Other systems of clinics that are told what happens there.
    pub webhooks: Arc<Webhooks>,
    /// Every change of an appointment.
    pub bookings: Arc<Bookings>,
    /// Each clinic's own object.
    pub clinics: ClinicClient,
    /// How many of those did not wake up when they should have.
    pub overdue_clinics: OverdueCount,
    /// What is kept of calls.
    pub calls: Arc<CallLog>,
}

impl App {
    /// After a change that calls depend on: this isolate forgets at once. Behind the answer the documents are published, and the clinic's
    /// object is poked if the database's triggers ask for it.
    pub(crate) fn changed(&self, context: &RequestContext, org_id: OrgId, keys: impl IntoIterator<Item = RouteKey>) {
        self.directory.forget(org_id, keys);
        context.background.spawn(Box::pin(directory::publish_of_org(Arc::clone(&self.ports), org_id)));
        context.background.spawn(Box::pin(clinic::poke_org(Arc::clone(&self.ports), org_id)));
    }
}

impl FromRef<Arc<App>> for Authenticator {
    fn from_ref(app: &Arc<App>) -> Self {
        app.authenticator.clone()
    }
}
