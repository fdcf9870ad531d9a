//! The composition root: configuration and ports become the application with its routes, and what surrounds every request.

use std::sync::{Arc, Weak};

use async_trait::async_trait;
use axum::{Router, body::Body};
use chrono::TimeDelta;
use http::{HeaderValue, Request, Response, header::HeaderName};
use tower_service::Service;

use crate::{
    app::App,
    booking::Bookings,
    calendars::{self, BookedCache, TokenCache, google::connector::GoogleConnector},
    calls::CallLog,
    config::{Config, Environment},
    context::{RequestContext, Tiers},
    crypto::token::Verifier,
    directory::Directory,
    http::{IdentityCache, headers, log_cause},
    integrations::{Accounts, Connector},
    jobs::sweep::{CalendarFollower, Sweep},
    outbound::Deadline,
    outbox::{Outbox, Outcome, WorkHandler},
    ports::{Background, Ports},
    routes,
    store::{
        StoreError,
        outbox::{Kind, Work},
    },
    texts::{
        Texts,
        twilio::{Twilio, callbacks::Callbacks, connector::TwilioConnector},
    },
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
    sweep: Arc<Sweep>,
}

impl Frontdesk {
    /// Builds the application.
    pub fn new(config: Config, ports: Ports) -> Self {
        let ports = Arc::new(ports);
        let directory = Arc::new(Directory::new(config.route_ttl, Arc::clone(&ports)));
        let vault = Vault::new(config.vault.clone(), Arc::clone(&ports.entropy));
        let accounts = Arc::new(Accounts::new(Arc::clone(&ports), vault, Arc::clone(&directory)));
        let twilio = Arc::new(Twilio::new(&config, Arc::clone(&ports), Arc::clone(&accounts)));
        let texts = Arc::new(Texts::new(Arc::clone(&ports), Arc::<Twilio>::clone(&twilio)));
        let callbacks = Callbacks { twilio, texts: Arc::clone(&texts) };
        let app = Arc::new_cyclic(|app| {
            let functions = Arc::new(AppFunctions(Weak::clone(app)));
            let handlers: Vec<Arc<dyn WorkHandler>> = vec![functions, Arc::<Texts>::clone(&texts)];
            let outbox = Arc::new(Outbox::new(Arc::clone(&ports), handlers));
            let (for_bookings, for_changes) = (Arc::clone(&outbox), Arc::clone(&texts));
            App {
                calls: Arc::new(CallLog::new(Arc::clone(&ports))),
                bookings: Arc::new(Bookings::new(Arc::clone(&ports), for_bookings, for_changes, Weak::clone(app))),
                verifier: Verifier::new(&config.token),
                identities: IdentityCache::default(),
                accounts,
                connectors: connectors(&config, &ports),
                directory,
                tokens: TokenCache::default(),
                booked: BookedCache::default(),
                outbox,
                texts,
                config,
                ports,
            }
        });
        let follower = Arc::new(AppFunctions(Arc::downgrade(&app)));
        let sweep = Sweep::new(Arc::clone(&app.ports), Arc::clone(&app.outbox), follower, app.config.sweep_subrequests);
        Self { router: routes::router(Arc::clone(&app), callbacks), sweep: Arc::new(sweep), app }
    }

    /// What cron does every minute.
    pub async fn sweep(&self, background: Arc<dyn Background>) {
        self.sweep.run(background).await;
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
    let twilio: Arc<dyn Connector> = Arc::new(TwilioConnector::new(Arc::clone(ports), vendors.clone()));
    [google, twilio].into_iter().chain(voice::connectors(config, ports)).collect()
}

/// The work of calendars, which is still done by functions over the whole application.
struct AppFunctions(Weak<App>);

impl AppFunctions {
    /// The application, which is there as long as anybody can ask for work.
    fn app(&self) -> Result<Arc<App>, StoreError> {
        self.0.upgrade().ok_or_else(|| StoreError::Row("the application has ended".into()))
    }
}

#[async_trait]
impl WorkHandler for AppFunctions {
    fn kinds(&self) -> &'static [Kind] {
        &[Kind::SyncEvent, Kind::DeleteEvent]
    }

    async fn perform(&self, context: &RequestContext, work: &Work) -> Result<Outcome, StoreError> {
        let app = self.app()?;
        if work.kind == Kind::DeleteEvent {
            calendars::events::delete(&app, context, work).await
        } else {
            calendars::events::sync(&app, context, work).await
        }
    }
}

#[async_trait(?Send)]
impl CalendarFollower for AppFunctions {
    async fn follow_due(&self, context: &RequestContext, most: i64) -> Result<usize, StoreError> {
        calendars::follow_due(&self.app()?, context, most).await
    }
}
