//! What two clinics want: who hears what, and what becomes of it.

use serde_json::{Value, json};

use super::{APPROVE, DISPUTES, MAPPINGS, PROVE, WANTED, approve, clinic, disputed, disputes, operator, other, shown};
use crate::{
    importing::import,
    support::{Desk, NUMBER, ORG, OTHER, mapping},
};

const NAMES: [&str; 2] = ["Downtown", "Uptown"];

async fn resolve(desk: &Desk, dispute: &Value, decision: &str) -> crate::support::Answer {
    let path = format!("{DISPUTES}/{}/resolve", dispute["id"].as_str().unwrap());
    operator(desk, "POST", &path, &json!({"decision": decision, "reason": "Their carrier says so."})).await
}

#[tokio::test]
async fn the_operator_hears_both_sides_and_neither_hears_of_the_other() {
    let desk = clinic("25").await;
    let dispute = disputed(&desk).await;
    assert_eq!((&dispute["kind"], &dispute["value"], &dispute["seen"]), (&json!("number"), &json!(WANTED), &json!(1)));
    assert_eq!((&dispute["source"], &dispute["urgency"]), (&json!("request"), &json!("normal")));
    assert_eq!(
        [&dispute["holder"]["org_id"], &dispute["claimant"]["org_id"], &dispute["claimant"]["clinic_name"]],
        [&json!(OTHER), &json!(ORG), &json!("Downtown Dental Clinic")]
    );
    let refused =
        desk.admin("POST", MAPPINGS, &mapping(WANTED)).await.problem(409, "number_taken", Some("inbound_phone_number"));
    assert!(refused.text.contains("Another clinic has this, and the platform's operator was told"), "{}", refused.text);
    let held = other(&desk, "GET", MAPPINGS, &Value::Null).await.json();
    assert_eq!(held["items"][0]["is_disputed"], true, "{held}");
    let heard = [
        refused.text,
        held.to_string(),
        desk.get(MAPPINGS).await.text,
        desk.get("/api/audit").await.text,
        other(&desk, "GET", "/api/audit", &Value::Null).await.text,
        other(&desk, "GET", "/api/export", &Value::Null).await.text,
    ];
    let [ours, theirs]: [Vec<&String>; 2] =
        [vec![&heard[0], &heard[2], &heard[3]], vec![&heard[1], &heard[4], &heard[5]]];
    for text in ours {
        assert!(!text.contains(OTHER) && !text.contains(NAMES[1]), "{text}");
    }
    for text in theirs {
        assert!(!text.contains(ORG) && !text.contains(NAMES[0]), "{text}");
    }
    for role in ["viewer", "admin"] {
        desk.send("GET", DISPUTES, &desk.token(Some(ORG), role), None).await.expect(403);
    }
}

#[tokio::test]
async fn however_often_it_is_asked_for_it_is_counted_once_a_minute() {
    let desk = clinic("25").await;
    disputed(&desk).await;
    for _ in 0..5 {
        desk.admin("POST", MAPPINGS, &mapping(WANTED)).await.expect(409);
    }
    assert_eq!(disputes(&desk).await[0]["seen"], 1);
    desk.clock.advance(std::time::Duration::from_secs(61));
    let row = format!("inbound_phone_number,clinic_name\n{WANTED},Oak\n");
    import(&desk, row.clone()).await.expect(200);
    import(&desk, row).await.expect(200);
    assert_eq!(disputes(&desk).await[0]["seen"], 2);
}

#[tokio::test]
async fn a_clinic_that_wants_what_many_have_writes_no_more_than_some() {
    let desk = clinic("1000").await;
    let token = desk.token(Some(OTHER), "admin");
    let path = format!("{}?dry_run=false", crate::importing::OWN);
    desk.file(&[crate::importing::CSV], &path, &token, crate::importing::csv(0..300, "Elm")).await.expect(200);
    import(&desk, crate::importing::csv(0..300, "Oak")).await.expect(200);
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM claim_disputes"), "200");
}

