//! The composition root: configuration and ports become the application with its routes, and what surrounds every request.

use std::sync::Arc;

use async_trait::async_trait;
use axum::{Router, body::Body};
use chrono::TimeDelta;
use http::{HeaderValue, Request, Response, header::HeaderName};
use tower_service::Service;

use crate::{
    app::App,
    booking::{Bookings, CalendarNotices},
    calendars::{
        CalendarService, Calendars,
        google::{Google, connect::GoogleConnect, connector::GoogleConnector, notifications::Notifications},
    },
    calls::{CallErasure, CallLog},
    clinic::{ClinicClient, ClinicDesk, ClinicObject, OverdueCount},
    config::{Config, Environment},
    context::{RequestContext, Tiers},
    directory::Directory,
    domain::id::OrgId,
    http::{
        Authenticator,
        headers::{self, CONNECTING_IP},
        log_cause,
    },
    identity::{ForeignTokens, GoogleConsent, GoogleSignIn},
    inbox::{Inbox, StaffNotices},
    integrations::{Accounts, Connector},
    jobs::{alarm::Alarm, reconfigure::reconfigure, sweep::Sweep},
    outbound::Deadline,
    outbox::{Outbox, WorkHandler},
    ports::{Background, ClinicStorage, Ports},
    rate_limits::RateLimits,
    routes::{self, VendorCallbacks},
    store::{StoreError, clinic::ClinicContext},
    texts::{
        RecipientCounts, Texts,
        twilio::{Twilio, callbacks::Callbacks, connector::TwilioConnector},
    },
    vault::Vault,
    voice,
    webhooks::Webhooks,
};

/// Every answer leaves within 8 seconds of the request's arrival; this is what outbound calls may use of it.
const BUDGET: TimeDelta = TimeDelta::milliseconds(7_500);
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// The application with its router, built once per isolate.
#[derive(Clone)]
pub struct Frontdesk {
    app: Arc<App>,
    router: Router,
    /// What is answered in clinics' objects.
    clinic_router: Router,
    sweep: Arc<Sweep>,
    alarm: Arc<Alarm>,
}

impl Frontdesk {
    /// Builds the application.
    pub fn new(config: Config, ports: Ports) -> Self {
        Self::with_calendars(config, ports, Vec::new())
    }

    /// Builds the application with further vendors of calendars.
    pub fn with_calendars(config: Config, ports: Ports, more: Vec<CalendarVendor>) -> Self {
        let ports = Arc::new(ports);
        let rate_limits = Arc::new(RateLimits::new(Arc::clone(&ports), config.rate_limits));
        let directory = Arc::new(Directory::new(config.route_ttl, Arc::clone(&ports)));
        let vault = Vault::new(config.vault.clone(), Arc::clone(&ports.entropy));
        let webhooks = Arc::new(Webhooks::new(Arc::clone(&ports), vault.clone(), config.webhook_targets.clone()));
        let accounts = Arc::new(Accounts::new(Arc::clone(&ports), vault, Arc::clone(&directory)));
        let google = Arc::new(Google::new(&config, Arc::clone(&ports), Arc::clone(&accounts)));
        let (more_connectors, more_services): (Vec<_>, Vec<_>) = more.into_iter().unzip();
        let connectors = [connectors(&config, &ports), more_connectors].concat();
        let services = [calendar_services(&google), more_services].concat();
        let twilio = Arc::new(Twilio::new(&config, Arc::clone(&ports), Arc::clone(&accounts)));
        let recipients = RecipientCounts::new(Arc::clone(&ports), accounts.vault().clone(), config.rate_limits);
        let texts = Arc::new(Texts::new(Arc::clone(&ports), Arc::<Twilio>::clone(&twilio), recipients));
        let clinics = ClinicClient::new(Arc::clone(&ports.clinics));
        let callbacks = VendorCallbacks {
            twilio: Callbacks { twilio, clinics: clinics.clone() },
            google: Notifications { google, clinics: clinics.clone() },
        };
        let calendars = Arc::new(Calendars::new(
            Arc::clone(&ports),
            Arc::clone(&directory),
            Arc::clone(&accounts),
            services,
            Arc::new(CalendarNotices(Arc::clone(&texts))),
            config.calendar_mirror,
        ));
        let call_erasure = CallErasure::new(Arc::clone(&ports), Arc::clone(&accounts), &connectors);
        let outbox = outbox(&ports, (&calendars, &texts, &webhooks), call_erasure);
        let inbox = Inbox::new(Arc::clone(&ports), Arc::clone(&directory), Arc::clone(&outbox));
        let bookings = Bookings::new(
            Arc::clone(&ports),
            Arc::clone(&directory),
            Arc::clone(&calendars),
            Arc::clone(&texts),
            Arc::clone(&outbox),
        );
        let (google_sign_in, google_connect) = errands_to_google(&config, &ports, &accounts).unzip();
        let app = Arc::new(App {
            authenticator: authenticator(&config, &ports, &rate_limits),
            rate_limits,
            google_sign_in,
            google_connect,
            directory,
            accounts,
            connectors,
            calendars,
            texts,
            inbox: Arc::new(inbox),
            outbox,
            webhooks,
            bookings: Arc::new(bookings),
            calls: Arc::new(CallLog::new(Arc::clone(&ports), clinics.clone())),
            clinics,
            overdue_clinics: OverdueCount::new(Arc::clone(&ports)),
            config,
            ports,
        });
        let clinic_router = routes::clinic_router(Arc::clone(&app));
        let (sweep, alarm) = work_by_the_clock(&app);
        Self { router: routes::router(Arc::clone(&app), callbacks), app, clinic_router, sweep, alarm }
    }

