//! Deleting a clinic: nothing is left of it, whatever fails on the way, and nobody else loses anything.

use std::sync::atomic::Ordering::SeqCst;

use serde_json::json;

use crate::{
    calls::{CALL, at, hear, report},
    export::full_clinic,
    support::{Answer, Clinics, Desk, LOOKUP, Loss, NUMBER, ORG, OTHER, mapping, owner},
    texting,
};

const NAME: &str = "Downtown%20Dental%20Clinic";

async fn delete(desk: &Desk, org: &str, query: &str) -> Answer {
    desk.send("DELETE", &format!("/api/orgs/{org}{query}"), &desk.token(None, "platform"), None).await
}

async fn confirmed(desk: &Desk) -> Answer {
    delete(desk, ORG, &format!("?name={NAME}")).await
}

/// What the object of an org has, without the schema that an object begins with.
fn rows(clinics: &Clinics, org: &str) -> String {
    clinics.value(
        org,
        "SELECT (SELECT count(*) FROM calls) + (SELECT count(*) FROM call_tools) + (SELECT count(*) FROM due)",
    )
}

/// Nothing of the first clinic is anywhere.
async fn assert_gone(desk: &Desk) {
    assert!(!desk.sqlite.dump().contains(ORG), "{}", desk.sqlite.dump());
    assert_eq!(desk.kv.keys(), [""; 0]);
    assert_eq!((rows(&desk.clinics, ORG), desk.clinics.alarm(ORG)), ("0".into(), None));
    assert_eq!(owner(desk).await, None);
}

#[tokio::test]
async fn a_clinic_goes_with_everything_and_another_stays_as_it_is() {
    let desk = full_clinic().await;
    let other = desk.token(Some(OTHER), "admin");
    desk.send("POST", "/api/inbound/phone-mappings", &other, Some(&mapping("+15550107"))).await.expect(201);
    desk.send("PUT", "/api/assistant", &other, Some(&json!({}))).await.expect(200);
    let theirs = "SELECT (SELECT count(*) FROM audit WHERE org_id = ?) || ' ' || (SELECT count(*) FROM phone_number_mapping WHERE org_id = ?)
        || ' ' || (SELECT config_version FROM orgs WHERE id = ?)";
    let theirs = theirs.replace('?', &format!("'{OTHER}'"));
    let before = desk.sqlite.value(&theirs);
    desk.clinics
        .execute(OTHER, "INSERT INTO calls (call_id, status, first_seen, last_seen) VALUES ('c', 'ended', 1, 1)");
    assert_ne!((rows(&desk.clinics, ORG), desk.clinics.alarm(ORG)), ("0".into(), None));
    assert!(confirmed(&desk).await.expect(204).text.is_empty());
    desk.sweep().await;
    assert!(!desk.sqlite.dump().contains(ORG), "{}", desk.sqlite.dump());
    assert_eq!((rows(&desk.clinics, ORG), desk.clinics.alarm(ORG)), ("0".into(), None));
    assert_eq!(desk.kv.keys(), ["route:v2:+15550107"]);
    assert_eq!((desk.sqlite.value(&theirs), rows(&desk.clinics, OTHER)), (before, "1".into()));
    let heard = desk.check(&json!({"date": "2026-12-03"})).await;
    assert!(heard.contains("is not set up for bookings"), "{heard}");
    confirmed(&desk).await.problem(404, "not_found", None);
    desk.get("/api/org").await.problem(404, "not_found", None);
    let line: serde_json::Value = desk
        .log
        .text()
        .lines()
        .find(|line| line.contains("org.deleted"))
        .map(|line| serde_json::from_str(line).unwrap())
        .unwrap();
    assert_eq!(line, json!({"level": "info", "event": "org.deleted", "org_id": ORG, "actor_id": "test"}));
}

#[tokio::test]
async fn without_the_orgs_name_nothing_is_deleted() {
    let desk = full_clinic().await;
    let before = (desk.sqlite.dump(), desk.clinics.dump());
    for query in ["", "?name=", "?name=downtown%20dental%20clinic", "?name=Uptown%20Dental%20Clinic"] {
        let detail = delete(&desk, ORG, query).await.problem(422, "invalid", Some("name")).text;
        assert!(detail.contains("export"), "{detail}");
    }
    delete(&desk, ORG, &format!("?name={NAME}&force=1")).await.problem(422, "invalid", Some("force"));
    delete(&desk, "downtown", &format!("?name={NAME}")).await.problem(422, "invalid", Some("id"));
    delete(&desk, "0198c0de-0000-7000-8000-0000000000ff", &format!("?name={NAME}")).await.problem(
        404,
        "not_found",
        None,
    );
    let path = format!("/api/orgs/{ORG}?name={NAME}");
    desk.send("DELETE", &path, &desk.token(Some(ORG), "admin"), None).await.problem(403, "forbidden", None);
    assert_eq!((desk.sqlite.dump(), desk.clinics.dump()), before);
}

