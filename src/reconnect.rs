//! What is recorded when a vendor refuses an org's credentials for good: a person has to connect again.

use std::sync::Arc;

use crate::{
    app::App,
    context::RequestContext,
    directory,
    domain::{
        credential::{IntegrationStatus, Service},
        id::OrgId,
    },
    log::{self, Level},
    store,
};

/// Records it behind the answer, unless the credential was replaced meanwhile. `reason` is for the org.
pub fn needed(
    app: &Arc<App>,
    context: &RequestContext,
    org_id: OrgId,
    service: Service,
    credential_id: &str,
    reason: &'static str,
) {
    let (app, credential_id) = (Arc::clone(app), credential_id.to_owned());
    context.background.spawn(Box::pin(async move { record(&app, org_id, service, &credential_id, reason).await }));
}

async fn record(app: &App, org_id: OrgId, service: Service, credential_id: &str, reason: &'static str) {
    let now = app.ports.clock.now();
    let status = IntegrationStatus::NeedsReconnect;
    let statements = vec![
        store::integrations::set_status(org_id, service, credential_id, status, Some(reason), now),
        store::tokens::delete(org_id, service, credential_id),
    ];
    let (event, failed) = match service {
        Service::Google => ("google.needs_reconnect", "google.status_not_stored"),
        Service::Twilio => ("twilio.needs_reconnect", "twilio.status_not_stored"),
        Service::Vapi => ("vapi.needs_reconnect", "vapi.status_not_stored"),
    };
    let org = org_id.to_string();
    let fields = [("org_id", org.as_str()), ("detail", reason)];
    log::write(app.ports.log.as_ref(), Level::Error, event, &fields);
    if let Err(error) = store::run(app.ports.database.as_ref(), statements).await {
        let fields = [("org_id", org.as_str()), ("detail", &error.to_string())];
        log::write(app.ports.log.as_ref(), Level::Error, failed, &fields);
        return;
    }
    app.directory.forget(org_id, []);
    directory::publish_of_org(Arc::clone(&app.ports), org_id).await;
}
