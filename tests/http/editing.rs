//! Two people who edit the same thing: the second is told, and undoes nothing unseen.

use frontdesk::{
    ports::Clock as _,
    store::{self, Expected, schedules},
};
use serde_json::{Value, json};

use crate::support::{Answer, Desk, ORG, OTHER, schedule};

/// Each thing that can be edited: its address, and two bodies that change it.
const DOCUMENTS: [&str; 4] = ["/api/schedule", "/api/messaging", "/api/assistant", "/api/knowledge"];

fn bodies(path: &str) -> [Value; 2] {
    let fact = |say: &str| json!({"facts": [{"id": "p", "topic": "parking", "ask": ["where can I park"], "say": say}]});
    match path {
        "/api/schedule" => [15, 20].map(|minutes| {
            let mut changed = schedule();
            changed["slot_minutes"] = json!(minutes);
            changed
        }),
        "/api/messaging" => [json!({"daily_cap": 11}), json!({"daily_cap": 12})],
        "/api/assistant" => [json!({"unavailable_message": "A."}), json!({"unavailable_message": "B."})],
        _ => [fact("Behind the house."), fact("Before the house.")],
    }
}

async fn put(desk: &Desk, path: &str, tag: &str, body: &Value) -> Answer {
    let method = if path.matches('/').count() > 2 { "PATCH" } else { "PUT" };
    desk.send_with(&[("if-match", tag)], method, path, &desk.token(Some(ORG), "admin"), Some(body)).await
}

fn tag(answer: &Answer) -> String {
    answer.headers["etag"].to_str().unwrap().to_owned()
}

/// Reads, changes and reads again, as two people who have read the same.
async fn edited_by_two(desk: &Desk, path: &str, [first, second]: [Value; 2]) {
    let read = tag(&desk.get(path).await.expect(200));
    assert!(read.starts_with('"') && read.ends_with('"') && read.len() > 10, "{read}");
    assert_eq!(tag(&desk.get(path).await), read, "{path}");
    let saved = put(desk, path, &read, &first).await.expect(200);
    assert_eq!(tag(&saved), tag(&desk.get(path).await), "{path}");
    assert_ne!(tag(&saved), read, "{path}");
    let lines = desk.get("/api/audit").await.json()["items"].as_array().unwrap().len();
    let refused = put(desk, path, &read, &second).await.problem(412, "changed_meanwhile", None);
    assert!(refused.text.contains("Read it again"), "{}", refused.text);
    assert_eq!(tag(&desk.get(path).await), tag(&saved), "{path}");
    assert_eq!(desk.get("/api/audit").await.json()["items"].as_array().unwrap().len(), lines, "{path}");
    put(desk, path, &format!("\"other\", {}", tag(&saved)), &second).await.expect(200);
    put(desk, path, "*", &first).await.expect(200);
    // A weak tag is no promise.
    let weak = format!("W/{}", tag(&desk.get(path).await));
    put(desk, path, &weak, &second).await.problem(412, "changed_meanwhile", None);
    for malformed in ["", "abc", "\"a\" \"b", "\"a\", b"] {
        put(desk, path, malformed, &second).await.problem(422, "invalid", Some("If-Match"));
    }
}

#[tokio::test]
async fn the_second_of_two_who_read_the_same_is_told() {
    let desk = Desk::with_clinic().await;
    for path in DOCUMENTS {
        edited_by_two(&desk, path, bodies(path)).await;
    }
    let service = json!({"name": "Cleaning", "minutes": 30});
    let doctor = json!({"name": "Dr. Kim", "calendar_id": "kim@clinic.example"});
    for (path, body) in [("/api/services", service), ("/api/practitioners", doctor)] {
        let created = desk.admin("POST", path, &body).await.expect(201);
        let one = format!("{path}/{}", created.json()["id"].as_str().unwrap());
        assert_eq!(tag(&created), tag(&desk.get(&one).await));
        edited_by_two(&desk, &one, [json!({"name": "First name"}), json!({"name": "Second name"})]).await;
        let (before, admin) = (tag(&created), desk.token(Some(ORG), "admin"));
        desk.send_with(&[("if-match", &before)], "DELETE", &one, &admin, None).await.problem(
            412,
            "changed_meanwhile",
            None,
        );
        let now = tag(&desk.get(&one).await.expect(200));
        desk.send_with(&[("if-match", &now)], "DELETE", &one, &admin, None).await.expect(204);
        desk.send_with(&[("if-match", &now)], "DELETE", &one, &admin, None).await.problem(404, "not_found", None);
        put(&desk, &one, &now, &json!({"name": "x"})).await.problem(404, "not_found", None);
    }
}

/// What was never set looks like its default, and there is no schedule to match.
#[tokio::test]
async fn what_is_not_set_yet_can_be_matched_as_it_is_shown() {
    let desk = Desk::with_clinic().await;
    let other = desk.token(Some(OTHER), "admin");
    for path in DOCUMENTS {
        let shown = desk.send("GET", path, &other, None).await;
        let [first, second] = bodies(path);
        if path == "/api/schedule" {
            shown.problem(404, "not_found", None);
            let any = desk.send_with(&[("if-match", "*")], "PUT", path, &other, Some(&first)).await;
            any.problem(412, "changed_meanwhile", None);
            continue;
        }
        let read = tag(&shown.expect(200));
        desk.send_with(&[("if-match", &read)], "PUT", path, &other, Some(&first)).await.expect(200);
        let late = desk.send_with(&[("if-match", &read)], "PUT", path, &other, Some(&second)).await;
        late.problem(412, "changed_meanwhile", None);
    }
}

#[tokio::test]
async fn whoever_sends_no_tag_changes_whatever_is_there() {
    let desk = Desk::with_clinic().await;
    for path in DOCUMENTS {
        for body in bodies(path) {
            desk.admin("PUT", path, &body).await.expect(200);
        }
    }
}

/// Between the look and the write: the very statement of the change asks once more. The clock stands still, and two changes never share
/// a moment all the same.
#[tokio::test]
async fn a_change_that_comes_in_between_is_not_undone() {
    let desk = Desk::with_clinic().await;
    let (org, now) = (ORG.parse().unwrap(), desk.clock.now());
    let read = schedules::stored(desk.sqlite.as_ref(), org).await.unwrap().unwrap();
    let write = async |expected| {
        let put = schedules::put(org, &read.document, now, expected).unwrap();
        store::run_one(desk.sqlite.as_ref(), put).await.unwrap().rows.len()
    };
    assert_eq!(write(Expected::Since(read.updated_at)).await, 1);
    assert_eq!(write(Expected::Since(read.updated_at)).await, 0);
    assert_eq!(write(Expected::Nothing).await, 0);
    assert_eq!(write(Expected::Anything).await, 1);
    desk.sqlite.execute("DELETE FROM schedules");
    assert_eq!(write(Expected::Since(read.updated_at)).await, 0);
    assert_eq!(write(Expected::Nothing).await, 1);
}