/// Wherever it is cut off, calls are not answered for a clinic without its data, and the same request finishes it.
#[tokio::test]
async fn a_deletion_that_is_cut_off_is_finished_by_repeating_it() {
    // The name is read, the rows are deleted, the object is asked, and the note is removed.
    for (trip, loss) in (0..4).flat_map(|trip| [(trip, Loss::Question), (trip, Loss::Answer)]) {
        let desk = full_clinic().await;
        desk.network.lose(trip, loss);
        // An object that gives no answer is asked once more.
        desk.network.lose(if trip == 2 { 3 } else { trip }, loss);
        // What is published behind the answer is none of the request's round trips.
        desk.tasks.hold(true);
        confirmed(&desk).await.problem(503, "unavailable", None);
        desk.network.mend();
        desk.tasks.hold(false);
        desk.tasks.run().await;
        let is_routed = owner(&desk).await.is_some();
        let is_whole = rows(&desk.clinics, ORG) != "0";
        assert!(is_whole || !is_routed, "{trip} {loss:?}: a clinic answers without its data");
        let again = confirmed(&desk).await;
        // Only the answer of the very last step may be lost with nothing left to do.
        let expected = if (trip, loss) == (3, Loss::Answer) { 404 } else { 204 };
        again.expect(expected);
        desk.sweep().await;
        assert_gone(&desk).await;
    }
}

#[tokio::test]
async fn an_object_that_cannot_be_reached_is_emptied_later_and_its_id_is_nobodys_till_then() {
    let desk = full_clinic().await;
    desk.clinics.down.store(true, SeqCst);
    confirmed(&desk).await.problem(503, "unavailable", None);
    assert_eq!(owner(&desk).await, None);
    desk.clinics.down.store(false, SeqCst);
    assert_ne!(rows(&desk.clinics, ORG), "0");
    let same = json!({"id": ORG, "name": "Another", "zone": "UTC"});
    let operator = desk.token(None, "platform");
    desk.send("POST", "/api/orgs", &operator, Some(&same)).await.problem(409, "org_being_deleted", Some("id"));
    assert!(
        desk.sqlite.try_execute(&format!("INSERT INTO orgs (id, name, zone) VALUES ('{ORG}', 'x', 'UTC')")).is_err()
    );
    delete(&desk, ORG, "?name=Another").await.problem(422, "invalid", Some("name"));
    confirmed(&desk).await.expect(204);
    assert_gone(&desk).await;
    // From then on the id is as good as any.
    desk.send("POST", "/api/orgs", &operator, Some(&same)).await.expect(201);
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping(NUMBER)).await.expect(201);
    assert_eq!(desk.get(LOOKUP).await.expect(200).json()["org_id"], ORG);
    assert_eq!(desk.get("/api/calls").await.expect(200).json()["items"], json!([]));
}

#[tokio::test]
async fn what_still_arrives_for_it_brings_nothing_back() {
    let desk = full_clinic().await;
    // Another isolate that remembers the clinic, and one that told of a call before.
    let elsewhere = desk.beside();
    elsewhere.check(&json!({"date": "2026-12-03"})).await;
    confirmed(&desk).await.expect(204);
    hear(&elsewhere, CALL, at("15:00:00"), report()).await;
    elsewhere.check(&json!({"date": "2026-12-03"})).await;
    let booked = json!({"start": "2026-12-03T10:00", "name": "Ann Lee"});
    elsewhere.tool("calendar/book", ("late", "1"), "+15550188", &booked).await;
    desk.get("/api/calls").await;
    desk.sweep().await;
    assert_gone(&desk).await;
}

#[tokio::test]
async fn what_twilio_still_reports_of_its_texts_is_refused_as_for_any_org_that_is_not_there() {
    let desk = texting::clinic().await;
    texting::confirmation(&desk).await;
    desk.sweep().await;
    let sid = texting::column(&desk, "sid");
    texting::reported(&desk, &sid, "sent", None).await;
    confirmed(&desk).await.expect(204);
    let path = texting::status_path(texting::MESSAGE);
    let fields = [("MessageSid", sid.as_str()), ("MessageStatus", "delivered")];
    texting::signed(&desk, &path, &fields).await.problem(403, "forbidden", None);
    texting::signed(&desk, &format!("/api/twilio/inbound?org={ORG}"), &fields).await.problem(403, "forbidden", None);
    desk.sweep().await;
    assert!(!desk.sqlite.dump().contains(ORG), "{}", desk.sqlite.dump());
}
