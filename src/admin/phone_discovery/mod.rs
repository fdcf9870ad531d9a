//! The numbers that the clinic has at its vendors, beside those that it has here: what there is to be mapped.

mod join;

use std::sync::Arc;

use axum::{extract::State, response::Response};
use chrono::TimeDelta;
use futures_util::future::join_all;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::phone_proof;
use crate::{
    app::App,
    context::RequestContext,
    domain::{
        id::OrgId,
        integration::{Purpose, Vendor},
    },
    http::{Error, auth::Editor, body::json as answer, error::Problem},
    integrations::{Connector, NumberListing, NumberRemark, Rest, VendorNumber},
    outbound::Deadline,
    store::{self, Batch},
};

/// Nobody waits at a phone for this, and a long list is several requests, one after another.
const BUDGET: TimeDelta = TimeDelta::seconds(20);

/// The numbers that were found.
#[derive(Serialize, ToSchema)]
pub struct Discovery {
    /// What came of asking each vendor.
    vendors: Vec<AskedVendor>,
    /// In order of their numbers.
    numbers: Vec<FoundNumber>,
}

/// What came of asking a vendor.
#[derive(Serialize, ToSchema)]
pub struct AskedVendor {
    /// `twilio` or `vapi`.
    #[schema(value_type = String)]
    pub(super) service: Vendor,
    pub(super) state: AskedState,
    /// Why its numbers are not all here, and what to do; `null` if they are.
    detail: Option<String>,
}

/// What came of asking a vendor.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AskedState {
    /// All of its numbers are here.
    Listed,
    /// It has more than are here, or reading on failed.
    Partly,
    NotConnected,
    Failed,
}

/// A number that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FoundNumber {
    /// In canonical form; `null` if it is reached by SIP only.
    #[schema(example = "+15550100")]
    number: Option<String>,
    /// The SIP address.
    sip_uri: Option<String>,
    /// What the account calls it.
    name: Option<String>,
    /// The vendors at which it is.
    #[schema(value_type = Vec<String>)]
    found_at: Vec<Vendor>,
    /// Vapi's id of it, if it is there.
    vapi_phone_number_id: Option<String>,
    state: FoundState,
    /// Whether `POST /api/inbound/phone-mappings` is worth it: that would map it, or complete its mapping.
    can_be_mapped: bool,
    /// What is odd about it. Of another org's number nothing is said.
    remarks: Vec<NumberRemark>,
}

/// Whose number it is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FoundState {
    /// Nobody's.
    New,
    /// This clinic's.
    Mapped,
    /// Taken.
    OtherOrg,
}

/// What a vendor has said.
pub(super) struct Asked {
    pub(super) vendor: AskedVendor,
    purpose: Purpose,
    pub(super) numbers: Vec<VendorNumber>,
}

/// Lists the numbers that the clinic has at Twilio and at Vapi, with what speaks against mapping each.
///
/// They are read from the stored accounts, one account a vendor, and no number is mapped or given up by it. What is to be the clinic's is then
/// sent to `POST /api/inbound/phone-mappings`, one request for each. What an account has is proven by it, from then on.
#[utoipa::path(post, path = "/api/inbound/phone-mappings/discover", tag = "phone mappings", security(("token" = ["admin"])),
    responses((status = 200, body = Discovery, description = "What was found, vendor by vendor and number by number"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn discover(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
) -> Result<Response, Error> {
    let asked = ask_all(&app, &context, editor.org_id).await?;
    phone_proof::record(&app, editor.org_id, &asked, None).await?;
    let asked = worth_naming(asked);
    let mut rows = join::joined(&asked);
    compare(&app, editor.org_id, &mut rows).await?;
    let vendors = asked.into_iter().map(|asked| asked.vendor).collect();
    Ok(answer(StatusCode::OK, &Discovery { vendors, numbers: rows.into_iter().map(join::Row::shown).collect() }))
}

/// Asks every vendor whose accounts have numbers.
///
/// # Errors
/// When the database did not answer.
pub(super) async fn ask_all(app: &App, context: &RequestContext, org_id: OrgId) -> Result<Vec<Asked>, Error> {
    let connectors = app.connectors.iter().filter(|connector| connector.has_numbers());
    let asked = join_all(connectors.map(|connector| ask(app, context, org_id, connector.as_ref()))).await;
    asked.into_iter().collect()
}

/// Without a vendor that is not connected, if the clinic has another one for the same purpose, or an earlier one is named already.
pub(super) fn worth_naming(asked: Vec<Asked>) -> Vec<Asked> {
    let is_missing = |asked: &Asked| asked.vendor.state == AskedState::NotConnected;
    let is_idle = |at: usize, one: &Asked| {
        let others = asked.iter().enumerate().filter(|(_, other)| other.purpose == one.purpose);
        is_missing(one) && others.into_iter().any(|(place, other)| !is_missing(other) || place < at)
    };
    let idle: Vec<bool> = asked.iter().enumerate().map(|(at, one)| is_idle(at, one)).collect();
    asked.into_iter().zip(idle).filter_map(|(asked, is_idle)| (!is_idle).then_some(asked)).collect()
}

/// Asks one vendor. That it is not connected, or does not answer, is no reason to hide what others have.
///
/// # Errors
/// When the database did not answer.
pub(super) async fn ask(
    app: &App,
    context: &RequestContext,
    org_id: OrgId,
    connector: &dyn Connector,
) -> Result<Asked, Error> {
    let context = &RequestContext { deadline: Deadline::at(app.ports.clock.now() + BUDGET), ..context.clone() };
    let (service, purpose) = (connector.vendor(), connector.purpose());
    let row = store::integrations::get(app.ports.database.as_ref(), org_id, &service).await?;
    let listing = match row.as_ref().map(|row| app.accounts.stored(row)) {
        None => None,
        Some(None) => Some(NumberListing::unreadable()),
        Some(Some(account)) => Some(connector.numbers(context, &account).await),
    };
    let (state, detail, numbers) = match listing {
        None => (AskedState::NotConnected, Some("No account is connected.".to_owned()), Vec::new()),
        Some(NumberListing::Failed(detail)) => (AskedState::Failed, Some(detail), Vec::new()),
        Some(NumberListing::Listed { numbers, rest: Rest::Nothing }) => (AskedState::Listed, None, numbers),
        Some(NumberListing::Listed { numbers, rest: Rest::More }) => {
            let detail = format!(
                "The account has more than the {} numbers that are shown. Add the others by hand.",
                numbers.len()
            );
            (AskedState::Partly, Some(detail), numbers)
        }
        Some(NumberListing::Listed { numbers, rest: Rest::Failed(why) }) => {
            let detail = format!("{why} Only the first {} numbers are shown. Look again.", numbers.len());
            (AskedState::Partly, Some(detail), numbers)
        }
    };
    Ok(Asked { vendor: AskedVendor { service, state, detail }, purpose, numbers })
}

/// Says of each number whose it is here.
async fn compare(app: &App, org_id: OrgId, rows: &mut [join::Row]) -> Result<(), Error> {
    let identifiers: Vec<&str> = rows.iter().flat_map(join::Row::identifiers).collect();
    let mut batch = Batch::default();
    let own = batch.add(store::mappings::own_among(org_id, &identifiers));
    let taken = batch.add(store::mappings::taken_among(org_id, &identifiers));
    let mut results = batch.run(app.ports.database.as_ref()).await?;
    let (own, taken) = (store::mappings::all(results.take(own))?, store::mappings::taken(results.take(taken))?);
    for row in rows {
        row.compare(&own, &taken);
    }
    Ok(())
}
