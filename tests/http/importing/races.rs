//! Others take numbers meanwhile, and the database refuses what looked right: no row keeps another from being imported.

use std::sync::atomic::Ordering::SeqCst;

use super::{count, csv, import, number, told};
use crate::support::{Desk, OTHER};

fn rival(n: usize) -> String {
    format!(
        "INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name)
         VALUES ('0198c0de-0000-7000-9000-{n:012}', '{OTHER}', '{}', 'Elm')",
        number(n)
    )
}

/// Batches of an import before the first that writes: the orgs, and what there is already.
const BEFORE_WRITING: u32 = 2;

#[tokio::test]
async fn a_number_that_is_taken_while_it_is_imported_is_a_conflict_and_the_others_are_created() {
    let desk = Desk::with_clinic().await;
    desk.sqlite.batches.store(0, SeqCst);
    // The batch that writes waits on its way, so that the other clinic is first.
    desk.network.pause([0, 0, 0, 0, 20]);
    let other = async {
        while desk.sqlite.batches.load(SeqCst) <= BEFORE_WRITING {
            tokio::task::yield_now().await;
        }
        desk.sqlite.execute(&rival(123));
    };
    let (answer, ()) = tokio::join!(import(&desk, csv(0..400, "Oak")), other);
    let answer = answer.expect(200);
    assert_eq!((count(&answer, "created"), count(&answer, "conflict")), (399, 1), "{}", answer.text);
    let lost = told(&answer).into_iter().find(|told| told[1] == "conflict").unwrap();
    assert_eq!((lost[0].as_u64(), lost[2].as_str()), (Some(125), Some("number_taken")));
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM phone_number_mapping WHERE clinic_name = 'Oak'"), "399");
    // The batch as a whole, and then one half of what failed after the other: not row by row.
    let batches = desk.sqlite.batches.load(SeqCst);
    assert!(batches < 60, "{batches}");
}

/// The form that the program takes and the one that the table takes are the same; were they not, that row alone would be refused.
#[tokio::test]
async fn a_row_that_the_database_refuses_aborts_no_other() {
    let desk = Desk::with_clinic().await;
    desk.sqlite.execute(&format!(
        "CREATE TRIGGER refuse BEFORE INSERT ON phone_number_mapping WHEN NEW.inbound_phone_number = '{}'
         BEGIN SELECT RAISE(ABORT, 'refused by a test'); END",
        number(7)
    ));
    let answer = import(&desk, csv(0..40, "Oak")).await.expect(200);
    assert_eq!((count(&answer, "created"), count(&answer, "invalid")), (39, 1), "{}", answer.text);
    assert!(!answer.text.contains("refused by a test"), "{}", answer.text);
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM orgs_in_import"), "0");
}

/// A mapping that is deleted while it is imported stays deleted: the import came first.
#[tokio::test]
async fn what_is_deleted_meanwhile_stays_deleted() {
    let desk = Desk::with_clinic().await;
    import(&desk, csv(0..3, "Oak")).await.expect(200);
    desk.sqlite.batches.store(0, SeqCst);
    desk.network.pause([0, 0, 0, 0, 20]);
    let other = async {
        while desk.sqlite.batches.load(SeqCst) <= BEFORE_WRITING {
            tokio::task::yield_now().await;
        }
        desk.sqlite.execute(&format!(
            "UPDATE phone_number_mapping SET is_active = 0, deleted_at = 1 WHERE inbound_phone_number = '{}'",
            number(1)
        ));
    };
    let (answer, ()) = tokio::join!(import(&desk, csv(0..3, "Elm")), other);
    assert_eq!(count(&answer.expect(200), "updated"), 3);
    let live = "SELECT count(*) FROM phone_number_mapping WHERE clinic_name = 'Elm' AND deleted_at IS NULL";
    assert_eq!(desk.sqlite.value(live), "2");
}
