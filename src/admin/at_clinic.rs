//! What is answered in the clinic's object, where it happened.

use std::sync::Arc;

use axum::{Router, middleware::from_fn_with_state};

use super::{
    appointments, attention, audit, calls, forward::to_clinic, inbox, knowledge_gaps, messages, onboarding, outbox,
    overview, patients, suggested_blocks, usage, webhooks,
};
use crate::{app::App, http::routes::routes};

routes! { Arc<App>;
    overview { show }
    attention { show }
    onboarding { show }
    appointments::list { list, show }
    appointments::search { search }
    appointments::attendance { note }
    appointments::write { create, change, remove }
    audit { list }
    calls { list, show, remove }
    knowledge_gaps { list }
    inbox { list, show, change }
    messages { list }
    outbox { list, retry }
    patients::export { export }
    patients::erase { erase }
    suggested_blocks { list }
    usage { show }
    webhooks::deliveries { list, replay, replay_failed, test }
}

/// The same routes for the Worker, which hands their requests over.
pub(crate) fn forwarding(app: &Arc<App>) -> Router<Arc<App>> {
    router().route_layer(from_fn_with_state(Arc::clone(app), to_clinic))
}
