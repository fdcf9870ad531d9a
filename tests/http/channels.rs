//! Channels by which Google says that a calendar changed.

use std::time::Duration;

use axum::body::Body;
use frontdesk::ports::TransportError;
use http::Request;
use serde_json::json;

use crate::{
    booking::{ANN, BOOK, NINE_THIRTY, count, says},
    mirror::rings,
    support::{CALENDAR, Channel, Desk, ORG, OTHER, Reply},
};

const PUBLIC_URL: &str = "https://frontdesk.example.com";
const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

async fn clinic() -> Desk {
    Desk::with_clinic_and(&[("CALENDAR_MIRROR", "on"), ("PUBLIC_URL", PUBLIC_URL)]).await
}

/// A clinic that was called, whose channel is open.
async fn watched() -> (Desk, Channel) {
    let desk = clinic().await;
    rings(&desk).await;
    ring_due(&desk).await;
    let channel = desk.vendors.channels.open()[0].clone();
    desk.vendors.take();
    (desk, channel)
}

/// One through which something has come.
pub async fn heard() -> (Desk, Channel) {
    let (desk, channel) = watched().await;
    assert_eq!(notify(&desk, &channel, "sync").await, 204);
    (desk, channel)
}

async fn ring_due(desk: &Desk) {
    desk.clinics.ring_due().await;
    desk.tasks.run().await;
}

pub async fn pass(desk: &Desk, seconds: u64) {
    desk.clock.advance(Duration::from_secs(seconds));
    ring_due(desk).await;
}

fn notification(channel: &Channel, state: &str) -> Request<Body> {
    let path = channel.address.strip_prefix(PUBLIC_URL).unwrap();
    let headers = [
        ("x-goog-channel-id", channel.id.as_str()),
        ("x-goog-channel-token", &channel.token),
        ("x-goog-resource-id", &channel.resource_id),
        ("x-goog-resource-state", state),
        ("x-goog-message-number", "1"),
    ];
    let request = Request::builder().method("POST").uri(path);
    headers.into_iter().fold(request, |request, (name, value)| request.header(name, value)).body(Body::empty()).unwrap()
}

/// Google sends something through a channel; the status that it gets.
pub async fn notify(desk: &Desk, channel: &Channel, state: &str) -> u16 {
    desk.raw(notification(channel, state)).await.status.as_u16()
}

async fn is_thursday_free(desk: &Desk) -> bool {
    desk.check(&json!({"date": "2026-12-03"})).await.contains("more than nine openings")
}

fn thursday_is_taken(desk: &Desk) {
    desk.vendors.set_busy("2026-12-03T00:00:00-05:00", "2026-12-04T00:00:00-05:00");
}

#[tokio::test]
async fn a_clinic_that_is_called_has_a_channel_for_each_calendar_and_no_other_has() {
    let desk = clinic().await;
    ring_due(&desk).await;
    assert!(desk.vendors.channels.open().is_empty());
    rings(&desk).await;
    ring_due(&desk).await;
    ring_due(&desk).await;
    let open = desk.vendors.channels.open().clone();
    assert_eq!(open.iter().map(|channel| channel.calendar.as_str()).collect::<Vec<_>>(), [CALENDAR]);
    assert_eq!(open[0].address, format!("{PUBLIC_URL}/api/google/notifications?org={ORG}"));
}

#[tokio::test]
async fn where_google_reaches_nobody_calendars_are_looked_at_by_the_clock() {
    for public_url in [None, Some("http://localhost:8787")] {
        let vars = public_url.map(|url| ("PUBLIC_URL", url));
        let vars: Vec<_> = [("CALENDAR_MIRROR", "on")].into_iter().chain(vars).collect();
        let desk = Desk::with_clinic_and(&vars).await;
        rings(&desk).await;
        ring_due(&desk).await;
        assert!(desk.vendors.channels.open().is_empty());
        assert!(desk.log.text().contains("calendar.not_watched"));
        assert!(is_thursday_free(&desk).await);
    }
}

