//! The ports over Cloudflare's bindings. Only this module and `lib.rs` know `worker`.

mod analytics;
mod clinic;
mod d1;
mod edge;
mod fetch;
mod kv;
mod platform;
mod promise;
mod rate_limits;
mod sql;
mod web_crypto;

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures_util::future::{Either, select};
use worker::{Delay, Env, WorkerVersionMetadata};

pub(crate) use edge::{Scheduled, Waiter, answer, log_refusal, misconfigured, receive};

pub(crate) use promise::at_once_or_promised;

use crate::{
    config::{Config, ConfigError},
    frontdesk::Frontdesk,
    ports::Ports,
};

const DATABASE: &str = "DB";
const ROUTES: &str = "ROUTES";
const CLINICS: &str = "CLINICS";
const VERSION: &str = "CF_VERSION_METADATA";

/// The application of this isolate. Configuration changes come with a new deployment, and that with new isolates.
static FRONTDESK: OnceLock<Frontdesk> = OnceLock::new();

/// The application, built by the first request of the isolate.
pub(crate) fn frontdesk(env: &Env) -> Result<&'static Frontdesk, ConfigError> {
    if let Some(built) = FRONTDESK.get() {
        return Ok(built);
    }
    let config = Config::read(|name| value(env, name))?;
    let ports = ports(env, &config)?;
    let frontdesk = Frontdesk::new(config, ports);
    Ok(FRONTDESK.get_or_init(|| frontdesk))
}

/// A secret or a variable; of the version that runs its id.
fn value(env: &Env, name: &str) -> Option<String> {
    if name == VERSION {
        return env.get_binding::<WorkerVersionMetadata>(name).map(|version| version.id()).ok();
    }
    let secret = env.secret(name).map(|secret| secret.to_string());
    secret.or_else(|_| env.var(name).map(|var| var.to_string())).ok()
}

/// The outcome of `work`, or `None` if it takes longer than `limit`.
async fn within<F: Future>(limit: Duration, work: F) -> Option<F::Output> {
    match select(pin!(work), pin!(Delay::from(limit))).await {
        Either::Left((outcome, _)) => Some(outcome),
        Either::Right(((), _)) => None,
    }
}

fn ports(env: &Env, config: &Config) -> Result<Ports, ConfigError> {
    let missing = |binding: &str| ConfigError(vec![format!("the binding {binding} is missing in wrangler.toml")]);
    let database = env.d1(DATABASE).map_err(|_| missing(DATABASE))?;
    let clinics = env.durable_object(CLINICS).map_err(|_| missing(CLINICS))?;
    let routes = env.kv(ROUTES).map_err(|_| missing(ROUTES))?;
    let rate_limiter = rate_limits::Counters::of(env, config.rate_limits).map_err(missing)?;
    Ok(Ports {
        database: Arc::new(d1::D1(database)),
        clinics: Arc::new(clinic::Namespace::new(clinics, config.environment)),
        routes: Arc::new(kv::Kv(routes)),
        http: Arc::new(fetch::Fetcher),
        clock: Arc::new(platform::WallClock),
        entropy: Arc::new(platform::WebRandom),
        signer: Arc::new(web_crypto::WebCrypto),
        verifier: Arc::new(web_crypto::WebCrypto),
        rate_limiter: Arc::new(rate_limiter),
        meter: analytics::meter(env),
        log: Arc::new(platform::Console),
    })
}
