//! A Frontdesk on the host, and what a test does with one.

mod answer;
mod clinics;
mod edge;
mod fakes;
mod google_channels;
mod google_events;
mod memory_calendar;
mod network;
mod object_storage;
mod pages;
mod platform_messages;
mod public_keys;
mod rate_limiter;
mod receiver;
mod retell_account;
mod rows;
mod sqlite;
mod statements;
mod twilio_numbers;
mod twilio_texts;
mod vapi_account;
mod vendors;
mod visits;

use std::{collections::HashMap, sync::Arc};

use axum::body::Body;
use frontdesk::{
    config::Config,
    frontdesk::{CalendarVendor, Frontdesk},
    ports::Ports,
};
use http::Request;
use serde_json::{Value, json};

pub use answer::Answer;
pub use clinics::Clinics;
pub use fakes::{Clock, Kv, Points, Tasks};
use fakes::{Counter, Log, Signature};
pub use google_channels::Channel;
pub use google_events::Fault;
pub use memory_calendar::MemoryCalendars;
pub use network::{Loss, Network};
pub use platform_messages::{TOOL_NAMES, fixture};
pub use public_keys::{PublicKeys, SigningKey};
use rate_limiter::Minutes;
pub use receiver::{Received, status};
pub use rows::{Row, id};
pub use sqlite::Sqlite;
pub use statements::{Written, statements};
pub use twilio_texts::Fate;
pub use vapi_account::Lost;
pub use vendors::{Reply, Vendors};
pub use visits::{Visit, outbox};

pub const ORG: &str = "d5bc3d69-996a-445b-a234-494040dff620";
pub const OTHER: &str = "0198c0de-0000-7000-8000-00000000000b";
pub const NUMBER: &str = "+15550100";
pub const CALENDAR: &str = "front@clinic.example";
pub const SECRET: &str = "a-secret-of-more-than-thirty-two-bytes";

/// A Frontdesk with everything around it.
pub struct Desk {
    pub frontdesk: Frontdesk,
    pub sqlite: Arc<Sqlite>,
    pub clinics: Arc<Clinics>,
    pub network: Arc<Network>,
    pub kv: Arc<Kv>,
    pub vendors: Arc<Vendors>,
    pub clock: Arc<Clock>,
    pub log: Arc<Log>,
    pub meter: Arc<Points>,
    pub tasks: Arc<Tasks>,
    pub entropy: Arc<Counter>,
    ports: Ports,
}

/// The variables of a local deployment, with changes.
fn config(changes: &[(&str, &str)]) -> Config {
    let mut vars: HashMap<&str, &str> = HashMap::from([
        ("ENVIRONMENT", "local"),
        ("JWT_SECRET", SECRET),
        ("VAULT_KEYS", "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="),
        ("VAPI_AUTH", "off"),
        ("VAPI_LEGACY", "on"),
        // Most tests are about what the provider says now.
        ("CALENDAR_MIRROR", "off"),
        // And ask as often as they like.
        ("RATE_LIMITS", "off"),
        // And map numbers that nobody has proven.
        ("UNPROVEN_NUMBERS", "1000000"),
        ("GOOGLE_CLIENT_ID", "platform-client"),
        ("GOOGLE_CLIENT_SECRET", "canary-platform-client-secret"),
    ]);
    vars.extend(changes.iter().copied());
    Config::read(|name| vars.get(name).map(|value| (*value).to_owned())).unwrap()
}

impl Desk {
    /// An empty one.
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// An empty one with other variables.
    pub fn with(changes: &[(&str, &str)]) -> Self {
        Self::with_calendars(changes, Vec::new())
    }

    /// The same with further vendors of calendars.
    fn with_calendars(changes: &[(&str, &str)], vendors_of_calendars: Vec<CalendarVendor>) -> Self {
        let vendors_of_clinics = vendors_of_calendars.clone();
        let clock = Arc::new(Clock::default());
        let network = Arc::new(Network::default());
        let (sqlite, kv) = (Arc::new(Sqlite::new(&clock, &network)), Arc::new(Kv::default()));
        let (vendors, log, tasks) =
            (Arc::new(Vendors::new(&clock)), Arc::new(Log::default()), Arc::new(Tasks::default()));
        let (entropy, meter) = (Arc::new(Counter::default()), Arc::new(Points::default()));
        let clinics = Arc::new(Clinics::new(&clock, &network, &tasks));
        let ports = Ports {
            database: sqlite.clone(),
            clinics: clinics.clone(),
            routes: kv.clone(),
            http: vendors.clone(),
            clock: clock.clone(),
            entropy: entropy.clone(),
            signer: Arc::new(Signature),
            verifier: Arc::new(PublicKeys),
            rate_limiter: Arc::new(Minutes::new(&clock)),
            meter: meter.clone(),
            log: log.clone(),
        };
        let frontdesk = Frontdesk::with_calendars(config(changes), ports.clone(), vendors_of_calendars);
        // The objects are another isolate.
        clinics.run(&Frontdesk::with_calendars(config(changes), ports.clone(), vendors_of_clinics));
        Self { frontdesk, sqlite, clinics, network, kv, vendors, clock, log, meter, tasks, entropy, ports }
    }

