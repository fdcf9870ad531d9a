//! A clinic's connection to Google in use: questions with its token.

use std::{future::Future, sync::Arc};

use super::{account::Account, reading::CalendarError};
use crate::{
    app::App,
    calendars::google::{GoogleError, credential::GOOGLE},
    context::RequestContext,
    domain::{
        id::OrgId,
        integration::IntegrationStatus,
        route::{Route, RouteKey},
        secret::Secret,
    },
    ports::{Rows, Statement},
    store::{self, StoreError},
};

/// The credential of a route, unless it is known to be dead.
pub(super) fn account(route: &Route) -> Result<Account, CalendarError> {
    let google = route.integration(&GOOGLE).ok_or(CalendarError::NotConnected)?;
    match google.status {
        IntegrationStatus::Connected => Ok(Account::new(route.org_id, google)),
        IntegrationStatus::NeedsReconnect => Err(CalendarError::NeedsReconnect),
    }
}

/// The org's own route, and what `more` gave, in one batch. A token that another isolate left is taken over.
pub(super) async fn load(
    app: &App,
    org_id: OrgId,
    more: Vec<Statement>,
) -> Result<(Option<Route>, Vec<Rows>), StoreError> {
    let mut statements = vec![store::routes::select(&RouteKey::Org(org_id)), store::tokens::current(org_id, &GOOGLE)];
    statements.extend(more);
    let mut results = store::run(app.ports.database.as_ref(), statements).await?;
    let rest = results.split_off(2);
    let token = store::tokens::found(results.pop().unwrap_or_default())?;
    let route = store::routes::found(results.pop().unwrap_or_default())?;
    if let (Some(Ok(account)), Some(token)) = (route.as_ref().map(account), token)
        && !account.is_warm(app)
    {
        account.adopt(app, &token);
    }
    Ok((route, rest))
}

/// Asks Google `question` with the account's token. A refused token is replaced once, so the question must be one that can be asked
/// twice; a connection that is dead is recorded as such. It counts as dead only if Google refuses a token that it has just issued.
pub(super) async fn ask<T, F: Future<Output = Result<T, GoogleError>>>(
    app: &Arc<App>,
    context: &RequestContext,
    account: &Account,
    question: impl Fn(Secret) -> F,
) -> Result<T, GoogleError> {
    let outcome = match ask_once(app, context, account, &question, None).await {
        Err((GoogleError::TokenRefused, Some(refused))) => {
            account.refuse(app, refused.clone());
            ask_once(app, context, account, &question, Some(&refused)).await
        }
        outcome => outcome,
    };
    outcome.map_err(|(error, _)| {
        if let GoogleError::Reconnect(reason) = error {
            app.accounts.needs_reconnect(context, account.org_id(), (&GOOGLE, account.credential_id()), reason);
        }
        error
    })
}

/// One question to Google. An error carries the token that it was asked with.
async fn ask_once<T, F: Future<Output = Result<T, GoogleError>>>(
    app: &Arc<App>,
    context: &RequestContext,
    account: &Account,
    question: impl Fn(Secret) -> F,
    refused_before: Option<&Secret>,
) -> Result<T, (GoogleError, Option<Secret>)> {
    let token = account.token(app, context).await.map_err(|error| (error, None))?;
    question(token.clone()).await.map_err(|error| match (error, refused_before) {
        (GoogleError::TokenRefused, Some(before)) if *before != token => {
            let reason = "Google refuses every token of this connection. Connect the calendar again.";
            (GoogleError::Reconnect(reason), None)
        }
        _ => (error, Some(token)),
    })
}
