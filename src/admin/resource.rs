//! One kit for what an org has several of and knows by name: list, get, create, change and delete.
//!
//! A resource says what it takes, shows and stores ([`NamedResource`]); its handlers are one line each. Every change leaves its line in the
//! audit trail, and publishes the org's documents if calls depend on it.

use std::{future::Future, sync::Arc};

use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::{orgs, saved};
use crate::{
    app::App,
    context::RequestContext,
    domain::{id::OrgId, route::Route, warnings::Warning},
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonChanges, json as answer},
        page::{ListQuery, Window},
        precondition::{IfMatch, tagged},
        trail::audited,
    },
    ports::Database,
    store::{Expected, StoreError, audit::Action},
};

/// What the store gives.
pub(super) type Stored<T> = Result<T, StoreError>;

/// What is done to the rows of a resource. `database` is where, and an audited one for changes.
pub(super) trait NamedResource {
    /// What an admin sends to create one.
    type Input: Send;
    /// What an admin sends to change one.
    type ChangesInput: Send;
    /// One as it is to be stored.
    type Item: Send + Sync;
    /// What is to change of one that is stored.
    type Changes: Send + Sync;
    /// One as it is stored.
    type Row: Send;
    /// One as it is shown.
    type View: From<Self::Row> + Serialize + Send + Sync;

    /// What the audit trail says of each change.
    const CREATED: Action;
    const CHANGED: Action;
    const DELETED: Action;
    /// That there is none with this id.
    const MISSING: Error;
    /// That the org has as much of it as it may have.
    const FULL: Error;

    /// Whether calls depend on it, so that every change publishes the org's documents.
    const IS_OF_CALLS: bool = true;

    /// What an index or a trigger refused.
    fn refused(error: StoreError) -> Error;

    /// By what a list is ordered.
    fn id(row: &Self::Row) -> String;

    /// Checks what was sent, and makes what is to be stored under `id`.
    fn admit(
        app: &App,
        org_id: OrgId,
        id: String,
        input: Self::Input,
    ) -> impl Future<Output = Result<Self::Item, Error>> + Send;

    /// Checks what was sent to change the one with the id `id`.
    fn admit_changes(
        app: &App,
        org_id: OrgId,
        id: &str,
        input: Self::ChangesInput,
    ) -> impl Future<Output = Result<Self::Changes, Error>> + Send;

    /// What is hardly meant of one that is saved, among everything that the org has set.
    fn warnings(id: &str, route: &Route) -> Vec<Warning>;

    /// Those after `cursor` in order of id, at most `limit`.
    fn list(
        database: &dyn Database,
        org_id: OrgId,
        cursor: Option<&str>,
        limit: i64,
    ) -> impl Future<Output = Stored<Vec<Self::Row>>> + Send;

    /// One.
    fn get(database: &dyn Database, org_id: OrgId, id: &str) -> impl Future<Output = Stored<Option<Self::Row>>> + Send;

