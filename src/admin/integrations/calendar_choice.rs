//! Choosing a calendar of a connected account from the list that its vendor gives.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{IntegrationView, NOT_STORED, Named};
use crate::{
    app::App,
    context::RequestContext,
    domain::{id::OrgId, integration::Vendor},
    http::{
        Error,
        auth::Editor,
        body::{JsonBody, json as answer},
        error::Problem,
        trail::audited,
    },
    integrations::{CalendarList, CalendarListing, Connector},
    store::{
        self,
        audit::Action,
        integrations::{Integration, NewIntegration},
        pending_connections,
    },
};

/// What the vendors' settings call the clinic's own calendar.
const CALENDAR_ID: &str = "calendar_id";
/// What they call the address of the account's owner.
const ACCOUNT: &str = "account";
/// The word that stands for an account's main calendar wherever Google takes a calendar's id.
const PRIMARY: &str = "primary";

/// Calendars to choose from.
#[derive(Serialize, ToSchema)]
pub struct CalendarChoice {
    /// The address of the account whose they are, if the vendor has said it.
    account: Option<String>,
    /// Whether the account waits for a calendar to be chosen; until then what was connected before goes on.
    waiting: bool,
    /// The account that was connected before, if another one waits.
    instead_of: Option<String>,
    /// The calendar that is the clinic's own now.
    #[schema(example = "front.desk@clinic.example")]
    calendar_id: Option<String>,
    items: Vec<CalendarListing>,
    /// Whether the account has more calendars than are listed.
    has_more: bool,
}

/// Which calendar is the clinic's own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChosenCalendar {
    /// The id of one that is listed, or `primary` for the account's main calendar.
    #[schema(example = "front.desk@clinic.example")]
    calendar_id: String,
}

/// An account of which a calendar can be chosen.
struct Choosable {
    /// The one that waits for it, or else the one that is connected.
    account: Integration,
    connected: Option<Integration>,
    is_waiting: bool,
}

impl Choosable {
    async fn of(app: &App, context: &RequestContext, org_id: OrgId, vendor: &Vendor) -> Result<Self, Error> {
        let database = app.ports.database.as_ref();
        let connected = store::integrations::get(database, org_id, vendor).await?;
        let waiting = pending_connections::get(database, org_id, vendor, context.now).await?;
        let is_waiting = waiting.is_some();
        let account = waiting.or_else(|| connected.clone()).ok_or(NOT_STORED)?;
        Ok(Self { account, connected, is_waiting })
    }

    async fn list(
        &self,
        app: &App,
        context: &RequestContext,
        connector: &dyn Connector,
    ) -> Result<CalendarList, Error> {
        let account = app.accounts.stored(&self.account).ok_or(UNREADABLE)?;
        connector.calendars(context, &account).await
    }
}

const UNREADABLE: Error = Error::Conflict {
    code: "credentials_unreadable",
    field: "",
    detail: "The stored credentials cannot be opened. Connect again.",
};

/// Lists the calendars that the connected account may write, or the one that waits for a calendar to be chosen.
#[utoipa::path(get, path = "/api/integrations/{service}/calendars", tag = "integrations",
    params(("service" = String, Path)), security(("token" = ["admin"])),
    responses((status = 200, body = CalendarChoice, description = "The calendars"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Named(connector): Named,
) -> Result<Response, Error> {
    let choosable = Choosable::of(&app, &context, editor.org_id, &connector.vendor()).await?;
    let CalendarList { items, is_cut_off } = choosable.list(&app, &context, connector.as_ref()).await?;
    let connected = choosable.connected.as_ref().map(settings_of).unwrap_or_default();
    let whose = |settings: &Map<String, Value>| text(settings, ACCOUNT).or_else(|| text(settings, "identity"));
    Ok(answer(
        StatusCode::OK,
        &CalendarChoice {
            account: account_in(&choosable.account.settings),
            waiting: choosable.is_waiting,
            instead_of: whose(&connected).filter(|_| choosable.is_waiting),
            calendar_id: text(&connected, CALENDAR_ID),
            items,
            has_more: is_cut_off,
        },
    ))
}

/// Makes a calendar the clinic's own. An account that waits for it is connected by that, in place of the one before.
#[utoipa::path(put, path = "/api/integrations/{service}/calendar", tag = "integrations",
    params(("service" = String, Path)), request_body(content = ChosenCalendar, example = json!({"calendar_id": "primary"})), security(("token" = ["admin"])),
    responses((status = 200, body = IntegrationView, description = "The integration"), (status = "4XX", body = Problem)))]