#[tokio::test]
async fn what_comes_through_a_channel_is_believed_with_its_own_token_alone() {
    let (desk, channel) = watched().await;
    let another = Channel { id: "11111111-1111-4111-8111-111111111111".into(), ..channel.clone() };
    let forged = Channel { token: format!("{}x", channel.token), ..channel.clone() };
    let of_other = Channel { address: channel.address.replace(ORG, OTHER), ..channel.clone() };
    let nowhere = Channel { address: channel.address.replace(&format!("?org={ORG}"), ""), ..channel.clone() };
    let watching_more = Channel { resource_id: "another resource".into(), ..channel.clone() };
    for wrong in [&another, &forged, &of_other, &nowhere, &watching_more] {
        desk.raw(notification(wrong, "exists")).await.problem(403, "forbidden", None);
    }
    for missing in ["x-goog-channel-id", "x-goog-channel-token", "x-goog-resource-id", "x-goog-resource-state"] {
        let mut request = notification(&channel, "exists");
        request.headers_mut().remove(missing);
        desk.raw(request).await.problem(403, "forbidden", None);
    }
    assert_eq!(count(&desk, "calendar_channels WHERE heard_at IS NOT NULL"), 0);
    assert_eq!(notify(&desk, &channel, "exists").await, 204);
    assert_eq!(count(&desk, "calendar_channels WHERE heard_at IS NOT NULL"), 1);
    assert!(!desk.log.text().contains(&channel.token));
}

/// Whoever sends junk has no work done for it.
#[tokio::test]
async fn what_is_not_proven_asks_no_database() {
    let (desk, channel) = watched().await;
    desk.sqlite.down.store(true, std::sync::atomic::Ordering::SeqCst);
    let forged = Channel { token: "v1.k1.AAAA".into(), ..channel };
    assert_eq!(notify(&desk, &forged, "exists").await, 403);
}

#[tokio::test]
async fn a_change_that_google_tells_of_is_known_at_once() {
    let (desk, channel) = heard().await;
    assert!(is_thursday_free(&desk).await);
    thursday_is_taken(&desk);
    pass(&desk, 10).await;
    assert!(is_thursday_free(&desk).await, "nobody has said so yet");
    assert_eq!(notify(&desk, &channel, "exists").await, 204);
    desk.vendors.take();
    assert!(!is_thursday_free(&desk).await);
    assert_eq!(desk.vendors.take(), ["freeBusy", "freeBusy"], "the question, and the copy behind it");
    assert!(!is_thursday_free(&desk).await);
    assert!(desk.vendors.take().is_empty());
}

/// While somebody is on the phone, the copy is read without being asked; what changes again at once is read once.
#[tokio::test]
async fn a_copy_in_use_is_read_anew_in_a_moment() {
    let (desk, channel) = heard().await;
    pass(&desk, 10).await;
    for _ in 0..5 {
        assert_eq!(notify(&desk, &channel, "exists").await, 204);
    }
    assert!(desk.vendors.take().is_empty());
    pass(&desk, 5).await;
    assert_eq!(desk.vendors.take(), ["freeBusy"]);
    pass(&desk, 11 * MINUTE).await;
    desk.vendors.take();
    assert_eq!(notify(&desk, &channel, "exists").await, 204);
    pass(&desk, 5).await;
    assert!(!desk.vendors.take().contains(&"freeBusy".to_owned()), "nobody has called for a while");
}

/// What changes right after the copy was read is due a fraction of a second before it may be read again.
#[tokio::test]
async fn a_reading_that_comes_too_soon_is_put_off_and_not_forgotten() {
    let desk = clinic().await;
    desk.clock.advance(Duration::from_millis(700));
    rings(&desk).await;
    ring_due(&desk).await;
    let channel = desk.vendors.channels.open()[0].clone();
    desk.vendors.take();
    assert_eq!(notify(&desk, &channel, "exists").await, 204);
    desk.clock.advance(Duration::from_millis(4300));
    ring_due(&desk).await;
    assert!(desk.vendors.take().is_empty());
    pass(&desk, 1).await;
    assert_eq!(desk.vendors.take(), ["freeBusy"]);
}

