//! The deployment's configuration, read once per isolate from variables and secrets by a pure function.
//!
//! Everything that is missing or weak is named at once, so that an operator fixes a deployment in one go. Nothing here is ever an
//! org's to set: a vendor URL chosen by a tenant would be a way to steal tokens.

mod identity_providers;
mod platforms;
mod public_url;
mod regions;
mod tokens;
mod vault_keys;

use std::{fmt, time::Duration};

use crate::{
    crypto::{seal::KeyRing, standard_webhook::is_secret, token::TokenConfig},
    domain::{
        oauth_client::OAuthClient,
        webhook::{AlertTarget, TargetRules},
    },
    variables::Variables,
    voice::vapi::proof::config::VapiAuth,
};

pub use identity_providers::{ClaimPath, IdentityProvider, Rights, SigningKeys};
pub use platforms::{PlatformAuth, PlatformAuths};
use regions::{RETELL_API_BASE, TWILIO_API_BASE, TWILIO_MESSAGING_BASE, VAPI_API_BASE};
pub use regions::{TwilioHosts, TwilioRegion, TwilioRegions, VapiRegion, VapiRegions, is_default};

/// The published bound on staleness counts on it.
const LONGEST_ROUTE_TTL_SECONDS: u64 = 60;

/// What the free plan lets one invocation make, with a little to spare; and what a larger plan may be set to.
const FREE_SUBREQUESTS: u64 = 48;
/// With less an alarm would come to nothing, and come again at once; and with less than [`FREE_SUBREQUESTS`], which production asks for,
/// cron would publish and poke and have nothing left for objects whose alarm was lost.
const SMALLEST_SWEEP: u64 = 40;
const LARGEST_SWEEP: u64 = 5_000;

/// A clinic begins with a number or two, also one whose numbers no account can prove.
const UNPROVEN_NUMBERS: u64 = 25;
const MOST_UNPROVEN_NUMBERS: u64 = 1_000_000;

const GOOGLE_AUTH_URL: &str = "https://accounts.google.com/o/oauth2/v2/auth";
const GOOGLE_TOKEN_URL: &str = "https://oauth2.googleapis.com/token";
const GOOGLE_API_BASE: &str = "https://www.googleapis.com";

/// How the name of the sandbox's OAuth client begins.
const SANDBOX_CLIENT: &str = "frontdesk-demo.";

/// Where this deployment runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// A developer's machine or a test: answers carry `Server-Timing`, published secrets are allowed.
    Local,
    /// For patients.
    Production,
}

/// Where the vendors are.
#[derive(Clone, Debug)]
pub struct Vendors {
    /// The page on which people consent to what is asked of their Google account.
    pub google_auth_url: String,
    /// Google's OAuth 2.0 token endpoint.
    pub google_token_url: String,
    /// The root of Google's APIs, without a trailing slash.
    pub google_api_base: String,
    /// The platform's own OAuth client, for orgs that bring none.
    pub google_client: Option<OAuthClient>,
    /// Twilio, region by region.
    pub twilio: TwilioRegions,
    /// Vapi, region by region.
    pub vapi: VapiRegions,
    /// The root of Retell's API, without a trailing slash.
    pub retell: String,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where this runs.
    pub environment: Environment,
    /// Admin tokens.
    pub token: TokenConfig,
    /// Whose tokens are accepted besides.
    pub identity_providers: Vec<IdentityProvider>,
    /// The keys that seal credentials.
    pub vault: KeyRing,
    /// How Vapi proves itself.
    pub vapi_auth: VapiAuth,
    /// How the other voice platforms prove themselves.
    pub platforms: PlatformAuths,
    /// Whether the seed's model-chosen `inboundPhoneNumber` and `tenantId` may select a clinic.
    pub vapi_legacy: bool,
    /// Vendor endpoints.
    pub vendors: Vendors,
    /// The origin at which vendors reach this deployment, without a trailing slash. Without one nobody is asked to call back.
    pub public_url: Option<String>,
    /// How long an isolate may serve a route from its memory.
    pub route_ttl: Duration,
    /// How many requests, D1 and KV included, one sweep or one alarm may make.
    pub sweep_subrequests: u32,
    /// Whether callers are told what is free from a copy of when calendars are busy.
    pub calendar_mirror: bool,
    /// Where webhooks of clinics may go.
    pub webhook_targets: TargetRules,
    /// Where the operator is told of what needs a person.
    pub alert_target: Option<AlertTarget>,
    /// Whether it is counted how often somebody asks.
    pub rate_limits: bool,
    /// How many active mappings without proof an org may have, unless the operator has said otherwise for it.
    pub unproven_numbers: u32,
    /// Cloudflare's id of the version that runs; none where the binding is not there, as on a developer's machine.
    pub version_id: Option<String>,
}

