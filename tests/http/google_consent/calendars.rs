//! Choosing a calendar from the list that Google gives.

use serde_json::{Value, json};

use super::{
    Traveller,
    connect::{desk, ends, list_of_waiting, stored, waiting},
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
    let choice = list_of_waiting(&desk).await.expect(200).json();
    let names: Vec<&Value> = choice["items"].as_array().unwrap().iter().map(|item| &item["name"]).collect();
    assert_eq!(names, ["Front desk", "Calendar a", "Calendar b"]);
    assert_eq!(choice["has_more"], false);
    // Whoever has more than a thousand is told, and a page that leads nowhere ends nothing else.
    lists(&desk, [page(&["a"], Some("2")), page(&["b"], Some("3")), page(&["c"], Some("4")), page(&["d"], Some("5"))]);
    assert_eq!(list_of_waiting(&desk).await.expect(200).json()["has_more"], true);
    lists(&desk, [page(&["a"], Some("")), page(&["never"], None)]);
    let choice = list_of_waiting(&desk).await.expect(200).json();
    assert_eq!(choice["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn only_a_calendar_that_the_account_may_write_is_chosen() {
    let desk = desk().await;
    let mut ana = Traveller::connecting(&desk).await;
    ana.granted(&desk, &json!({}), &json!({})).await;
    let id = waiting(&desk).await["id"].clone();
    for (body, status, field) in [
        (json!({"calendar_id": "bens@clinic.example", "waiting": id}), 422, "calendar_id"),
        (json!({"calendar_id": "", "waiting": id}), 422, "calendar_id"),
        (json!({"waiting": id}), 422, "calendar_id"),
        (json!({"calendar_id": CALENDAR, "waiting": id, "org_id": OTHER}), 422, "org_id"),
        (json!({"calendar_id": CALENDAR, "waiting": id, "guest_updates": "some"}), 422, "guest_updates"),
        (json!({"calendar_id": CALENDAR, "waiting": crate::support::id(9)}), 409, "waiting"),
    ] {
        let problem = ana.send(&desk, "PUT", CHOOSE, &body).await.expect(status).json();
        assert_eq!(problem["field"], field, "{body}");
    }
    // Nothing is connected of which it could be another calendar.
    ana.send(&desk, "PUT", CHOOSE, &json!({"calendar_id": CALENDAR})).await.expect(404);
    // `primary` is a word for another calendar in every account: without one it means none.
    lists(&desk, [page(&["primary-ish"], None)]);
    ana.choose(&desk, "primary").await.expect(422);
    assert_eq!(stored(&desk), "");
}

/// Between the list and the choice somebody else may have connected, disconnected, or put it away.
#[tokio::test]
async fn a_choice_is_of_the_account_that_was_looked_at_and_made_once() {
    let desk = desk().await;
    let mut ana = Traveller::connecting(&desk).await;
    ana.granted(&desk, &json!({}), &json!({})).await;
    let body = json!({"calendar_id": CALENDAR, "waiting": waiting(&desk).await["id"]});
    // Somebody consents as another account meanwhile.
    let mut ben = Traveller::connecting(&desk).await;
    ben.granted(&desk, &json!({"sub": "another", "email": "ben@clinic.example"}), &json!({})).await;
    ana.send(&desk, "PUT", CHOOSE, &body).await.problem(409, "no_longer_waiting", Some("waiting"));
    // Of two who choose at once one has chosen.
    let body = json!({"calendar_id": CALENDAR, "waiting": waiting(&desk).await["id"]});
    let (first, second) = tokio::join!(ana.send(&desk, "PUT", CHOOSE, &body), ben.send(&desk, "PUT", CHOOSE, &body));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    // Whatever is stored, or taken away, while Google gives the list is not undone by the choice.
    for (method, left) in [("DELETE", ""), ("PUT", "service_account")] {
        ana.leave(&desk).await;
        ends(&ana.granted(&desk, &json!({"sub": method}), &json!({})).await, "choose");
        let body = json!({"calendar_id": CALENDAR, "waiting": waiting(&desk).await["id"]});
        let held = desk.vendors.held();
        desk.vendors.hold(true);
        let meanwhile = async {
            while desk.vendors.held() == held {
                tokio::task::yield_now().await;
            }
            let key = json!({"calendar_id": CALENDAR, "service_account": {"client_email": "a@robots.example", "private_key": "-----BEGIN PRIVATE KEY-----\nMAAA\n-----END PRIVATE KEY-----\n"}});
            let answer =
                desk.admin(method, "/api/integrations/google", &if method == "PUT" { key } else { Value::Null }).await;
            assert!(answer.status.is_success(), "{}", answer.text);
            desk.vendors.hold(false);
        };
        let (answer, ()) = tokio::join!(ana.send(&desk, "PUT", CHOOSE, &body), meanwhile);
        answer.problem(409, "no_longer_waiting", Some("waiting"));
        assert!(stored(&desk).contains(left), "{method}: {}", stored(&desk));
        assert_eq!(stored(&desk).is_empty(), left.is_empty());
    }
}

#[tokio::test]
async fn who_is_mailed_is_set_with_the_calendar_and_stays() {
    let desk = desk().await;
    let mut ana = Traveller::connected(&desk).await;
    let body = json!({"calendar_id": "primary", "guest_updates": "all"});
    let view = ana.send(&desk, "PUT", CHOOSE, &body).await.expect(200).json();
    assert_eq!(view["settings"]["guest_updates"], "all");
    // Also when another account takes its place, before or after somebody has said it again.
    ana.leave(&desk).await;
    ana.granted(&desk, &json!({"sub": "another"}), &json!({})).await;
    assert_eq!(ana.choose(&desk, "primary").await.expect(200).json()["settings"]["guest_updates"], "all");
}

#[tokio::test]
async fn a_connected_account_gets_another_calendar_and_keeps_its_token() {
    let desk = desk().await;
    let mut ana = Traveller::connected(&desk).await;
    let envelope = "SELECT credentials_sealed FROM integration_settings WHERE service_type = 'google'";
    let before = desk.sqlite.value(envelope);
    lists(&desk, [page(&[CALENDAR, "chair@clinic.example"], None)]);
    let stored =
        ana.send(&desk, "PUT", CHOOSE, &json!({"calendar_id": "chair@clinic.example"})).await.expect(200).json();
    assert_eq!(stored["settings"]["calendar_id"], "chair@clinic.example");
    assert!(desk.check(&json!({"date": "tomorrow"})).await.contains("openings"));
    assert!(desk.vendors.forms.lock().unwrap().last().unwrap().contains("canary-refresh"), "it is the same consent");
    // The envelope is of the new calendar, so the one before is of no use any more.
    desk.sqlite.execute(&format!(
        "UPDATE integration_settings SET credentials_sealed = '{before}' WHERE service_type = 'google'"
    ));
    let test = desk.admin("POST", "/api/integrations/google/test", &Value::Null).await.expect(200).json();
    assert!(test["detail"].as_str().unwrap().contains("cannot be opened"), "{test}");
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
        (forbidden("insufficientPermissions"), 409, "calendars_not_listed"),
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
    let waits = waiting(&desk).await["id"].as_str().unwrap().to_owned();
    let body = json!({"calendar_id": CALENDAR, "waiting": waits});
    let list = format!("{LIST}?waiting={waits}");
    desk.send("GET", &list, &viewer, None).await.expect(403);
    desk.send("PUT", CHOOSE, &viewer, Some(&body)).await.expect(403);
    let other = desk.token(Some(OTHER), "admin");
    // Another clinic's is none, whoever knows its id.
    desk.send("GET", &list, &other, None).await.expect(409);
    desk.send("PUT", CHOOSE, &other, Some(&body)).await.expect(409);
    ana.send(&desk, "PUT", CHOOSE, &body).await.expect(200);
    desk.send("GET", "/api/integrations/google", &other, None).await.expect(404);
}
