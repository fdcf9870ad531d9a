//! What a document may say, and who takes over when.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::*;
use crate::domain::{
    catalogue::Catalogue,
    integration::Integrations,
    org::OrgStatus,
    phone::PhoneNumber,
    route::Route,
    schedule::{Schedule, WeeklyHours},
    texts::TextSettings,
};

const STAFF: &str = "+15550142";
const NIGHT: &str = "+15550143";

fn phone(number: &str) -> PhoneNumber {
    PhoneNumber::parse(number).unwrap()
}

pub(crate) fn at(instant: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(instant).unwrap().to_utc()
}

/// A clinic in New York: Monday to Thursday from nine to five, on Fridays from ten in the evening to two.
pub(crate) fn clinic() -> Route {
    let day = json!([{"open": "09:00", "close": "17:00"}]);
    let night = json!([{"open": "22:00", "close": "02:00"}]);
    let weekly = json!({"monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": night});
    let schedule: Schedule = serde_json::from_value(json!({"weekly": weekly, "overrides": [
        {"date": "2026-12-24", "hours": [{"open": "09:00", "close": "12:00"}], "label": "Christmas Eve"},
        {"date": "2026-12-25", "label": "Christmas Day"}]}))
    .unwrap();
    let transfer = Transfer {
        number: phone(STAFF).into(),
        extension: Some("12#".into()),
        message: Some("One moment.".into()),
        after_hours_number: None,
        mode: TransferMode::Blind,
        summary: false,
    };
    Route {
        org_id: "d5bc3d69-996a-445b-a234-494040dff620".parse().unwrap(),
        status: OrgStatus::Active,
        clinic_name: "Oak Dental".into(),
        number: Some(phone("+15550100")),
        own_numbers: Some(Vec::new()),
        sip_uri: None,
        vapi_phone_number_id: None,
        zone: "America/New_York".parse().unwrap(),
        jurisdiction: None,
        country: None,
        schedule: Some(schedule),
        catalogue: Catalogue::default(),
        text_settings: TextSettings::default(),
        assistant: Assistant { transfer: Some(transfer), ..Assistant::default() },
        budget: crate::domain::budget::Budget::default(),
        calls_over_until: None,
        knowledge: None,
        integrations: Integrations::new(),
        version: 1,
    }
}

fn with_night(mut route: Route) -> Route {
    route.assistant.transfer.as_mut().unwrap().after_hours_number = Some(phone(NIGHT).into());
    route
}

/// The number, or when the clinic opens next.
fn who(route: &Route, now: &str) -> String {
    match route.takeover(at(now)) {
        Takeover::By { number, .. } => number.dialled(),
        Takeover::Closed { opens } => opens.map_or("never".into(), |opens| opens.format("%a %d %H:%M").to_string()),
        Takeover::NotSetUp => "nobody".into(),
        Takeover::ComesBack => "comes back".into(),
    }
}

#[test]
fn the_staff_takes_over_in_opening_hours_and_nobody_outside_them() {
    for (now, expected) in [
        ("2026-12-01T13:59:59Z", "Tue 01 09:00"),
        ("2026-12-01T14:00:00Z", STAFF),
        ("2026-12-01T21:59:59Z", STAFF),
        ("2026-12-01T22:00:00Z", "Wed 02 09:00"),
        // Friday night runs into Saturday, and then there is nobody until Monday.
        ("2026-12-05T02:59:59Z", "Fri 04 22:00"),
        ("2026-12-05T03:00:00Z", STAFF),
        ("2026-12-05T06:59:59Z", STAFF),
        ("2026-12-05T07:00:00Z", "Mon 07 09:00"),
        // The shorter day before Christmas, and Christmas, which is a Friday and closed.
        ("2026-12-24T16:59:59Z", STAFF),
        ("2026-12-24T17:00:00Z", "Mon 28 09:00"),
        ("2026-12-26T03:30:00Z", "Mon 28 09:00"),
    ] {
        assert_eq!(who(&clinic(), now), expected, "{now}");
        let expected = if expected == STAFF { STAFF } else { NIGHT };
        assert_eq!(who(&with_night(clinic()), now), expected, "{now}");
    }
}

#[test]
fn extension_and_message_go_where_they_belong() {
    let route = with_night(clinic());
    let by = |now| match route.takeover(at(now)) {
        Takeover::By { extension, transfer, .. } => (extension, transfer.message.as_deref()),
        other => panic!("{other:?}"),
    };
    assert_eq!(by("2026-12-01T15:00:00Z"), (Some("12#"), Some("One moment.")));
    assert_eq!(by("2026-12-01T23:00:00Z"), (None, Some("One moment.")), "the extension is the staff's");
}

#[test]
fn a_clinic_without_hours_is_called_at_any_time_and_one_without_staff_never() {
    let mut route = clinic();
    route.schedule = None;
    assert_eq!(who(&route, "2026-12-05T09:00:00Z"), STAFF);
    route.assistant.transfer = None;
    assert_eq!(who(&route, "2026-12-05T09:00:00Z"), "nobody");
    let mut route = clinic();
    route.schedule = Some(Schedule { weekly: WeeklyHours::default(), overrides: Vec::new(), ..Schedule::default() });
    assert_eq!(who(&route, "2026-12-05T09:00:00Z"), "never");
}

#[test]
fn a_call_is_never_handed_to_the_number_that_was_called() {
    let mut route = with_night(clinic());
    route.assistant.forwarding_number = Some(phone(NIGHT).into());
    assert_eq!(route.forwarded_to(), Some(&phone(NIGHT).into()));
    route.number = Some(phone(NIGHT));
    assert_eq!(route.forwarded_to(), None);
    assert_eq!(who(&route, "2026-12-01T15:00:00Z"), STAFF);
    assert_eq!(who(&route, "2026-12-01T23:00:00Z"), "comes back");
    // Another number of the org leads here as well.
    (route.number, route.own_numbers) = (Some(phone("+15550100")), Some(vec![phone(NIGHT), phone(STAFF)]));
    assert_eq!((route.forwarded_to(), who(&route, "2026-12-01T15:00:00Z")), (None, "comes back".into()));
}
