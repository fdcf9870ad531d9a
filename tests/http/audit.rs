//! The audit trail: written with the change or not at all, and read by the org alone.

use chrono::DateTime;
use frontdesk::{
    domain::id::OrgId,
    ports::{Param, Statement},
    store::{
        self,
        audit::{Action, Actor, AuditEntry, record, record_if},
    },
};
use serde_json::json;

use crate::support::{Desk, ORG, OTHER, Row, id};

const START: i64 = 1_796_137_200;

fn entry(desk: &Desk, id: &'static str, action: Action) -> AuditEntry<'static> {
    let at = DateTime::from_timestamp(desk.clock.seconds(), 0).unwrap();
    let org_id: OrgId = ORG.parse().unwrap();
    AuditEntry {
        id,
        org_id,
        at,
        actor: Actor::Caller,
        actor_id: None,
        action,
        detail: json!({"starts_at": "2026-12-03T09:00:00-05:00"}),
    }
}

/// What a cancellation does: it happens once for a revision, whoever is first.
fn cancel(change_id: &str) -> Statement {
    Statement {
        sql: "UPDATE appointments SET status = 'cancelled', revision = revision + 1, change_id = ?3
              WHERE org_id = ?1 AND id = ?2 AND revision = 1",
        params: vec![Param::from(ORG), Param::from(id(1)), Param::from(change_id)],
    }
}

#[tokio::test]
async fn lines_are_listed_newest_first_with_what_was_recorded() {
    let desk = Desk::with_clinic().await;
    let lines = [
        record(&entry(&desk, "0198c0de-0000-7000-8000-0000000000a1", Action::BOOKED), Some(&id(1))),
        record(&entry(&desk, "0198c0de-0000-7000-8000-0000000000a2", Action::OPTED_OUT), None),
    ];
    store::run(desk.sqlite.as_ref(), lines.into()).await.unwrap();
    let expected = json!({"items": [
        {"id": "0198c0de-0000-7000-8000-0000000000a2", "at": "2026-12-01T15:00:00Z", "actor": "caller", "actor_id": null,
            "action": "text.opted_out", "appointment_id": null, "detail": {"starts_at": "2026-12-03T09:00:00-05:00"}},
        {"id": "0198c0de-0000-7000-8000-0000000000a1", "at": "2026-12-01T15:00:00Z", "actor": "caller", "actor_id": null,
            "action": "appointment.booked", "appointment_id": id(1), "detail": {"starts_at": "2026-12-03T09:00:00-05:00"}},
    ], "next_cursor": null});
    assert_eq!(desk.get("/api/audit").await.expect(200).json(), expected);
    let of_one = desk.get(&format!("/api/audit?appointment_id={}", id(1).to_uppercase())).await.expect(200).json();
    assert_eq!(of_one["items"], json!([expected["items"][1]]));
    let unknown = desk.get(&format!("/api/audit?appointment_id={}", id(2))).await.expect(200).json();
    assert_eq!(unknown, json!({"items": [], "next_cursor": null}));
}

/// Two cancellations of one revision: the second changes nothing, although the row is then at the revision that it wanted.
#[tokio::test]
async fn a_change_that_did_not_come_about_leaves_no_line() {
    let desk = Desk::with_clinic().await;
    desk.sqlite.execute(&Row::new(1, START).sql("INSERT"));
    let first = entry(&desk, "0198c0de-0000-7000-8000-0000000000a1", Action::CANCELLED);
    let second = AuditEntry { id: "0198c0de-0000-7000-8000-0000000000a2", ..first.clone() };
    for (entry, change_id) in [(&first, "change-1"), (&second, "change-2")] {
        let batch = vec![cancel(change_id), record_if(entry, &id(1), change_id)];
        store::run(desk.sqlite.as_ref(), batch).await.unwrap();
    }
    let lines = desk.get("/api/audit").await.expect(200).json();
    assert_eq!(lines["items"].as_array().unwrap().len(), 1, "{lines}");
    assert_eq!(lines["items"][0]["id"], first.id);
}

#[tokio::test]
async fn a_change_of_another_org_carries_no_line_of_this_one() {
    let desk = Desk::with_clinic().await;
    let theirs = Row { org: OTHER, ..Row::new(1, START).with("change_id", "change-1") };
    desk.sqlite.execute(&theirs.sql("INSERT"));
    let entry = entry(&desk, "0198c0de-0000-7000-8000-0000000000a1", Action::BOOKED);
    store::run(desk.sqlite.as_ref(), vec![record_if(&entry, &id(1), "change-1")]).await.unwrap();
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM audit"), "0");
}

#[tokio::test]
async fn another_org_sees_nothing_of_it() {
    let desk = Desk::with_clinic().await;
    let line = record(&entry(&desk, "0198c0de-0000-7000-8000-0000000000a1", Action::BOOKED), Some(&id(1)));
    store::run(desk.sqlite.as_ref(), vec![line]).await.unwrap();
    let other = desk.token(Some(OTHER), "admin");
    for path in ["/api/audit".to_owned(), format!("/api/audit?appointment_id={}", id(1))] {
        let seen = desk.send("GET", &path, &other, None).await.expect(200).json();
        assert_eq!(seen, json!({"items": [], "next_cursor": null}), "{path}");
        let viewer = desk.token(Some(ORG), "viewer");
        let seen = desk.send("GET", &path, &viewer, None).await.expect(200).json();
        assert_eq!(seen["items"].as_array().unwrap().len(), 1, "{path}");
    }
    desk.send("GET", "/api/audit", "", None).await.problem(401, "unauthorized", None);
}

#[tokio::test]
async fn bad_questions_are_refused_by_field() {
    let desk = Desk::with_clinic().await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("cursor=MTI", "cursor"),
        ("appointment_id=", "appointment_id"),
        ("appointment_id=17", "appointment_id"),
        ("actor=caller", "actor"),
    ] {
        desk.get(&format!("/api/audit?{query}")).await.problem(422, "invalid", Some(field));
    }
}

#[tokio::test]
async fn a_walk_meets_every_line_once_while_others_are_written() {
    let desk = Desk::with_clinic().await;
    let insert = |number: u32, org: &str| {
        desk.sqlite.execute(&format!(
            "INSERT INTO audit (id, org_id, at, actor, action, appointment_id)
             VALUES ('{}', '{org}', 0, 'system', 'appointment.held', '{}')",
            id(number),
            id(number % 2)
        ));
    };
    (1..=250).for_each(|number| insert(2 * number, ORG));
    (1..=250).for_each(|number| insert(2 * number + 1, OTHER));
    let mut next = 1000;
    let seen = desk
        .walk("/api/audit", 7, |_| {
            next += 2;
            insert(next, ORG);
        })
        .await;
    let ids: Vec<&str> = seen.iter().map(|line| line["id"].as_str().unwrap()).collect();
    let expected: Vec<String> = (1..=250).rev().map(|number| id(2 * number)).collect();
    assert_eq!(ids, expected);
    let of_one = desk.walk(&format!("/api/audit?appointment_id={}", id(0)), 100, |_| {}).await;
    assert_eq!(of_one.len(), 250 + (next as usize - 1000) / 2);
}
