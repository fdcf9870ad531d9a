//! Choosing a calendar of an account from the list that its vendor gives: of the one that is connected, or of one that somebody has
//! consented to and that waits for it.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

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
        query::Query,
        trail::audited,
    },
    integrations::{CalendarList, CalendarListing, Connector, UNREADABLE},
    store::{
        self,
        audit::Action,
        integrations::{Integration, Save},
        pending_connections::{self, PendingConnection},
    },
};

/// The word for an account's main calendar, whose real id is stored.
const PRIMARY: &str = "primary";

/// Which account's calendars.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichAccount {
    /// The id of an account that waits for a calendar to be chosen, as the integration's `waiting` says it. Without it, the one that is
    /// connected.
    waiting: Option<String>,
}

/// Calendars to choose from.
#[derive(Serialize, ToSchema)]
pub struct CalendarChoice {
    /// The address of the account whose they are, if the vendor has said it.
    account: Option<String>,
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
    /// The id of the account that waits for it, which is connected by that. Without it the connected account gets another calendar.
    waiting: Option<String>,
    /// Which guests are mailed: `none`, `external_only` or `all`. Without it that stays as it is.
    guest_updates: Option<String>,
}

/// An account of which a calendar can be chosen.
enum Choosable {
    Connected(Integration),
    Waiting(PendingConnection),
}

impl Choosable {
    async fn of(
        app: &App,
        context: &RequestContext,
        (org_id, vendor): (OrgId, &Vendor),
        waiting: Option<&str>,
    ) -> Result<Self, Error> {
        let database = app.ports.database.as_ref();
        let Some(id) = waiting else {
            return store::integrations::get(database, org_id, vendor).await?.map(Self::Connected).ok_or(NOT_STORED);
        };
        let select = pending_connections::select(org_id, vendor, context.now);
        let found = pending_connections::found(store::run_one(database, select).await?)?;
        found.filter(|waiting| waiting.id == id).map(Self::Waiting).ok_or(NO_LONGER_WAITING)
    }

    fn integration(&self) -> Integration {
        match self {
            Self::Connected(row) => row.clone(),
            Self::Waiting(waiting) => waiting.clone().into(),
        }
    }
}

const NO_LONGER_WAITING: Error = Error::Conflict {
    code: "no_longer_waiting",
    field: "waiting",
    detail: "This account does not wait any longer: a calendar was chosen, somebody has connected again or put it away, or an hour has passed. Look at what is connected now.",
};

async fn listed(
    app: &App,
    context: &RequestContext,
    connector: &dyn Connector,
    row: &Integration,
) -> Result<CalendarList, Error> {
    let account = app.accounts.stored(row).ok_or(UNREADABLE)?;
    connector.calendars(context, &account).await
}

/// Lists the calendars that the connected account may write, or one that waits for a calendar to be chosen.
#[utoipa::path(get, path = "/api/integrations/{service}/calendars", tag = "integrations",
    params(("service" = String, Path), WhichAccount), security(("token" = ["admin"])),
    responses((status = 200, body = CalendarChoice, description = "The calendars"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Named(connector): Named,
    Query(which): Query<WhichAccount>,
) -> Result<Response, Error> {
    let of = (editor.org_id, &connector.vendor());
    let row = Choosable::of(&app, &context, of, which.waiting.as_deref()).await?.integration();
    let CalendarList { items, is_cut_off } = listed(&app, &context, connector.as_ref(), &row).await?;
    let account = connector.account(&row.settings);
    Ok(answer(StatusCode::OK, &CalendarChoice { account, items, has_more: is_cut_off }))
}

/// Makes a calendar the clinic's own. An account that waits for it is connected by that, in place of the one before.
#[utoipa::path(put, path = "/api/integrations/{service}/calendar", tag = "integrations",
    params(("service" = String, Path)),
    request_body(content = ChosenCalendar, example = json!({"calendar_id": "primary"})), security(("token" = ["admin"])),
    responses((status = 200, body = IntegrationView, description = "The integration"), (status = "4XX", body = Problem)))]
pub(crate) async fn choose(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Named(connector): Named,
    JsonBody(chosen): JsonBody<ChosenCalendar>,
) -> Result<Response, Error> {
    let of = (editor.org_id, &connector.vendor());
    let choosable = Choosable::of(&app, &context, of, chosen.waiting.as_deref()).await?;
    let row = choosable.integration();
    let calendar_id = id_of(&chosen, listed(&app, &context, connector.as_ref(), &row).await?)?;
    let settings = connector.with_calendar(&row.settings, &calendar_id, chosen.guest_updates.as_deref())?;
    let stored = store(&app, &context, &editor, connector.as_ref(), &choosable, &settings).await?;
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
        Error::invalid("calendar_id", detail)
    })
}

/// Stores the choice, if what it was made of is still there.
async fn store(
    app: &App,
    context: &RequestContext,
    editor: &Editor,
    connector: &dyn Connector,
    choosable: &Choosable,
    settings: &str,
) -> Result<Integration, Error> {
    let (now, vendor) = (app.ports.clock.now(), connector.vendor());
    let recording = |fields: &[&str]| {
        let detail = json!({"service": vendor.as_str(), "fields": fields});
        audited(&app.ports, context, &editor.into(), Action::CREDENTIALS_STORED, detail)
    };
    let credential_id = app.ports.new_id()?.to_string();
    let sealed = app.accounts.reseal(&choosable.integration(), &credential_id, settings)?;
    let new = Save { settings, sealed, credential_id: &credential_id };
    match choosable {
        Choosable::Connected(row) => {
            let database = recording(&["calendar_id"])?;
            store::integrations::change_settings(&database, row, new, now).await?.ok_or(Error::Stale)
        }
        Choosable::Waiting(waiting) => {
            let database = recording(&["account", "calendar_id"])?;
            let connected = pending_connections::connect(&database, waiting, connector.purpose(), new, now).await?;
            connected.ok_or(NO_LONGER_WAITING)
        }
    }
}

/// Puts away an account that waits for a calendar to be chosen. What is connected stays.
#[utoipa::path(delete, path = "/api/integrations/{service}/waiting", tag = "integrations",
    params(("service" = String, Path)), security(("token" = ["admin"])),
    responses((status = 204, description = "It waits no longer"), (status = "4XX", body = Problem)))]
pub(crate) async fn put_away(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Named(connector): Named,
) -> Result<Response, Error> {
    let vendor = connector.vendor();
    let detail = json!({"service": vendor.as_str()});
    let database = audited(&app.ports, &context, &(&editor).into(), Action::ACCOUNT_PUT_AWAY, detail)?;
    if pending_connections::put_away(&database, editor.org_id, &vendor, context.now).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(Error::NotFound("No account waits for a calendar to be chosen."))
    }
}
