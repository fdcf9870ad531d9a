//! The composition root: configuration and ports become the application with its routes, and what surrounds every request.

use std::sync::Arc;

use axum::{Router, body::Body};
use chrono::TimeDelta;
use http::{HeaderValue, Request, Response, header::HeaderName};
use tower_service::Service;

use crate::{
    app::App,
    calendars::{BookedCache, TokenCache, google::connector::GoogleConnector},
    calls::CallLog,
    config::{Config, Environment},
    context::{RequestContext, Tiers},
    crypto::token::Verifier,
    directory::Directory,
    http::{IdentityCache, headers, log_cause},
    integrations::{Accounts, Connector},
    outbound::Deadline,
    ports::{Background, Ports},
    routes,
    texts::twilio::connector::TwilioConnector,
    vault::Vault,
    voice,
};

/// Every answer leaves within 8 seconds of the request's arrival; this is what outbound calls may use of it.
const BUDGET: TimeDelta = TimeDelta::milliseconds(7_500);
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// The application with its router, built once per isolate.
#[derive(Clone)]
pub struct Frontdesk {
    app: Arc<App>,
    router: Router,
}

impl Frontdesk {
    /// Builds the application.
    pub fn new(config: Config, ports: Ports) -> Self {
        let ports = Arc::new(ports);
        let directory = Arc::new(Directory::new(config.route_ttl, Arc::clone(&ports)));
        let vault = Vault::new(config.vault.clone(), Arc::clone(&ports.entropy));
        let app = Arc::new(App {
            verifier: Verifier::new(&config.token),
            identities: IdentityCache::default(),
            accounts: Arc::new(Accounts::new(Arc::clone(&ports), vault, Arc::clone(&directory))),
            connectors: connectors(&config, &ports),
            directory,
            calls: Arc::new(CallLog::new(Arc::clone(&ports))),
            tokens: TokenCache::default(),
            booked: BookedCache::default(),
            config,
            ports,
        });
        Self { router: routes::router(Arc::clone(&app)), app }
    }

    /// Its shared state, for scheduled jobs.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Answers one request. Every outcome is a response; causes of 5xx answers are logged here and nowhere else.
    pub async fn handle(&self, mut request: Request<Body>, background: Arc<dyn Background>) -> Response<Body> {
        let tiers = Arc::new(Tiers::default());
        let now = self.app.ports.clock.now();
        let deadline = Deadline::at(now + BUDGET);
        request.extensions_mut().insert(RequestContext {
            background,
            tiers: Arc::clone(&tiers),
            now,
            deadline,
            rehearsal: false,
        });
        let is_of_api = headers::is_of_api(&request);
        let mut response = match self.router.clone().call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        log_cause(self.app.ports.log.as_ref(), &response);
        if is_of_api {
            headers::protect(response.headers_mut());
        }
        if self.app.config.environment == Environment::Local
            && let Ok(timing) = HeaderValue::from_str(&tiers.server_timing())
        {
            response.headers_mut().insert(SERVER_TIMING, timing);
        }
        response
    }
}

/// The vendors at which orgs can have accounts.
fn connectors(config: &Config, ports: &Arc<Ports>) -> Vec<Arc<dyn Connector>> {
    let vendors = &config.vendors;
    let google: Arc<dyn Connector> = Arc::new(GoogleConnector::new(Arc::clone(ports), vendors.clone()));
    let twilio: Arc<dyn Connector> = Arc::new(TwilioConnector::new(Arc::clone(ports), vendors.twilio_api_base.clone()));
    [google, twilio].into_iter().chain(voice::connectors(config, ports)).collect()
}