/// The guard is one batch, and the trigger that fails all of it.
#[tokio::test]
async fn a_move_is_made_at_once_or_not_at_all_and_both_trails_tell_it() {
    let desk = clinic("25").await;
    let dispute = disputed(&desk).await;
    let moved = resolve(&desk, &dispute, "move").await.expect(200).json();
    assert_eq!((&moved["status"], &moved["holder"]["since"]), (&json!("moved"), &Value::Null), "{moved}");
    let ours = shown(&desk, WANTED).await;
    assert_eq!((&ours["is_active"], &ours["proofs"][0]["how"]), (&json!(true), &json!("operator")), "{ours}");
    assert_eq!(other(&desk, "GET", MAPPINGS, &Value::Null).await.json()["items"], json!([]));
    let lookup = format!("/api/inbound/phone-lookup/{WANTED}");
    assert_eq!(operator(&desk, "GET", &lookup, &Value::Null).await.json()["org_id"], ORG);
    for (token, not) in [(Some(ORG), OTHER), (Some(OTHER), ORG)] {
        let trail = desk
            .send("GET", "/api/audit?action=phone_mapping.dispute_decided", &desk.token(token, "admin"), None)
            .await;
        let detail = json!({"decision": "moved", "kind": "number", "value": WANTED});
        assert_eq!(trail.json()["items"][0]["detail"], detail);
        assert!(!trail.text.contains(not) && !trail.text.contains("carrier says"), "{}", trail.text);
    }
    resolve(&desk, &dispute, "move").await.problem(409, "already_decided", None);
    assert_eq!(disputes(&desk).await, [Value::Null; 0]);
}

#[tokio::test]
async fn a_move_that_something_is_in_the_way_of_changes_nothing() {
    let desk = clinic("25").await;
    let dispute = disputed(&desk).await;
    desk.sqlite.execute(&format!(
        "CREATE TRIGGER refuse BEFORE INSERT ON claim_proofs WHEN NEW.value = '{WANTED}'
         BEGIN SELECT RAISE(ABORT, 'refused by a test'); END"
    ));
    let before = desk.sqlite.dump();
    resolve(&desk, &dispute, "move").await.problem(409, "cannot_be_moved", Some("decision"));
    assert_eq!(desk.sqlite.dump(), before);
}

#[tokio::test]
async fn of_two_decisions_at_once_one_counts() {
    let desk = clinic("25").await;
    let dispute = disputed(&desk).await;
    desk.network.pause(std::iter::repeat_n(4, 16));
    let (one, two) = tokio::join!(resolve(&desk, &dispute, "move"), resolve(&desk, &dispute, "keep"));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test]
async fn what_is_kept_is_not_asked_again_until_there_is_new_proof() {
    let desk = clinic("25").await;
    let dispute = disputed(&desk).await;
    resolve(&desk, &dispute, "keep").await.expect(200);
    desk.clock.advance(std::time::Duration::from_mins(2));
    desk.admin("POST", MAPPINGS, &mapping(WANTED)).await.expect(409);
    assert_eq!(disputes(&desk).await, [Value::Null; 0]);
    desk.clock.advance(std::time::Duration::from_mins(2));
    desk.vendors.numbers.add(WANTED, &json!({}));
    desk.admin("POST", PROVE, &Value::Null).await.expect(200);
    desk.admin("POST", MAPPINGS, &mapping(WANTED)).await.expect(409);
    assert_eq!(disputes(&desk).await[0]["urgency"], "pressing");
}

#[tokio::test]
async fn who_has_proof_against_who_has_none_is_first_and_the_operator_sees_it() {
    let desk = clinic("25").await;
    // Three that nobody has proven, one that its holder has, one that its claimant has.
    for n in 0..5 {
        other(&desk, "POST", MAPPINGS, &mapping(&crate::importing::number(n))).await.expect(201);
        desk.admin("POST", MAPPINGS, &mapping(&crate::importing::number(n))).await.expect(409);
    }
    approve(&desk, OTHER, &crate::importing::number(0)).await;
    approve(&desk, ORG, &crate::importing::number(4)).await;
    let listed = desk.send("GET", "/api/orgs/attention", &desk.token(None, "platform"), None).await.expect(200).json();
    let of_other = listed["items"].as_array().unwrap().iter().find(|item| item["org_id"] == OTHER).unwrap().clone();
    let codes: Vec<&str> =
        of_other["attention"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"number_disputed"), "{codes:?}");
    let token = desk.token(None, "platform");
    let mut found: Vec<(Value, Value)> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = desk.send("GET", &format!("{DISPUTES}?limit=2{cursor}"), &token, None).await.expect(200).json();
        found.extend(
            page["items"].as_array().unwrap().iter().map(|item| (item["urgency"].clone(), item["value"].clone())),
        );
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(found.len(), 5);
    assert_eq!(found[0], (json!("pressing"), json!(crate::importing::number(4))));
    assert_eq!(found[4], (json!("quiet"), json!(crate::importing::number(0))));
    // The holder who has proof is not disturbed.
    let held = other(&desk, "GET", MAPPINGS, &Value::Null).await.json();
    let flag = |n: usize| {
        let number = crate::importing::number(n);
        held["items"].as_array().unwrap().iter().find(|item| item["inbound_phone_number"] == number).unwrap()["is_disputed"].clone()
    };
    assert_eq!((flag(0), flag(1), flag(4)), (json!(false), json!(true), json!(true)));
}

