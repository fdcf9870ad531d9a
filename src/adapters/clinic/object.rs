//! The class of the clinics' objects, as the runtime knows it.

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object, send::SendWrapper};

use super::storage::ObjectStorage;
use crate::{
    adapters::{frontdesk, log_refusal, platform::WallClock},
    clinic::ClinicObject,
    config::ConfigError,
    frontdesk::Frontdesk,
    ports::{Background, Clock as _},
};

/// How long an alarm waits for a deployment that is configured.
const NEXT_LOOK: Duration = Duration::from_mins(5);

/// One clinic's object. Its name is its class's in `wrangler.toml`, and must stay: the databases belong to it.
#[durable_object(alarm)]
pub struct Clinic {
    state: Arc<State>,
    object: std::result::Result<ClinicObject, ConfigError>,
}

impl DurableObject for Clinic {
    /// Everything here is synchronous, so nobody asks the object before it is ready.
    fn new(state: State, env: Env) -> Self {
        let state = Arc::new(state);
        let object = frontdesk(&env).map(|frontdesk| open(&state, frontdesk));
        Self { state, object }
    }

    /// Nobody but older code asks an object by a request. It understands that nothing was done, and that it may try again.
    async fn fetch(&self, _: Request) -> Result<Response> {
        Response::ok(r#"{"try_again":"the object is asked by RPC"}"#)
    }

    /// Never fails: after a few failures the runtime would drop the alarm for good.
    async fn alarm(&self) -> Result<Response> {
        match &self.object {
            Ok(object) => object.ring().await,
            Err(error) => {
                log_refusal(error);
                ObjectStorage::new(&self.state).wake_at(WallClock.now() + NEXT_LOOK);
            }
        }
        Response::empty()
    }
}

#[wasm_bindgen]
impl Clinic {
    /// Answers a question. The Worker calls this by RPC.
    ///
    /// # Errors
    /// When the deployment is not configured; the log names what is missing.
    pub async fn ask(&self, question: String) -> std::result::Result<String, JsValue> {
        match &self.object {
            Ok(object) => Ok(object.answer(&question).await),
            Err(error) => {
                log_refusal(error);
                Err(JsValue::from_str("the deployment is not configured"))
            }
        }
    }
}

fn open(state: &Arc<State>, frontdesk: &Frontdesk) -> ClinicObject {
    let org_id = state.id().name().and_then(|name| name.parse().ok());
    let background = Arc::new(ObjectBackground(SendWrapper::new(Arc::clone(state))));
    frontdesk.clinic(Box::new(ObjectStorage::new(state)), background, org_id)
}

/// `waitUntil` of an object, which lives on while its tasks do.
struct ObjectBackground(SendWrapper<Arc<State>>);

impl Background for ObjectBackground {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.0.wait_until(task);
    }
}
