//! The class of the clinics' objects, as the runtime knows it.

use std::{sync::Arc, time::Duration};

use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use super::storage::ObjectStorage;
use crate::{
    adapters::{misconfigured, platform::WallClock, ports},
    clinic::ClinicObject,
    config::ConfigError,
    ports::{Clock as _, Ports},
};

/// How long an alarm waits for a deployment that is configured.
const NEXT_LOOK: Duration = Duration::from_mins(5);

/// One clinic's object. Its name is its class's in `wrangler.toml`, and must stay: the databases belong to it.
#[durable_object(alarm)]
pub struct Clinic {
    state: State,
    object: std::result::Result<ClinicObject, ConfigError>,
}

impl DurableObject for Clinic {
    /// Everything here is synchronous, so nobody asks the object before it is ready.
    fn new(state: State, env: Env) -> Self {
        let object = ports(&env).map(|ports| open(&state, ports));
        Self { state, object }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        match &self.object {
            Ok(object) => Response::ok(object.answer(&request.text().await?).await),
            Err(error) => Ok(misconfigured(error)?.into()),
        }
    }

    /// Never fails: after a few failures the runtime would drop the alarm for good.
    async fn alarm(&self) -> Result<Response> {
        match &self.object {
            Ok(object) => object.ring().await,
            Err(error) => {
                worker::console_error!("{error}");
                ObjectStorage::new(&self.state).wake_at(WallClock.now() + NEXT_LOOK);
            }
        }
        Response::empty()
    }
}

fn open(state: &State, ports: Ports) -> ClinicObject {
    let org_id = state.id().name().and_then(|name| name.parse().ok());
    ClinicObject::open(Box::new(ObjectStorage::new(state)), Arc::new(ports), org_id)
}
