//! An org with more numbers than a route document names: what a change of one costs, and that none of them is texted or handed a call.

use std::sync::atomic::Ordering::SeqCst;

use serde_json::{Value, json};

use crate::{
    booking::{BOOK, NINE_THIRTY, order},
    support::{Desk, NUMBER, ORG},
    texting::clinic,
};

/// The most numbers that a route document names.
const MOST_NAMED: u32 = 100;

pub fn number(n: u32) -> String {
    format!("+1212{}", 5_000_000 + n)
}

pub fn insert(desk: &Desk, n: u32) {
    desk.sqlite.execute(&format!(
        "INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name)
         VALUES ('0198c0de-0000-7000-9000-{n:012}', '{ORG}', '{}', 'Oak Dental')",
        number(n)
    ));
}

/// A clinic with its own number and so many others, all of which have been called and are published.
async fn with_numbers(others: u32) -> Desk {
    let desk = clinic().await;
    (0..others).for_each(|n| insert(&desk, n));
    call_all(&desk);
    desk.frontdesk.app().directory.forget(ORG.parse().unwrap(), []);
    desk
}

/// Every number is called, and its document published.
pub fn call_all(desk: &Desk) {
    desk.sqlite.execute(
        "INSERT INTO route_publications (subject, org_id)
         SELECT inbound_phone_number, org_id FROM phone_number_mapping WHERE is_active = 1 ON CONFLICT (subject) DO NOTHING;
         DELETE FROM route_publications",
    );
}

/// How many documents were queued since the last time, each time that one was counted.
pub fn queued(desk: &Desk) -> u32 {
    let queued = desk.sqlite.value("SELECT coalesce(sum(generation), 0) FROM route_publications");
    desk.sqlite.execute("DELETE FROM route_publications");
    queued.parse().unwrap()
}

/// The changes of one number.
fn changes(n: u32) -> [String; 3] {
    let one = format!("WHERE inbound_phone_number = '{}'", number(n));
    [
        format!("UPDATE phone_number_mapping SET is_active = 0 {one}"),
        format!("UPDATE phone_number_mapping SET is_active = 1 {one}"),
        format!("DELETE FROM phone_number_mapping {one}"),
    ]
}

#[tokio::test]
async fn a_number_of_many_publishes_itself_alone() {
    let desk = with_numbers(300).await;
    for (change, published) in changes(150).iter().zip([1, 0, 1]) {
        desk.sqlite.execute(change);
        // A number that comes back has none until it is called.
        assert_eq!(queued(&desk), published, "{change}");
        call_all(&desk);
    }
    insert(&desk, 300);
    assert_eq!(queued(&desk), 0, "nobody has called it");
}

#[tokio::test]
async fn a_number_of_few_publishes_all_which_name_it() {
    let desk = with_numbers(3).await;
    for (change, published) in changes(1).iter().zip([5, 3, 3]) {
        desk.sqlite.execute(change);
        // Those of the others, and its own by its own change and with the others. Once it is nobody's it has none.
        assert_eq!(queued(&desk), published, "{change}");
    }
}

/// What nobody has called has no document, and what is loaded one by one asks for none.
#[tokio::test]
async fn loading_numbers_publishes_only_what_names_them() {
    let desk = clinic().await;
    desk.sqlite.execute("DELETE FROM route_publications");
    let load = |from: u32, to: u32| {
        (from..to).for_each(|n| insert(&desk, n));
        queued(&desk)
    };
    // The clinic's own number has a document, which names all of them until they are too many.
    assert_eq!(load(0, MOST_NAMED), MOST_NAMED);
    assert_eq!(load(MOST_NAMED, 500), 0);
}

/// All documents have to forget the list with the number that makes it too long, and have it again when it is short enough.
#[tokio::test]
async fn the_list_is_whole_or_not_there() {
    let desk = with_numbers(MOST_NAMED - 1).await;
    let named = async || {
        desk.frontdesk.app().directory.forget(ORG.parse().unwrap(), []);
        desk.sweep().await;
        while desk.sqlite.value("SELECT count(*) FROM route_publications") != "0" {
            desk.sweep().await;
        }
        let document: Value = serde_json::from_str(&desk.kv.value(&format!("route:v2:{NUMBER}")).unwrap()).unwrap();
        document["route"]["own_numbers"].as_array().map(Vec::len)
    };
    desk.sqlite.execute("UPDATE orgs SET name = 'Oak'");
    assert_eq!(named().await, Some(100));
    insert(&desk, MOST_NAMED);
    assert_eq!(named().await, None);
    desk.sqlite.execute(&changes(MOST_NAMED)[0]);
    assert_eq!(named().await, Some(100));
    desk.sqlite.execute(&changes(MOST_NAMED)[1]);
    assert_eq!(named().await, None);
    desk.sqlite.execute(&changes(MOST_NAMED)[2]);
    assert_eq!(named().await, Some(100));
}