    /// One with the demo clinic: two orgs, a schedule, a calendar, a Twilio account and the number mapped to the first.
    pub async fn with_clinic() -> Self {
        Self::with_clinic_and(&[]).await
    }

    /// The same with other variables.
    pub async fn with_clinic_and(changes: &[(&str, &str)]) -> Self {
        let desk = Self::with(changes);
        desk.add_org(ORG, "Downtown Dental Clinic").await;
        desk.add_org(OTHER, "Uptown Dental Clinic").await;
        desk.admin("PUT", "/api/schedule", &schedule()).await.expect(200);
        desk.admin("PUT", "/api/integrations/google", &google()).await.expect(200);
        desk.admin("PUT", "/api/integrations/twilio", &twilio()).await.expect(200);
        desk.admin("POST", "/api/inbound/phone-mappings", &mapping(NUMBER)).await.expect(201);
        // All that was long ago, so that tests find the lines of what they do.
        desk.sqlite.execute("DELETE FROM audit");
        desk.vendors.take();
        desk.vendors.hosts();
        desk
    }

    /// One with a clinic whose calendars are to be in memory: an org, a schedule, a Twilio account and the number.
    pub async fn with_memory_calendars(calendars: &Arc<MemoryCalendars>) -> Self {
        let desk = Self::with_calendars(&[], vec![memory_calendar::vendor(calendars)]);
        desk.add_org(ORG, "Downtown Dental Clinic").await;
        desk.admin("PUT", "/api/schedule", &schedule()).await.expect(200);
        desk.admin("PUT", "/api/integrations/twilio", &twilio()).await.expect(200);
        desk.admin("POST", "/api/inbound/phone-mappings", &mapping(NUMBER)).await.expect(201);
        desk.vendors.take();
        desk
    }

    pub async fn add_org(&self, id: &str, name: &str) {
        let body = json!({"id": id, "name": name, "zone": "America/New_York", "country": "US"});
        self.send("POST", "/api/orgs", &self.token(None, "platform"), Some(&body)).await.expect(201);
    }

    /// Another isolate over the same bindings: nothing in memory.
    pub fn another_isolate(&mut self, changes: &[(&str, &str)]) {
        self.frontdesk = Frontdesk::new(config(changes), self.ports.clone());
        self.clinics.run(&Frontdesk::new(config(changes), self.ports.clone()));
    }

    /// Another isolate beside this one.
    pub fn beside(&self) -> Self {
        self.beside_with(&[])
    }

    /// The same with other variables.
    pub fn beside_with(&self, changes: &[(&str, &str)]) -> Self {
        let frontdesk = Frontdesk::new(config(changes), self.ports.clone());
        let Self { sqlite, clinics, network, kv, vendors, clock, log, meter, tasks, entropy, ports, .. } = self;
        let (sqlite, clinics, network) = (sqlite.clone(), clinics.clone(), network.clone());
        let (kv, vendors, clock) = (kv.clone(), vendors.clone(), clock.clone());
        let (log, meter, tasks) = (log.clone(), meter.clone(), tasks.clone());
        let (entropy, ports) = (entropy.clone(), ports.clone());
        Self { frontdesk, sqlite, clinics, network, kv, vendors, clock, log, meter, tasks, entropy, ports }
    }

    /// A request by the first clinic's admin.
    pub async fn admin(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(method, path, &self.token(Some(ORG), "admin"), Some(body)).await
    }

    /// A request by the operator for the first clinic.
    pub async fn operator(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(method, path, &self.token(Some(ORG), "platform"), Some(body)).await
    }

