//! Frontdesk: the front desk behind a phone number.
//!
//! A patient calls a clinic, a voice agent answers, and this Worker knows which clinic owns the called number, opens that clinic's
//! calendar with credentials that are sealed at rest, and tells the agent what is free.
//!
//! Dependencies point inwards: [`routes`] gathers the surfaces ([`admin`], [`voice`]), those use the capabilities ([`booking`],
//! [`calendars`], [`texts`], [`inbox`], [`directory`]), and those use [`domain`], [`store`] and [`ports`]. This file is wiring only.

pub mod admin;
pub mod allowance;
pub mod app;
pub mod booking;
pub mod cache;
pub mod calendars;
pub mod calls;
pub mod clinic;
pub mod config;
pub mod context;
pub mod crypto;
pub mod directory;
pub mod domain;
pub mod frontdesk;
pub mod http;
pub mod identity;
pub mod inbox;
pub mod integrations;
pub mod jobs;
pub mod language;
pub mod log;
pub mod outbound;
pub mod outbox;
pub mod ports;
pub mod rate_limits;
pub mod routes;
pub mod sign_in;
pub mod store;
pub mod texts;
pub mod variables;
pub mod vault;
pub mod voice;
pub mod webhooks;

#[cfg(target_arch = "wasm32")]
mod adapters;

#[cfg(target_arch = "wasm32")]
mod worker_events {
    use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
    use worker::{Context, Env, ScheduleContext, ScheduledEvent, event, worker_sys};

    use crate::adapters;

    /// Answers a request: with a `Response`, or with a promise of one if something has to be waited for. `worker`'s own `event(fetch)`
    /// makes a promise of every answer, and a microtask to fulfil it.
    ///
    /// # Errors
    /// When the runtime refuses to make the response.
    #[wasm_bindgen]
    #[allow(clippy::needless_pass_by_value, reason = "the runtime gives it, and expects nothing back")]
    pub fn fetch(request: web_sys::Request, env: Env, context: worker_sys::Context) -> Result<JsValue, JsValue> {
        let frontdesk = match adapters::frontdesk(&env) {
            Ok(frontdesk) => frontdesk,
            Err(error) => return adapters::misconfigured(&error).map(JsValue::from),
        };
        adapters::at_once_or_promised(async move {
            let request = adapters::receive(request, &frontdesk.app().config);
            let background = adapters::Waiter::shared(Context::new(context));
            adapters::answer(frontdesk.handle(request, background).await).await.map(JsValue::from)
        })
    }

    #[event(scheduled)]
    async fn scheduled(_: ScheduledEvent, env: Env, context: ScheduleContext) {
        match adapters::frontdesk(&env) {
            Ok(frontdesk) => frontdesk.sweep(adapters::Scheduled::shared(context)).await,
            Err(error) => adapters::log_refusal(&error),
        }
    }
}