/// Everything that is wrong with a configuration, one sentence each, without any value.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError(pub Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads the configuration through `lookup`, which knows variables and secrets by name.
    ///
    /// # Errors
    /// Names every variable that is missing, malformed or too weak for the environment.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut reader = Variables::new(&lookup);
        let environment = reader.environment();
        reader.production = environment == Environment::Production;
        let token = reader.token();
        let identity_providers = reader.identity_providers();
        let vault = reader.vault();
        let public_url = reader.public_url();
        let vapi_auth = reader.vapi_auth(public_url.as_deref());
        let platforms = reader.platform_auths();
        let vapi_legacy = reader.vapi_legacy();
        let vendors = reader.vendors();
        let route_ttl = Duration::from_secs(reader.number("ROUTE_TTL_SECONDS", 30, 0..=LONGEST_ROUTE_TTL_SECONDS));
        let sweep_subrequests = reader.sweep_subrequests();
        let calendar_mirror = reader.switch("CALENDAR_MIRROR", true);
        let rate_limits = reader.switch("RATE_LIMITS", true);
        let unproven_numbers = reader.unproven_numbers();
        let webhook_targets = reader.webhook_targets(public_url.as_deref());
        let alert_target = reader.alert_target(&webhook_targets);
        let version_id = reader.text("CF_VERSION_METADATA");
        match (token, vault, vapi_auth) {
            (Some(token), Some(vault), Some(vapi_auth)) if reader.are_sound() => Ok(Self {
                environment,
                token,
                identity_providers,
                vault,
                vapi_auth,
                platforms,
                vapi_legacy,
                vendors,
                public_url,
                route_ttl,
                sweep_subrequests,
                calendar_mirror,
                webhook_targets,
                alert_target,
                rate_limits,
                unproven_numbers,
                version_id,
            }),
            _ => Err(ConfigError(reader.problems())),
        }
    }
}

