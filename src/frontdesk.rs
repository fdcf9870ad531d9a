//! The composition root: configuration and ports become the application with its routes, and what surrounds every request.

use std::sync::Arc;

use axum::{Router, body::Body};
use chrono::TimeDelta;
use http::{HeaderValue, Request, Response, header::HeaderName};
use tower_service::Service;

use crate::{
    app::App,
    calendars::{BookedCache, TokenCache},
    config::{Config, Environment},
    context::RequestContext,
    crypto::token::Verifier,
    directory::{Directory, Tiers},
    http::{IdentityCache, headers, log_cause},
    outbound::Deadline,
    ports::{Background, Ports},
    routes,
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
        let app = Arc::new(App {
            verifier: Verifier::new(&config.token),
            identities: IdentityCache::default(),
            directory: Directory::new(&config, Arc::clone(&ports)),
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