    /// The object of an org, over its database.
    pub fn clinic(
        &self,
        storage: Box<dyn ClinicStorage>,
        background: Arc<dyn Background>,
        org_id: Option<OrgId>,
    ) -> ClinicObject {
        ClinicObject::open(storage, Arc::clone(&self.app.ports), Arc::new(self.clone()), background, org_id)
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
    pub async fn handle(&self, request: Request<Body>, background: Arc<dyn Background>) -> Response<Body> {
        let tiers = Arc::new(Tiers::default());
        let now = self.app.ports.clock.now();
        let deadline = Deadline::at(now + BUDGET);
        let sender = headers::text(request.headers(), &CONNECTING_IP).map(Into::into);
        let context = RequestContext {
            background,
            tiers: Arc::clone(&tiers),
            now,
            deadline,
            sender,
            rehearsal: false,
            vendor_errors: None,
        };
        let is_of_api = headers::is_of_api(&request);
        let mut response = match routes::from_memory(&self.app, &request, &context) {
            Some(response) => response,
            None => self.route(request, context).await,
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

    async fn route(&self, mut request: Request<Body>, context: RequestContext) -> Response<Body> {
        request.extensions_mut().insert(context);
        match self.router.clone().call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

#[async_trait]
impl ClinicDesk for Frontdesk {
    async fn serve(&self, context: ClinicContext, mut request: Request<Body>) -> Response<Body> {
        request.extensions_mut().insert(RequestContext::clone(&context));
        request.extensions_mut().insert(context);
        let response = match self.clinic_router.clone().call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        log_cause(self.app.ports.log.as_ref(), &response);
        response
    }

    async fn work(&self, context: &ClinicContext) -> Result<(), StoreError> {
        self.alarm.run(context).await
    }

    async fn wake(&self, context: &ClinicContext) {
        self.app.calendars.refresh_for_call(context).await;
    }

    async fn reconfigure(&self, context: &ClinicContext) -> Result<(), StoreError> {
        reconfigure(&self.app.ports, context).await
    }
}

/// The outbox with everybody who does its work.
fn outbox(
    ports: &Arc<Ports>,
    (calendars, texts, webhooks): (&Arc<Calendars>, &Arc<Texts>, &Arc<Webhooks>),
    call_erasure: CallErasure,
) -> Arc<Outbox> {
    let staff_notices = StaffNotices::new(Arc::clone(ports), Arc::clone(texts));
    let handlers: Vec<Arc<dyn WorkHandler>> = vec![
        Arc::<Calendars>::clone(calendars),
        Arc::<Texts>::clone(texts),
        Arc::new(staff_notices),
        Arc::new(call_erasure),
        Arc::<Webhooks>::clone(webhooks),
    ];
    Arc::new(Outbox::new(Arc::clone(ports), handlers))
}

/// What cron does, and what an object's alarm does.
fn work_by_the_clock(app: &App) -> (Arc<Sweep>, Arc<Alarm>) {
    let (ports, most) = (Arc::clone(&app.ports), app.config.sweep_subrequests);
    let alarm = Alarm::new(Arc::clone(&ports), Arc::clone(&app.outbox), Arc::clone(&app.calendars), most);
    (Arc::new(Sweep::new(ports, most, app.config.alert_target.clone())), Arc::new(alarm))
}

/// What proves who sends a request.
fn authenticator(config: &Config, ports: &Arc<Ports>, rate_limits: &Arc<RateLimits>) -> Authenticator {
    let foreign = ForeignTokens::new(&config.identity_providers, Arc::clone(ports));
    let public_url = config.public_url.clone();
    Authenticator::new(&config.token, foreign, Arc::clone(ports), Arc::clone(rate_limits), public_url)
}

/// What people go to Google's consent page for, where the deployment can send them there.
fn errands_to_google(
    config: &Config,
    ports: &Arc<Ports>,
    accounts: &Arc<Accounts>,
) -> Option<(GoogleSignIn, GoogleConnect)> {
    let consent = Arc::new(GoogleConsent::new(config, Arc::clone(ports))?);
    let connect = GoogleConnect::new(Arc::clone(&consent), Arc::clone(accounts), Arc::clone(ports));
    Some((GoogleSignIn::new(consent), connect))
}

/// A vendor of calendars: as the admin API knows it, and as calendars know it.
pub type CalendarVendor = (Arc<dyn Connector>, Arc<dyn CalendarService>);

/// The vendors at which orgs can have accounts.
fn connectors(config: &Config, ports: &Arc<Ports>) -> Vec<Arc<dyn Connector>> {
    let google: Arc<dyn Connector> = Arc::new(GoogleConnector::new(Arc::clone(ports), config.vendors.clone()));
    let twilio: Arc<dyn Connector> = Arc::new(TwilioConnector::new(config, Arc::clone(ports)));
    [google, twilio].into_iter().chain(voice::connectors(config, ports)).collect()
}

/// The vendors that can keep a clinic's calendars.
fn calendar_services(google: &Arc<Google>) -> Vec<Arc<dyn CalendarService>> {
    vec![Arc::<Google>::clone(google)]
}
