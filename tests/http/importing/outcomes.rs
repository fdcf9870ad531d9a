//! What comes of each row.

use serde_json::{Value, json};

use super::{ANY, CSV, NDJSON, OWN, import, import_any, lines, number, told};
use crate::support::{Desk, NUMBER, ORG, OTHER, mapping};

const NOBODY: &str = "0198c0de-0000-7000-8000-0000000000ff";

/// A clinic whose other one has a number, and whose calls are handed to one.
async fn clinics() -> Desk {
    let desk = Desk::with_clinic().await;
    let other = desk.token(Some(OTHER), "admin");
    desk.send("POST", "/api/inbound/phone-mappings", &other, Some(&mapping(&number(900)))).await.expect(201);
    let more = json!({"inbound_phone_number": number(901), "clinic_name": "Uptown", "vapi_phone_number_id": "num-theirs",
        "sip_uri": "sip:uptown@sip.vapi.ai"});
    desk.send("POST", "/api/inbound/phone-mappings", &other, Some(&more)).await.expect(201);
    desk.admin("PUT", "/api/assistant", &json!({"forwarding_number": number(902)})).await.expect(200);
    desk.sqlite.execute("DELETE FROM audit");
    desk
}

fn told_of(line: u32, outcome: &str, code: &Value, field: &Value) -> Value {
    json!([line, outcome, code, field])
}

