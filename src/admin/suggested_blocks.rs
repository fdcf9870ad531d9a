//! Callers whom a clinic may want to block. Nobody is blocked by this.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use chrono::TimeDelta;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::{local, orgs, utc};
use crate::{
    app::App,
    domain::schedule::Zone,
    http::{Error, auth::Reader, body, error::Problem},
    store::{
        self,
        clinic::{
            ClinicContext,
            calls::{self, NuisanceCaller},
        },
    },
};

/// How far back calls are looked at.
const PERIOD: TimeDelta = TimeDelta::days(7);

/// More are not suggested at once.
const MOST: usize = 100;

/// A number that may be worth blocking.
#[derive(Serialize, ToSchema)]
pub struct SuggestedBlock {
    /// What to put into `callers.block`.
    #[schema(example = "+15550188")]
    number: String,
    /// Its calls of less than 15 seconds in the last seven days.
    calls: u32,
    /// When the last of them began: RFC 3339, UTC.
    last_call_at: String,
    /// The same in the org's zone.
    last_call_at_local: String,
}

impl SuggestedBlock {
    fn new(caller: &NuisanceCaller, zone: Zone) -> Self {
        Self {
            number: caller.caller_number.as_str().to_owned(),
            calls: caller.calls,
            last_call_at: utc(caller.last_began),
            last_call_at_local: local(zone, caller.last_began),
        }
    }
}

/// Numbers that may be worth blocking.
#[derive(Serialize, ToSchema)]
pub struct SuggestedBlocks {
    /// Most calls first, at most 100.
    items: Vec<SuggestedBlock>,
}

/// Suggests numbers to block.
///
/// Those that called three times or more in the last seven days, each time for less than 15 seconds, and never used a tool. Numbers that
/// are blocked, that have an appointment to come, that calls are handed to, that belong to the staff, or that are the clinic's own are
/// left out. It needs calls to be kept (`call_log`).
#[utoipa::path(get, path = "/api/calls/suggested-blocks", tag = "calls", security(("token" = [])),
    responses((status = 200, body = SuggestedBlocks, description = "Most calls first"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, reader.org_id).await?;
    let database = app.ports.database.as_ref();
    let assistant = store::assistants::get(database, org.id).await?;
    let texts = store::text_settings::get(database, org.id).await?;
    let statement = calls::nuisance_callers(context.now - PERIOD, context.now);
    let callers =
        context.clinic.read(|transaction| calls::found_nuisance_callers(transaction.run(statement.clone())?))?;
    // A clinic's own number is seen as the caller's where one of its lines is forwarded to another.
    let own = store::mappings::mapped_among(org.id, callers.iter().map(|caller| &caller.caller_number));
    let own = store::mappings::found_numbers(store::run_one(database, own).await?)?;
    let is_open = |caller: &&NuisanceCaller| {
        let number = &caller.caller_number;
        let is_theirs = own.contains(number)
            || assistant.numbers().any(|(_, handed_to)| handed_to.number() == number)
            || texts.staff.iter().any(|member| member.number == *number);
        !is_theirs && !assistant.callers.blocks(Some(number))
    };
    let items = callers.iter().filter(is_open).take(MOST).map(|caller| SuggestedBlock::new(caller, org.zone)).collect();
    Ok(body::json(StatusCode::OK, &SuggestedBlocks { items }))
}
