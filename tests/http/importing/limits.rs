//! What is refused as a whole.

use std::sync::atomic::Ordering::SeqCst;

use frontdesk::routes::openapi_document;

use super::{ANY, CSV, NDJSON, OWN, count, csv, import, number, told};
use crate::support::{Desk, ORG};

const FILE: &str = "inbound_phone_number,clinic_name\n+12126000001,Oak\n";

#[tokio::test]
async fn what_is_no_import_is_refused_with_what_to_do() {
    let desk = Desk::with_clinic().await;
    let token = desk.token(Some(ORG), "admin");
    let before = desk.sqlite.dump();
    let table = [
        ("", CSV, FILE.to_owned(), 422, "invalid", Some("dry_run")),
        ("?dry_run=yes", CSV, FILE.to_owned(), 422, "invalid", Some("dry_run")),
        ("?dry_run=false&org_id=1", CSV, FILE.to_owned(), 422, "invalid", Some("org_id")),
        ("?dry_run=false", ("content-type", "application/json"), FILE.to_owned(), 415, "unsupported_media_type", None),
        ("?dry_run=false", ("accept", "text/csv"), FILE.to_owned(), 415, "unsupported_media_type", None),
        ("?dry_run=false", CSV, String::new(), 422, "invalid", None),
        ("?dry_run=false", CSV, "inbound_phone_number,clinic_name\n\n".to_owned(), 422, "invalid", None),
        ("?dry_run=false", NDJSON, "\n\r\n".to_owned(), 422, "invalid", None),
        ("?dry_run=false", CSV, FILE.replace("clinic_name", "name"), 422, "invalid", Some("name")),
        ("?dry_run=false", CSV, FILE.replace(',', ";"), 422, "invalid", Some("inbound_phone_number;clinic_name")),
        (
            "?dry_run=false",
            CSV,
            FILE.replace("clinic_name", "inbound_phone_number"),
            422,
            "invalid",
            Some("inbound_phone_number"),
        ),
        ("?dry_run=false", CSV, "clinic_name\nOak\n".to_owned(), 422, "invalid", Some("inbound_phone_number")),
        ("?dry_run=false", CSV, "sip_uri\nsip:oak@sip.vapi.ai\n".to_owned(), 422, "invalid", Some("clinic_name")),
        ("?dry_run=false", CSV, csv(0..10_001, "O"), 422, "invalid", None),
        ("?dry_run=false", CSV, format!("{FILE}{}", "x".repeat(1024 * 1024)), 413, "too_large", None),
    ];
    for (query, header, file, status, code, field) in table {
        desk.file(&[header], &format!("{OWN}{query}"), &token, file).await.problem(status, code, field);
    }
    let key = [CSV, ("idempotency-key", "two words")];
    desk.file(&key, &format!("{OWN}?dry_run=false"), &token, FILE).await.problem(
        422,
        "invalid",
        Some("Idempotency-Key"),
    );
    assert_eq!(desk.sqlite.dump(), before);
}

#[tokio::test]
async fn an_admin_imports_for_no_other_clinic_and_a_viewer_for_none() {
    let desk = Desk::with_clinic().await;
    for (role, path, status) in
        [("viewer", OWN, 403), ("admin", ANY, 403), ("viewer", ANY, 403), ("platform", OWN, 200)]
    {
        let token = desk.token(Some(ORG), role);
        desk.file(&[CSV], &format!("{path}?dry_run=true"), &token, FILE).await.expect(status);
    }
    desk.file(&[CSV], &format!("{OWN}?dry_run=true"), &desk.token(None, "platform"), FILE).await.expect(403);
}

/// Two round trips for 500 rows, so that the requests of the free plan are enough, and nothing in KV.
#[tokio::test]
async fn ten_thousand_rows_fit_one_request() {
    let desk = Desk::with_clinic().await;
    let file = csv(0..10_000, "A clinic with a name, which is long enough for a file of one MiB, or nearly so!!");
    assert!(
        (900_000..=1024 * 1024).contains(&file.replace(", which", " which").replace(", or", " or").len()),
        "{}",
        file.len()
    );
    let file = file.replace(", which", " which").replace(", or", " or");
    desk.sqlite.batches.store(0, SeqCst);
    desk.kv.writes.store(0, SeqCst);
    let answer = import(&desk, file.clone()).await.expect(200);
    assert_eq!(count(&answer, "created"), 10_000);
    let batches = desk.sqlite.batches.load(SeqCst);
    assert!(batches <= 42, "{batches}");
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM phone_number_mapping"), "10001");
    assert_eq!(desk.kv.writes.load(SeqCst), 0);
    assert_eq!(count(&import(&desk, file).await.expect(200), "unchanged"), 10_000);
}

/// Every way to end a line, with and without a mark of the byte order.
#[tokio::test]
async fn lines_are_counted_as_an_editor_counts_them() {
    for (mark, end) in [("", "\n"), ("\u{feff}", "\r\n")] {
        let desk = Desk::with_clinic().await;
        let rows = [
            "inbound_phone_number,clinic_name",
            "",
            "+1212600000x,Oak",
            "",
            "",
            "+12126000001,Oak",
            "\"+12126000002\",Oak",
        ];
        let answer = import(&desk, format!("{mark}{}", rows.join(end))).await.expect(200);
        let numbered: Vec<_> =
            told(&answer).iter().map(|told| (told[0].as_u64().unwrap(), told[1] == "created")).collect();
        assert_eq!(numbered, [(3, false), (6, true), (7, true)], "{}", answer.text);
        assert!(answer.text.contains(&number(2)));
    }
}

/// What is not UTF-8 is named, line by line.
#[tokio::test]
async fn another_encoding_is_refused_by_the_row() {
    let desk = Desk::with_clinic().await;
    let token = desk.token(Some(ORG), "admin");
    let latin = b"inbound_phone_number,clinic_name\n+12126000001,Z\xe4hne\n+12126000002,Oak\n".to_vec();
    let answer = desk.file(&[CSV], &format!("{OWN}?dry_run=false"), &token, latin).await.expect(200);
    assert!(answer.text.contains("CSV UTF-8"), "{}", answer.text);
    assert_eq!((count(&answer, "invalid"), count(&answer, "created")), (1, 1));
}

#[tokio::test]
async fn the_examples_of_the_description_are_taken() {
    let document = serde_json::to_value(openapi_document()).unwrap();
    for path in [OWN, ANY] {
        let content = document["paths"][path]["post"]["requestBody"]["content"].as_object().unwrap();
        assert_eq!(content.len(), 2, "{content:?}");
        for (content_type, body) in content {
            let desk = Desk::new();
            desk.add_org(ORG, "Downtown Dental Clinic").await;
            let example = body["example"].as_str().unwrap().to_owned();
            let token = desk.token(Some(ORG), "platform");
            let headers = [("content-type", content_type.as_str())];
            let answer = desk.file(&headers, &format!("{path}?dry_run=false"), &token, example).await.expect(200);
            assert_eq!(count(&answer, "created"), 1, "{}", answer.text);
        }
    }
}