pub(crate) async fn choose(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Named(connector): Named,
    JsonBody(chosen): JsonBody<ChosenCalendar>,
) -> Result<Response, Error> {
    let choosable = Choosable::of(&app, &context, editor.org_id, &connector.vendor()).await?;
    let listed = choosable.list(&app, &context, connector.as_ref()).await?;
    let settings = with_calendar(&choosable.account, &id_of(&chosen, listed)?);
    let stored = if choosable.is_waiting {
        connect(&app, &context, &editor, connector.as_ref(), &choosable.account, settings).await?
    } else {
        change(&app, &context, &editor, &choosable.account, &settings).await?
    };
    app.changed(&context, editor.org_id, []);
    Ok(answer(StatusCode::OK, &IntegrationView::try_from(stored)?))
}

/// The real id of what was chosen: `primary` means another calendar to every account.
fn id_of(chosen: &ChosenCalendar, CalendarList { items, is_cut_off }: CalendarList) -> Result<String, Error> {
    let is_chosen = |calendar: &CalendarListing| {
        calendar.id == chosen.calendar_id || (calendar.primary && chosen.calendar_id == PRIMARY)
    };
    items.into_iter().find(is_chosen).map(|calendar| calendar.id).ok_or_else(|| {
        let detail = if is_cut_off {
            "This is none of the calendars that could be listed, for the account has too many. Remove some from its list, or choose another."
        } else {
            "The connected account may not write this calendar. Choose one that is listed, or share it with the account first."
        };
        Error::invalid(CALENDAR_ID, detail)
    })
}

/// Connects the account that waits. Its envelope is good for the integration as it is.
async fn connect(
    app: &App,
    context: &RequestContext,
    editor: &Editor,
    connector: &dyn Connector,
    waiting: &Integration,
    settings: String,
) -> Result<Integration, Error> {
    let (vendor, credential_id) = (connector.vendor(), app.ports.new_id()?.to_string());
    let new = NewIntegration {
        vendor: &vendor,
        purpose: connector.purpose(),
        settings,
        sealed: waiting.credentials_sealed.clone(),
        credential_id: &credential_id,
    };
    let detail = json!({"service": vendor.as_str(), "fields": ["refresh_token", CALENDAR_ID]});
    let database = audited(&app.ports, context, &editor.into(), Action::CREDENTIALS_STORED, detail)?;
    let stored = store::integrations::put(&database, editor.org_id, new, app.ports.clock.now()).await?;
    stored.ok_or_else(|| Error::Internal("an upsert returned nothing".into()))
}

/// Gives the connected account another calendar.
async fn change(
    app: &App,
    context: &RequestContext,
    editor: &Editor,
    account: &Integration,
    settings: &str,
) -> Result<Integration, Error> {
    let detail = json!({"service": account.service_type.as_str(), "fields": [CALENDAR_ID]});
    let database = audited(&app.ports, context, &editor.into(), Action::CREDENTIALS_STORED, detail)?;
    let now = app.ports.clock.now();
    store::integrations::change_settings(&database, account, settings, now).await?.ok_or(Error::Stale)
}

/// The address of the account that settings are of, if its vendor has said it.
pub(super) fn account_in(settings: &str) -> Option<String> {
    text(&serde_json::from_str(settings).unwrap_or_default(), ACCOUNT)
}

fn settings_of(row: &Integration) -> Map<String, Value> {
    serde_json::from_str(&row.settings).unwrap_or_default()
}

fn text(settings: &Map<String, Value>, name: &str) -> Option<String> {
    settings.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn with_calendar(row: &Integration, calendar_id: &str) -> String {
    let mut settings = settings_of(row);
    settings.insert(CALENDAR_ID.into(), calendar_id.into());
    Value::Object(settings).to_string()
}
