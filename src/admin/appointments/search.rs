//! Finding appointments by a patient's name or number.
//!
//! What is looked for is sent in a body. Addresses are kept where bodies are not: in logs of every proxy on the way, and in the histories of
//! browsers. A patient's number or name has no place there.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::AppointmentView;
use crate::{
    admin::{line, orgs, period::Period},
    app::App,
    domain::{country::Country, digits::ascii_digit, patient_name::folded_name, phone::PhoneNumber},
    http::{
        Error,
        auth::Reader,
        body::{JsonBody, json as answer},
        error::Problem,
        page::{Page, Window},
    },
    store::clinic::{
        ClinicContext,
        appointments::{
            listing::{self, AppointmentPosition},
            search::{self, Sought},
        },
    },
};

/// The least digits that say whose number it is.
const LEAST_DIGITS: usize = 4;

/// What to look for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointmentSearch {
    /// Words of a patient's name, each of them whole or begun, in any order and spelling; or a phone number, or the last digits of one, at
    /// least four. 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    q: String,
    /// Those that start on this date of the clinic's calendar or later, or at this RFC 3339 time or later.
    from: Option<String>,
    /// Those that start on this date of the clinic's calendar or earlier, or before this RFC 3339 time.
    to: Option<String>,
    /// How many items a page has; 50 if absent.
    #[schema(minimum = 1, maximum = 100)]
    limit: Option<u8>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Finds appointments by a patient's name or number.
#[utoipa::path(post, path = "/api/appointments/search", tag = "appointments", security(("token" = ["viewer"])),
    request_body(content = AppointmentSearch, example = json!({"q": "ann lee"})),
    responses((status = 200, body = Page<AppointmentView>, description = "Latest start first, cancelled ones too"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn search(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    reader: Reader,
    JsonBody(search): JsonBody<AppointmentSearch>,
) -> Result<Response, Error> {
    let limit = search.limit.map(|limit| limit.to_string());
    let window = Window::<AppointmentPosition>::by(limit.as_deref(), search.cursor.as_deref())?;
    let org = orgs::existing(&app, reader.org_id).await?;
    let Period { from, until } = Period::read(search.from.as_deref(), search.to.as_deref(), org.zone)?;
    let sought = sought(&search.q, org.country)?;
    let rows = context.clinic.read(|transaction| {
        search::find(transaction, &sought, (from, until), window.after.as_ref(), window.rows(), context.now)
    })?;
    Ok(answer(StatusCode::OK, &window.page(rows, listing::place, |row| AppointmentView::new(row, context.now))))
}

/// What a text looks for. Letters make it a name.
fn sought(text: &str, country: Option<Country>) -> Result<Sought, Error> {
    let text = line("q", text, 100)?;
    if text.chars().any(char::is_alphabetic) {
        let words: Vec<String> = folded_name(&text).split(' ').map(str::to_owned).collect();
        return Ok(Sought::Name(words));
    }
    if let Ok(number) = PhoneNumber::parse_entered(&text, country) {
        return Ok(Sought::Number(number));
    }
    let digits: String = text.chars().filter_map(ascii_digit).collect();
    if digits.len() >= LEAST_DIGITS {
        return Ok(Sought::LastDigits(digits));
    }
    Err(Error::invalid("q", format!("Give a word of the name, or at least {LEAST_DIGITS} digits of the number.")))
}
