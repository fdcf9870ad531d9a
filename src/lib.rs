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
pub mod inbox;
pub mod integrations;
pub mod jobs;
pub mod language;
pub mod log;
pub mod outbound;
pub mod outbox;
pub mod ports;
pub mod routes;
pub mod store;
pub mod texts;
pub mod variables;
pub mod vault;
pub mod voice;

#[cfg(target_arch = "wasm32")]
mod adapters;

#[cfg(target_arch = "wasm32")]
mod worker_events {
    use worker::{Context, Env, ScheduleContext, ScheduledEvent, event};

    use crate::adapters;

    #[event(fetch)]
    async fn fetch(request: web_sys::Request, env: Env, context: Context) -> worker::Result<web_sys::Response> {
        let answer = match adapters::frontdesk(&env) {
            Ok(frontdesk) => {
                let request = adapters::receive(request, &frontdesk.app().config);
                adapters::answer(frontdesk.handle(request, adapters::Waiter::shared(context)).await).await
            }
            Err(error) => adapters::misconfigured(&error),
        };
        answer.map_err(worker::Error::from)
    }

    #[event(scheduled)]
    async fn scheduled(_: ScheduledEvent, env: Env, context: ScheduleContext) {
        match adapters::frontdesk(&env) {
            Ok(frontdesk) => frontdesk.sweep(adapters::Scheduled::shared(context)).await,
            Err(error) => worker::console_error!("{error}"),
        }
    }
}
