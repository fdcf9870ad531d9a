//! Members: the people who work with an org, and what each may do.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    resource::{self, NamedResource, Stored},
    utc,
};
use crate::{
    app::App,
    context::RequestContext,
    domain::{email::EmailAddress, id::OrgId, role::MemberRole, route::Route, warnings::Warning},
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, JsonChanges},
        error::Problem,
        page::{ListQuery, Page, Paging},
        precondition::IfMatch,
        query::{Query, Segment},
    },
    ports::Database,
    store::{
        self, Expected, StoreError,
        audit::Action,
        members::{Changes, Invitation, LAST_ADMIN, Row},
    },
};

/// Somebody to invite. They are a member as soon as they sign in with this address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    /// The address that they sign in with, in any case.
    #[schema(value_type = String, example = "ana@clinic.example", max_length = 254)]
    email: EmailAddress,
    /// What they may do.
    role: MemberRole,
}

/// What changes of a member; absent fields stay.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberChanges {
    /// What they may do from now on.
    role: Option<MemberRole>,
    /// Whether they are kept out for now. They are signed out at once.
    disabled: Option<bool>,
}

/// A member.
#[derive(Serialize, ToSchema)]
pub struct MemberView {
    id: String,
    #[schema(example = "ana@clinic.example")]
    email: String,
    role: MemberRole,
    /// What whoever invited them was called.
    invited_by: Option<String>,
    disabled: bool,
    /// RFC 3339, UTC; `null` before they have signed in.
    signed_in_at: Option<String>,
    /// RFC 3339, UTC.
    created_at: String,
    /// RFC 3339, UTC.
    updated_at: String,
}

impl From<Row> for MemberView {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            email: row.email,
            role: row.role,
            invited_by: row.invited_by,
            disabled: row.disabled_at.is_some(),
            signed_in_at: row.signed_in_at.map(utc),
            created_at: utc(row.created_at),
            updated_at: utc(row.updated_at),
        }
    }
}

/// The org's members.
struct Members;

impl NamedResource for Members {
    /// Whom to invite, and what whoever invites them is called.
    type Input = (NewMember, Option<String>);
    type ChangesInput = MemberChanges;
    type Item = Invitation;
    type Changes = Changes;
    type Row = Row;
    type View = MemberView;

    const CREATED: Action = Action::named("member.invited");
    const CHANGED: Action = Action::named("member.changed");
    const DELETED: Action = Action::named("member.deleted");
    const IS_OF_CALLS: bool = false;
    const MISSING: Error = Error::NotFound("There is no such member.");
    const FULL: Error = Error::Conflict {
        code: "too_many_members",
        field: "",
        detail: "A clinic can have 200 members. Delete one first.",
    };

    fn refused(error: StoreError) -> Error {
        if error.violates_unique("members.email") {
            let detail = "Somebody with this address is a member already. Change what they may do instead.";
            return Error::Conflict { code: "email_taken", field: "email", detail };
        }
        if error.violates(LAST_ADMIN) {
            let detail = "This is the only admin of the clinic. Make somebody else an admin first.";
            return Error::Conflict { code: "last_admin", field: "", detail };
        }
        error.into()
    }

    /// Nothing that is set of a member has to fit anything else.
    fn warnings(_: &str, _: &Route) -> Vec<Warning> {
        Vec::new()
    }

    fn changed_at(row: &Row) -> DateTime<Utc> {
        row.updated_at
    }

    fn id(row: &Row) -> String {
        row.id.clone()
    }

    async fn admit(_: &App, _: OrgId, id: String, input: Self::Input) -> Result<Invitation, Error> {
        let (NewMember { email, role }, invited_by) = input;
        Ok(Invitation { id, email, role, invited_by })
    }

    async fn admit_changes(_: &App, _: OrgId, _: &str, changes: MemberChanges) -> Result<Changes, Error> {
        Ok(Changes { role: changes.role, disabled: changes.disabled })
    }

    async fn list(database: &dyn Database, org_id: OrgId, cursor: Option<&str>, limit: i64) -> Stored<Vec<Row>> {
        store::members::list(database, org_id, cursor, limit).await
    }

    async fn get(database: &dyn Database, org_id: OrgId, id: &str) -> Stored<Option<Row>> {
        store::members::get(database, org_id, id).await
    }

    async fn insert(
        database: &dyn Database,
        org_id: OrgId,
        item: &Invitation,
        now: DateTime<Utc>,
    ) -> Stored<Option<Row>> {
        store::members::insert(database, org_id, item, now).await
    }

    async fn update(
        database: &dyn Database,
        org_id: OrgId,
        id: &str,
        changes: &Changes,
        now: DateTime<Utc>,
        expected: Expected,
    ) -> Stored<Option<Row>> {
        store::members::update(database, org_id, id, changes, now, expected).await
    }

    async fn delete(
        database: &dyn Database,
        org_id: OrgId,
        id: &str,
        _: DateTime<Utc>,
        expected: Expected,
    ) -> Stored<bool> {
        store::members::delete(database, org_id, id, expected).await
    }
}

/// Invites somebody. They become a member by signing in with their address.
#[utoipa::path(post, path = "/api/members", tag = "people", request_body(content = NewMember, example = json!({"email": "ana@clinic.example", "role": "viewer"})), security(("token" = ["admin"])),
    responses((status = 201, body = MemberView, description = "The new member"), (status = "4XX", body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonBody(new): JsonBody<NewMember>,
) -> Result<Response, Error> {
    let invited_by = editor.principal.as_ref().map(|principal| principal.called().to_owned());
    resource::create::<Members>(&app, &context, &editor, (new, invited_by)).await
}

/// Lists the clinic's members.
#[utoipa::path(get, path = "/api/members", tag = "people", security(("token" = [])),
    params(Paging),
    responses((status = 200, body = Page<MemberView>, description = "In order of their ids"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    reader: Reader,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    resource::list::<Members>(&app, &reader, &query).await
}

/// Shows a member.
#[utoipa::path(get, path = "/api/members/{id}", tag = "people", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = MemberView, description = "The member"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader, Segment(id): Segment) -> Result<Response, Error> {
    resource::show::<Members>(&app, &reader, &id).await
}

/// Changes what a member may do, or keeps them out. Absent fields stay.
#[utoipa::path(patch, path = "/api/members/{id}", tag = "people", params(IfMatch, ("id" = String, Path)),
    request_body(content = MemberChanges, example = json!({"role": "admin"})), security(("token" = ["admin"])),
    responses((status = 200, body = MemberView, description = "The member as they are now"), (status = "4XX", body = Problem)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Segment(id): Segment,
    if_match: IfMatch,
    changes: JsonChanges<MemberChanges>,
) -> Result<Response, Error> {
    resource::change::<Members>(&app, &context, &editor, &id, &if_match, changes).await
}

/// Deletes a member, who is signed out at once.
#[utoipa::path(delete, path = "/api/members/{id}", tag = "people", params(IfMatch, ("id" = String, Path)),
    security(("token" = ["admin"])),
    responses((status = 204, description = "Deleted, and signed out"), (status = "4XX", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Segment(id): Segment,
    if_match: IfMatch,
) -> Result<Response, Error> {
    resource::remove::<Members>(&app, &context, &editor, &id, &if_match).await
}