/// Until something has come through a channel, nobody knows that anything will.
#[tokio::test]
async fn with_a_channel_that_works_the_copy_answers_for_ten_minutes() {
    for (is_heard, minutes, is_offered) in
        [(false, 3, true), (false, 4, false), (true, 4, true), (true, 10, true), (true, 11, false)]
    {
        let (desk, channel) = watched().await;
        if is_heard {
            notify(&desk, &channel, "sync").await;
        }
        thursday_is_taken(&desk);
        desk.clock.advance(Duration::from_secs(minutes * MINUTE));
        assert_eq!(is_thursday_free(&desk).await, is_offered, "{is_heard} {minutes}");
    }
}

/// A person moves the event of an appointment: the appointment follows in seconds and not in minutes.
#[tokio::test]
async fn appointments_follow_in_seconds() {
    let (desk, channel) = heard().await;
    let order = json!({"start": NINE_THIRTY, "name": "Ann Lee"});
    says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order).await, "is booked");
    pass(&desk, 10 * MINUTE).await;
    desk.vendors.take();
    notify(&desk, &channel, "exists").await;
    pass(&desk, 4).await;
    assert!(!desk.vendors.take().contains(&"events.list".to_owned()));
    pass(&desk, 1).await;
    assert!(desk.vendors.take().contains(&"events.list".to_owned()));
}

#[tokio::test]
async fn a_channel_is_followed_by_another_one_before_it_ends() {
    let (desk, first) = heard().await;
    pass(&desk, 5 * DAY).await;
    rings(&desk).await;
    assert_eq!(desk.vendors.channels.open().len(), 1);
    pass(&desk, DAY).await;
    let open = desk.vendors.channels.open().clone();
    assert_eq!(open.len(), 2, "both are open");
    assert_eq!(open[0].id, first.id);
    pass(&desk, 2 * 60 * MINUTE).await;
    assert_eq!(desk.vendors.channels.open().len(), 2, "nothing has come through the new one");
    assert_eq!(notify(&desk, &open[1], "sync").await, 204);
    assert_eq!(notify(&desk, &first, "exists").await, 204, "the old one still says so");
    pass(&desk, 60 * MINUTE).await;
    assert_eq!(desk.vendors.channels.open().len(), 1);
    assert_eq!(desk.vendors.channels.open()[0].id, open[1].id);
    assert_eq!(notify(&desk, &first, "exists").await, 403);
}

#[tokio::test]
async fn a_clinic_that_nobody_calls_has_its_channels_closed() {
    let (desk, channel) = heard().await;
    pass(&desk, 6 * DAY).await;
    assert!(desk.vendors.channels.open().is_empty());
    assert_eq!(count(&desk, "calendar_channels"), 0);
    assert_eq!(notify(&desk, &channel, "exists").await, 403);
}

/// Google opened the channel and its answer was lost: what comes through it says what it watches, so that it can be closed.
#[tokio::test]
async fn a_channel_whose_answer_was_lost_is_no_other_one() {
    let desk = clinic().await;
    // The request is repeated once.
    desk.vendors.channels.answers([Reply::Fails(TransportError::Timeout)]);
    rings(&desk).await;
    ring_due(&desk).await;
    let open = desk.vendors.channels.open().clone();
    assert_eq!(notify(&desk, &open[0], "sync").await, 204);
    pass(&desk, 20 * MINUTE).await;
    let left = desk.vendors.channels.open().clone();
    assert_eq!(left.iter().map(|channel| &channel.id).collect::<Vec<_>>(), [&open[0].id]);
    assert_eq!(count(&desk, "calendar_channels WHERE resource_id IS NOT NULL"), 1);
}

