//! What an import has published: nothing of what is new, and the rest behind everything else.

use super::{csv, import, import_any, number};
use crate::{
    many_numbers::{call_all, queued},
    support::{Desk, NUMBER, ORG, OTHER},
};

fn version(desk: &Desk) -> i64 {
    desk.sqlite.value(&format!("SELECT config_version FROM orgs WHERE id = '{ORG}'")).parse().unwrap()
}

#[tokio::test]
async fn new_numbers_are_not_published() {
    let desk = Desk::with_clinic().await;
    desk.sqlite.execute("DELETE FROM phone_number_mapping; DELETE FROM route_publications");
    import(&desk, csv(0..700, "Oak")).await.expect(200);
    assert_eq!(queued(&desk), 0);
    // The first call asks D1, and the document follows.
    let operator = desk.token(None, "platform");
    desk.send("GET", &format!("/api/inbound/phone-lookup/{}", number(650)), &operator, None).await.expect(200);
    assert_eq!(desk.sqlite.value("SELECT group_concat(subject) FROM route_publications"), number(650));
}

/// What names a clinic's numbers is made anew once for 500 of them, and no more the more there are.
#[tokio::test]
async fn a_clinics_documents_are_made_anew_once_for_all_of_its_numbers() {
    let desk = Desk::with_clinic().await;
    import(&desk, csv(0..50, "Oak")).await.expect(200);
    call_all(&desk);
    let before = version(&desk);
    import(&desk, csv(50..99, "Oak")).await.expect(200);
    assert_eq!((version(&desk), queued(&desk)), (before + 1, 51));
    // The 101st ends the list. From then on none has to be told.
    call_all(&desk);
    import(&desk, csv(99..600, "Oak")).await.expect(200);
    assert_eq!((version(&desk), queued(&desk)), (before + 2, 100));
    import(&desk, csv(600..1_100, "Oak")).await.expect(200);
    assert_eq!((version(&desk), queued(&desk)), (before + 2, 0));
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM orgs_in_import"), "0");
    // One by one it is as it was.
    desk.sqlite.execute("UPDATE phone_number_mapping SET is_active = 0 WHERE clinic_name = 'Oak' AND id > (SELECT id FROM phone_number_mapping WHERE clinic_name = 'Oak' ORDER BY id LIMIT 1 OFFSET 5)");
    assert!(version(&desk) > before + 90);
}

/// The document of a clinic's first number names the numbers that were imported, and those that are no longer used no more.
#[tokio::test]
async fn what_was_imported_is_known_to_be_the_clinics_own() {
    let mut desk = Desk::with_clinic().await;
    let named = async |desk: &Desk| {
        desk.sweep().await;
        let document: serde_json::Value =
            serde_json::from_str(&desk.kv.value(&format!("route:v2:{NUMBER}")).unwrap()).unwrap();
        document["route"]["own_numbers"].as_array().unwrap().len()
    };
    assert_eq!(named(&desk).await, 1);
    import(&desk, csv(0..3, "Oak")).await.expect(200);
    assert_eq!(named(&desk).await, 4);
    import(&desk, format!("inbound_phone_number,clinic_name,is_active\n{},Oak,false\n", number(1))).await.expect(200);
    assert_eq!(named(&desk).await, 3);
    desk.another_isolate(&[]);
    let operator = desk.token(None, "platform");
    desk.send("GET", &format!("/api/inbound/phone-lookup/{}", number(1)), &operator, None).await.expect(404);
}

/// Changed numbers wait for whatever else is to be published, and what waited before keeps its place.
#[tokio::test]
async fn changed_numbers_let_single_changes_go_first() {
    let desk = Desk::with_clinic().await;
    import(&desk, csv(0..200, "Oak")).await.expect(200);
    import_any(&desk, format!("org_id,inbound_phone_number,clinic_name\n{OTHER},{},Elm\n", number(900)))
        .await
        .expect(200);
    call_all(&desk);
    desk.sqlite.execute(&format!(
        "UPDATE phone_number_mapping SET clinic_name = 'Moved' WHERE inbound_phone_number = '{}'",
        number(7)
    ));
    import(&desk, csv(0..200, "Elm")).await.expect(200);
    let priorities = "SELECT group_concat(priority || ':' || many) FROM (SELECT priority, count(*) AS many FROM route_publications GROUP BY priority)";
    assert_eq!(desk.sqlite.value(priorities), "0:1,2:199");
    // A minute later another clinic changes a number.
    desk.clock.advance(std::time::Duration::from_mins(1));
    desk.sqlite.execute(&format!("UPDATE phone_number_mapping SET clinic_name = 'Renamed' WHERE org_id = '{OTHER}'"));
    let waiting = desk.sqlite.value(
        "SELECT group_concat(subject) FROM (SELECT subject FROM route_publications ORDER BY priority, due_at LIMIT 2)",
    );
    assert_eq!(waiting, format!("{},{}", number(7), number(900)));
    let round = "SELECT count(*) FROM route_publications WHERE subject IN ";
    frontdesk::directory::publish_round(&desk.frontdesk.app().ports).await.unwrap();
    assert_eq!(desk.sqlite.value(&format!("{round}('{}', '{}')", number(7), number(900))), "0");
    // Somebody who then changes one of those by itself waits no longer than anybody.
    desk.sqlite.execute(&format!(
        "UPDATE phone_number_mapping SET clinic_name = 'Now' WHERE inbound_phone_number = '{}'",
        number(150)
    ));
    assert_eq!(
        desk.sqlite.value(&format!("SELECT priority FROM route_publications WHERE subject = '{}'", number(150))),
        "0"
    );
}