    /// A GET by the first clinic's admin.
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &self.token(Some(ORG), "admin"), None).await
    }

    /// A webhook, without credentials.
    pub async fn webhook(&self, body: &Value) -> Answer {
        self.send("POST", CHECK, "", Some(body)).await
    }

    /// A check by a call of Vapi to `number`, and what the agent hears.
    pub async fn check(&self, arguments: &Value) -> String {
        self.webhook(&vapi(NUMBER, arguments)).await.expect(200).spoken()
    }

    /// A tool called by `caller` in the call `call`, and what the agent hears.
    pub async fn tool(&self, path: &str, (call, id): (&str, &str), caller: &str, arguments: &Value) -> String {
        let body = json!({"message": {
            "type": "tool-calls",
            "toolCallList": [{"id": id, "type": "function", "function": {"name": "", "arguments": arguments}}],
            "call": {"id": call, "type": "inboundPhoneCall"},
            "phoneNumber": {"provider": "twilio", "number": NUMBER},
            "customer": {"number": caller}}});
        let path = format!("/api/vapi/tools/{path}");
        self.send("POST", &path, "", Some(&body)).await.expect(200).spoken()
    }

    /// Any request. Work behind the answer is done before this returns, unless [`Tasks::hold`] says otherwise.
    pub async fn send(&self, method: &str, path: &str, token: &str, body: Option<&Value>) -> Answer {
        self.send_with(&[], method, path, token, body).await
    }

    /// The same with further headers.
    pub async fn send_with(
        &self,
        headers: &[(&str, &str)],
        method: &str,
        path: &str,
        token: &str,
        body: Option<&Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.raw(request.body(body).unwrap()).await
    }

    /// A file, as it is.
    pub async fn file(&self, headers: &[(&str, &str)], path: &str, token: &str, text: impl Into<Body>) -> Answer {
        let mut request =
            Request::builder().method("POST").uri(path).header("authorization", format!("Bearer {token}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.raw(request.body(text.into()).unwrap()).await
    }

    /// A request as it is, with the headers that reach a handler at the edge.
    pub async fn raw(&self, mut request: Request<Body>) -> Answer {
        edge::carry(&mut request, &self.frontdesk.app().config);
        let response = self.frontdesk.handle(request, self.tasks.clone()).await;
        let answer = Answer::read(response).await;
        self.tasks.run().await;
        answer
    }

    /// A minute of a deployment: every object does what is due in its tables, and then cron runs. An alarm does not know of what a test
    /// wrote with SQL, so each object is rung, whatever its alarm says.
    pub async fn sweep(&self) {
        for org in self.clinics.orgs() {
            self.ring(&org).await;
        }
        self.cron().await;
    }

    /// An org's object does what is due in its tables.
    pub async fn ring(&self, org: &str) {
        self.clinics.ring(org).await;
        self.tasks.run().await;
    }

    /// What cron does every minute, without any alarm.
    pub async fn cron(&self) {
        self.frontdesk.sweep(self.tasks.clone()).await;
        self.tasks.run().await;
    }

    /// Every row of D1 and of every object, to search for what must not be there.
    pub fn dump(&self) -> String {
        self.sqlite.dump() + &self.clinics.dump()
    }

    /// A token that is good for an hour of the test's clock.
    pub fn token(&self, org_id: Option<&str>, role: &str) -> String {
        sign(&json!({"sub": "test", "org_id": org_id, "role": role, "exp": self.clock.seconds() + 3600}))
    }
}

/// A token with any claims.
pub fn sign(claims: &Value) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
    use hmac::{Hmac, Mac};
    let signed = format!("{}.{}", BASE64.encode(r#"{"alg":"HS256"}"#), BASE64.encode(claims.to_string()));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", BASE64.encode(mac.finalize().into_bytes()))
}

pub const CHECK: &str = "/api/vapi/tools/calendar/check";
pub const LOOKUP: &str = "/api/inbound/phone-lookup/+15550100";

/// What an operator's token sees of the number: the org, or nothing.
pub async fn owner(desk: &Desk) -> Option<String> {
    let operator = desk.token(None, "platform");
    desk.send("GET", LOOKUP, &operator, None).await.json()["org_id"].as_str().map(str::to_owned)
}

/// Monday to Friday, nine to five, half an hour each; the test's clock stands on a Tuesday.
pub fn schedule() -> Value {
    let day = json!([{"open": "09:00", "close": "17:00"}]);
    json!({"slot_minutes": 30, "min_notice_minutes": 60, "horizon_days": 60,
        "weekly": {"monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": day}})
}

pub fn google() -> Value {
    json!({"calendar_id": CALENDAR, "refresh_token": "canary-refresh-token"})
}

pub fn twilio() -> Value {
    json!({"account_sid": format!("AC{}", "0".repeat(32)), "auth_token": "canary-twilio-auth-token", "from_number": "+15005550006"})
}

pub fn mapping(number: &str) -> Value {
    json!({"inbound_phone_number": number, "clinic_name": "Downtown Dental Clinic"})
}

/// A tool call as Vapi sends it today.
pub fn vapi(number: &str, arguments: &Value) -> Value {
    json!({"message": {
        "type": "tool-calls",
        "toolCallList": [{"id": "call_A1", "type": "function",
            "function": {"name": "check_availability", "arguments": arguments}}],
        "call": {"id": "0c0e0000-0000-4000-8000-000000000001", "type": "inboundPhoneCall"},
        "phoneNumber": {"provider": "twilio", "number": number},
        "customer": {"number": "+15550188"}}})
}