/// Whatever callers do meanwhile, and however many calendars there are: one request, and the next one later and later.
#[tokio::test]
async fn a_provider_that_does_not_answer_is_asked_less_and_less() {
    let desk = clinic().await;
    for n in 0..12 {
        let one = json!({"name": format!("Dr. {n}"), "calendar_id": format!("dr-{n}@example.com")});
        desk.admin("POST", "/api/practitioners", &one).await.expect(201);
    }
    let busy = |times: usize| std::iter::repeat_n(Reply::Json(503, json!({})), times);
    desk.vendors.channels.answers(busy(1_000));
    let mut asked = Vec::new();
    for _ in 0..240 {
        rings(&desk).await;
        pass(&desk, MINUTE).await;
        asked.push(desk.vendors.take().iter().filter(|request| *request == "channels.open").count());
    }
    // Each is repeated once.
    let total: usize = asked.iter().sum();
    assert!(asked.iter().all(|requests| *requests <= 2) && (10..=34).contains(&total), "{asked:?}");
    assert!(count(&desk, "calendar_channels") <= 17);
}

#[tokio::test]
async fn what_google_refuses_is_asked_again_a_day_later() {
    let desk = clinic().await;
    let refusal = |status, reason: &str| {
        Reply::Json(status, json!({"error": {"code": status, "errors": [{"domain": "global", "reason": reason}]}}))
    };
    desk.vendors.channels.answers([refusal(401, "push.webhookUrlUnauthorized")]);
    rings(&desk).await;
    ring_due(&desk).await;
    assert!(desk.log.text().contains("Verify its domain"), "{}", desk.log.text());
    assert_eq!(desk.get("/api/integrations/google").await.expect(200).json()["status"], "connected");
    assert!(is_thursday_free(&desk).await);
    pass(&desk, 60 * MINUTE).await;
    rings(&desk).await;
    ring_due(&desk).await;
    assert!(desk.vendors.channels.open().is_empty());
    pass(&desk, DAY).await;
    assert_eq!(desk.vendors.channels.open().len(), 1);
}

#[tokio::test]
async fn without_an_account_nothing_is_left_of_its_channels() {
    let (desk, channel) = heard().await;
    desk.admin("DELETE", "/api/integrations/google", &json!({})).await.expect(204);
    pass(&desk, 6 * DAY).await;
    assert_eq!(count(&desk, "calendar_channels"), 0);
    assert_eq!(notify(&desk, &channel, "exists").await, 403);
}

/// The test of an account says whether there will be channels, and leaves none behind.
#[tokio::test]
async fn the_test_of_an_account_says_whether_google_tells_of_changes() {
    let tested = async |desk: &Desk| {
        let outcome = desk.admin("POST", "/api/integrations/google/test", &json!({})).await.expect(200).json();
        assert_eq!(outcome["ok"], true);
        outcome["calendars"][0]["changes"].as_str().map(str::to_owned)
    };
    let desk = clinic().await;
    assert_eq!(tested(&desk).await.as_deref(), Some("Changes are told of."));
    assert!(desk.vendors.channels.open().is_empty());
    let desk = Desk::with_clinic_and(&[("CALENDAR_MIRROR", "on")]).await;
    assert!(tested(&desk).await.unwrap().contains("Set PUBLIC_URL"));
    assert_eq!(tested(&Desk::with_clinic().await).await, None);
}

/// Of the account nothing else changes.
#[tokio::test]
async fn a_calendar_that_is_chosen_instead_has_a_channel_at_once() {
    let (desk, _) = heard().await;
    let page = json!({"items": [{"id": "chair@clinic.example", "summary": "Chair"}]});
    desk.vendors.calendar_lists.lock().unwrap().push_back(Reply::Json(200, page));
    let chosen = json!({"calendar_id": "chair@clinic.example"});
    desk.admin("PUT", "/api/integrations/google/calendar", &chosen).await.expect(200);
    ring_due(&desk).await;
    let open = desk.vendors.channels.open().clone();
    assert!(open.iter().any(|channel| channel.calendar == "chair@clinic.example"), "{open:?}");
    assert!(open.iter().all(|channel| channel.calendar != CALENDAR), "{open:?}");
}
