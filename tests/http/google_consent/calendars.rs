//! Choosing a calendar from the list that Google gives.

use serde_json::{Value, json};

use super::{
    Traveller,
    connect::{desk, ends},
};
use crate::support::{CALENDAR, Desk, ORG, OTHER, Reply, google};

const LIST: &str = "/api/integrations/google/calendars";
const CHOOSE: &str = "/api/integrations/google/calendar";

fn page(ids: &[&str], next: Option<&str>) -> Reply {
    let items: Vec<Value> = ids.iter().map(|id| json!({"id": id, "summary": format!("Calendar {id}")})).collect();
    Reply::Json(200, json!({"items": items, "nextPageToken": next}))
}

fn lists(desk: &Desk, pages: impl IntoIterator<Item = Reply>) {
    desk.vendors.calendar_lists.lock().unwrap().extend(pages);
}

#[tokio::test]
async fn the_list_is_read_to_its_end_and_the_main_calendar_comes_first() {
    let desk = desk().await;
    let mut ana = Traveller::connecting(&desk).await;
    ana.granted(&desk, &json!({}), &json!({})).await;
    let own = json!({"id": CALENDAR, "summary": "Ana", "summaryOverride": "Front desk", "primary": true, "timeZone": "Europe/Paris"});
    lists(&desk, [page(&["b", "a"], Some("2")), Reply::Json(200, json!({"items": [own]}))]);
    let choice = ana.get(&desk, LIST).await.expect(200).json();
    let names: Vec<&Value> = choice["items"].as_array().unwrap().iter().map(|item| &item["name"]).collect();
    assert_eq!(names, ["Front desk", "Calendar a", "Calendar b"]);
    assert_eq!(choice["has_more"], false);
    // Whoever has more than a thousand is told, and a page that leads nowhere ends nothing else.
    lists(&desk, [page(&["a"], Some("2")), page(&["b"], Some("3")), page(&["c"], Some("4")), page(&["d"], Some("5"))]);
    assert_eq!(ana.get(&desk, LIST).await.expect(200).json()["has_more"], true);
    lists(&desk, [page(&["a"], Some("")), page(&["never"], None)]);
    let choice = ana.get(&desk, LIST).await.expect(200).json();
    assert_eq!(choice["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn only_a_calendar_that_the_account_may_write_is_chosen() {
    let desk = desk().await;
    let mut ana = Traveller::connecting(&desk).await;
    ana.granted(&desk, &json!({}), &json!({})).await;
    for (body, field) in [
        (json!({"calendar_id": "bens@clinic.example"}), "calendar_id"),
        (json!({"calendar_id": ""}), "calendar_id"),
        (json!({}), "calendar_id"),
        (json!({"calendar_id": CALENDAR, "org_id": OTHER}), "org_id"),
    ] {
        let problem = ana.send(&desk, "PUT", CHOOSE, &body).await.expect(422).json();
        assert_eq!(problem["field"], field, "{body}");
    }
    // `primary` is a word for another calendar in every account: without one it means none.
    lists(&desk, [page(&["primary-ish"], None)]);
    ana.send(&desk, "PUT", CHOOSE, &json!({"calendar_id": "primary"})).await.expect(422);
    desk.get("/api/integrations/google").await.expect(404);
}

#[tokio::test]
async fn a_connected_account_gets_another_calendar_and_keeps_its_token() {
    let desk = desk().await;
    let mut ana = Traveller::connected(&desk).await;
    let sealed = |desk: &Desk| {
        desk.sqlite
            .value("SELECT credential_id || credentials_sealed FROM integration_settings WHERE service_type = 'google'")
    };
    let before = sealed(&desk);
    lists(&desk, [page(&[CALENDAR, "chair@clinic.example"], None)]);
    let stored =
        ana.send(&desk, "PUT", CHOOSE, &json!({"calendar_id": "chair@clinic.example"})).await.expect(200).json();
    assert_eq!(stored["settings"]["calendar_id"], "chair@clinic.example");
    assert_eq!(before, sealed(&desk));
    let line = desk.get("/api/audit?action=credentials.stored").await.json()["items"][0].clone();
    assert_eq!(line["detail"]["fields"], json!(["calendar_id"]));
}

#[tokio::test]
async fn what_google_says_instead_of_a_list_is_said() {
    let desk = desk().await;
    desk.get(LIST).await.expect(404);
    desk.admin("PUT", "/api/integrations/google", &google()).await.expect(200);
    let forbidden = |reason: &str| {
        Reply::Json(403, json!({"error": {"code": 403, "errors": [{"domain": "global", "reason": reason}]}}))
    };
    for (reply, status, code) in [
        (forbidden("insufficientPermissions"), 409, "needs_reconnect"),
        (forbidden("accessNotConfigured"), 409, "calendars_not_listed"),
        (Reply::Json(500, json!({})), 503, "unavailable"),
        (Reply::Raw(200, "<html>"), 503, "unavailable"),
    ] {
        // What may pass by itself is asked twice.
        lists(&desk, [reply.clone(), reply]);
        let problem = desk.get(LIST).await.expect(status).json();
        assert_eq!(problem["code"], code, "{problem}");
        desk.vendors.calendar_lists.lock().unwrap().clear();
    }
    desk.vendors.token([Reply::Json(400, json!({"error": "invalid_grant"}))]);
    assert_eq!(desk.get(LIST).await.expect(409).json()["code"], "needs_reconnect");
    for (vendor, code) in [("twilio", "calendars_not_listed"), ("vapi", "not_found")] {
        let problem = desk.get(&format!("/api/integrations/{vendor}/calendars")).await.json();
        assert_eq!(problem["code"], code, "{problem}");
    }
}

#[tokio::test]
async fn a_list_is_for_admins_and_each_clinics_own() {
    let desk = desk().await;
    let mut ana = Traveller::connecting(&desk).await;
    ends(&ana.granted(&desk, &json!({}), &json!({})).await, "choose");
    let viewer = desk.token(Some(ORG), "viewer");
    let body = json!({"calendar_id": CALENDAR});
    desk.send("GET", LIST, &viewer, None).await.expect(403);
    desk.send("PUT", CHOOSE, &viewer, Some(&body)).await.expect(403);
    let other = desk.token(Some(OTHER), "admin");
    desk.send("GET", LIST, &other, None).await.expect(404);
    desk.send("PUT", CHOOSE, &other, Some(&body)).await.expect(404);
    ana.send(&desk, "PUT", CHOOSE, &body).await.expect(200);
    desk.send("GET", "/api/integrations/google", &other, None).await.expect(404);
}