impl Variables<'_> {
    fn environment(&mut self) -> Environment {
        match self.text("ENVIRONMENT").as_deref() {
            Some("local") => Environment::Local,
            Some("production") => Environment::Production,
            _ => {
                self.problem("ENVIRONMENT must be local or production");
                Environment::Production
            }
        }
    }

    /// Whether a model's words may choose the clinic, which is for trying the seed's format and never for patients.
    fn vapi_legacy(&mut self) -> bool {
        let is_on = self.switch("VAPI_LEGACY", false);
        if is_on && self.production {
            self.problem(
                "VAPI_LEGACY=on is refused in production, since it lets the model's words choose the clinic; leave it out, and map the \
                 numbers that are called",
            );
        }
        is_on
    }

    /// Webhooks may go to this machine where they are tried, and nowhere else.
    fn webhook_targets(&mut self, public_url: Option<&str>) -> TargetRules {
        let allows_this_machine = self.switch("WEBHOOKS_LOCAL", false);
        if allows_this_machine && self.production {
            self.problem(
                "WEBHOOKS_LOCAL=on is refused in production, since webhooks would go to http addresses of a machine; leave it out",
            );
        }
        TargetRules::new(public_url, allows_this_machine)
    }

    /// The operator's own address goes by the rules of the clinics'.
    fn alert_target(&mut self, targets: &TargetRules) -> Option<AlertTarget> {
        let (url, secret) = (self.text("ALERT_WEBHOOK"), self.secrets("ALERT_WEBHOOK_SECRET").pop());
        if url.is_some() != secret.is_some() {
            self.problem("ALERT_WEBHOOK is an address and ALERT_WEBHOOK_SECRET its secret; set both or neither");
        }
        let (url, secret) = url.zip(secret)?;
        if let Err(fault) = targets.check(&url) {
            self.problem(format!("ALERT_WEBHOOK cannot be told: {}", fault.detail()));
        }
        if !is_secret(secret.expose()) {
            self.problem("ALERT_WEBHOOK_SECRET must be whsec_ and 24 to 64 bytes in base64; make one with `echo whsec_$(openssl rand -base64 32)`");
        }
        Some(AlertTarget { url, secret })
    }

    fn sweep_subrequests(&mut self) -> u32 {
        let least = if self.production { FREE_SUBREQUESTS } else { SMALLEST_SWEEP };
        let most = self.number("SWEEP_SUBREQUESTS", FREE_SUBREQUESTS, least..=LARGEST_SWEEP);
        u32::try_from(most).unwrap_or(u32::MAX)
    }

    fn unproven_numbers(&mut self) -> u32 {
        let most = self.number("UNPROVEN_NUMBERS", UNPROVEN_NUMBERS, 0..=MOST_UNPROVEN_NUMBERS);
        u32::try_from(most).unwrap_or(u32::MAX)
    }

    fn vendors(&mut self) -> Vendors {
        let google_client = self.google_client();
        let api = self.vendor_url("TWILIO_API_BASE", TWILIO_API_BASE);
        let messaging = self.messaging_base(&api);
        Vendors {
            google_auth_url: self.vendor_url("GOOGLE_AUTH_URL", GOOGLE_AUTH_URL),
            google_token_url: self.vendor_url("GOOGLE_TOKEN_URL", GOOGLE_TOKEN_URL),
            google_api_base: self.vendor_url("GOOGLE_API_BASE", GOOGLE_API_BASE),
            google_client,
            twilio: TwilioRegions::new(TwilioHosts { api, messaging }),
            vapi: VapiRegions::new(self.vendor_url("VAPI_API_BASE", VAPI_API_BASE)),
            retell: self.vendor_url("RETELL_API_BASE", RETELL_API_BASE),
        }
    }

    fn google_client(&mut self) -> Option<OAuthClient> {
        let (id, secret) = (self.text("GOOGLE_CLIENT_ID"), self.secrets("GOOGLE_CLIENT_SECRET").pop());
        if id.as_deref().is_some_and(|id| self.production && id.starts_with(SANDBOX_CLIENT)) {
            self.problem("GOOGLE_CLIENT_ID is the sandbox's; set that of your own OAuth client at Google");
        }
        if id.is_some() && secret.is_none() {
            self.problem("GOOGLE_CLIENT_ID is set but the secret GOOGLE_CLIENT_SECRET is not");
        }
        id.zip(secret).map(|(id, secret)| OAuthClient { id, secret })
    }

    /// Twilio has messaging services at an address of its own; a sandbox plays both at one.
    fn messaging_base(&mut self, api_base: &str) -> String {
        let is_sandbox = api_base != TWILIO_API_BASE && self.text("TWILIO_MESSAGING_BASE").is_none();
        if is_sandbox { api_base.to_owned() } else { self.vendor_url("TWILIO_MESSAGING_BASE", TWILIO_MESSAGING_BASE) }
    }

    /// Production talks to the vendor and to nobody else; other environments may name a sandbox.
    fn vendor_url(&mut self, name: &str, vendor: &str) -> String {
        let url = self.text(name).unwrap_or_else(|| vendor.to_owned());
        let url = url.trim_end_matches('/').to_owned();
        if self.production && url != vendor {
            self.problem(format!("{name} must be {vendor} in production"));
        } else if !url.starts_with("https://") && !url.starts_with("http://") {
            self.problem(format!("{name} must be an http or https URL"));
        }
        url
    }
}

#[cfg(test)]
mod tests;
