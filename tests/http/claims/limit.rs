//! How many mappings without proof a clinic may have, whichever way they come.

use serde_json::json;

use super::{MAPPINGS, WANTED, approve, clinic, shown};
use crate::{
    importing::{self, count, csv, import, import_any, number, told},
    support::{Desk, NUMBER, ORG, mapping},
};

const UNPROVEN: &str = "SELECT count(*) FROM phone_number_mapping WHERE is_active = 1 AND is_proven = 0";

async fn add(desk: &Desk, n: usize) -> crate::support::Answer {
    desk.admin("POST", MAPPINGS, &mapping(&number(n))).await
}

#[tokio::test]
async fn a_clinic_begins_without_proof_and_hears_when_it_needs_one() {
    let desk = clinic("3").await;
    add(&desk, 1).await.expect(201);
    add(&desk, 2).await.expect(201);
    let refused = add(&desk, 3).await.problem(409, "too_many_unproven", Some("inbound_phone_number"));
    assert!(refused.text.contains("Connect the Twilio, Vapi or Retell account"), "{}", refused.text);
    assert!(refused.text.contains("ask the platform's operator"), "{}", refused.text);
    // What is there can be changed, and what is proven or rests does not count.
    desk.admin("POST", MAPPINGS, &mapping(NUMBER)).await.expect(200);
    approve(&desk, ORG, &number(3)).await;
    add(&desk, 3).await.expect(201);
    let mut resting = mapping(&number(4));
    resting["is_active"] = json!(false);
    desk.admin("POST", MAPPINGS, &resting).await.expect(201);
    // Which is when it is used again.
    resting["is_active"] = json!(true);
    desk.admin("POST", MAPPINGS, &resting).await.problem(409, "too_many_unproven", Some("inbound_phone_number"));
    // An id without proof makes an unproven mapping of a proven one.
    let mut with_id = mapping(&number(3));
    with_id["vapi_phone_number_id"] = json!("num-1");
    desk.admin("POST", MAPPINGS, &with_id).await.problem(409, "too_many_unproven", Some("inbound_phone_number"));
    assert_eq!(desk.sqlite.value(UNPROVEN), "3");
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM unproven_in_change"), "0");
}

#[tokio::test]
async fn the_operator_raises_it_for_one_clinic_and_lowers_it_to_nothing() {
    let desk = clinic("1").await;
    add(&desk, 1).await.problem(409, "too_many_unproven", Some("inbound_phone_number"));
    desk.sqlite.execute(&format!("UPDATE orgs SET unproven_limit = 2 WHERE id = '{ORG}'"));
    add(&desk, 1).await.expect(201);
    desk.sqlite.execute(&format!("UPDATE orgs SET unproven_limit = 0 WHERE id = '{ORG}'"));
    add(&desk, 2).await.expect(409);
    // What there was before is served and changed as ever.
    desk.admin("POST", MAPPINGS, &mapping(NUMBER)).await.expect(200);
}

/// Both count before either writes; the guard at the end of the batch is what refuses one of them.
#[tokio::test]
async fn of_requests_at_once_no_more_are_let_through_than_there_may_be() {
    let desk = clinic("4").await;
    desk.network.pause(std::iter::repeat_n(3, 64));
    let all = (0..12).map(|n| add(&desk, n));
    let answers = futures_util::future::join_all(all).await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!((created, desk.sqlite.value(UNPROVEN).as_str()), (3, "4"));
    assert!(answers.iter().all(|answer| answer.status == 201 || answer.text.contains("too_many_unproven")));
}

#[tokio::test]
async fn an_import_says_which_lines_are_over_it() {
    let desk = clinic("3").await;
    approve(&desk, ORG, &number(2)).await;
    let token = desk.token(Some(ORG), "admin");
    let file = csv(0..6, "Oak");
    let dry = desk.file(&[importing::CSV], &format!("{}?dry_run=true", importing::OWN), &token, file.clone()).await;
    let real = import(&desk, file).await.expect(200);
    assert_eq!(told(&dry), told(&real));
    let over: Vec<u64> = told(&real)
        .iter()
        .filter(|told| told[2] == "too_many_unproven")
        .map(|told| told[0].as_u64().unwrap())
        .collect();
    // The third line is proven, the first two are what there may be besides the clinic's own number.
    assert_eq!((over, count(&real, "created")), (vec![5, 6, 7], 3), "{}", real.text);
    assert!(real.text.contains("or ask the platform's operator to approve it"), "{}", real.text);
    assert_eq!(desk.sqlite.value(UNPROVEN), "3");
}

#[tokio::test]
async fn a_dry_run_counts_from_part_to_part() {
    let desk = clinic("601").await;
    let token = desk.token(Some(ORG), "admin");
    let path = format!("{}?dry_run=true", importing::OWN);
    let dry = desk.file(&[importing::CSV], &path, &token, csv(0..1200, "O")).await.expect(200);
    assert_eq!((count(&dry, "created"), count(&dry, "conflict")), (600, 600));
    let real = import(&desk, csv(0..1200, "O")).await.expect(200);
    assert_eq!((count(&real, "created"), count(&real, "conflict")), (600, 600));
}

#[tokio::test]
async fn imports_at_once_share_it() {
    let desk = clinic("41").await;
    desk.network.pause(std::iter::repeat_n(2, 400));
    let (one, two) = tokio::join!(import(&desk, csv(0..60, "Oak")), import(&desk, csv(100..160, "Elm")));
    let created = count(&one.expect(200), "created") + count(&two.expect(200), "created");
    assert_eq!((created, desk.sqlite.value(UNPROVEN).as_str()), (40, "41"));
}

#[tokio::test]
async fn what_the_operator_imports_is_approved_and_does_not_count() {
    let desk = clinic("1").await;
    let file = format!("org_id,inbound_phone_number,clinic_name\n{ORG},{WANTED},Oak\n{ORG},{},Oak\n", number(1));
    assert_eq!(count(&import_any(&desk, file).await.expect(200), "created"), 2);
    assert_eq!(shown(&desk, WANTED).await["proofs"][0]["how"], "operator");
    let token = desk.token(Some(ORG), "platform");
    let path = format!("{}?dry_run=false", importing::OWN);
    let own = desk.file(&[importing::CSV], &path, &token, csv(5..9, "Oak")).await.expect(200);
    assert_eq!((count(&own, "created"), desk.sqlite.value(UNPROVEN).as_str()), (4, "1"));
}
