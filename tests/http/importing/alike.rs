//! A CSV and a JSON object each line say the same.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::{ANY, CSV, NDJSON, told};
use crate::support::{Answer, Desk, NUMBER, ORG, OTHER, mapping};

const COLUMNS: [&str; 6] =
    ["org_id", "inbound_phone_number", "clinic_name", "vapi_phone_number_id", "sip_uri", "is_active"];

/// What may stand in each column; an empty text is absent.
fn cells() -> impl Strategy<Value = [&'static str; 6]> {
    let org = prop::sample::select(vec![ORG, OTHER, "", "0198c0de-0000-7000-8000-0000000000ff"]);
    let number = prop::sample::select(vec![
        "",
        NUMBER,
        "+15550122",
        "(212) 600-0001",
        "+1 212 600 0001",
        "+12126000002",
        "02126000003",
        "1.2126E+10",
        "+999",
        "911",
        "+1212600000a",
        "+49 30 901820",
        "\"+12126000004\"",
        "+12126000005\n",
    ]);
    let name = prop::sample::select(vec![
        "",
        "Oak",
        "Oak, \"West\"",
        "=1+1",
        "Zähne 🦷",
        "two\nlines",
        "Downtown Dental Clinic",
        " Elm ",
    ]);
    let vapi = prop::sample::select(vec!["", "", "num-1", "NUM-1", "two words"]);
    let sip = prop::sample::select(vec!["", "", "sip:oak@sip.vapi.ai", "sip:OAK@sip.vapi.ai", "oak@nowhere"]);
    let active = prop::sample::select(vec!["", "", "true", "false"]);
    (org, number, name, vapi, sip, active)
        .prop_map(|(org, number, name, vapi, sip, active)| [org, number, name, vapi, sip, active])
}

fn csv_of(rows: &[[&str; 6]]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn ndjson_of(rows: &[[&str; 6]]) -> String {
    let object = |row: &[&str; 6]| {
        let present = COLUMNS.iter().zip(row).filter(|(_, cell)| !cell.trim().is_empty());
        let value = |(column, cell): (&&str, &&str)| {
            let value = if *column == "is_active" { Value::Bool(*cell == "true") } else { Value::from(*cell) };
            ((*column).to_owned(), value)
        };
        Value::Object(present.map(value).collect::<Map<_, _>>())
    };
    rows.iter().map(|row| object(row).to_string() + "\n").collect()
}

/// Outcome, code and field of each row, and the whole database but for ids and times.
async fn outcome(header: (&str, &str), file: Vec<u8>) -> (Vec<Value>, String) {
    let desk = Desk::with_clinic().await;
    let other = desk.token(Some(OTHER), "admin");
    desk.send("POST", "/api/inbound/phone-mappings", &other, Some(&mapping("+15550122"))).await.expect(201);
    let answer: Answer =
        desk.file(&[header], &format!("{ANY}?dry_run=false"), &desk.token(None, "platform"), file).await.expect(200);
    let told = told(&answer).into_iter().map(|mut told| told.as_array_mut().unwrap().split_off(1).into()).collect();
    let stored = desk.sqlite.value(
        "SELECT json_group_array(json_array(org_id, inbound_phone_number, sip_uri, vapi_phone_number_id, clinic_name, is_active))
         FROM (SELECT * FROM phone_number_mapping ORDER BY org_id, inbound_phone_number, sip_uri)",
    );
    (told, stored)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn both_formats_come_to_the_same(rows in prop::collection::vec(cells(), 1..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let (csv, ndjson) = runtime.block_on(async {
            (outcome(CSV, csv_of(&rows)).await, outcome(NDJSON, ndjson_of(&rows).into_bytes()).await)
        });
        prop_assert_eq!(csv, ndjson);
    }
}
