//! The application: its state, its routes, and what surrounds every request.

use std::sync::Arc;

use axum::{Router, body::Body};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;
use http::{HeaderValue, Request, Response, header::HeaderName};
use tower_service::Service;

use crate::{
    calendar::{BookedCache, TokenCache},
    clients::Deadline,
    config::{Config, Environment},
    crypto::token::Verifier,
    directory::{Directory, Tiers},
    http as surface,
    http::IdentityCache,
    ports::{Background, Ports},
};

/// Every answer leaves within 8 seconds of the request's arrival; this is what outbound calls may use of it.
const BUDGET: TimeDelta = TimeDelta::milliseconds(7_500);
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// What all requests of one isolate share.
pub struct App {
    /// The deployment's configuration.
    pub config: Config,
    /// The outside.
    pub ports: Arc<Ports>,
    /// Verifies admin tokens.
    pub verifier: Verifier,
    /// Tokens that were verified already.
    pub identities: IdentityCache,
    /// Which clinic owns a number.
    pub directory: Directory,
    /// Google access tokens.
    pub tokens: TokenCache,
    /// Recently read appointments.
    pub booked: BookedCache,
}

/// What belongs to one request.
#[derive(Clone)]
pub struct Call {
    /// Where to put work that goes on after the answer.
    pub background: Arc<dyn Background>,
    /// Which tier of the directory answered.
    pub tiers: Arc<Tiers>,
    /// When it arrived. Asking the runtime for the time costs a crossing into JavaScript.
    pub now: DateTime<Utc>,
    /// When the answer has to leave.
    pub deadline: Deadline,
    /// Whether it only shows what would be done: everything is read, and nothing is changed, at vendors neither.
    pub rehearsal: bool,
}

/// Nowhere: what was to go on after the answer is not done.
struct Nowhere;

impl Background for Nowhere {
    fn spawn(&self, _: BoxFuture<'static, ()>) {}
}

impl Call {
    /// The same as a rehearsal, which leaves nothing behind its answer either.
    #[must_use]
    pub fn rehearsed(&self) -> Self {
        Self { background: Arc::new(Nowhere), rehearsal: true, ..self.clone() }
    }
}

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
        Self { router: surface::router(Arc::clone(&app)), app }
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
        request.extensions_mut().insert(Call {
            background,
            tiers: Arc::clone(&tiers),
            now,
            deadline,
            rehearsal: false,
        });
        let mut response = match self.router.clone().call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        surface::log_cause(self.app.ports.log.as_ref(), &response);
        if self.app.config.environment == Environment::Local
            && let Ok(timing) = HeaderValue::from_str(&tiers.server_timing())
        {
            response.headers_mut().insert(SERVER_TIMING, timing);
        }
        response
    }
}