#[tokio::test]
async fn what_its_holder_gives_up_is_disputed_no_more() {
    let desk = clinic("25").await;
    let dispute = disputed(&desk).await;
    let id = other(&desk, "GET", MAPPINGS, &Value::Null).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    other(&desk, "DELETE", &format!("{MAPPINGS}/{id}"), &Value::Null).await.expect(204);
    assert_eq!(disputes(&desk).await, [Value::Null; 0]);
    resolve(&desk, &dispute, "move").await.problem(409, "already_decided", None);
    desk.admin("POST", MAPPINGS, &mapping(WANTED)).await.expect(201);
    let over = operator(&desk, "GET", &format!("{DISPUTES}?open=false"), &Value::Null).await.json();
    assert_eq!(over["items"][0]["status"], "ended");
}

/// A holder who rests a number for a moment gets rid neither of the dispute nor of the other one's proof.
#[tokio::test]
async fn what_its_holder_gives_up_and_takes_again_is_disputed_again() {
    let desk = clinic("25").await;
    disputed(&desk).await;
    approve(&desk, ORG, WANTED).await;
    let mapped = other(&desk, "GET", MAPPINGS, &Value::Null).await.json()["items"][0].clone();
    other(&desk, "DELETE", &format!("{MAPPINGS}/{}", mapped["id"].as_str().unwrap()), &Value::Null).await.expect(204);
    assert_eq!(disputes(&desk).await, [Value::Null; 0]);
    other(&desk, "POST", MAPPINGS, &mapping(WANTED)).await.expect(201);
    assert_eq!(disputes(&desk).await[0]["urgency"], "pressing");
}

/// Whoever was refused a number with a SIP name may have mapped the name alone since, or with another number.
#[tokio::test]
async fn a_number_moves_to_the_mapping_of_the_sip_name_with_which_it_is_wanted_unless_that_has_another() {
    for has_another in [false, true] {
        let desk = clinic("25").await;
        other(&desk, "POST", MAPPINGS, &mapping(WANTED)).await.expect(201);
        let mut ours = mapping(WANTED);
        ours["sip_uri"] = json!("sip:front@sip.example");
        desk.admin("POST", MAPPINGS, &ours).await.expect(409);
        ours["inbound_phone_number"] = if has_another { json!("+12125550112") } else { Value::Null };
        desk.admin("POST", MAPPINGS, &ours).await.expect(201);
        resolve(&desk, &disputes(&desk).await[0], "move").await.expect(200);
        let moved = shown(&desk, WANTED).await;
        let sip_uri = if has_another { Value::Null } else { json!("sip:front@sip.example") };
        assert_eq!((&moved["is_active"], &moved["sip_uri"]), (&json!(true), &sip_uri), "{moved}");
        if has_another {
            assert_eq!(shown(&desk, "+12125550112").await["sip_uri"], "sip:front@sip.example");
        }
    }
}

#[tokio::test]
async fn an_id_moves_to_the_mapping_with_which_it_is_wanted() {
    let desk = clinic("25").await;
    let mut theirs = mapping(WANTED);
    theirs["vapi_phone_number_id"] = json!("num-1");
    theirs["sip_uri"] = json!("sip:front@sip.example");
    other(&desk, "POST", MAPPINGS, &theirs).await.expect(201);
    let mut ours = mapping(NUMBER);
    ours["vapi_phone_number_id"] = json!("num-1");
    ours["sip_uri"] = json!("sip:front@sip.example");
    desk.admin("POST", MAPPINGS, &ours).await.expect(409);
    let found = disputes(&desk).await;
    assert_eq!(found.len(), 2, "{found:?}");
    for dispute in &found {
        resolve(&desk, dispute, "move").await.expect(200);
    }
    let ours = shown(&desk, NUMBER).await;
    assert_eq!((&ours["vapi_phone_number_id"], &ours["sip_uri"]), (&json!("num-1"), &json!("sip:front@sip.example")));
    let theirs = other(&desk, "GET", MAPPINGS, &Value::Null).await.json()["items"][0].clone();
    assert_eq!((&theirs["inbound_phone_number"], &theirs["sip_uri"]), (&json!(WANTED), &Value::Null), "{theirs}");
    operator(&desk, "POST", APPROVE, &json!({"org_id": ORG, "sip_uris": ["sip:front@sip.example"], "reason": "x"}))
        .await
        .expect(200);
}
