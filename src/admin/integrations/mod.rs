//! Credentials of an org at other services. They go in, they are tested, they never come out.

pub(crate) mod calendar_choice;
pub(crate) mod replies;

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, request::Parts};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{orgs, phone_proof, utc};
use crate::{
    app::App,
    context::RequestContext,
    domain::integration::{IntegrationStatus, Purpose, Vendor},
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBytes, fields, json as answer},
        error::Problem,
        query::Segment,
        trail::{audited, recorded},
    },
    integrations::{Connector, TestOutcome},
    store::{
        self, Batch,
        audit::Action,
        calendar_faults::{self, CalendarFault},
        integrations::{Integration, NewIntegration},
        pending_connections::{self, PendingConnection},
    },
};

/// What is known of an integration, without its secrets.
#[derive(Serialize, ToSchema)]
pub struct IntegrationView {
    /// `google`, `twilio` or `vapi`.
    #[schema(value_type = String)]
    service: Vendor,
    status: ConnectionStatus,
    /// Why the status is not `connected`, and what to do.
    status_detail: Option<String>,
    /// What is not secret: calendar id, account SID, the last four characters of the secret.
    #[schema(value_type = Object)]
    settings: Value,
    /// An account that somebody has consented to since, and of which no calendar is chosen yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting: Option<WaitingAccount>,
    /// Calendars that could not be read when they were last asked for, and can therefore take no appointment. Only of calendars.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unreadable_calendars: Vec<UnreadableCalendar>,
    /// RFC 3339, UTC.
    created_at: String,
    /// RFC 3339, UTC.
    updated_at: String,
}

/// How a connection stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionStatus {
    /// Nothing is known against it.
    Connected,
    /// The vendor refused it for good; somebody has to connect again.
    NeedsReconnect,
    /// Somebody has consented, and nothing is connected before a calendar is chosen.
    ChooseCalendar,
}

impl From<IntegrationStatus> for ConnectionStatus {
    fn from(status: IntegrationStatus) -> Self {
        match status {
            IntegrationStatus::Connected => Self::Connected,
            IntegrationStatus::NeedsReconnect => Self::NeedsReconnect,
        }
    }
}

/// An account that waits for a calendar to be chosen.
#[derive(Serialize, ToSchema)]
pub struct WaitingAccount {
    /// By which a choice says which account it is of.
    id: String,
    /// The address of whoever has consented, if the vendor has said it.
    account: Option<String>,
    /// RFC 3339, UTC: until when a calendar can be chosen.
    expires_at: String,
}

impl WaitingAccount {
    fn of(connector: &dyn Connector, waiting: &PendingConnection) -> Self {
        let account = connector.account(&waiting.settings);
        Self { id: waiting.id.clone(), account, expires_at: utc(waiting.expires_at) }
    }
}

/// A calendar that could not be read.
#[derive(Serialize, ToSchema)]
pub struct UnreadableCalendar {
    calendar_id: String,
    /// What is wrong, and what to do.
    detail: String,
    /// RFC 3339, UTC.
    since: String,
}

impl From<CalendarFault> for UnreadableCalendar {
    fn from(CalendarFault { calendar_id, detail, since }: CalendarFault) -> Self {
        Self { calendar_id, detail, since: utc(since) }
    }
}

impl TryFrom<Integration> for IntegrationView {
    type Error = Error;

    fn try_from(row: Integration) -> Result<Self, Error> {
        let settings =
            serde_json::from_str(&row.settings).map_err(|_| Error::Internal("settings are not JSON".into()))?;
        Ok(Self {
            service: row.service_type,
            status: row.status.into(),
            status_detail: row.status_detail,
            settings,
            waiting: None,
            unreadable_calendars: Vec::new(),
            created_at: utc(row.created_at),
            updated_at: utc(row.updated_at),
        })
    }
}

/// The vendor that a path names.
pub(crate) struct Named(Arc<dyn Connector>);

impl FromRequestParts<Arc<App>> for Named {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let unknown = Error::NotFound("There is no such integration. There are google, twilio and vapi.");
        let Segment(name) = Segment::from_request_parts(parts, app).await?;
        let named = app.connectors.iter().find(|connector| connector.vendor().as_str() == name);
        named.map(|connector| Self(Arc::clone(connector))).ok_or(unknown)
    }
}

const NOT_STORED: Error = Error::NotFound("No credentials are stored. Store them with PUT.");