async fn asked(desk: &Desk, kind: &str) -> Value {
    let body = json!({"message": {"type": kind, "phoneNumber": {"number": NUMBER}}});
    desk.send("POST", "/api/vapi/webhook", "", Some(&body)).await.expect(200).json()
}

/// The API refuses both; what SQL has set is not obeyed.
fn handed_to(desk: &Desk, document: &Value) {
    desk.sqlite.execute(&format!(
        "INSERT INTO assistants (org_id, document) VALUES ('{ORG}', '{document}')
         ON CONFLICT (org_id) DO UPDATE SET document = excluded.document"
    ));
    desk.sqlite.execute("DELETE FROM route_publications");
    desk.frontdesk.app().directory.forget(ORG.parse().unwrap(), []);
    desk.kv.lose(&format!("route:v2:{NUMBER}"));
}

#[tokio::test]
async fn no_call_is_handed_to_one_of_many_numbers() {
    let desk = with_numbers(150).await;
    for (to, is_handed) in [(number(149), false), (number(5), false), (number(999), true)] {
        handed_to(&desk, &json!({"transfer": {"number": to}}));
        let answer = asked(&desk, "transfer-destination-request").await;
        assert_eq!(answer["destination"]["number"].as_str(), is_handed.then_some(to.as_str()), "{answer}");
        let said = desk.tool("transfer", ("c", "t"), "+15550188", &json!({})).await;
        assert_eq!(said.contains("can take over"), is_handed, "{said}");
        handed_to(&desk, &json!({"forwarding_number": to}));
        desk.operator("PATCH", "/api/org", &json!({"status": "suspended"})).await.expect(200);
        let answer = asked(&desk, "assistant-request").await;
        assert_eq!(answer["destination"]["number"].as_str(), is_handed.then_some(to.as_str()), "{answer}");
        desk.operator("PATCH", "/api/org", &json!({"status": "active"})).await.expect(200);
    }
}

#[tokio::test]
async fn none_of_many_numbers_is_texted() {
    for (caller, is_texted) in [(number(149), false), (number(5), false), (number(999), true)] {
        let desk = with_numbers(150).await;
        let said = desk.tool(BOOK, ("c", "t1"), &caller, &order(NINE_THIRTY, "Ann Lee")).await;
        assert!(said.contains("is booked"), "{said}");
        desk.sweep().await;
        assert_eq!(desk.vendors.texts.taken().len(), usize::from(is_texted), "{caller}");
        let texts = desk.clinics.value(ORG, "SELECT status || coalesce(': ' || detail, '') FROM messages");
        assert_eq!(texts.contains("one of the clinic's own numbers"), !is_texted, "{texts}");
    }
}

/// The look-up is for those clinics alone, and where D1 does not answer it the caller is handed over.
#[tokio::test]
async fn a_transfer_at_a_clinic_with_many_numbers_asks_d1_once_and_does_not_depend_on_it() {
    for (others, batches) in [(3, 0), (150, 1)] {
        let desk = with_numbers(others).await;
        handed_to(&desk, &json!({"transfer": {"number": number(999)}}));
        asked(&desk, "transfer-destination-request").await;
        desk.tasks.run().await;
        desk.sqlite.batches.store(0, SeqCst);
        let answer = asked(&desk, "transfer-destination-request").await;
        assert_eq!(answer["destination"]["number"], number(999), "{answer}");
        assert_eq!(desk.sqlite.batches.load(SeqCst), batches, "{others}");
        desk.sqlite.down.store(true, SeqCst);
        let answer = asked(&desk, "transfer-destination-request").await;
        assert_eq!(answer["destination"]["number"], number(999), "{answer}");
        assert_eq!(desk.log.text().contains("transfer.not_checked"), batches > 0);
    }
}
