//! The same import again.

use super::{CSV, OWN, count, csv, lines, number};
use crate::support::{Answer, Desk, Loss, ORG, OTHER};

async fn import_under(desk: &Desk, key: &str, org: &str, file: &str) -> Answer {
    let token = desk.token(Some(org), "admin");
    desk.file(&[CSV, ("idempotency-key", key)], &format!("{OWN}?dry_run=false"), &token, file.to_owned()).await
}

#[tokio::test]
async fn the_same_import_under_its_key_is_answered_as_it_was() {
    let desk = Desk::with_clinic().await;
    let file = csv(0..1_200, "Oak") + "+1,Oak\n";
    let first = import_under(&desk, "k", ORG, &file).await.expect(200);
    assert_eq!((count(&first, "created"), count(&first, "invalid")), (1_200, 1));
    desk.admin("PATCH", "/api/org", &serde_json::json!({"name": "Oak"})).await.expect(200);
    let before = desk.sqlite.dump();
    let again = import_under(&desk, "k", ORG, &file).await.expect(200);
    assert_eq!(again.text, first.text);
    assert_eq!(desk.sqlite.dump(), before, "nothing is written twice");
    // Under another key it is another import, and so it is for another clinic.
    assert_eq!(count(&import_under(&desk, "l", ORG, &file).await.expect(200), "unchanged"), 1_200);
    assert_eq!(count(&import_under(&desk, "k", OTHER, &file).await.expect(200), "conflict"), 1_200);
    import_under(&desk, "k", ORG, &csv(0..3, "Elm")).await.problem(409, "key_reused", None);
}

/// Whichever of its round trips is lost, on the way there or back, whoever sends it again hears what was created.
#[tokio::test]
async fn an_import_that_was_cut_off_goes_on_where_it_was() {
    let file = csv(0..1_200, "Oak");
    for (trip, loss) in (0..8).flat_map(|trip| [(trip, Loss::Question), (trip, Loss::Answer)]) {
        let desk = Desk::with_clinic().await;
        desk.network.lose(trip, loss);
        import_under(&desk, "k", ORG, &file).await.problem(503, "unavailable", None);
        let answer = import_under(&desk, "k", ORG, &file).await.expect(200);
        assert_eq!(count(&answer, "created"), 1_200, "{trip} {loss:?}");
        assert_eq!(desk.sqlite.value("SELECT count(*) FROM phone_number_mapping"), "1201");
        let told = desk.sqlite.value("SELECT sum(detail ->> 'created') FROM audit");
        assert_eq!(told, "1200", "{trip} {loss:?}");
    }
}

/// Without a key the same import changes nothing, and says so.
#[tokio::test]
async fn without_a_key_the_same_is_unchanged() {
    let desk = Desk::with_clinic().await;
    super::import(&desk, csv(0..3, "Oak")).await.expect(200);
    let before = desk.sqlite.dump();
    let again = super::import(&desk, csv(0..3, "Oak")).await.expect(200);
    assert_eq!(count(&again, "unchanged"), 3);
    assert_eq!(desk.sqlite.dump(), before);
    assert_eq!(lines(&again).0[2]["inbound_phone_number"], number(2));
}

#[tokio::test]
async fn what_came_of_an_import_is_kept_for_a_day() {
    let desk = Desk::with_clinic().await;
    import_under(&desk, "k", ORG, &csv(0..600, "Oak")).await.expect(200);
    let receipts = "SELECT count(*) FROM import_receipts";
    assert_eq!(desk.sqlite.value(receipts), "2");
    desk.clock.advance(std::time::Duration::from_secs(86_401));
    import_under(&desk, "l", OTHER, &csv(700..701, "Elm")).await.expect(200);
    assert_eq!(desk.sqlite.value(receipts), "1");
}