/// Shows what is known of an integration, without its secrets.
#[utoipa::path(get, path = "/api/integrations/{service}", tag = "integrations", params(("service" = String, Path)),
    security(("token" = [])),
    responses((status = 200, body = IntegrationView, description = "The integration"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    context: RequestContext,
    reader: Reader,
    Named(connector): Named,
) -> Result<Response, Error> {
    let (database, vendor) = (app.ports.database.as_ref(), connector.vendor());
    let row = store::integrations::get(database, reader.org_id, &vendor).await?;
    let mut batch = Batch::default();
    let credential_id = row.as_ref().map(|row| row.credential_id.as_str()).unwrap_or_default();
    let faults = batch.add(calendar_faults::select(reader.org_id, credential_id));
    let waiting = batch.add(pending_connections::select(reader.org_id, &vendor, context.now));
    let mut found = batch.run(database).await?;
    let faults = calendar_faults::found(found.take(faults))?;
    let waiting = pending_connections::found(found.take(waiting))?;
    let shown = IntegrationView {
        waiting: waiting.as_ref().map(|waiting| WaitingAccount::of(connector.as_ref(), waiting)),
        unreadable_calendars: faults.into_iter().map(UnreadableCalendar::from).collect(),
        ..match (row, waiting) {
            (Some(row), _) => row.try_into()?,
            (None, Some(waiting)) => {
                let view = IntegrationView::try_from(Integration::from(waiting))?;
                IntegrationView { status: ConnectionStatus::ChooseCalendar, ..view }
            }
            (None, None) => return Err(NOT_STORED),
        }
    };
    Ok(answer(StatusCode::OK, &shown))
}

/// Stores credentials at another service, in place of those that there were.
///
/// An account that is stored stays in its region if none is given.
#[utoipa::path(put, path = "/api/integrations/{service}", tag = "integrations", params(("service" = String, Path)),
    request_body(content = Object, description = "Those of the vendor that the path names"),
    security(("token" = ["admin"])),
    responses((status = 200, body = IntegrationView, description = "The integration"), (status = "4XX", body = Problem)))]
pub(crate) async fn replace(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Named(connector): Named,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, editor.org_id).await?;
    let vendor = connector.vendor();
    let stored = store::integrations::get(app.ports.database.as_ref(), org.id, &vendor).await?;
    let new = connector.read(&org, &body, stored.as_ref())?;
    let credential_id = app.ports.new_id()?.to_string();
    let sealed = app.accounts.seal(org.id, &vendor, &credential_id, &new)?;
    let new = NewIntegration {
        vendor: &vendor,
        purpose: connector.purpose(),
        settings: new.settings,
        sealed,
        credential_id: &credential_id,
    };
    let detail = json!({"service": vendor.as_str(), "fields": fields(&body)});
    let database = audited(&app.ports, &context, &(&editor).into(), Action::CREDENTIALS_STORED, detail)?;
    let stored = store::integrations::put(&database, org.id, new, app.ports.clock.now()).await?;
    let stored = stored.ok_or_else(|| Error::Internal("an upsert returned nothing".into()))?;
    app.changed(&context, org.id, []);
    if connector.has_numbers() {
        phone_proof::seek_behind(&app, &context, org.id, &connector);
    }
    Ok(answer(StatusCode::OK, &IntegrationView::try_from(stored)?))
}

/// Forgets credentials at another service.
#[utoipa::path(delete, path = "/api/integrations/{service}", tag = "integrations", params(("service" = String, Path)),
    security(("token" = ["admin"])),
    responses((status = 204, description = "Forgotten"), (status = "4XX", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Named(connector): Named,
) -> Result<Response, Error> {
    let vendor = connector.vendor();
    let detail = json!({"service": vendor.as_str()});
    let database = audited(&app.ports, &context, &(&editor).into(), Action::CREDENTIALS_DELETED, detail)?;
    if !store::integrations::delete(&database, editor.org_id, &vendor).await? {
        return Err(NOT_STORED);
    }
    app.changed(&context, editor.org_id, []);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Tries the stored credentials with a real, cheap call.
#[utoipa::path(post, path = "/api/integrations/{service}/test", tag = "integrations", params(("service" = String, Path)),
    security(("token" = ["admin"])),
    responses((status = 200, body = TestOutcome, description = "What was found"), (status = "4XX", body = Problem)))]
pub(crate) async fn test(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Named(connector): Named,
) -> Result<Response, Error> {
    let row = store::integrations::get(app.ports.database.as_ref(), editor.org_id, &connector.vendor())
        .await?
        .ok_or(NOT_STORED)?;
    let outcome = match app.accounts.stored(&row) {
        Some(account) => connector.test(&context, &account).await,
        None => TestOutcome::unreadable(),
    };
    let outcome = match connector.purpose() {
        Purpose::Calendar if outcome.ok => app.calendars.check(&context, editor.org_id, &connector.vendor()).await?,
        _ => outcome,
    };
    record(&app, &context, &editor, &row, &outcome).await?;
    Ok(answer(StatusCode::OK, &outcome))
}

/// A successful test revives an integration; one that shows the connection to be dead marks it.
async fn record(
    app: &App,
    context: &RequestContext,
    editor: &Editor,
    row: &Integration,
    outcome: &TestOutcome,
) -> Result<(), Error> {
    let found = json!({"service": row.service_type.as_str(), "ok": outcome.ok});
    let line = recorded(&app.ports, context, &editor.into(), Action::CREDENTIALS_TESTED, found)?;
    let (status, detail) = match (outcome.ok, outcome.reconnect) {
        (true, _) => (IntegrationStatus::Connected, None),
        (false, true) => (IntegrationStatus::NeedsReconnect, Some(outcome.detail.as_str())),
        (false, false) => {
            store::run_one(app.ports.database.as_ref(), line).await?;
            return Ok(());
        }
    };
    let (vendor, id) = (&row.service_type, row.credential_id.as_str());
    let update = store::integrations::set_status(row.org_id, vendor, id, status, detail, app.ports.clock.now());
    store::run(app.ports.database.as_ref(), vec![update, line]).await?;
    app.changed(context, row.org_id, []);
    Ok(())
}