    /// Stores a new one; `None` if the org has as many as it may have.
    fn insert(
        database: &dyn Database,
        org_id: OrgId,
        item: &Self::Item,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Stored<Option<Self::Row>>> + Send;

    /// When one last changed.
    fn changed_at(row: &Self::Row) -> DateTime<Utc>;

    /// Changes one; `None` if it is not there or not as expected, or would become more than the org may have.
    fn update(
        database: &dyn Database,
        org_id: OrgId,
        id: &str,
        changes: &Self::Changes,
        now: DateTime<Utc>,
        expected: Expected,
    ) -> impl Future<Output = Stored<Option<Self::Row>>> + Send;

    /// Deletes one; `false` if it is not there or not as expected.
    fn delete(
        database: &dyn Database,
        org_id: OrgId,
        id: &str,
        now: DateTime<Utc>,
        expected: Expected,
    ) -> impl Future<Output = Stored<bool>> + Send;
}

fn publish<R: NamedResource>(app: &App, context: &RequestContext, org_id: OrgId) {
    if R::IS_OF_CALLS {
        app.changed(context, org_id, []);
    }
}

/// Answers with a page of the org's.
pub(super) async fn list<R: NamedResource>(app: &App, reader: &Reader, query: &ListQuery) -> Result<Response, Error> {
    let window = Window::new(query.limit.as_deref(), query.cursor.as_deref())?;
    let (database, after) = (app.ports.database.as_ref(), window.after.as_deref());
    let rows = R::list(database, reader.org_id, after, window.rows()).await?;
    Ok(answer(StatusCode::OK, &window.page(rows, R::id, R::View::from)))
}

/// Answers with one.
pub(super) async fn show<R: NamedResource>(app: &App, reader: &Reader, id: &str) -> Result<Response, Error> {
    let row = R::get(app.ports.database.as_ref(), reader.org_id, id).await?.ok_or(R::MISSING)?;
    let view = R::View::from(row);
    Ok(tagged(answer(StatusCode::OK, &view), &view))
}

/// Stores a new one and answers with it.
pub(super) async fn create<R: NamedResource>(
    app: &Arc<App>,
    context: &RequestContext,
    editor: &Editor,
    input: R::Input,
) -> Result<Response, Error> {
    let id = app.ports.new_id()?.to_string();
    let item = R::admit(app, editor.org_id, id.clone(), input).await?;
    let org = orgs::existing(app, editor.org_id).await?;
    let database = audited(&app.ports, context, &editor.into(), R::CREATED, json!({"id": id}))?;
    let inserted = R::insert(&database, org.id, &item, app.ports.clock.now()).await.map_err(R::refused)?;
    let row = inserted.ok_or(R::FULL)?;
    publish::<R>(app, context, org.id);
    let view = R::View::from(row);
    let saved = saved::answer(app, org.id, (StatusCode::CREATED, &view), |route| R::warnings(&id, route)).await;
    Ok(tagged(saved, &view))
}

/// Changes one and answers with it.
pub(super) async fn change<R: NamedResource>(
    app: &Arc<App>,
    context: &RequestContext,
    editor: &Editor,
    id: &str,
    if_match: &IfMatch,
    JsonChanges { value: input, fields }: JsonChanges<R::ChangesInput>,
) -> Result<Response, Error> {
    let changes = R::admit_changes(app, editor.org_id, id, input).await?;
    let expected = expected::<R>(app, editor.org_id, id, if_match).await?;
    let database = audited(&app.ports, context, &editor.into(), R::CHANGED, json!({"id": id, "fields": fields}))?;
    let updated = R::update(&database, editor.org_id, id, &changes, app.ports.clock.now(), expected).await;
    let Some(row) = updated.map_err(R::refused)? else {
        let now = R::get(app.ports.database.as_ref(), editor.org_id, id).await?;
        return Err(now.map_or(R::MISSING, |now| if is_as::<R>(&now, expected) { R::FULL } else { Error::Stale }));
    };
    publish::<R>(app, context, editor.org_id);
    let view = R::View::from(row);
    let saved = saved::answer(app, editor.org_id, (StatusCode::OK, &view), |route| R::warnings(id, route)).await;
    Ok(tagged(saved, &view))
}

/// What a change of one expects to find. Whoever does not care costs no look at it.
async fn expected<R: NamedResource>(app: &App, org_id: OrgId, id: &str, if_match: &IfMatch) -> Result<Expected, Error> {
    if !if_match.is_sent() {
        return Ok(Expected::Anything);
    }
    let row = R::get(app.ports.database.as_ref(), org_id, id).await?.ok_or(R::MISSING)?;
    let changed_at = R::changed_at(&row);
    if_match.expect(Some(&R::View::from(row)), Some(changed_at))
}

fn is_as<R: NamedResource>(row: &R::Row, expected: Expected) -> bool {
    expected.is_anything() || expected == Expected::Since(R::changed_at(row))
}

/// Deletes one.
pub(super) async fn remove<R: NamedResource>(
    app: &Arc<App>,
    context: &RequestContext,
    editor: &Editor,
    id: &str,
    if_match: &IfMatch,
) -> Result<Response, Error> {
    let expected = expected::<R>(app, editor.org_id, id, if_match).await?;
    let database = audited(&app.ports, context, &editor.into(), R::DELETED, json!({"id": id}))?;
    if !R::delete(&database, editor.org_id, id, app.ports.clock.now(), expected).await.map_err(R::refused)? {
        let now = R::get(app.ports.database.as_ref(), editor.org_id, id).await?;
        return Err(now.map_or(R::MISSING, |_| Error::Stale));
    }
    publish::<R>(app, context, editor.org_id);
    Ok(StatusCode::NO_CONTENT.into_response())
}
