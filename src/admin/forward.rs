//! What the clinic's object answers: the Worker finds out whose request it is and hands it over as a whole, and the object answers it by
//! the very same route. One read of D1 says where the object is, and whether there is such an org at all.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use http::{HeaderValue, Method, request::Parts};

use crate::{
    app::App,
    clinic::ForwardedRequest,
    context::RequestContext,
    http::{
        Error,
        auth::Reader,
        body::{ADMIN_LIMIT, read},
        error::NO_ORG,
        headers::IDEMPOTENCY_KEY,
    },
    store::{self, clinic::ClinicContext},
};

/// Hands a request to the object of the org that its token names. In the object it goes on.
pub(super) async fn to_clinic(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if request.extensions().get::<ClinicContext>().is_some() {
        return next.run(request).await;
    }
    forward(&app, request).await.unwrap_or_else(IntoResponse::into_response)
}

/// An object that is replaced in the middle is asked once more, and must know that it is the same change.
fn once(app: &App, parts: &mut Parts) -> Result<(), Error> {
    if matches!(parts.method, Method::GET | Method::HEAD) || parts.headers.contains_key(&IDEMPOTENCY_KEY) {
        return Ok(());
    }
    let key = format!("once:{}", app.ports.new_id()?);
    if let Ok(key) = HeaderValue::try_from(key) {
        parts.headers.insert(IDEMPOTENCY_KEY.clone(), key);
    }
    Ok(())
}

async fn forward(app: &Arc<App>, request: Request) -> Result<Response, Error> {
    let (mut parts, body) = request.into_parts();
    let Reader { org_id } = Reader::from_request_parts(&mut parts, app).await?;
    let context = RequestContext::from_request_parts(&mut parts, app).await?;
    let body = String::from_utf8(read(body, ADMIN_LIMIT).await?.into());
    let body = body.map_err(|_| Error::Malformed("The body is not UTF-8.".to_owned()))?;
    // An org that is not there has no object, and must not get one by being asked for.
    let address = store::orgs::clinic_address(app.ports.database.as_ref(), org_id).await?.ok_or(NO_ORG)?;
    once(app, &mut parts)?;
    let deadline = context.deadline.moment();
    let request = ForwardedRequest::new(&parts.method, &parts.uri, &parts.headers, body, deadline);
    Ok(app.clinics.serve(address, request).await?.into())
}
