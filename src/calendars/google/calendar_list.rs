//! The calendars that an account can write: `calendarList.list` of Calendar v3.

use http::Method;
use serde::Deserialize;

use super::{GoogleError, api::Api, errors};
use crate::integrations::{CalendarList, CalendarListing};

/// Calendars of one page, as many as Google gives at most.
const PAGE: usize = 250;
/// Whoever has more does not find them by reading a list.
const MOST_PAGES: usize = 4;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    items: Vec<Entry>,
    next_page_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    id: String,
    #[serde(default)]
    summary: String,
    /// What the account's owner calls it.
    summary_override: Option<String>,
    time_zone: Option<String>,
    #[serde(default)]
    primary: bool,
}

impl From<Entry> for CalendarListing {
    fn from(Entry { id, summary, summary_override, time_zone, primary }: Entry) -> Self {
        Self { id, name: summary_override.unwrap_or(summary), zone: time_zone, primary }
    }
}

/// Those that may be written, the account's own first.
pub(super) async fn writable(api: Api<'_>) -> Result<CalendarList, GoogleError> {
    let (mut items, mut next) = (Vec::new(), None);
    for _ in 0..MOST_PAGES {
        let page = page(api, next.as_deref()).await?;
        items.extend(page.items.into_iter().map(CalendarListing::from));
        next = page.next_page_token.filter(|token| !token.is_empty());
        if next.is_none() {
            break;
        }
    }
    items.sort_by_key(|calendar| (!calendar.primary, calendar.name.to_lowercase()));
    Ok(CalendarList { items, is_cut_off: next.is_some() })
}

async fn page(api: Api<'_>, token: Option<&str>) -> Result<Page, GoogleError> {
    let mut parameters = vec![("minAccessRole", "writer".to_owned()), ("maxResults", PAGE.to_string())];
    parameters.extend(token.map(|token| ("pageToken", token.to_owned())));
    let query = serde_urlencoded::to_string(parameters).map_err(|_| GoogleError::Unexpected)?;
    let response = api.send(Method::GET, &format!("users/me/calendarList?{query}"), None, None).await?;
    if response.status != 200 {
        return Err(errors::of_api(response.status, &response.body));
    }
    serde_json::from_slice(&response.body).map_err(|_| GoogleError::Unexpected)
}