#[tokio::test]
async fn every_row_is_answered_by_itself() {
    let desk = clinics().await;
    let file = [
        "\u{feff}org_id,inbound_phone_number,clinic_name,vapi_phone_number_id,sip_uri,is_active".to_owned(),
        format!("{ORG},{},Oak,,,", number(1)),
        format!("{ORG},{NUMBER},Downtown Dental Clinic,,,"),
        String::new(),
        format!("{ORG},(212) 600-0002,\"Oak, \"\"West\"\"\",num-2,SIP:West@sip.vapi.ai,TRUE"),
        format!("{ORG},{},Oak,,,", number(900)),
        format!("{ORG},{},Oak,num-theirs,,", number(3)),
        format!("{ORG},{},Oak,,sip:uptown@sip.vapi.ai,", number(4)),
        format!("{ORG},{},Oak,,,", number(902)),
        format!("{ORG},+12,Oak,,,"),
        format!("{ORG},1.21260E+10,Oak,,,"),
        format!("{ORG},{},,,,", number(5)),
        format!("{NOBODY},{},Oak,,,", number(6)),
        format!(",{},Oak,,,", number(7)),
        format!("{ORG},{},Oak,,", number(8)),
        format!("{ORG},{},Oak,,,maybe", number(9)),
        format!("{ORG},{},Oak,,,", number(10)),
        format!("{OTHER},+1 212 600 0010,Elm,,,"),
        format!("not-an-id,{},Oak,,,", number(11)),
        format!("{ORG},{},Oak,,,false", number(12)),
    ];
    let answer = import_any(&desk, file.join("\r\n")).await.expect(200);
    let (null, invalid) = (Value::Null, json!("invalid"));
    let conflict = |line, code: &str, field: &str| told_of(line, "conflict", &json!(code), &json!(field));
    let refused = |line, field: Value| told_of(line, "invalid", &invalid, &field);
    let expected = [
        told_of(2, "created", &null, &null),
        told_of(3, "unchanged", &null, &null),
        told_of(5, "created", &null, &null),
        conflict(6, "number_taken", "inbound_phone_number"),
        conflict(7, "vapi_phone_number_id_taken", "vapi_phone_number_id"),
        conflict(8, "sip_uri_taken", "sip_uri"),
        conflict(9, "transfer_target", "inbound_phone_number"),
        refused(10, json!("inbound_phone_number")),
        refused(11, json!("inbound_phone_number")),
        refused(12, json!("clinic_name")),
        told_of(13, "invalid", &json!("not_found"), &json!("org_id")),
        refused(14, json!("org_id")),
        refused(15, null.clone()),
        refused(16, json!("is_active")),
        refused(17, json!("inbound_phone_number")),
        refused(18, json!("inbound_phone_number")),
        refused(19, json!("org_id")),
        told_of(20, "created", &null, &null),
    ];
    assert_eq!(told(&answer), expected, "{}", answer.text);
    let (rows, summary) = lines(&answer);
    assert_eq!(summary["dry_run"], false);
    let reason = |at: usize| rows[at]["reason"].as_str().unwrap().to_owned();
    assert!(reason(8).contains("scientific notation") && reason(8).contains("column inbound_phone_number"));
    assert!(reason(14).contains("later line") && reason(15).contains("Line 17"), "{}", answer.text);
    assert_eq!(rows[2]["inbound_phone_number"], number(2));
    let stored = "SELECT group_concat(clinic_name || ' ' || coalesce(sip_uri, '-') || ' ' || coalesce(vapi_phone_number_id, '-') || ' ' || is_active, '; ')
         FROM (SELECT * FROM phone_number_mapping WHERE created_at = updated_at AND inbound_phone_number LIKE '+12126%' AND org_id = ";
    let stored = desk.sqlite.value(&format!("{stored}'{ORG}' ORDER BY inbound_phone_number)"));
    assert_eq!(stored, "Oak - - 1; Oak, \"West\" sip:west@sip.vapi.ai num-2 1; Oak - - 0");
}

/// What another clinic has is told like "taken", and no more, as if the row had come by itself.
#[tokio::test]
async fn a_conflict_is_told_as_by_itself() {
    let desk = clinics().await;
    let answer = import(&desk, format!("inbound_phone_number,clinic_name\n{},Oak\n", number(900))).await.expect(200);
    let (rows, _) = lines(&answer);
    let alone = desk.admin("POST", "/api/inbound/phone-mappings", &mapping(&number(900))).await.expect(409).json();
    assert_eq!(
        (&rows[0]["code"], &rows[0]["field"], &rows[0]["reason"]),
        (&alone["code"], &alone["field"], &alone["detail"])
    );
    assert!(!answer.text.contains("Uptown") && !answer.text.contains(OTHER), "{}", answer.text);
}

/// The clinic's own is updated as by itself: what is absent stays, and in JSON `null` removes.
#[tokio::test]
async fn the_clinics_own_are_updated() {
    let desk = clinics().await;
    let token = desk.token(Some(ORG), "admin");
    let send = async |rows: &[Value]| {
        let file: String = rows.iter().map(|row| row.to_string() + "\n\n").collect();
        desk.file(&[NDJSON], &format!("{OWN}?dry_run=false"), &token, file).await.expect(200)
    };
    let row = |n: usize, more: Value| {
        let mut row = json!({"inbound_phone_number": number(n), "clinic_name": "Oak"});
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        row
    };
    let first = [row(1, json!({"vapi_phone_number_id": "num-1", "sip_uri": "sip:oak@sip.vapi.ai"})), row(2, json!({}))];
    assert_eq!(
        told(&send(&first).await).iter().map(|told| told[1].clone()).collect::<Vec<_>>(),
        ["created", "created"]
    );
    let second = [
        row(1, json!({"sip_uri": null})),
        row(2, json!({"is_active": false})),
        json!({"sip_uri": "sip:elm@sip.vapi.ai", "clinic_name": "Elm"}),
        row(3, json!({"org_id": ORG, "vapi_phone_number_id": "num-1"})),
        row(4, json!({"org_id": OTHER})),
        row(5, json!({"colour": "red"})),
        json!([1]),
        Value::String("x".into()),
    ];
    let answer = send(&second).await;
    let outcomes: Vec<Value> = told(&answer).iter().map(|told| json!([told[1], told[3]])).collect();
    let expected = json!([
        ["updated", null],
        ["updated", null],
        ["created", null],
        ["conflict", "vapi_phone_number_id"],
        ["invalid", "org_id"],
        ["invalid", "colour"],
        ["invalid", null],
        ["invalid", null]
    ]);
    assert_eq!(json!(outcomes), expected, "{}", answer.text);
    assert!(lines(&answer).0[3]["reason"].as_str().unwrap().contains("Another mapping of yours"), "{}", answer.text);
    let stored = desk.sqlite.value(&format!(
        "SELECT group_concat(coalesce(inbound_phone_number, '-') || ' ' || coalesce(sip_uri, '-') || ' ' || coalesce(vapi_phone_number_id, '-') || ' ' || is_active, '; ')
         FROM (SELECT * FROM phone_number_mapping WHERE clinic_name IN ('Oak', 'Elm') AND org_id = '{ORG}' ORDER BY clinic_name DESC, id)"
    ));
    assert_eq!(stored, format!("{} - num-1 1; {} - - 0; - sip:elm@sip.vapi.ai - 1", number(1), number(2)));
    let again = send(&second[..3]).await;
    assert!(told(&again).iter().all(|told| told[1] == "unchanged"), "{}", again.text);
}

#[tokio::test]
async fn a_dry_run_says_the_same_and_writes_nothing() {
    let desk = clinics().await;
    let file =
        format!("inbound_phone_number,clinic_name\n{},Oak\n{NUMBER},Oak\n{},Oak\n+1,Oak\n", number(1), number(900));
    let token = desk.token(Some(ORG), "admin");
    let before = desk.sqlite.dump();
    let key = [CSV, ("idempotency-key", "k")];
    let tried = desk.file(&key, &format!("{OWN}?dry_run=true"), &token, file.clone()).await.expect(200);
    assert_eq!(desk.sqlite.dump(), before);
    assert_eq!(lines(&tried).1["dry_run"], true);
    let done = desk.file(&key, &format!("{OWN}?dry_run=false"), &token, file).await.expect(200);
    assert_eq!(told(&tried), told(&done));
    assert_eq!(
        told(&done).iter().map(|told| told[1].clone()).collect::<Vec<_>>(),
        ["created", "updated", "conflict", "invalid"]
    );
}

/// Each org whose numbers are among the rows sees in its own trail how many.
#[tokio::test]
async fn each_org_has_a_line_of_what_was_imported() {
    let desk = clinics().await;
    let file = format!(
        "org_id,inbound_phone_number,clinic_name\n{ORG},{},Oak\n{ORG},{NUMBER},Oak\n{OTHER},{},Elm\n",
        number(1),
        number(2)
    );
    import_any(&desk, file).await.expect(200);
    let lines = desk.sqlite.value("SELECT group_concat(org_id || ' ' || actor_id || ' ' || action || ' ' || detail) FROM (SELECT * FROM audit ORDER BY org_id)");
    let line = |org, created, updated| {
        format!("{org} test phone_mapping.imported {{\"created\":{created},\"updated\":{updated}}}")
    };
    assert_eq!(lines, format!("{},{}", line(OTHER, 1, 0), line(ORG, 1, 1)));
}

#[tokio::test]
async fn the_address_may_name_the_org_for_all_rows() {
    let desk = clinics().await;
    let token = desk.token(None, "platform");
    let file = format!("inbound_phone_number,clinic_name\n{},Oak\n", number(1));
    desk.file(&[CSV], &format!("{ANY}?dry_run=false&org_id={OTHER}"), &token, file).await.expect(200);
    let owner = desk
        .sqlite
        .value(&format!("SELECT org_id FROM phone_number_mapping WHERE inbound_phone_number = '{}'", number(1)));
    assert_eq!(owner, OTHER);
    // A number that was imported is served at once where it was imported.
    let found = desk.send("GET", &format!("/api/inbound/phone-lookup/{}", number(1)), &token, None).await.expect(200);
    assert_eq!(found.json()["org_id"], OTHER);
}
